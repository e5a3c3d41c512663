import fc from "fast-check";
import { ZodError } from "zod";
import type { ReportedGroup, ReportedRule } from "../../../scripts/emulator/ec2-readback";
import { SecurityGroupsError } from "../../../src/errors";
import { deploymentSchema } from "../../../src/model/deployment";
import type { Plan } from "../../../src/model/plan";
import { planDeployment } from "../../../src/projection/plan-deployment";
import { groupIds } from "../../oracle/pools";
import type { DeploymentCombination } from "../../pairwise/deployment-factors";
import { distributionCase } from "../distribution-cases";
import { type LayoutChange, layoutChanges, stepsOf } from "./layout-change";
import { stagePairs, wrongPackets } from "./layout-packets";
import { reportedPlan } from "./reported-plan";
import { deploymentName } from "./upgrade-pair";

const place = { vpcIds: ["", ""], groupIds, prefixListIds: [], endpoint: "", state: "local" } as const;

/** The plans of the steps; undefined if a step is not valid. */
function plansOf(change: LayoutChange): readonly Plan[] | undefined {
  try {
    return stepsOf(change).map(({ deployment }) => planDeployment(deploymentSchema.parse(deployment)));
  } catch (error) {
    if (error instanceof SecurityGroupsError || error instanceof ZodError) return undefined;
    throw error;
  }
}

const changes = layoutChanges
  .map((change) => ({ change, plans: plansOf(change) }))
  .filter((one): one is { change: LayoutChange; plans: readonly Plan[] } => one.plans !== undefined)
  .map((one) => ({ ...one, [fc.toStringMethod]: () => JSON.stringify(stepsOf(one.change)) }));

/** The groups of a plan and existing groups, which allow all egress if egress is open. */
function reported({ egress }: LayoutChange, plan: Plan): readonly ReportedGroup[] {
  const planned = reportedPlan(plan);
  const before = egress === "all" ? allOut : [];
  const isOld = ({ id }: ReportedGroup) => (groupIds as readonly string[]).includes(id);
  return [
    ...planned.filter((group) => !isOld(group)),
    ...groupIds.map((id): ReportedGroup => {
      const rules = planned.filter((group) => group.id === id).flatMap((group) => group.rules);
      return { id, name: id, vpcId: "", description: "", tags: {}, rules: [...before, ...rules] };
    }),
  ];
}

const ruleOf = (more: Partial<ReportedRule>): ReportedRule => ({
  ...{ id: "sgr-1", direction: "ingress", protocol: "-1", fromPort: -1, toPort: -1, description: "", tags: {} },
  ...{ peer: { cidrs: ["0.0.0.0/0"] }, ...more },
});
const allOut = ["0.0.0.0/0", "::/0"].map((cidr) => ruleOf({ direction: "egress", peer: { cidrs: [cidr] } }));

function wrongAt(step: number, change: LayoutChange, { addedFlows }: Plan, groups: readonly ReportedGroup[]) {
  const counts = { required: 0, forbidden: 0 };
  return wrongPackets(change, { place, groups, addedFlows }, stagePairs[step] ?? [], counts);
}

test("opens what the documents require at every step of a layout change, and otherwise only what it lists", () => {
  fc.assert(
    fc.property(changes, ({ change, plans }) => {
      for (const [step, plan] of plans.entries()) {
        expect(wrongAt(step, change, plan, reported(change, plan))).toEqual({ closed: [], open: [] });
      }
    }),
    { numRuns: 20 },
  );
}, 120_000);

describe("a cluster of RKE2 with the groups all, servers and agents", () => {
  const combination: DeploymentCombination = {
    ...{ product: "rke2 2.15", nodes: "custom", cni: "cilium", encapsulation: "vxlan", bgp: "off", family: "ipv4" },
    ...{ addons: "none", loadBalancer: "none", apiLoadBalancer: "none", administrators: "none" },
    kubernetesApiClients: "none",
  };
  const { deployment, ...documented } = distributionCase(combination, deploymentName);
  const roles = ["etcd", "controlplane", "worker"] as const;
  const to = {
    all: { parties: roles },
    servers: { parties: ["etcd", "controlplane"] },
    agents: { parties: ["worker"] },
  } as const;
  const change: LayoutChange = {
    ...{ documented: { ...documented, deployment: { ...deployment, egress: "required" } as typeof deployment } },
    ...{ egress: "required", roles, from: "per-role", to, pools: [undefined, undefined, undefined] },
  };
  const plan = plansOf(change)?.[2] as Plan;
  const groups = reported(change, plan);
  const rules = groups.flatMap((group) => group.rules);
  const wrong = (some: readonly ReportedGroup[]) => wrongAt(2, change, plan, some);

  test("has a rule for each documented flow", () => {
    expect(rules.length).toBeGreaterThan(20);
    expect(wrong(groups)).toEqual({ closed: [], open: [] });
  });

  test.each(rules.map((rule, index) => [index, rule] as const))("needs rule %i", (_, rule) => {
    const less = groups.map((group) => ({ ...group, rules: group.rules.filter((other) => other !== rule) }));
    expect(wrong(less).closed).not.toEqual([]);
  });

  test("opens too much with an additional rule in either direction", () => {
    const more = [ruleOf({}), ruleOf({ direction: "egress" })];
    const { closed, open } = wrong(groups.map((group) => ({ ...group, rules: [...group.rules, ...more] })));
    expect(closed).toEqual([]);
    expect(open).toContainEqual("worker (new) to etcd (new), 2379/tcp");
  });
});
