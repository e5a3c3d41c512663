/**
 * Every protocol and port as a point on one line: protocol x 65536 + port, or for ICMP protocol x 65536 + type x 256 +
 * code. So tcp 0-65535 *is* all of tcp, and `-1` is the whole line of 256 protocols, which fewer protocols can never
 * equal. A protocol without ports is always present or absent as a whole.
 */

import { type Interval, IntervalSet } from "./interval-set";

const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["icmp", 1],
  ["tcp", 6],
  ["udp", 17],
  ["icmpv6", 58],
]);
const PROTOCOL_NAMES: ReadonlyMap<number, string> = new Map([...PROTOCOL_NUMBERS].map(([name, n]) => [n, name]));

const PROTOCOL_SIZE = 65_536;
const ICMP_TYPE_SIZE = 256;
const LINE: Interval<number> = { from: 0, end: 256 * PROTOCOL_SIZE };

/** Protocol and ports in EC2's notation. */
export interface Traffic {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a number from 0 to 255, or `-1` for every protocol. */
  readonly ipProtocol: string;
  /** First port, or ICMP type. Default -1: all. Ignored, as in EC2, for protocols that have neither. */
  readonly fromPort?: number | undefined;
  /** Last port, or ICMP code. Default -1: all. */
  readonly toPort?: number | undefined;
}

/** A set of protocols and ports. */
export type TrafficSet = IntervalSet<number>;

/** The union of the given traffic. */
export function trafficSet(traffic: Iterable<Traffic>): TrafficSet {
  return IntervalSet.of(Array.from(traffic, trafficInterval));
}

/** Every protocol and port. */
export const allTraffic: TrafficSet = IntervalSet.of([LINE]);

/** The texts of `trafficText`, one for each part. */
export function trafficLines(set: TrafficSet): string[] {
  return [...set].flatMap(trafficParts).map(trafficText);
}

/** The points of the traffic. Throws a RangeError on values that EC2 rejects, such as tcp 30 to 20. */
export function trafficInterval({ ipProtocol, fromPort = -1, toPort = -1 }: Traffic): Interval<number> {
  if (ipProtocol === "-1") return LINE;
  const protocol = protocolNumber(ipProtocol);
  const start = protocol * PROTOCOL_SIZE;
  const whole = { from: start, end: start + PROTOCOL_SIZE };
  if (!hasPoints(protocol) || (fromPort === -1 && toPort === -1)) return whole;

  const isValid = isIcmp(protocol)
    ? isWithin(fromPort, 0, 255) && isWithin(toPort, -1, 255)
    : isWithin(fromPort, 0, 65_535) && isWithin(toPort, fromPort, 65_535);
  if (!isValid) {
    const allowed = isIcmp(protocol) ? "a type and a code from 0 to 255" : "two ports from 0 to 65535 in order";
    throw new RangeError(`${ipProtocol}: no such ports, got ${fromPort} to ${toPort}; ${allowed}, or -1 for all`);
  }
  if (!isIcmp(protocol)) return { from: start + fromPort, end: start + toPort + 1 };
  const type = start + fromPort * ICMP_TYPE_SIZE;
  return toPort === -1 ? { from: type, end: type + ICMP_TYPE_SIZE } : { from: type + toPort, end: type + toPort + 1 };
}

/** The smallest traffic that contains a point: one port, one ICMP type and code, or a protocol without ports. */
export function leastTraffic(point: number): Interval<number> {
  return { from: point, end: point + (hasPoints(Math.floor(point / PROTOCOL_SIZE)) ? 1 : PROTOCOL_SIZE) };
}

/** Cuts an interval into parts that `trafficText` has words for. */
export function trafficParts(interval: Interval<number>): Interval<number>[] {
  if (isWhole(interval, LINE.end)) return [interval];
  return cut(interval, PROTOCOL_SIZE).flatMap((part) =>
    isIcmp(Math.floor(part.from / PROTOCOL_SIZE)) ? cut(part, ICMP_TYPE_SIZE) : [part],
  );
}

/** `tcp 2379-2380`, `icmp type 3 code 4`, `protocol 50`; without ports, all of the protocol. */
export function trafficText(part: Interval<number>): string {
  if (isWhole(part, LINE.end)) return "all traffic";
  const protocol = Math.floor(part.from / PROTOCOL_SIZE);
  const count = (part.end - part.from) / PROTOCOL_SIZE;
  if (count > 1) return `protocols ${protocol}-${protocol + count - 1}`;

  const name = PROTOCOL_NAMES.get(protocol) ?? `protocol ${protocol}`;
  if (count === 1) return name;
  const first = part.from % PROTOCOL_SIZE;
  const last = (part.end - 1) % PROTOCOL_SIZE;
  if (!isIcmp(protocol)) return `${name} ${rangeText(first, last)}`;
  const types = rangeText(Math.floor(first / ICMP_TYPE_SIZE), Math.floor(last / ICMP_TYPE_SIZE));
  if (isWhole(part, ICMP_TYPE_SIZE)) return `${name} type ${types}`;
  return `${name} type ${types} code ${rangeText(first % ICMP_TYPE_SIZE, last % ICMP_TYPE_SIZE)}`;
}

function protocolNumber(ipProtocol: string): number {
  const protocol = PROTOCOL_NUMBERS.get(ipProtocol) ?? (/^(0|[1-9]\d*)$/.test(ipProtocol) ? Number(ipProtocol) : 256);
  if (protocol < 256) return protocol;
  const names = [...PROTOCOL_NUMBERS.keys()].join(", ");
  throw new RangeError(`ipProtocol: unknown, got "${ipProtocol}"; ${names}, a number from 0 to 255, or -1`);
}

function hasPoints(protocol: number): boolean {
  return PROTOCOL_NAMES.has(protocol);
}

function isIcmp(protocol: number): boolean {
  return protocol === 1 || protocol === 58;
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && low <= value && value <= high;
}

/** Cuts at block borders into parts of one block and runs of whole blocks. */
function cut({ from, end }: Interval<number>, blockSize: number): Interval<number>[] {
  const parts: Interval<number>[] = [];
  for (let at = from; at < end; ) {
    const startsBlock = at % blockSize === 0;
    const lastBorder = end - (end % blockSize);
    const nextBorder = at - (at % blockSize) + blockSize;
    const to = startsBlock && at < lastBorder ? lastBorder : Math.min(nextBorder, end);
    parts.push({ from: at, end: to });
    at = to;
  }
  return parts;
}

function isWhole({ from, end }: Interval<number>, blockSize: number): boolean {
  return from % blockSize === 0 && end % blockSize === 0;
}

function rangeText(first: number, last: number): string {
  return first === last ? `${first}` : `${first}-${last}`;
}
