/** The flows that move to other rules, found flow by flow. Shares no code with src: types only. */
import type { Direction, Network, NetworkRule } from "../../src/model/network";
import { admit, coversAddress, type Point } from "../verify/grid";

/** The other end of a flow: an address, or a name with the groups or lists that it has before and after. */
export interface Other {
  readonly name: string;
  readonly address?: string;
}

/** One flow that a network may allow. */
export interface Candidate {
  readonly party: string;
  readonly direction: Direction;
  readonly point: Point;
  readonly other: Other;
}

/** The peers that rules of the network use for a party, such as `group:etcd`. */
export type NamesOf = (network: Network, party: string) => readonly string[];

type Address = string;
type ByAddress = ReadonlyMap<Address, readonly NetworkRule[]>;

/** Whether the party's rules allow the flow before and after, and no rule does both under one Terraform address. */
export function naivelyMoved(before: Network, after: Network, flow: Candidate, namesOf: NamesOf): boolean {
  const old = rulesOf(before, flow.direction, namesOf(before, flow.party));
  const now = rulesOf(after, flow.direction, namesOf(after, flow.party));
  const everywhere = rulesOf(after, flow.direction);
  const oldNames = namesOf(before, flow.other.name);
  const nowNames = namesOf(after, flow.other.name);
  const opens = (rules: readonly NetworkRule[], { name, address }: Other, names: readonly string[]) => {
    if (address !== undefined) return admit(rules, flow.point, [], address);
    // The addresses of a prefix list are unknown.
    const isList = name.startsWith("pl-");
    return admit(isList ? rules.filter(({ peer }) => peer.type === "prefixList") : rules, flow.point, names, undefined);
  };
  const isKept = (other: Other): boolean => {
    const byOneAddress = [...old].some(([address, rules]) => {
      const next = everywhere.get(address) ?? [];
      const isSame = rules.filter((rule) => next.some((one) => contentOf(one) === contentOf(rule)));
      return opens(isSame, other, oldNames) || (opens(rules, other, oldNames) && opens(next, other, oldNames));
    });
    const isGroup = other.address === undefined && !other.name.startsWith("pl-");
    return byOneAddress || (isGroup && ipv4.every((address) => isKept({ name: address, address })));
  };
  return (
    opens([...old.values()].flat(), flow.other, oldNames) &&
    opens([...now.values()].flat(), flow.other, nowNames) &&
    !isKept(flow.other)
  );
}

/** Enough addresses to distinguish all of IPv4 from less on the grid. */
const ipv4 = [...Array.from({ length: 17 }, (_, host) => `10.0.0.${host}`), "8.8.8.8", "200.1.1.1"];

function rulesOf({ groups }: Network, direction: Direction, of?: readonly string[]): ByAddress {
  const found = new Map<Address, NetworkRule[]>();
  for (const { peer, rules } of groups) {
    if (of && !of.includes(`${peer.type}:${peer.value}`)) continue;
    for (const rule of rules) {
      const address = `${peer.value} ${rule.key}`;
      if (rule.direction === direction) found.set(address, [...(found.get(address) ?? []), rule]);
    }
  }
  return found;
}

const contentOf = ({ ipProtocol, fromPort, toPort, peer }: NetworkRule) =>
  `${ipProtocol} ${fromPort} ${toPort} ${peer.type} ${peer.value}`;

/** Whether one of the lines, such as `tcp 22-23 from 10.0.0.0/30, etcd`, contains the flow. */
export function hasFlow(lines: readonly string[], point: Point, other: Other): boolean {
  return lines.some((line) => {
    const [, traffic = "", peers = ""] = /^(.+) (?:from|to) (.+)$/.exec(line) ?? [];
    return hasPoint(traffic, point) && peers.split(", ").some((peer) => covers(peer, other));
  });
}

/** Whether the lines have the traffic for every IPv4 address. */
export function hasWorld(lines: readonly string[], point: Point): boolean {
  return ipv4.every((address) => hasFlow(lines, point, { name: address, address }));
}

function covers(peer: string, { name, address }: Other): boolean {
  if (address === undefined) return peer === name;
  if (!peer.includes("/")) return false;
  return coversAddress({ type: peer.includes(":") ? "cidrIpv6" : "cidrIpv4", value: peer }, address);
}

const numbers: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };

/** Whether a text of traffic contains the point: `tcp 22-23`, `icmp type 8 code 0`, `protocols 2-5`, `all traffic`. */
function hasPoint(text: string, { protocol, ports: [first = 0, code = 0] }: Point): boolean {
  if (text === "all traffic") return true;
  const isIn = (range: string | undefined, value: number) => {
    const [from, to = from] = range?.split("-").map(Number) ?? [];
    return from === undefined || (from <= value && value <= (to as number));
  };
  const [, protocols] = /^protocols? (\S+)$/.exec(text) ?? [];
  if (protocols) return isIn(protocols, numbers[protocol] ?? Number(protocol));
  const [name, ...rest] = text.split(" ");
  if (name !== protocol) return false;
  const [ports, codes] = rest.filter((word) => /\d/.test(word));
  return isIn(ports, first) && isIn(codes, code);
}
