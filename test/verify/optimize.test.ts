import fc from "fast-check";
import { FlowSet } from "../../src/flows";
import type { SecurityGroupRule } from "../../src/model/plan";
import { optimize } from "../../src/projection/optimize";
import { allows, borderProbes } from "../flows/naive-oracle";
import { plannedRules, planWith } from "./rule-arbitraries";

const cases = { numRuns: 1_000 };
const optimized = (rules: readonly SecurityGroupRule[]) => optimize(planWith(rules)).groups[0]?.rules ?? [];
const directions = ["ingress", "egress"] as const;

/** The oracle reads only IPv6 addresses without abbreviation. */
function inFull(rule: SecurityGroupRule): SecurityGroupRule {
  if (rule.peer.type !== "cidrIpv6") return rule;
  const [address = "", prefix = ""] = rule.peer.value.split("/");
  const [head = "", tail = ""] = address.split("::");
  const groups = (text: string) => text.split(":").filter((group) => group !== "");
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => "0");
  return {
    ...rule,
    peer: { ...rule.peer, value: `${[...groups(head), ...zeros, ...groups(tail)].join(":")}/${prefix}` },
  };
}

function rule(
  more: Partial<SecurityGroupRule> & { cidr?: string; ports?: readonly [number, number] },
): SecurityGroupRule {
  const { cidr = "10.0.0.0/8", ports: [fromPort, toPort] = [443, 443], ...rest } = more;
  const type = cidr.includes(":") ? ("cidrIpv6" as const) : ("cidrIpv4" as const);
  const peer = { type, value: cidr, label: cidr };
  return {
    direction: "ingress",
    ipProtocol: "tcp",
    fromPort,
    toPort,
    peer,
    portRules: ["a"],
    description: "A [a]",
    ...rest,
  };
}

const lines = (rules: readonly SecurityGroupRule[]) =>
  rules.map(({ ipProtocol, fromPort, toPort, peer, portRules }) =>
    [ipProtocol, fromPort, toPort, peer.label, `[${portRules.join(" ")}]`].join(" "),
  );

describe("optimize", () => {
  test("keeps the flows of every direction", () => {
    fc.assert(
      fc.property(plannedRules, (rules) => {
        const after = optimized(rules);
        for (const direction of directions) {
          const of = (all: readonly SecurityGroupRule[]) =>
            FlowSet.of(all.filter((one) => one.direction === direction));
          expect(of(after).lines()).toEqual(of(rules).lines());
        }
      }),
      cases,
    );
  });

  test("agrees with a naive evaluation of the rules at and next to every border", () => {
    const few = plannedRules.map((rules) =>
      rules.slice(0, 5).map((one) => ({ ...one, direction: "ingress" as const })),
    );
    fc.assert(
      fc.property(few, (rules) => {
        const before = rules.map(inFull);
        const after = optimized(rules).map(inFull);
        const wrong = borderProbes([...before, ...after]).filter(
          (probe) => allows(before, probe) !== allows(after, probe),
        );
        expect(wrong).toEqual([]);
      }),
      cases,
    );
  });

  test("changes nothing on a second run", () => {
    fc.assert(
      fc.property(plannedRules, (rules) => {
        const once = optimized(rules);
        expect(optimized(once)).toEqual(once);
      }),
      cases,
    );
  });

  test("returns the same rules for every order and repetition of its input", () => {
    const shuffled = plannedRules.chain((rules) =>
      fc.tuple(fc.constant(rules), fc.shuffledSubarray([...rules, ...rules], { minLength: rules.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([rules, permuted]) => expect(optimized(permuted)).toEqual(optimized(rules))),
      cases,
    );
  });

  test("never adds rules, protocols or atoms, and loses no port rule", () => {
    fc.assert(
      fc.property(plannedRules, (rules) => {
        const after = optimized(rules);
        expect(after.length).toBeLessThanOrEqual(rules.length);
        const known = (of: (one: SecurityGroupRule) => string) =>
          expect(rules.map(of)).toEqual(expect.arrayContaining(after.map(of)));
        known(({ ipProtocol }) => ipProtocol);
        known(({ peer }) => (peer.type.startsWith("cidr") ? "" : peer.value));
        for (const direction of directions) {
          const ids = (all: readonly SecurityGroupRule[]) =>
            new Set(all.filter((one) => one.direction === direction).flatMap((one) => one.portRules));
          expect(ids(after)).toEqual(ids(rules));
        }
        expect(after.filter(({ description }) => description.length > 255)).toEqual([]);
      }),
      cases,
    );
  });

  test("merges adjacent ports, whichever port rules require them", () => {
    const kubelet = rule({ ports: [10250, 10250] });
    const scheduler = rule({ ports: [10251, 10252], portRules: ["b"], description: "B [b]" });
    const [only, ...rest] = optimized([scheduler, kubelet]);
    expect(rest).toEqual([]);
    expect(only).toEqual({ ...kubelet, toPort: 10252, portRules: ["a", "b"], description: "A; B [a, b]" });
  });

  test("merges halves of a CIDR, and of the world", () => {
    expect(lines(optimized([rule({ cidr: "10.0.0.0/9" }), rule({ cidr: "10.128.0.0/9", portRules: ["b"] })]))).toEqual([
      "tcp 443 443 10.0.0.0/8 [a b]",
    ]);
    expect(lines(optimized([rule({ cidr: "0.0.0.0/1" }), rule({ cidr: "128.0.0.0/1" })]))).toEqual([
      "tcp 443 443 0.0.0.0/0 [a]",
    ]);
  });

  test("drops a rule that others allow together, and adds its port rule to each of them", () => {
    const low = rule({ cidr: "10.0.0.0/9", ports: [1, 500] });
    const high = rule({ cidr: "10.128.0.0/9", ports: [400, 600], portRules: ["b"], description: "B [b]" });
    const both = rule({ ports: [443, 443], portRules: ["c"], description: "C [c]" });
    expect(lines(optimized([low, high, both]))).toEqual([
      "tcp 1 500 10.0.0.0/9 [a c]",
      "tcp 400 600 10.128.0.0/9 [b c]",
    ]);
  });

  test("keeps protocols, groups, and the world and groups in it apart", () => {
    const group = { type: "group" as const, value: "etcd", label: "etcd" };
    const kept = [
      rule({ cidr: "0.0.0.0/0" }),
      rule({ peer: group }),
      ...["tcp", "udp", "icmp"].map((ipProtocol) => rule({ ipProtocol, ports: [-1, -1], cidr: "192.0.2.0/24" })),
    ].map((one) => (one.ipProtocol === "icmp" || one.fromPort !== -1 ? one : { ...one, fromPort: 0, toPort: 65_535 }));
    expect(lines(optimized(kept)).sort()).toEqual(lines(kept).sort());
  });

  test("cuts a description of many purposes at 255 characters", () => {
    const many = Array.from({ length: 30 }, (_, i) =>
      rule({ ports: [1000 + i, 1000 + i], portRules: [`rule-${i}`], description: `Purpose number ${i} [rule-${i}]` }),
    );
    const [only] = optimized(many);
    expect(only?.portRules).toHaveLength(30);
    expect(only?.description).toHaveLength(255);
    expect(only?.description).toMatch(/^Purpose number 0; Purpose number 1; Purpose number 10; .*\.\.\.$/);
  });

  test("identifies a token by its expression, however often it is read", () => {
    const token = (value: string, ports: readonly [number, number]) =>
      rule({ ports, peer: { type: "cidrIpv4", value, label: "var.office" } });
    const [only, ...rest] = optimized([token("${TfToken[TOKEN.1]}", [80, 80]), token("${TfToken[TOKEN.2]}", [81, 81])]);
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ fromPort: 80, toPort: 81, peer: { label: "var.office" } });
  });
});
