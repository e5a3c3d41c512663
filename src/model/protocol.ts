/** Protocols as a user writes them: by name, or by number if EC2 has no name for it. */
import { type Problem, problems } from "../errors";

/** `all` is every protocol; a number is one without ports, such as `50` (ESP). */
export type Protocol = "tcp" | "udp" | "icmp" | "icmpv6" | "all" | `${number}`;

/** The names of EC2 for protocols, by their numbers. EC2's number for every protocol is -1. */
export const protocolNames: ReadonlyMap<string, Protocol> = new Map([
  ["-1", "all"],
  ["1", "icmp"],
  ["6", "tcp"],
  ["17", "udp"],
  ["58", "icmpv6"],
]);

/** Whether a text is the number of a protocol, from 0 to 255. */
export function isProtocolNumber(text: string): boolean {
  return /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) < 256;
}

/** Whether the protocol has types and codes instead of ports. */
export function isIcmpProtocol(protocol: string): protocol is "icmp" | "icmpv6" {
  return protocol === "icmp" || protocol === "icmpv6";
}

/** The mistake in a protocol, if there is one. A protocol that has a name is written by its name. */
export function protocolProblem(text: string): Problem | undefined {
  const name = protocolNames.get(text);
  if (name) return problems.namedProtocol(name);
  const isKnown = [...protocolNames.values()].some((known) => known === text) || isProtocolNumber(text);
  return isKnown ? undefined : problems.notAProtocol(text);
}

/** `tcp`, or `protocol 50`. */
export function protocolText(protocol: string): string {
  return isProtocolNumber(protocol) ? `protocol ${protocol}` : protocol;
}
