import { portsText } from "../../model/ports";
import type { PartyFlow } from "../../verify/party-flows";

const protocols = ["tcp", "udp", "icmp", "icmpv6"];

/** As people look for them: what crosses the network before what is local, then by protocol and port. */
export function byTraffic(a: Traffic, b: Traffic): number {
  return rank(a) - rank(b) || first(a) - first(b) || compare(portsText(a.ports), portsText(b.ports));
}

type Traffic = Pick<PartyFlow, "protocol" | "ports" | "scope">;

const rank = ({ scope, protocol }: Traffic) =>
  (scope === "node" ? protocols.length + 1 : 0) +
  ((protocols.indexOf(protocol) + protocols.length + 1) % (protocols.length + 1));
const first = ({ ports }: Traffic) => (ports === "all" ? -1 : ports.from);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
