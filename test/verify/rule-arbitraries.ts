import fc from "fast-check";
import type { Plan, SecurityGroupRule } from "../../src/model/plan";
import { handMadePlan } from "./hand-made-plan";

/** Few distinct values on a small grid, so that ranges and CIDRs touch, nest and complete each other often. */

const ports = fc
  .tuple(fc.integer({ min: 20, max: 30 }), fc.integer({ min: 0, max: 4 }))
  .map(([fromPort, more]) => ({ fromPort, toPort: fromPort + more }));
const traffic = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.constantFrom("tcp", "udp"), ports).map(([p, range]) => ({ ipProtocol: p, ...range })),
  },
  { weight: 1, arbitrary: fc.constantFrom("tcp", "udp").map((p) => ({ ipProtocol: p, fromPort: 0, toPort: 65_535 })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { ipProtocol: "-1" },
      { ipProtocol: "50" },
      { ipProtocol: "icmp", fromPort: -1, toPort: -1 },
      { ipProtocol: "icmp", fromPort: 8, toPort: 0 },
      { ipProtocol: "icmp", fromPort: 8, toPort: -1 },
    ),
  },
);

const cidrIpv4 = fc.tuple(fc.nat(15), fc.integer({ min: 28, max: 32 })).map(([host, prefix]) => {
  const size = 2 ** (32 - prefix);
  return { type: "cidrIpv4" as const, value: `10.0.0.${host - (host % size)}/${prefix}` };
});
const cidrIpv6 = fc.tuple(fc.nat(3), fc.integer({ min: 126, max: 128 })).map(([host, prefix]) => {
  const size = 2 ** (128 - prefix);
  const low = host - (host % size);
  return { type: "cidrIpv6" as const, value: `2001:db8::${low || ""}/${prefix}` };
});
const atom = fc.constantFrom(
  { type: "group" as const, value: "etcd" },
  { type: "group" as const, value: "worker" },
  { type: "securityGroup" as const, value: "sg-0123456789abcdef0" },
  { type: "prefixList" as const, value: "pl-0123456789abcdef0" },
);
const world = fc.constantFrom(
  { type: "cidrIpv4" as const, value: "0.0.0.0/0" },
  { type: "cidrIpv4" as const, value: "0.0.0.0/1" },
  { type: "cidrIpv4" as const, value: "128.0.0.0/1" },
);
const peer = fc.oneof({ weight: 6, arbitrary: cidrIpv4 }, { weight: 2, arbitrary: cidrIpv6 }, atom, world);

export const plannedRule: fc.Arbitrary<SecurityGroupRule> = fc
  .tuple(fc.constantFrom("ingress" as const, "egress" as const), traffic, peer, fc.constantFrom("a", "b", "c", "d"))
  .map(([direction, what, who, id]) => ({
    direction,
    ...what,
    peer: { ...who, label: who.value },
    portRules: [id],
    description: `purpose of ${id} [${id}]`,
  }));

export const plannedRules = fc.array(plannedRule, { maxLength: 12 });

/** A plan of one group. */
export function planWith(rules: readonly SecurityGroupRule[]): Plan {
  return handMadePlan([
    { key: "etcd", parties: ["etcd"], name: "test-etcd", description: "Rancher: etcd nodes", rules },
  ]);
}
