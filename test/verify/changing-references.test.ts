/**
 * Deployments that refer to one whose layout of groups changes: the JSON is proven, and each missing rule is detected.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTerraformApp } from "../../src/network/terraform-json";
import { verifySynthesized } from "../../src/verify/verify-synthesized";
import { type Json, type Synthesized, synthesize, verifyChanged } from "./synthesized-fixture";

const cluster = 'type: cluster, rancherVersion: "2.13", distribution: k3s, provisioning: custom';
const none = "rancherCatalog: none, apiClients: none, workloadClients: none";
const elsewhere = "{ deployment: lab, manageRules: true, egress: required }";
const config = (optimize: boolean) => `defaults: { region: eu-central-1, vpcId: vpc-0123456789abcdef0 }
deployments:
  - { name: lab, ${cluster}, optimize: ${optimize}, groups: { from: single, to: shared-and-roles }, parties: { rancher: none, ${none} } }
  - name: tools
    type: rancher-server
    rancherVersion: "2.13"
    distribution: docker
    optimize: ${optimize}
    groups: { from: { rancher: { parties: [rancher] } }, to: { server: { parties: [rancher] } } }
    parties: { apiClients: none, clusterNodes: none, nodeDriverNodes: none, hostedCluster: none, rancherCatalog: none }
  - name: shop
    ${cluster.replaceAll(", ", "\n    ")}
    egress: required
    optimize: ${optimize}
    groups: single
    parties: { rancher: { deployment: tools, manageRules: true, egress: required }, ${none} }
    rules:
      add:
        - { id: own-in-tcp, from: [peer], to: [worker], peer: { deployment: lab, party: controlplane }, protocol: tcp, ports: 5555, purpose: In }
        - { id: own-out-tcp, from: [etcd], to: [peer], peer: { deployment: lab, party: worker, manageRules: true, egress: required }, protocol: tcp, ports: 5556, purpose: Out }
  - { name: guest, ${cluster}, egress: required, optimize: ${optimize}, parties: { etcd: ${elsewhere}, controlplane: ${elsewhere}, rancher: none, ${none} } }
`;

function synthesized(optimize = false): Synthesized {
  const folder = mkdtempSync(join(tmpdir(), "rancher-security-groups-"));
  try {
    writeFileSync(join(folder, "rancher-sg.yaml"), config(optimize));
    return synthesize(join(folder, "rancher-sg.yaml"), optimize);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.each([false, true])("proves the synthesised JSON: optimize %s", (optimize) => {
  const { json, plans } = synthesized(optimize);
  expect(verifySynthesized(parseTerraformApp(json), plans).violations).toEqual([]);
});

describe("in Terraform's JSON", () => {
  const site = synthesized();
  const ruleTypes = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"] as const;
  const rules = site.json.stacks.flatMap(({ name, json }) =>
    ruleTypes.flatMap((type) => Object.keys((json as Json).resource[type] ?? {}).map((key) => ({ name, type, key }))),
  );
  const ofGroups = (name: string, ...texts: readonly string[]) =>
    rules.filter((rule) => rule.name === name && texts.every((text) => rule.key.includes(text))).map(({ key }) => key);

  test("has rules that reference the former and the new group of each party, and rules in both", () => {
    expect(ofGroups("shop", "cluster_tools--rancher_").length).toBeGreaterThan(0);
    expect(ofGroups("shop", "cluster_tools--server_").length).toBe(ofGroups("shop", "cluster_tools--rancher_").length);
    expect(ofGroups("shop", "ingress-tcp-5555").length).toBe(2);
    expect(ofGroups("shop", "tcp-5556").map((key) => key.replace(/_[0-9A-F]{8}$/, ""))).toEqual([
      "cluster_lab--nodes_ingress-tcp-5556-nodes",
      "cluster_lab--worker_ingress-tcp-5556-nodes",
      "cluster_nodes_egress-tcp-5556-lab--nodes",
      "cluster_nodes_egress-tcp-5556-lab--worker",
    ]);
  });

  test("reports each missing rule", () => {
    const unnoticed = rules.filter(({ name, type, key }) => {
      const { violations } = verifyChanged(site, (stacks) => delete stacks[name].resource[type][key]);
      return violations.length === 0;
    });
    expect(rules.length).toBeGreaterThan(60);
    expect(unnoticed).toEqual([]);
  });

  test("reports a rule that references the other one of two groups", () => {
    const swapped = [
      ["lab--nodes", "lab--worker"],
      ["lab--worker", "lab--nodes"],
    ] as const;
    for (const [from, to] of swapped) {
      const { violations } = verifyChanged(site, ({ shop }) => {
        const egress = shop.resource.aws_vpc_security_group_egress_rule;
        const keyOf = (name: string) =>
          Object.keys(egress).find((key) => key.startsWith(`cluster_nodes_egress-tcp-5556-${name}`)) as string;
        egress[keyOf(from)].referenced_security_group_id = egress[keyOf(to)].referenced_security_group_id;
      });
      expect(violations.length).toBeGreaterThan(0);
    }
  });
});
