import fc from "fast-check";
import { type Diff, diff } from "../../src/diff/diff";
import type { SecurityGroupRule } from "../../src/model/plan";
import { addresses, admit, type Point, points } from "../verify/grid";
import { handMadeNetwork } from "../verify/hand-made-network";
import { plannedRule, plannedRules } from "../verify/rule-arbitraries";

const names = ["group:etcd", "group:worker", "securityGroup:sg-0123456789abcdef0", "prefixList:pl-0123456789abcdef0"];
interface Machine {
  readonly names: readonly string[];
  readonly address: string | undefined;
}
const machines: readonly Machine[] = [
  ...addresses.map((address) => ({ names: [], address })),
  ...names.map((name) => ({ names: [name], address: undefined })),
];

/** The same flows in smaller rules: port ranges and CIDRs are halved. */
function inPieces(rule: SecurityGroupRule): readonly SecurityGroupRule[] {
  const { fromPort = 0, toPort = 0, ipProtocol } = rule;
  if ((ipProtocol === "tcp" || ipProtocol === "udp") && fromPort < toPort) {
    const middle = Math.floor((fromPort + toPort) / 2);
    return [
      { ...rule, toPort: middle },
      { ...rule, fromPort: middle + 1 },
    ];
  }
  if (rule.peer.value !== "0.0.0.0/0") return [rule];
  return ["0.0.0.0/1", "128.0.0.0/1"].map((value) => ({ ...rule, peer: { ...rule.peer, value, label: value } }));
}

/** Rules, and rules that allow the same, a little more, a little less, or something else. */
const pairs = plannedRules.chain((rules) => {
  const changed: fc.Arbitrary<readonly SecurityGroupRule[]> = fc.oneof(
    fc.constant(rules.flatMap(inPieces)),
    plannedRule.map((one) => [...rules.flatMap(inPieces), one]),
    fc.nat(11).map((gone) => rules.filter((_, index) => index !== gone).flatMap(inPieces)),
    plannedRules,
  );
  return fc.tuple(fc.constant(rules), changed);
});

const between = (a: readonly SecurityGroupRule[], b: readonly SecurityGroupRule[]) =>
  diff(handMadeNetwork({ name: "etcd", rules: a }), handMadeNetwork({ name: "etcd", rules: b }));
const cases = { numRuns: 1_000 };

/**
 * For each direction, whether only the second network allows some flow of the grid, and whether only the first does.
 */
function gridChanges(a: readonly SecurityGroupRule[], b: readonly SecurityGroupRule[]): readonly string[] {
  return (["egress", "ingress"] as const).flatMap((direction) => {
    const [before, after] = [a, b].map((rules) => rules.filter((rule) => rule.direction === direction));
    const found = new Set<string>();
    for (const point of points) {
      for (const machine of machines) {
        const isOld = reaches(before ?? [], point, machine);
        if (isOld !== reaches(after ?? [], point, machine)) found.add(`${direction} ${isOld ? "removed" : "added"}`);
      }
    }
    return [...found].sort();
  });
}

/** Members of a group have IPv4 addresses. A prefix list may have none, so it is compared by name only. */
function reaches(rules: readonly SecurityGroupRule[], point: Point, { names, address }: Machine): boolean {
  const isList = names.some((name) => name.startsWith("prefixList:"));
  return admit(isList ? rules.filter(({ peer }) => peer.type === "prefixList") : rules, point, names, address);
}

const changesOf = ({ changes }: Diff) => changes.map(({ direction, kind }) => `${direction} ${kind}`).sort();

test("is empty if and only if every flow of every group and direction is the same", () => {
  let equal = 0;
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const found = between(a, b);
      expect(changesOf(found)).toEqual([...gridChanges(a, b)].sort());
      expect(found.relation === "equal").toBe(found.changes.length === 0);
      if (found.relation === "equal") equal += 1;
    }),
    cases,
  );
  expect(equal).toBeGreaterThan(200);
});

test("is mirrored if the two networks are swapped", () => {
  const mirror = { equal: "equal", stricter: "looser", looser: "stricter", incomparable: "incomparable" } as const;
  const turned = ({ changes }: Diff) =>
    changes
      .map(({ isOutside: _, kind, ...change }) => ({ ...change, kind: kind === "added" ? "removed" : "added" }))
      .sort(byPlace);
  const changesOf = ({ changes }: Diff) => changes.map(({ isOutside: _, ...change }) => change).sort(byPlace);
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const [there, back] = [between(a, b), between(b, a)];
      expect(back.relation).toBe(mirror[there.relation]);
      expect(turned(back)).toEqual(changesOf(there));
    }),
    cases,
  );
});

test("has a witness, flows, and a rule behind every change", () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      for (const { kind, direction, witness, flows, portRules } of between(a, b).changes) {
        const side = (kind === "added" ? b : a).filter((rule) => rule.direction === direction);
        expect(side.flatMap((rule) => rule.portRules)).toEqual(expect.arrayContaining([...portRules]));
        expect([witness, flows[0], portRules[0]]).not.toContain(undefined);
        expect(witness).not.toBe("");
      }
    }),
    cases,
  );
});

function byPlace(a: { direction: string; kind: string }, b: { direction: string; kind: string }): number {
  return `${a.direction} ${a.kind}` < `${b.direction} ${b.kind}` ? -1 : 1;
}
