/** Port ranges, both ends included. For ICMP, `from` is the type and `to` the code, as in EC2. */
import { type Problem, problems } from "../errors";
import { isIcmpProtocol, type Protocol } from "./protocol";
import { isNumberToken } from "./token";

/** The first and the last port, which may be the same. For ICMP: type and code. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** `all` is every port of the protocol; protocols without ports have nothing else. */
export type Ports = PortRange | "all";

/** `2379`, `30000-32767` or `all`. */
export function portsText(ports: Ports): string {
  if (ports === "all") return "all";
  return ports.from === ports.to ? `${ports.from}` : `${ports.from}-${ports.to}`;
}

export type WrittenPorts = number | string | PortRange;

/**
 * The range of 9796, "30000-32767" or { from, to }; undefined if the text is none of these. For ICMP, 8 is the type with
 * every code, and "8/0" the type with one code.
 */
export function toRange(written: WrittenPorts, protocol: Protocol = "tcp"): PortRange | undefined {
  if (typeof written === "object") return written;
  const isIcmp = isIcmpProtocol(protocol);
  const [, from, to] = (isIcmp ? /^(\d+)(?:\/(\d+))?$/ : /^(\d+)(?:-(\d+))?$/).exec(`${written}`) ?? [];
  return from === undefined ? undefined : { from: Number(from), to: Number(to ?? (isIcmp ? -1 : from)) };
}

/** Ports as a message shows them: a map as a range. */
export function shownPorts(written: WrittenPorts): string | number {
  return typeof written === "object" ? portsText(written) : written;
}

/** Whether an end of a range is a number that only Terraform knows. The schema of the end reports it. */
export function hasToken(written: WrittenPorts): boolean {
  return typeof written === "object" && [written.from, written.to].some(isNumberToken);
}

/** Ports of TCP or UDP: in range, and not reversed. */
export function tcpPortsProblem({ from, to }: PortRange): Problem | undefined {
  if (Math.min(from, to) < 0 || Math.max(from, to) > 65535) return problems.portRange();
  return from > to ? problems.reversedPorts(`${to}-${from}`) : undefined;
}

/** Whether `from` is an ICMP type and `to` one of its codes, or -1 for all of them; -1 twice is all of ICMP. */
export function isIcmp({ from, to }: PortRange): boolean {
  if (from === -1) return to === -1;
  return from >= 0 && from <= 255 && to >= -1 && to <= 255;
}

/** Undefined if the protocol has the ports. */
export function portsProblemOf(protocol: Protocol, written: WrittenPorts): Problem | undefined {
  const ports = toRange(written, protocol);
  if (protocol === "tcp" || protocol === "udp") return ports ? tcpPortsProblem(ports) : problems.notPorts();
  if (!isIcmpProtocol(protocol)) return problems.portsOfAll();
  return ports && isIcmp(ports) ? undefined : problems.notIcmp('write 8, the type with every code, or "8/0" with one');
}
