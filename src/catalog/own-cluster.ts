/** The rows of a cluster among the nodes of the cluster that Rancher itself runs on, where each node has every role. */
import type { Condition } from "../model/condition";
import { type Switch, switches } from "../model/options";
import { clusterRoles, type Party } from "../model/party";
import type { Row } from "./row";

/** Parties that reach the nodes of every cluster in the same way, Rancher's own included. */
const beside: readonly Party[] = ["apiLoadBalancer", "kubernetesApiClients", "administrators"];
/** Conditions that a cluster meets only if Rancher manages it. */
const managedOnly: readonly Condition[] = Object.keys(switches) as Switch[];

/** The rows among the nodes of a cluster, and to and from its load balancer, with the Rancher nodes as every role. */
export function amongRancherNodes(rows: readonly Row[]): readonly Row[] {
  const isRole = (party: Party) => (clusterRoles as readonly Party[]).includes(party);
  const placed = (ends: readonly Party[]) => [...new Set(ends.map((party) => (isRole(party) ? "rancher" : party)))];
  return rows
    .filter(({ rule: { from, to } }) => [...from, ...to].every((party) => isRole(party) || beside.includes(party)))
    .filter(({ rule: { when } }) => !when.some((condition) => managedOnly.includes(condition)))
    .map((row) => ({ ...row, rule: { ...row.rule, from: placed(row.rule.from), to: placed(row.rule.to) } }));
}

/** The rows of a cluster that Rancher's own table does not have, under whatever id. */
export function furtherRows(own: readonly Row[], cluster: readonly Row[]): readonly Row[] {
  const meaning = ({ rule: { from, to, protocol, ports, when } }: Row) =>
    JSON.stringify([from, to, protocol, ports, when]);
  const known = new Set(own.map(meaning));
  return amongRancherNodes(cluster).filter((row) => !known.has(meaning(row)));
}
