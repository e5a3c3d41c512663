/**
 * The traffic that EC2 lets through among the nodes of pools and hosts, by plain loops over the rules of a plan. A node
 * has every group of its pool. Shares no code with src: types only.
 */
import type { AddedFlow, Peer, Plan, SecurityGroupRule } from "../../src/model/plan";
import { contains, includes, type Probe } from "./endpoint";
import { cidrToken, groupIds, groupToken, prefixListIds } from "./pools";

/** A node or a host. */
export interface Machine {
  readonly name: string;
  /** The parties that the machine belongs to. */
  readonly parties: readonly string[];
  /** The groups that it attaches, under the names that rules use. */
  readonly groups: readonly string[];
  readonly addresses: readonly string[];
  readonly prefixLists: readonly string[];
}

type Direction = SecurityGroupRule["direction"];

const peerText = ({ type, value }: Pick<Peer, "type" | "value">) => `${type} ${value}`;

/** Addresses that only the open CIDRs contain. */
const nodeAddresses = { ipv4: ["172.16.5.5"], ipv6: ["fd12::5"], dual: ["172.16.5.5", "fd12::5"] };

/** A machine with groups. */
export function machineWith(
  name: string,
  parties: readonly string[],
  groups: readonly Peer[],
  ipFamily: Plan["ipFamily"] = "ipv4",
): Machine {
  return { name, parties, groups: groups.map(peerText), addresses: nodeAddresses[ipFamily], prefixLists: [] };
}

/** Whether the groups of a machine admit traffic from, or to, another. */
export function admits(plan: Plan, direction: Direction, machine: Machine, other: Machine, probe: Probe): boolean {
  return plan.groups.some(({ key, existing, rules }) => {
    const name = existing ? peerOfExisting(existing) : `group ${key}`;
    return (
      machine.groups.includes(name) &&
      rules.some((rule) => rule.direction === direction && carries(rule, probe) && isPeer(rule.peer, other))
    );
  });
}

function peerOfExisting(existing: NonNullable<Plan["groups"][number]["existing"]>): string {
  return "securityGroupId" in existing
    ? `securityGroup ${existing.securityGroupId}`
    : `deployment ${existing.deployment}/${existing.group}`;
}

/** Whether the plan lists that its layout lets the groups of a machine admit traffic from, or to, another. */
export function isAdded(plan: Plan, direction: Direction, machine: Machine, other: Machine, probe: Probe): boolean {
  return plan.addedFlows.some((flow) => {
    const [end, otherEnd] = direction === "ingress" ? [flow.to, flow.from] : [flow.from, flow.to];
    return carries(flow, probe) && machine.parties.includes(end) && isEnd(otherEnd, other);
  });
}

function carries({ ipProtocol: protocol, fromPort, toPort }: AddedFlow | SecurityGroupRule, probe: Probe): boolean {
  return includes({ protocol, fromPort: fromPort === -1 ? undefined : fromPort, toPort }, probe);
}

function isEnd(end: string, machine: Machine): boolean {
  const [type = "", value = ""] = end.split(" ");
  return machine.parties.includes(end) || isPeer({ type, value } as Peer, machine);
}

function isPeer({ type, value }: Pick<Peer, "type" | "value">, { groups, addresses, prefixLists }: Machine): boolean {
  if (type === "cidrIpv4" || type === "cidrIpv6") return addresses.some((address) => contains(value, address));
  if (type === "prefixList") return prefixLists.includes(value);
  return groups.includes(`${type} ${value}`);
}

const host = (address: string, ...prefixLists: readonly string[]): Machine => ({
  name: [address, ...prefixLists].join(" in "),
  parties: [],
  groups: [],
  addresses: [address],
  prefixLists,
});

/** Hosts at the addresses and in the groups that random deployments use. */
export const outsiders: readonly Machine[] = [
  ...["10.1.2.3", "10.2.0.1", "203.0.113.9", "198.51.100.7", "8.8.8.8", "35.160.43.145"].map((at) => host(at)),
  ...["2001:db8:1::1", "2001:db8:2::1", "2a00::1", cidrToken].map((at) => host(at)),
  ...prefixListIds.map((id) => host("2a00::2", id)),
  ...[...groupIds, groupToken].map((value) => machineWith(value, [], [{ type: "securityGroup", value, label: value }])),
  ...(["rancher", "worker"] as const).map((party) => {
    const value = `elsewhere/${party}`;
    return machineWith(value, [], [{ type: "deployment", deployment: "elsewhere", group: party, value, label: value }]);
  }),
];

/** Both ends of every port range in the plans, the ports next to them, and traffic that no rule contains. */
export function probesOf(plans: readonly Plan[]): readonly Probe[] {
  const traffic = plans.flatMap(({ groups, addedFlows }) => [...groups.flatMap(({ rules }) => rules), ...addedFlows]);
  const texts = traffic.flatMap(({ ipProtocol, fromPort, toPort }) => {
    const ports = fromPort === undefined || toPort === undefined ? [0] : [fromPort - 1, fromPort, toPort, toPort + 1];
    return ports.filter((port) => port >= 0 && port <= 65_535).map((port) => `${ipProtocol} ${port}`);
  });
  return [...new Set([...texts, "tcp 31000", "47 0"])].map((text) => {
    const [protocol = "", port] = text.split(" ");
    return { protocol: protocol === "-1" ? "50" : protocol, port: Number(port) };
  });
}
