/**
 * Rules are compared by their texts before they are compared by their flows. These tests check that the first
 * comparison loses nothing.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Json, keyLike, synthesize, verifyChanged } from "./synthesized-fixture";

const placed = { region: "us-east-1", vpcId: "vpc-0a1b2c3d4e5f60718" };
const ingress = "aws_vpc_security_group_ingress_rule";
const folder = mkdtempSync(join(tmpdir(), "rule-words-"));
afterAll(() => rmSync(folder, { recursive: true }));

function synthesized(...deployments: readonly object[]) {
  const file = join(folder, "rancher-sg.yaml");
  writeFileSync(file, stringify({ deployments: deployments.map((deployment) => ({ ...placed, ...deployment })) }));
  return synthesize(file);
}

const kindsOf = ({ violations }: ReturnType<typeof verifyChanged>) =>
  violations.map(({ kind, witness }) => [kind, witness]);

test("does not confuse two rules whose protocol, ports and peer form the same text when joined", () => {
  const name = "x 1 2 cidrIpv4:0.0.0.0/0";
  const found = verifyChanged(
    synthesized({ name: "prod", type: "rancher-nodes", edition: "2.x", groupName: name }),
    ({ prod }) => {
      const rules = prod.resource[ingress];
      const { security_group_id } = rules[keyLike(rules, /tcp-10250-10252/)];
      delete rules[keyLike(rules, /tcp-10250-10252/)];
      const ip_protocol = "tcp 10250 10252 group:prod/x";
      rules.odd = { ip_protocol, from_port: 1, to_port: 2, cidr_ipv4: "0.0.0.0/0", security_group_id };
    },
  );
  expect(kindsOf(found)).toEqual([
    ["invalid-rule", expect.stringMatching(/^ipProtocol: unknown, /)],
    ["missing-flow", `tcp 10250 from prod/${name}`],
  ]);
});

describe("two parties that are bound to one group of another deployment", () => {
  const clients = {
    rancher: { create: true },
    apiClients: { cidrs: ["203.0.113.0/24"] },
    workloadClients: { cidrs: ["203.0.113.0/24"] },
  };
  const metrics = (party: string, ports: number) => ({
    id: `metrics-of-${party}`,
    from: ["rancher"],
    to: ["peer"],
    peer: { deployment: "lab", party, manageRules: true },
    protocol: "tcp",
    ports,
    purpose: "Metrics",
  });
  const none = { clusterNodes: "none", nodeDriverNodes: "none", hostedCluster: "none" };
  const shared = synthesized(
    {
      name: "lab",
      type: "cluster",
      rancherVersion: "2.x",
      provisioning: "node-pools",
      preset: "common-ports",
      parties: clients,
    },
    {
      name: "tools",
      type: "rancher-server",
      rancherVersion: "2.x",
      parties: { rancher: { create: true }, apiClients: clients.apiClients, ...none },
      rules: { add: [metrics("etcd", 9796), metrics("worker", 9797)] },
    },
  );
  const change = (edit: (rule: Json, rules: Json, key: string) => void) =>
    verifyChanged(shared, ({ tools }) => {
      const rules = tools.resource[ingress];
      const key = keyLike(rules, /tcp-9797/);
      edit(rules[key], rules, key);
    });

  test("have the rules of both", () => {
    expect(kindsOf(change(() => undefined))).toEqual([]);
  });

  test("report what is missing and what is extra once", () => {
    const removed = change((_, rules, key) => {
      delete rules[key];
    });
    expect(kindsOf(removed)).toEqual([["missing-flow", "tcp 9797 from tools/tools-rancher"]]);
    const widened = change((rule) => {
      rule.to_port = 9798;
    });
    expect(kindsOf(widened)).toEqual([["extra-flow", "tcp 9798 from tools/tools-rancher"]]);
  });
});
