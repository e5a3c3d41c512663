import fc from "fast-check";
import { deploymentSchema } from "../../src/model/deployment";
import type { Peer, Plan } from "../../src/model/plan";
import { planDeployment } from "../../src/projection/plan-deployment";
import { admits, isAdded, type Machine, machineWith, outsiders, probesOf } from "../oracle/layout-flows";
import { changes, type LaidOut, layouts } from "./arbitrary-layout";
import { shuffled } from "./arbitrary-order";

/**
 * The groups of a node while the layout changes: those of the former layout, those of both, or those of the new one.
 */
type Stage = "old" | "both" | "new";

function groupsIn(stage: Stage, { groups, change }: Plan["pools"][number]): readonly Peer[] {
  if (!change || stage === "both") return groups;
  return stage === "old" ? change.from : change.to;
}

const isRole = (party: string) => ["etcd", "controlplane", "worker", "nodes"].includes(party);

/** The nodes of each pool, and those of each other party that has groups. */
function machinesOf(plan: Plan, stage: Stage): readonly Machine[] {
  const { pools, parties, ipFamily } = plan;
  const others = parties.filter(({ party, groups }) => groups.length > 0 && !isRole(party));
  return [
    ...pools.map((pool) => machineWith(pool.name, pool.roles, groupsIn(stage, pool), ipFamily)),
    ...others.map(({ party, peers, groups }) => {
      const held = peers.filter(({ label }) => groups.includes(label));
      return machineWith(party, [party], held, ipFamily);
    }),
  ];
}

/** An existing group keeps its egress, which the plan does not know. */
function keepsEgress({ deployment, groups }: Plan, machine: Machine): boolean {
  const created = groups.filter(({ existing }) => !existing).map(({ key }) => `group ${key}`);
  const isExisting = (group: string) => !created.includes(group);
  return deployment.type === "cluster" && deployment.egress === "all" && machine.groups.some(isExisting);
}

/** The first connections that `isWrong` reports as open or closed by mistake, as texts. */
function mistakes(
  { perRole, laidOut }: LaidOut,
  isWrong: (isRequired: boolean, isOpen: boolean, isAdded: () => boolean) => boolean,
  [stage, stageOfOther]: readonly [Stage, Stage] = ["both", "both"],
): readonly string[] {
  const required = machinesOf(perRole, "both");
  const machines = machinesOf(laidOut, stage);
  // A node with an existing group of a role is a node of that role, and has its other groups too.
  const held = new Set([...required, ...machines, ...machinesOf(laidOut, "both")].flatMap(({ groups }) => groups));
  const strangers = outsiders.filter(({ groups }) => !groups.some((group) => held.has(group)));
  const others = [...machinesOf(laidOut, stageOfOther), ...strangers];
  const probes = probesOf([perRole, laidOut]);
  const found: string[] = [];
  for (const direction of ["ingress", "egress"] as const) {
    for (const [index, machine] of machines.entries()) {
      const before = required[index] as Machine;
      if (direction === "egress" && (keepsEgress(perRole, before) || keepsEgress(laidOut, machine))) continue;
      for (const [place, other] of others.entries()) {
        const otherBefore = required[place] ?? other;
        for (const probe of probes) {
          const isRequired = admits(perRole, direction, before, otherBefore, probe);
          const isOpen = admits(laidOut, direction, machine, other, probe);
          if (isWrong(isRequired, isOpen, () => isAdded(laidOut, direction, machine, other, probe))) {
            found.push(`${direction} of ${machine.name}, ${other.name}: ${probe.protocol} ${probe.port}`);
          }
        }
      }
    }
  }
  return found.slice(0, 5);
}

const ruleCount = ({ groups }: Plan) => groups.reduce((sum, { rules }) => sum + rules.length, 0);

test("opens the flows of groups for each role, those it lists as added, and nothing else", () => {
  fc.assert(
    fc.property(layouts, (plans) => {
      expect(mistakes(plans, (isRequired, isOpen, added) => isOpen !== (isRequired || added()))).toEqual([]);
    }),
    { numRuns: 100 },
  );
}, 120_000);

test("never has more rules than groups for each role", () => {
  fc.assert(
    fc.property(layouts, ({ perRole, laidOut }) => {
      expect(ruleCount(laidOut)).toBeLessThanOrEqual(ruleCount(perRole));
    }),
    { numRuns: 300 },
  );
}, 120_000);

const stages: readonly [Stage, Stage][] = [
  ["old", "old"],
  ["old", "both"],
  ["both", "old"],
  ["both", "both"],
  ["both", "new"],
  ["new", "both"],
  ["new", "new"],
];

test("closes no required flow at any stage of a layout change, and opens only those listed", () => {
  fc.assert(
    fc.property(changes, fc.constantFrom(...stages), (plans, stage) => {
      expect(mistakes(plans, (isRequired, isOpen) => isRequired && !isOpen, stage)).toEqual([]);
      expect(mistakes(plans, (isRequired, isOpen, added) => isOpen && !isRequired && !added(), stage)).toEqual([]);
    }),
    { numRuns: 100 },
  );
}, 120_000);

test("computes the same bytes for any order of groups, parties, pools and roles", () => {
  const inputs = fc
    .oneof(layouts, changes)
    .chain(({ laidOut }) => fc.tuple(fc.constant(laidOut), shuffled(laidOut.deployment)));
  fc.assert(
    fc.property(inputs, ([laidOut, deployment]) => {
      const { groups, parties, addedFlows, skippedRequirements, pools } = planDeployment(
        deploymentSchema.parse(deployment),
      );
      const byName = (some: Plan["pools"]) =>
        some
          .map(({ roles, ...pool }) => ({ ...pool, roles: [...new Set(roles)].sort() }))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
      expect({ groups, parties, addedFlows, skippedRequirements, pools: byName(pools) }).toEqual({
        groups: laidOut.groups,
        parties: laidOut.parties,
        addedFlows: laidOut.addedFlows,
        skippedRequirements: laidOut.skippedRequirements,
        pools: byName(laidOut.pools),
      });
    }),
    { numRuns: 100 },
  );
}, 120_000);
