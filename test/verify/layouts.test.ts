import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NetworkRule } from "../../src/model/network";
import { PlanNames, plannedNetwork } from "../../src/network/planned-network";
import { parseTerraformApp } from "../../src/network/terraform-json";
import { addedFlowText } from "../../src/reach/added-flow";
import { verifyReach } from "../../src/verify/verify-reach";
import { verifySynthesized } from "../../src/verify/verify-synthesized";
import { type Json, type Synthesized, synthesize, verifyChanged } from "./synthesized-fixture";

const roles = "parties: [etcd, controlplane, worker]";
const map = `{ all: { ${roles} }, servers: { parties: [etcd, controlplane] }, agents: { parties: [worker] } }`;
const existing = `{ all: { ${roles}, securityGroupId: sg-0123456789abcdef0, manageRules: true }, servers: { parties: [etcd, controlplane] } }`;

/** The layouts, and whether each opens flows that no port rule requires. */
const layouts = [
  ["per-role", "per-role", false],
  ["shared-and-roles", "shared-and-roles", false],
  ["single", "single", true],
  ["a map of three groups", map, false],
  ["a map with an existing group", existing, true],
  ["a change from per-role to a map", `{ from: per-role, to: ${map} }`, false],
  [
    "a change that gives groups other roles",
    "{ from: { servers: { parties: [etcd, controlplane] }, agents: { parties: [worker] } }, to: { servers: { parties: [controlplane] }, agents: { parties: [etcd, worker] } } }",
    true,
  ],
] as const;

function synthesized(groups: string, egress: string): Synthesized {
  const folder = mkdtempSync(join(tmpdir(), "rancher-security-groups-"));
  try {
    const file = join(folder, "rancher-sg.yaml");
    writeFileSync(
      file,
      `defaults: { region: eu-central-1, vpcId: vpc-0123456789abcdef0 }
deployments:
  - type: cluster
    name: lab
    distribution: rke2
    provisioning: custom
    rancherVersion: "2.13"
    egress: ${egress}
    groups: ${groups}
    pools: { servers: [etcd, controlplane], agents: [worker] }
    parties: { rancher: { create: true }, apiClients: { cidrs: [203.0.113.0/24] }, workloadClients: { cidrs: [198.51.100.0/24] }, rancherCatalog: { cidrs: [192.0.2.0/24] } }
`,
    );
    return synthesize(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ruleTypes = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"] as const;

describe.each(layouts)("%s", (_, groups, adds) => {
  const site = synthesized(groups, "required");
  const [plan] = site.plans as [Synthesized["plans"][number]];
  const stack: Json = site.json.stacks[0]?.json;
  const names = new PlanNames([plan]);
  const network = plannedNetwork([plan], names);
  const rules = network.groups.flatMap((group) => group.rules.map((rule) => ({ group, rule })));

  test.each(["required", "all"])(
    "proves the synthesised JSON and lists the flows that it adds: egress %s",
    (egress) => {
      const { json, plans } = synthesized(groups, egress);
      const { violations, added } = verifySynthesized(parseTerraformApp(json), plans);
      const listed = plans.flatMap(({ addedFlows }) => addedFlows.map(addedFlowText));
      expect(violations).toEqual([]);
      expect(added.map(({ flow }) => flow).sort()).toEqual([...new Set(listed)].sort());
      expect(added.length > 0).toBe(adds);
    },
  );

  test(`reports each of ${rules.length} missing rules in Terraform's JSON`, () => {
    const unnoticed = ruleTypes.flatMap((type) =>
      Object.keys(stack.resource[type]).filter((key) => {
        const { violations } = verifyChanged(site, ({ lab }) => delete lab.resource[type][key]);
        return violations.length === 0;
      }),
    );
    expect(unnoticed).toEqual([]);
  });

  test("reports an extra rule between any two groups in Terraform's JSON", () => {
    const resources = stack.resource.aws_security_group;
    const ids = Object.keys(resources).map((key) => `\${aws_security_group.${key}.id}`);
    const added = ids.flatMap((security_group_id) =>
      ids.map((referenced_security_group_id) => ({
        ...{ security_group_id, referenced_security_group_id },
        ...{ ip_protocol: "tcp", from_port: 4444, to_port: 4444 },
      })),
    );
    const unnoticed = ruleTypes.flatMap((type) =>
      added.filter((rule) => {
        const { violations } = verifyChanged(site, ({ lab }) => {
          lab.resource[type].more = rule;
        });
        return violations.length === 0;
      }),
    );
    expect(added.length).toBe(ids.length ** 2);
    expect(unnoticed).toEqual([]);
  });

  /** The network with some group's rules changed. */
  const changed = (name: string, change: (rules: readonly NetworkRule[]) => readonly NetworkRule[]) => ({
    groups: network.groups.map((group) => (group.name === name ? { ...group, rules: change(group.rules) } : group)),
  });

  test("finds nothing wrong with the plan in the proof by parties alone", () => {
    expect(verifyReach(plan, network, names)).toEqual([]);
  });

  // While a layout changes, the rules of the other layout open the same.
  if (plan.pools.every(({ change }) => !change)) {
    test("reports each missing rule in the proof by parties alone", () => {
      const unnoticed = rules.filter(({ group, rule }) => {
        const without = changed(group.name, (all) => all.filter((other) => other !== rule));
        return verifyReach(plan, without, names).length === 0;
      });
      expect(unnoticed.map(({ group, rule }) => `${group.name} ${rule.key}`)).toEqual([]);
    });
  }

  test("reports an extra rule between any two groups in the proof by parties alone", () => {
    const unnoticed = network.groups.flatMap(({ name }) =>
      network.groups.flatMap(({ peer }) =>
        (["ingress", "egress"] as const).filter((direction) => {
          const traffic = { ipProtocol: "tcp", fromPort: 4444, toPort: 4444 };
          const rule = { direction, ...traffic, peer, key: "more", portRules: [], description: "" };
          return (
            verifyReach(
              plan,
              changed(name, (all) => [...all, rule]),
              names,
            ).length === 0
          );
        }),
      ),
    );
    expect(unnoticed).toEqual([]);
  });
});
