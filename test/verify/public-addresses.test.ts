import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlanNames, plannedNetwork } from "../../src/network/planned-network";
import { parseTerraformApp } from "../../src/network/terraform-json";
import { verifyReach } from "../../src/verify/verify-reach";
import { verifySynthesized } from "../../src/verify/verify-synthesized";
import { type Json, synthesize, verifyChanged } from "./synthesized-fixture";

const text = `defaults: { region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718 }
deployments:
  - name: tools
    type: rancher-server
    rancherVersion: "2.13"
    distribution: rke2
    egress: required
    loadBalancer: { terminatesTls: true }
    parties:
      loadBalancer: { create: true, publicCidrs: [192.0.2.10/32] }
      rancher: { create: true, publicCidrs: [198.51.100.8/32] }
      apiClients: { cidrs: [203.0.113.0/24] }
      clusterNodes: { securityGroupIds: [sg-0123456789abcdef0], publicCidrs: [198.51.100.9/32] }
      nodeDriverNodes: none
      hostedCluster: none
      rancherCatalog: none
  - name: shop
    type: cluster
    provisioning: custom
    rancherVersion: "2.13"
    distribution: rke2
    egress: required
    parties:
      rancher: { deployment: tools }
      apiLoadBalancer: { create: true, publicCidrs: [192.0.2.20/32] }
      etcd: { create: true, publicCidrs: [198.51.100.9/32] }
      controlplane: { create: true, publicCidrs: [198.51.100.9/32] }
      worker: { create: true }
      apiClients: { cidrs: [203.0.113.0/24] }
      workloadClients: none
`;

function synthesized() {
  const folder = mkdtempSync(join(tmpdir(), "rancher-security-groups-"));
  try {
    const file = join(folder, "rancher-sg.yaml");
    writeFileSync(file, text);
    return synthesize(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const site = synthesized();
const ruleTypes = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"] as const;

/** Each rule with a public address, by its stack, type and key in Terraform. */
const publicRules = site.json.stacks.flatMap((stack) => {
  const { resource }: Json = stack.json;
  return ruleTypes.flatMap((type) =>
    Object.entries(resource[type] as Json)
      .filter(([, { cidr_ipv4: cidr }]: [string, Json]) => /^(192\.0\.2|198\.51\.100)\./.test(cidr ?? ""))
      .map(([key]) => ({ stack: stack.name, type, key })),
  );
});

test("proves Terraform's JSON", () => {
  expect(publicRules.length).toBeGreaterThan(8);
  expect(verifySynthesized(parseTerraformApp(site.json), site.plans).violations).toEqual([]);
});

test("reports each missing rule with a public address, and each one with another address", () => {
  const unnoticed = publicRules.flatMap(({ stack, type, key }) => {
    const missing = verifyChanged(site, (stacks) => delete stacks[stack].resource[type][key]);
    const wrong = verifyChanged(site, (stacks) => {
      stacks[stack].resource[type][key].cidr_ipv4 = "192.0.2.99/32";
    });
    return [missing, wrong].filter(({ violations }) => violations.length === 0).map(() => key);
  });
  expect(unnoticed).toEqual([]);
});

describe.each(site.plans.map((plan) => [plan.deployment.name, plan] as const))(
  "the proof by parties of %s",
  (_, plan) => {
    const names = new PlanNames(site.plans);
    const network = plannedNetwork([plan], names);

    test("finds nothing wrong with the plan", () => {
      expect(verifyReach(plan, network, names)).toEqual([]);
    });

    test("reports each missing rule with a public address", () => {
      const rules = network.groups.flatMap((group) => group.rules.map((rule) => ({ group, rule })));
      const publicOnes = rules.filter(({ rule }) => /^(192\.0\.2|198\.51\.100)\./.test(rule.peer.value));
      const unnoticed = publicOnes.filter(({ group, rule }) => {
        const groups = network.groups.map((one) =>
          one === group ? { ...one, rules: one.rules.filter((other) => other !== rule) } : one,
        );
        return verifyReach(plan, { groups }, names).length === 0;
      });
      expect(publicOnes.length).toBeGreaterThan(1);
      expect(unnoticed.map(({ group, rule }) => `${group.name} ${rule.key}`)).toEqual([]);
    });
  },
);
