import fc from "fast-check";
import type { Peer } from "../../src/model/plan";
import type { PortRule } from "../../src/model/port-rule";
import { ruleKey } from "../../src/model/rule-identity";
import type { DirectedRule } from "../../src/projection/assign-groups";
import { normalize } from "../../src/projection/normalize";

const portRuleOf = (id: string, purpose = `Purpose of ${id}`) => ({ id, purpose }) as PortRule;
const cidr = (value: string): Peer => ({ type: "cidrIpv4", value, label: value });
const rule = (rest: Partial<DirectedRule> = {}): DirectedRule => ({
  group: { key: "etcd", peer: { type: "group", value: "etcd", label: "etcd" } },
  direction: "ingress",
  ipProtocol: "tcp",
  fromPort: 2379,
  toPort: 2379,
  peer: cidr("10.0.0.0/8"),
  portRule: portRuleOf("a-tcp"),
  ...rest,
});

test("merges equal rules into one that lists every port rule", () => {
  expect(normalize([rule({ portRule: portRuleOf("b-tcp") }), rule(), rule()])).toEqual([
    {
      direction: "ingress",
      ipProtocol: "tcp",
      fromPort: 2379,
      toPort: 2379,
      peer: cidr("10.0.0.0/8"),
      portRules: ["a-tcp", "b-tcp"],
      description: "Purpose of a-tcp; Purpose of b-tcp [a-tcp, b-tcp]",
    },
  ]);
});

test("writes a purpose that two port rules share once", () => {
  const rules = normalize([
    rule({ portRule: portRuleOf("a-tcp", "Same") }),
    rule({ portRule: portRuleOf("b-tcp", "Same") }),
  ]);
  expect(rules.map(({ description }) => description)).toEqual(["Same [a-tcp, b-tcp]"]);
});

test("ends a description over 255 characters in an ellipsis", () => {
  const [only] = normalize([rule({ portRule: portRuleOf("a-tcp", "x".repeat(300)) })]);
  expect(only?.description).toBe(`${"x".repeat(252)}...`);
});

test("keeps tcp, udp and icmp from one peer as three rules, and adjacent ports as two", () => {
  const { fromPort: _from, toPort: _to, ...portless } = rule({ ipProtocol: "icmp" });
  const rules = normalize([rule(), rule({ ipProtocol: "udp" }), portless, rule({ fromPort: 2380, toPort: 2380 })]);
  expect(rules.map(ruleKey)).toEqual([
    "ingress-icmp-10.0.0.0/8",
    "ingress-tcp-2379-10.0.0.0/8",
    "ingress-tcp-2380-10.0.0.0/8",
    "ingress-udp-2379-10.0.0.0/8",
  ]);
});

test("keeps a rule for a network inside another network", () => {
  expect(normalize([rule(), rule({ peer: cidr("10.1.0.0/16") })])).toHaveLength(2);
});

test("sorts ingress before egress, then by protocol, ports and peer", () => {
  const rules = normalize([
    rule({ direction: "egress", fromPort: 1, toPort: 1 }),
    rule({ ipProtocol: "udp" }),
    rule({ peer: cidr("10.2.0.0/16") }),
    rule({ toPort: 2380 }),
    rule(),
  ]);
  expect(rules.map(ruleKey)).toEqual([
    "ingress-tcp-2379-10.0.0.0/8",
    "ingress-tcp-2379-10.2.0.0/16",
    "ingress-tcp-2379-2380-10.0.0.0/8",
    "ingress-udp-2379-10.0.0.0/8",
    "egress-tcp-1-10.0.0.0/8",
  ]);
});

const directedRules = fc.array(
  fc
    .record({
      direction: fc.constantFrom("ingress" as const, "egress" as const),
      ipProtocol: fc.constantFrom("tcp", "udp", "icmp"),
      fromPort: fc.integer({ min: 1, max: 4 }),
      size: fc.integer({ min: 0, max: 2 }),
      peer: fc.constantFrom(cidr("10.0.0.0/8"), cidr("10.1.0.0/16"), cidr("0.0.0.0/0")),
      id: fc.constantFrom("a", "b", "c"),
    })
    .map(({ size, id, ...rest }) => rule({ ...rest, toPort: rest.fromPort + size, portRule: portRuleOf(id) })),
);

test("returns each different input rule once, and nothing else", () => {
  fc.assert(
    fc.property(directedRules, (rules) => {
      const tuples = (list: readonly Omit<DirectedRule, "group" | "portRule">[]) =>
        [
          ...new Set(
            list.map((one) =>
              JSON.stringify([one.direction, one.ipProtocol, one.fromPort, one.toPort, one.peer.value]),
            ),
          ),
        ].sort();
      const normal = normalize(rules);
      expect(tuples(normal)).toEqual(tuples(rules));
      expect(normal).toHaveLength(tuples(rules).length);
    }),
  );
});
