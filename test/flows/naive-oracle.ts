/**
 * Decides single flows by comparing numbers with the rules, and lists the flows at and next to every border of every
 * rule. It shares no code with `src`: neither the parsing, nor the order, nor the representation of a set.
 */

import type { FlowRule } from "../../src/flows";

export interface Probe {
  readonly protocol: number;
  /** Port, or ICMP type and code; empty for other protocols. */
  readonly ports: readonly number[];
  readonly peer: { readonly family: "v4" | "v6"; readonly address: bigint } | string;
}

const NUMBERS: Record<string, number> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };

export function allows(rules: readonly FlowRule[], probe: Probe): boolean {
  return rules.some((rule) => allowsTraffic(rule, probe) && allowsPeer(rule, probe));
}

function allowsTraffic(rule: FlowRule, { protocol, ports: [first = -1, second = -1] }: Probe): boolean {
  if (rule.ipProtocol === "-1") return true;
  if ((NUMBERS[rule.ipProtocol] ?? Number(rule.ipProtocol)) !== protocol) return false;
  const { fromPort = -1, toPort = -1 } = rule;
  switch (protocol) {
    case 6:
    case 17:
      return fromPort === -1 || (fromPort <= first && first <= toPort);
    case 1:
    case 58:
      return (fromPort === -1 || fromPort === first) && (toPort === -1 || toPort === second);
    default:
      return true;
  }
}

function allowsPeer({ peer }: FlowRule, probe: Probe): boolean {
  if (typeof probe.peer === "string") return probe.peer === `${peer.type}:${peer.value}`;
  if (peer.type !== (probe.peer.family === "v4" ? "cidrIpv4" : "cidrIpv6")) return false;
  const [low, high] = borders(peer.value);
  return low <= probe.peer.address && probe.peer.address <= high;
}

/** First and last address of a CIDR whose address is not abbreviated. */
function borders(cidr: string): [bigint, bigint] {
  const [address = "", prefix = ""] = cidr.split("/");
  const isV6 = address.includes(":");
  const low = address
    .split(isV6 ? ":" : ".")
    .reduce((sum, group) => sum * (isV6 ? 65_536n : 256n) + BigInt(isV6 ? `0x${group}` : group), 0n);
  return [low, low + 2n ** BigInt((isV6 ? 128 : 32) - Number(prefix)) - 1n];
}

/** Every combination of a protocol, ports and a peer at or next to a border of the rules. */
export function borderProbes(rules: readonly FlowRule[]): Probe[] {
  const traffic = new Map<string, { protocol: number; ports: number[] }>();
  const add = (protocol: number, ports: number[]) => traffic.set(`${protocol} ${ports}`, { protocol, ports });
  for (const { ipProtocol, fromPort = -1, toPort = -1 } of rules) {
    const protocol = ipProtocol === "-1" ? 6 : (NUMBERS[ipProtocol] ?? Number(ipProtocol));
    for (const near of around([protocol], 255)) {
      if (near === 6 || near === 17) {
        for (const port of around([0, fromPort, toPort, 65_535], 65_535)) add(near, [port]);
      } else if (near === 1 || near === 58) {
        for (const type of around([0, fromPort], 255))
          for (const code of around([0, toPort], 255)) add(near, [type, code]);
      } else add(near, []);
    }
  }

  const peers: Probe["peer"][] = ["group:unheard-of"];
  for (const family of ["v4", "v6"] as const) {
    const cidrs = rules.filter(({ peer }) => peer.type === (family === "v4" ? "cidrIpv4" : "cidrIpv6"));
    const max = family === "v4" ? 2n ** 32n - 1n : 2n ** 128n - 1n;
    const edges = cidrs.flatMap(({ peer }) => borders(peer.value)).flatMap((edge) => [edge - 1n, edge, edge + 1n]);
    for (const address of new Set(edges)) if (address >= 0n && address <= max) peers.push({ family, address });
  }
  for (const { peer } of rules) if (!peer.type.startsWith("cidr")) peers.push(`${peer.type}:${peer.value}`);
  return [...traffic.values()].flatMap((point) => peers.map((peer) => ({ ...point, peer })));
}

function around(values: readonly number[], max: number): number[] {
  const near = values.flatMap((value) => [value - 1, value, value + 1]);
  return [...new Set(near)].filter((value) => value >= 0 && value <= max);
}

/** A rule that allows only the probe. */
export function ruleOf({ protocol, ports: [fromPort, second], peer }: Probe): FlowRule {
  return { ipProtocol: `${protocol}`, fromPort, toPort: second ?? fromPort, peer: peerOf(peer) };
}

function peerOf(peer: Probe["peer"]): FlowRule["peer"] {
  if (typeof peer === "string") {
    const [type, value = ""] = peer.split(":");
    return { type: type as FlowRule["peer"]["type"], value };
  }
  if (peer.family === "v4") {
    const groups = [24n, 16n, 8n, 0n].map((shift) => (peer.address >> shift) % 256n);
    return { type: "cidrIpv4", value: `${groups.join(".")}/32` };
  }
  const groups = peer.address.toString(16).padStart(32, "0").match(/.{4}/g) ?? [];
  return { type: "cidrIpv6", value: `${groups.join(":")}/128` };
}
