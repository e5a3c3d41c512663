/**
 * The group `rancher-nodes` without rules that are open to the world. Where the documented group admits any address,
 * the hardened one admits the nodes themselves and the clients that use the port; for SSH and Docker only Rancher. See
 * docs/decisions/0010-hardened-rancher-nodes.md.
 */
import type { Party } from "../model/party";
import type { Catalog, PortRule } from "../model/port-rule";
import { rowOf, tcp } from "./row";
import { hardenedGroup, optionalParties, referencesOf } from "./tables";

/** The clients of each world-open port rule. */
const clients: Readonly<Record<string, readonly Party[]>> = {
  "rancher-nodes-ssh-tcp": ["rancher"],
  "rancher-nodes-docker-tls-tcp": ["rancher"],
  "rancher-nodes-kube-api-tcp": ["nodes", "apiClients"],
  "rancher-nodes-webhook-tcp": ["nodes"],
  "rancher-nodes-http-tcp": ["nodes", "workloadClients"],
  "rancher-nodes-https-tcp": ["nodes", "workloadClients"],
  "rancher-nodes-node-ports-tcp": ["nodes", "workloadClients"],
  "rancher-nodes-node-ports-udp": ["nodes", "workloadClients"],
};

export function hardened(catalog: Catalog): Catalog {
  return {
    ...catalog,
    id: `${catalog.id}-hardened`,
    title: `${catalog.title}, hardened`,
    rules: [...catalog.rules.map(hardenedRule), ...administratorRules],
  };
}

const administratorRow = rowOf(optionalParties);
const withAdministrators = { when: ["withAdministrators"] } as const;
const administratorRules: readonly PortRule[] = [
  administratorRow(
    "hardened-nodes-administrators-ssh-tcp",
    ["administrators"],
    ["nodes"],
    tcp(22),
    "SSH for administrators",
    withAdministrators,
  ),
  administratorRow(
    "hardened-nodes-administrators-api-tcp",
    ["administrators"],
    ["nodes"],
    tcp(6443),
    "Kubernetes API for administrators",
    withAdministrators,
  ),
].map(({ rule }) => rule);

function hardenedRule(rule: PortRule): PortRule {
  if (!rule.from.includes("internet")) return rule;
  const id = rule.id.replace("rancher-nodes-", "hardened-nodes-");
  const references = [...referencesOf(hardenedGroup), ...rule.references];
  return { ...rule, id, from: clients[rule.id] as readonly Party[], references };
}
