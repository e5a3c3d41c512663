/** Plans of created and existing groups, clients by address, and an unbound party; and questions about them. */
import fc from "fast-check";
import type { Traffic } from "../../src/flows";
import type { NamedPeer, Plan, PlannedParty, SecurityGroupRule } from "../../src/model/plan";
import type { Question } from "../../src/questions/check";
import type { Endpoint } from "../../src/reach/endpoint";
import { handMadePlan } from "./hand-made-plan";
import { plannedRule } from "./rule-arbitraries";

const existing = "sg-0123456789abcdef0";
const list = "pl-0123456789abcdef0";
const peer = (type: NamedPeer["type"], value: string): NamedPeer => ({ type, value, label: value });

const parties: readonly PlannedParty[] = [
  { party: "rancher", groups: [existing], peers: [peer("securityGroup", existing)] },
  { party: "etcd", groups: ["etcd"], peers: [peer("group", "etcd")] },
  { party: "worker", groups: ["worker"], peers: [peer("group", "worker")] },
  { party: "loadBalancer", groups: [], peers: [] },
  { party: "apiClients", groups: [], peers: [peer("cidrIpv4", "10.0.0.0/30"), peer("prefixList", list)] },
  { party: "workloadClients", groups: [], peers: [peer("cidrIpv4", "0.0.0.0/0")] },
];

const openEgress: SecurityGroupRule = {
  direction: "egress",
  ipProtocol: "-1",
  peer: peer("cidrIpv4", "0.0.0.0/0"),
  portRules: ["egress"],
  description: "Outbound traffic [egress]",
};
/** Half of the groups have open egress, like most deployments. */
const rules = fc
  .tuple(fc.array(plannedRule, { maxLength: 6 }), fc.boolean())
  .map(([own, isOpen]) => (isOpen ? [...own, openEgress] : own));

export const plans: fc.Arbitrary<Plan> = fc
  .tuple(rules, rules, rules)
  .map(([etcd, worker, rancher]) => planOf({ etcd, worker, [existing]: rancher }));

function planOf(groups: Readonly<Record<string, readonly SecurityGroupRule[]>>): Plan {
  return handMadePlan(
    Object.entries(groups).map(([key, own]) => ({
      key,
      parties: parties.filter(({ groups }) => groups.includes(key)).map(({ party }) => party),
      ...(key === existing ? { existing: { securityGroupId: existing } } : {}),
      name: key,
      description: "",
      rules: own,
    })),
    { parties },
  );
}

const endpoint: fc.Arbitrary<Endpoint> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...parties).map(({ party }) => ({ party })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { peer: peer("cidrIpv4", "10.0.0.2/31") },
      { peer: peer("cidrIpv4", "10.0.0.0/29") },
      { peer: peer("cidrIpv6", "2001:db8::2/127") },
      { peer: peer("securityGroup", existing) },
      { peer: peer("securityGroup", "sg-0000000000000000f") },
      { peer: peer("prefixList", list) },
    ),
  },
);
const ends = fc.array(endpoint, { minLength: 1, maxLength: 3 });

const traffics: fc.Arbitrary<Traffic> = fc.oneof(
  fc
    .tuple(fc.constantFrom("tcp", "udp"), fc.integer({ min: 20, max: 34 }), fc.integer({ min: 0, max: 4 }))
    .map(([ipProtocol, fromPort, more]) => ({ ipProtocol, fromPort, toPort: Math.min(34, fromPort + more) })),
  fc.constantFrom(
    { ipProtocol: "tcp" },
    { ipProtocol: "icmp" },
    { ipProtocol: "icmp", fromPort: 8, toPort: -1 },
    { ipProtocol: "50" },
    { ipProtocol: "-1" },
  ),
);

export const questions: fc.Arbitrary<Question> = fc.record({ from: ends, to: ends, traffic: traffics });
