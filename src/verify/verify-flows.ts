/** Flow by flow: what the rules of each group allow, against what the plan asks for. */
import { type FlowRule, FlowSet } from "../flows";
import type { PlannedSecurityGroup, SecurityGroupPlan, SecurityGroupRule } from "../model/plan";
import { flowText } from "./flow-text";
import type { SynthesizedStack } from "./synthesized";
import type { SynthesizedRule } from "./synthesized-rules";
import type { Violation, ViolationKind } from "./verification";
import { type Named, nameText, type PlanNames } from "./verify-names";

type Direction = SecurityGroupRule["direction"];

/** What one rule allows one group, in names that mean the same everywhere. */
export interface NamedRule {
  readonly group: Named;
  readonly direction: Direction;
  readonly flow: FlowSet;
  readonly rule: FlowRule;
  /** Empty for a rule of a plan. */
  readonly address: string;
  /** Empty for a rule of the JSON. */
  readonly portRules: readonly string[];
}

/** The rules of a plan, by group. */
export function plannedRules(plan: SecurityGroupPlan, names: PlanNames): readonly NamedRule[] {
  return plan.groups.flatMap((group) => {
    const name = names.group(plan, group);
    return group.rules.map(({ direction, ipProtocol, fromPort, toPort, peer, portRules }): NamedRule => {
      const rule = { ipProtocol, fromPort, toPort, peer: names.peer(plan, peer) };
      return { group: name, direction, flow: FlowSet.of([rule]), rule, address: "", portRules };
    });
  });
}

/** The rules of a stack, one for each peer, but for those that EC2 would refuse. */
export function judgeRules(
  stack: SynthesizedStack,
  nameOf: (reference: Named) => Named,
): { readonly sound: readonly NamedRule[]; readonly violations: readonly Violation[] } {
  const violations: Violation[] = [];
  const sound = stack.rules.flatMap((written): NamedRule[] => {
    const { address, direction, ipProtocol, fromPort, toPort } = written;
    const group = nameOf(written.group);
    const found = (kind: ViolationKind, witness: string) => {
      const about = { deployment: stack.name, group: groupText(group), direction };
      violations.push({ kind, ...about, witness, flows: [], portRules: [], addresses: [address] });
    };
    countPeers(written, found);
    if (ipProtocol === "-1" && (fromPort !== undefined || toPort !== undefined)) {
      found("ports-with-all", `-1 with ports ${fromPort} to ${toPort}: leave the ports out`);
    }
    return written.peers.flatMap((peer): NamedRule[] => {
      const rule = { ipProtocol, fromPort, toPort, peer: nameOf(peer) };
      try {
        return [{ group, direction, flow: FlowSet.of([rule]), rule, address, portRules: [] }];
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        found("invalid-rule", error.message);
        return [];
      }
    });
  });
  return { sound, violations };
}

function countPeers(
  { peers, takesOnePeer }: SynthesizedRule,
  found: (kind: ViolationKind, witness: string) => void,
): void {
  if (peers.length === 0) found("no-peer", "names no peer, so it opens nothing and EC2 refuses it");
  if (peers.length < 2 || !takesOnePeer) return;
  found("several-peers", `names ${peers.map(nameText).join(" and ")}, and takes one`);
}

/** Group by group and direction by direction, what is missing and what is extra. */
export function compareFlows(
  plan: SecurityGroupPlan,
  held: ReadonlyMap<string, PlannedSecurityGroup>,
  required: readonly NamedRule[],
  found: readonly NamedRule[],
): readonly Violation[] {
  return [...held].flatMap(([key, { name }]) =>
    (["ingress", "egress"] as const).flatMap((direction) => {
      const [wanted, written] = [required, found].map((rules) =>
        rules.filter((rule) => rule.direction === direction && `${rule.group.type}:${rule.group.value}` === key),
      ) as [NamedRule[], NamedRule[]];
      const [should, does] = [wanted, written].map((rules) => FlowSet.of(rules.map(({ rule }) => rule))) as [
        FlowSet,
        FlowSet,
      ];
      if (should.equals(does)) return [];
      const about = { deployment: plan.deployment, group: name, direction };
      const violation = (kind: ViolationKind, flows: FlowSet, rules: readonly NamedRule[]): Violation[] => {
        if (flows.isEmpty) return [];
        const responsible = rules.filter(({ flow }) => !flow.intersect(flows).isEmpty);
        const unique = (ids: readonly string[]) => [...new Set(ids)].sort();
        return [
          {
            kind,
            ...about,
            ...groupFlows(direction, flows),
            portRules: unique(responsible.flatMap(({ portRules }) => portRules)),
            addresses: unique(responsible.flatMap(({ address }) => (address ? [address] : []))),
          },
        ];
      };
      return [
        ...violation("missing-flow", should.subtract(does), wanted),
        ...violation("extra-flow", does.subtract(should), written),
      ];
    }),
  );
}

/** Flows as a person reads them, and one of them as a witness. */
export function groupFlows(
  direction: Direction,
  flows: FlowSet,
): { readonly witness: string; readonly flows: readonly string[] } {
  return { witness: flowText(flows.sample(), direction).join(), flows: flowText(flows, direction) };
}

/** A group in a message: its name in EC2, without its deployment. */
export function groupText(group: Named): string {
  return group.type === "group" ? group.value.slice(group.value.indexOf("/") + 1) : nameText(group);
}
