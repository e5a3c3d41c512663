/** Which documented port rules are about given ports of a node? First those of the deployment, else those of any table. */
import { addonCatalogs, catalogs, cniCatalogs } from "../catalog";
import type { Direction } from "../model/network";
import type { Party } from "../model/party";
import type { Plan } from "../model/plan";
import type { PortRule } from "../model/port-rule";
import type { TrafficPart } from "./traffic-part";

/** Ids of port rules whose ports contain these, at most three, sorted. None for all ports of a protocol. */
export function documentedFor(plan: Plan, parts: readonly TrafficPart[], direction: Direction): readonly string[] {
  const own = [...plan.portRules, ...plan.skipped.map(({ portRule }) => portRule)];
  const ids = parts
    .filter(({ ports }) => ports !== "all")
    .flatMap((part) => {
      const containing = own.filter((rule) => isAbout(rule, part, direction)).map(({ id }) => id as string);
      return containing.length > 0 ? containing : inAnyTable(part, direction);
    });
  return [...new Set(ids)].sort().slice(0, 3);
}

const remembered = new Map<string, readonly string[]>();

function inAnyTable(part: TrafficPart, direction: Direction): readonly string[] {
  const key = `${direction} ${part.protocol} ${part.ports}`;
  const known = remembered.get(key);
  if (known) return known;
  const rules = [...catalogs.values(), ...cniCatalogs, ...addonCatalogs].flatMap((catalog) => catalog.rules);
  const ids = rules.filter((rule) => isAbout(rule, part, direction)).map(({ id }) => id as string);
  remembered.set(key, ids);
  return ids;
}

/** Parties that are no nodes: a port rule to them opens no inbound port. */
const outside: ReadonlySet<Party> = new Set<Party>([
  ...(["apiClients", "workloadClients", "kubernetesApiClients", "administrators"] as const),
  ...(["rkeCli", "rancherCatalog", "internet", "peer"] as const),
]);

function isAbout(rule: PortRule, part: TrafficPart, direction: Direction): boolean {
  const nodes = direction === "ingress" ? rule.to : rule.from;
  return nodes.some((party) => !outside.has(party)) && contains(rule, part);
}

function contains({ protocol, ports }: PortRule, part: TrafficPart): boolean {
  if (protocol !== part.protocol || ports === "all") return false;
  // Ports that the installation chooses: nothing is documented of a single one.
  if (ports.to - ports.from > 32_768) return false;
  const isIcmp = part.protocol.startsWith("icmp");
  const [from = Number.NaN, to = isIcmp ? -1 : from] = part.ports.split(isIcmp ? "/" : "-").map(Number);
  return isIcmp ? ports.from === from && (ports.to === -1 || ports.to === to) : ports.from <= from && to <= ports.to;
}
