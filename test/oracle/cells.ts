/**
 * Checks every cell of a plan: each probe from each machine to each machine, compared with the required flows. Shares
 * no code with src: types only.
 */
import type { Plan, SecurityGroupRule } from "../../src/model/plan";
import { contains } from "./endpoint";

/** A machine: a member of the group of a party, or an address of a party without a group. */
export interface Machine {
  readonly party: string;
  /** The key of its group. Default: none. */
  readonly group?: string;
  readonly addresses: readonly string[];
}

/** One protocol and port; ICMP by type and code; protocols without ports by number. */
export interface CellProbe {
  readonly protocol: string;
  readonly port?: number;
  readonly code?: number;
}

interface Flow {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
}

export interface CellCounts {
  allowed: number;
  forbidden: number;
}

function covers(
  { protocol, fromPort, toPort }: { protocol: string; fromPort?: number | undefined; toPort?: number | undefined },
  probe: CellProbe,
): boolean {
  if (protocol === "-1") return true;
  if (protocol !== probe.protocol) return false;
  if (fromPort === undefined || toPort === undefined || probe.port === undefined) return true;
  if (protocol.startsWith("icmp")) return fromPort === probe.port && toPort === probe.code;
  return fromPort <= probe.port && probe.port <= toPort;
}

/** Both ends of every range of the flows, the ports next to them, and protocols that hardly any flow uses. */
export function probesOf(flows: readonly Flow[]): readonly CellProbe[] {
  const edges = flows.flatMap(({ protocol, fromPort = 0, toPort = 0 }) =>
    protocol === "tcp" || protocol === "udp" ? [fromPort - 1, fromPort, toPort, toPort + 1] : [],
  );
  const ports = [...new Set([0, 65535, ...edges])].filter((port) => port >= 0 && port <= 65535);
  const icmp = ([protocol, port, code]: readonly [string, number, number]) => ({ protocol, port, code });
  return [
    ...["tcp", "udp"].flatMap((protocol) => ports.map((port) => ({ protocol, port }))),
    ...[["icmp", 8, 0] as const, ["icmp", 3, 4] as const, ["icmp", 3, 1] as const].map(icmp),
    ...[["icmpv6", 128, 0] as const, ["icmpv6", 2, 0] as const, ["icmpv6", 1, 0] as const].map(icmp),
    ...["4", "47", "50"].map((protocol) => ({ protocol })),
  ];
}

/** Cells in which the plan and the flows differ, as texts, for traffic in and out of each group of the plan. */
export function wrongCells(
  plan: Plan,
  flows: readonly Flow[],
  machines: readonly Machine[],
  probes: readonly CellProbe[],
  counts: CellCounts,
): readonly string[] {
  const wrong: string[] = [];
  for (const { key, rules } of plan.groups) {
    for (const direction of ["ingress", "egress"] as const) {
      const written = rules.filter((rule) => rule.direction === direction);
      const required = flows.filter(({ from, to }) => (direction === "ingress" ? to : from) === key);
      for (const probe of probes) {
        const open = written.filter(({ ipProtocol, ...ports }) => covers({ protocol: ipProtocol, ...ports }, probe));
        const needed = required.filter((flow) => covers(flow, probe));
        for (const machine of machines) {
          const isOpen = open.some((rule) => isPeer(rule, machine));
          const isNeeded = needed.some(({ from, to }) => isParty(direction === "ingress" ? from : to, machine));
          counts[isNeeded ? "allowed" : "forbidden"] += 1;
          if (isOpen === isNeeded) continue;
          const ports = [probe.protocol, probe.port, probe.code].filter((part) => part !== undefined).join(" ");
          wrong.push(
            `${direction} of ${key}, ${machine.party} (${machine.addresses}), ${ports}: ${isOpen ? "open" : "closed"}`,
          );
        }
      }
    }
  }
  return wrong;
}

/** `internet` means every machine with an address of the families in `world` of the flow. */
function isParty(party: string, machine: Machine): boolean {
  return party === "internet4" || party === "internet6"
    ? machine.addresses.some((address) => address.includes(":") === (party === "internet6"))
    : machine.party === party;
}

function isPeer({ peer: { type, value } }: SecurityGroupRule, { group, addresses }: Machine): boolean {
  if (type === "group") return group === value;
  return (type === "cidrIpv4" || type === "cidrIpv6") && addresses.some((address) => contains(value, address));
}
