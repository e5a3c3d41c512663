/** Traffic in the words of a report: the protocol, and its ports. */
import type { AddressSet, FlowSet } from "../flows";
import { protocolNames } from "../model/protocol";

export interface TrafficPart {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a number, a range of numbers such as `2-5`, or `all`. */
  readonly protocol: string;
  /** `443`, `2379-2380` or `all`; of ICMP a type such as `8`, or type and code such as `3/4`. */
  readonly ports: string;
}

/** The parts of a set of flows, each with its peers. A protocol that has a name is a separate part. */
export function trafficParts(flows: FlowSet): readonly (TrafficPart & { readonly peers: AddressSet })[] {
  return flows.parts().flatMap(({ traffic, peers }) => partsOf(traffic).map((part) => ({ ...part, peers })));
}

/** Of the text of one part: `tcp 443`, `icmp type 3 code 4`, `protocols 2-5`, `all traffic`. */
function partsOf(traffic: string): readonly TrafficPart[] {
  if (traffic === "all traffic") return [{ protocol: "all", ports: "all" }];
  const [, numbers] = /^protocols? (\S+)$/.exec(traffic) ?? [];
  if (numbers !== undefined) return protocolsIn(numbers).map((protocol) => ({ protocol, ports: "all" }));
  const [protocol = "", ...rest] = traffic.split(" ");
  const [, type, code] = /^type (\S+)(?: code (\S+))?$/.exec(rest.join(" ")) ?? [];
  if (type !== undefined) return [{ protocol, ports: code === undefined ? type : `${type}/${code}` }];
  return [{ protocol, ports: rest[0] ?? "all" }];
}

/** `0-5` as `0`, `icmp`, `2-5`. */
function protocolsIn(numbers: string): readonly string[] {
  const [first = 0, last = first] = numbers.split("-").map(Number);
  const parts: string[] = [];
  for (let from = first; from <= last; ) {
    const name = protocolNames.get(`${from}`);
    const next = named.find((number) => number >= from && number <= last) ?? last + 1;
    parts.push(name ?? (next - 1 > from ? `${from}-${next - 1}` : `${from}`));
    from = name ? from + 1 : next;
  }
  return parts;
}

const named = [...protocolNames.keys()]
  .map(Number)
  .filter(Number.isInteger)
  .sort((a, b) => a - b);
