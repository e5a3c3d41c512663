/** What pictures say about flows, in the language of the reader. */
import { trafficLines, trafficSet } from "../../flows";
import type { Party } from "../../model/party";
import { type Ports, portsText } from "../../model/ports";
import { trafficOf } from "../../projection/rule-traffic";
import type { PartyFlow } from "../../reach/party-flows";
import { purposeText, type Texts } from "../../texts";

type Traffic = Pick<PartyFlow, "protocol" | "ports">;

/** `2379 TCP`, as the source tables write it. */
export function trafficLabel({ draw }: Texts, { protocol, ports }: Traffic): string {
  if (protocol === "all") return draw.allTraffic;
  const name = protocolName(protocol);
  if (name === undefined) return draw.protocolNumber(protocol);
  // A protocol without ports is there as a whole or not at all.
  if (/^\d/.test(protocol)) return name;
  if (isEvery(ports)) return draw.allOf(name);
  return protocol === "tcp" || protocol === "udp"
    ? `${portsText(ports)} ${name}`
    : draw.icmpType(name, ports.to < 0 ? `${ports.from}` : `${ports.from}/${ports.to}`);
}

/** Absent for a protocol that is known by its number only, and for all of them. */
export function protocolName(protocol: string): string | undefined {
  return { tcp: "TCP", udp: "UDP", icmp: "ICMP", icmpv6: "ICMPv6", 4: "IP in IP", 50: "ESP" }[protocol];
}

/** Whether the ports are numbers that can stand in a list before the protocol: `22, 2376 TCP`. */
export function isNumbered({ protocol, ports }: Traffic): boolean {
  return (protocol === "tcp" || protocol === "udp") && !isEvery(ports);
}

function isEvery(ports: Ports): ports is "all" {
  return ports === "all" || ports.from < 0 || (ports.from === 0 && ports.to === 65535);
}

/** The traffic in the words of `matrix` and `explain`: `tcp 2379`. */
export function trafficKey({ portRules }: PartyFlow): string {
  return trafficLines(trafficSet(portRules.slice(0, 1).map(trafficOf))).join(" ");
}

/** For hovering and for screen readers: the traffic and its ends, then why it is there. */
export function flowsText(texts: Texts, flows: readonly PartyFlow[]): string {
  const names = (parties: readonly Party[]) =>
    [...new Set(parties)].map((party) => texts.parties[party]).join(texts.draw.listSeparator);
  const traffic = [...new Set(flows.map((flow) => trafficLabel(texts, flow)))].join(texts.draw.listSeparator);
  const head = texts.draw.flow(traffic, names(flows.map(({ from }) => from)), names(flows.map(({ to }) => to)));
  const purposes = flows.flatMap(({ portRules }) =>
    portRules.map(({ id, purpose }) => `${purposeText(texts, purpose)} [${id}]`),
  );
  const [world] = flows.flatMap((flow) => (flow.world ? [texts.draw.world[flow.world]] : []));
  const [only] = flows.flatMap((flow) =>
    flow.only ? [texts.draw.only(flow.only.join(texts.draw.listSeparator))] : [],
  );
  const [skippedRequirements] = flows.flatMap((flow) => (flow.skipReason ? [texts.skipReason[flow.skipReason]] : []));
  return [head, world, only, ...new Set(purposes), skippedRequirements].filter((line) => line !== undefined).join("\n");
}

/** The first few of a list, and how many more there are. */
export function firstFew(labels: readonly string[], { draw }: Texts): readonly string[] {
  const shown = labels.slice(0, labels.length === FEW + 1 ? FEW + 1 : FEW);
  return shown.length < labels.length ? [...shown, draw.more(labels.length - shown.length)] : shown;
}

const FEW = 3;

/** Ids of the port rules behind some flows, each once. */
export function portRuleIds(flows: readonly PartyFlow[]): string {
  return [...new Set(flows.flatMap(({ portRules }) => portRules.map(({ id }) => id)))].join(" ");
}

/** Their sources, or destinations, each once. */
export function endsOf(flows: readonly PartyFlow[], end: "from" | "to"): string {
  return [...new Set(flows.map((flow) => flow[end]))].join(" ");
}
