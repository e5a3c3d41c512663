/** Flow by flow: what the rules of each group allow, against what the plan asks for. */
import type { FlowSet } from "../flows";
import { flowText } from "./flow-text";
import { flowsOf, type NamedRule, namedRule, type Sides, sameWords, sideOf, wordsOf } from "./named-rules";
import type { Direction } from "./reachability";
import type { SynthesizedStack } from "./synthesized";
import type { SynthesizedRule } from "./synthesized-rules";
import type { Violation, ViolationKind } from "./verification";
import { type Named, nameText } from "./verify-names";

/** The rules of a stack, one for each peer, but for those that EC2 would refuse: no plan holds such a rule. */
export function judgeRules(
  stack: SynthesizedStack,
  nameOf: (reference: Named) => Named,
  required: readonly NamedRule[],
): { readonly sound: readonly NamedRule[]; readonly violations: readonly Violation[] } {
  const violations: Violation[] = [];
  const known = wordsOf(required);
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
      const rule = namedRule(group, direction, { ipProtocol, fromPort, toPort, peer: nameOf(peer) }, { address });
      try {
        if (!known.has(rule.words)) flowsOf([rule]);
        return [rule];
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
  deployment: string,
  held: Iterable<{ readonly group: Named; readonly name: string }>,
  required: Sides,
  found: Sides,
): readonly Violation[] {
  const directions = ["ingress", "egress"] as const;
  return [...held].flatMap(({ group, name }) =>
    directions.flatMap((direction) => {
      const side = sideOf({ group, direction });
      const [wanted, written] = [required.get(side) ?? [], found.get(side) ?? []];
      if (sameWords(wanted, written)) return [];
      const [should, does] = [flowsOf(wanted), flowsOf(written)];
      const violation = (kind: ViolationKind, flows: FlowSet, rules: readonly NamedRule[]): Violation[] => {
        if (flows.isEmpty) return [];
        const responsible = rules.filter((rule) => flowsOf([rule]).intersects(flows));
        return [
          {
            kind,
            deployment,
            group: name,
            direction,
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

/** Each once, sorted. */
export const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

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
