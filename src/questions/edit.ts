/** Edits of a deployment that could allow a flow. `suggestEdit` tries each, and suggests one that opens least. */
import { catalogFor } from "../catalog";
import { addons } from "../catalog/addons";
import { cniNameOf, hasNodes } from "../catalog/settings";
import type { Traffic } from "../flows";
import { type Condition, conditionFacts } from "../model/condition";
import type { Deployment } from "../model/deployment";
import { omittedId } from "../model/omitted-id";
import type { Party } from "../model/party";
import type { Peer, PeerType } from "../model/plan";
import type { PortRule } from "../model/port-rule";
import { type PortRange, portsText } from "../model/ports";
import { protocolText } from "../model/protocol";
import { canonicalTraffic } from "../model/rule-identity";
import type { Endpoint } from "../reach/endpoint";

export interface Edit {
  /** The YAML to write into the config file, or the keys to remove from it. */
  readonly text: string;
  readonly apply: (deployment: Deployment) => Deployment;
  /** Ids of the documented port rules that the edit is meant to enable. Empty for a port rule of the user. */
  readonly meantFor: readonly string[];
}

/** The edit that meets a condition of a port rule. */
export function editFor(condition: Condition, rule: PortRule, deployment: Deployment): Edit | undefined {
  const { edit, isUndocumented } = conditionFacts[condition];
  const values = edit?.(rule.ports);
  if (!values || (values.cni && !hasNodes(deployment))) return undefined;
  const cni = hasNodes(deployment) ? { name: cniNameOf(deployment), ...deployment.cni, ...values.cni } : undefined;
  const written = { ...values, ...(values.cni ? { cni } : {}) };
  const { rules } = catalogFor(deployment);
  return {
    text: Object.entries(written)
      .map(([key, value]) => `${key}: ${yamlText(value)}`)
      .join(", "),
    apply: (before) => {
      const ports = { ...before.ports, ...values.ports };
      const parties = { ...before.parties, ...values.parties };
      return { ...before, ...written, ports, parties } as Deployment;
    },
    // All flows that an undocumented edit opens count as too permissive.
    meantFor: isUndocumented ? [] : rules.flatMap(({ id, when }) => (when.includes(condition) ? [id] : [])),
  };
}

/** An edit that adds an add-on. */
export interface AddonEdit extends Edit {
  /** The element of the list `addons`, in YAML. */
  readonly entry: string;
}

/**
 * Adds the add-on of a port rule, for the ports of the traffic and for its destinations if the add-on needs them. Undefined
 * if it needs them and the traffic has none.
 */
export function addingAddon(
  rule: PortRule,
  deployment: Deployment,
  { to, traffic }: { readonly to: readonly Endpoint[]; readonly traffic: Traffic },
): AddonEdit | undefined {
  const addon = addons.find(({ name }) => name === rule.addon);
  const { name, options = {} } = addon ?? { name: undefined };
  const destination = bindingOf(to.flatMap((end) => ("peer" in end ? [end.peer] : [])));
  const { protocol, ports } = writtenTraffic(traffic);
  if (name === undefined) return undefined;
  if (options.to === "required" && Object.keys(destination).length === 0) return undefined;
  if (options.ports === "required" && (!ports || protocol !== rule.protocol)) return undefined;
  const choice = {
    name,
    ...(options.to === "required" ? { to: destination } : {}),
    ...(options.ports === "required" ? { ports: { [`${protocol}`]: [ports] } } : {}),
  };
  const entry = Object.keys(choice).length === 1 ? name : yamlText(choice);
  return {
    entry,
    text: `addons: [${entry}]`,
    apply: (before) =>
      ({ ...before, addons: [...(("addons" in before && before.addons) || []), choice] }) as Deployment,
    meantFor: catalogFor(deployment).rules.flatMap((other) => (other.addon === name ? [other.id] : [])),
  };
}

/** A value of an option on one line of YAML. */
function yamlText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlText).join(", ")}]`;
  // An IPv6 CIDR has colons, which YAML could read as a map.
  if (typeof value === "string" && value.includes(":")) return `"${value}"`;
  if (typeof value !== "object" || value === null) return `${value}`;
  if (isPortRange(value)) return portsText(value);
  const keys = Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [] : [`${key}: ${yamlText(inner)}`],
  );
  return `{ ${keys.join(", ")} }`;
}

const isPortRange = (value: object): value is PortRange => "from" in value && "to" in value;

/** Takes a port rule out of rules.omit. */
export function restoring(id: string): Edit {
  return {
    text: `remove ${id} from rules.omit`,
    apply: (deployment) => {
      const { omit = [], ...rules } = deployment.rules;
      const kept = omit.filter((omission) => omittedId(omission) !== id);
      return { ...deployment, rules: kept.length > 0 ? { ...rules, omit: kept } : rules };
    },
    meantFor: [id],
  };
}

/** Opens the traffic that a node sends to itself. `localRules` are the ids of all port rules for that traffic. */
export function openingLocalTraffic(localRules: readonly string[]): Edit {
  return {
    text: "localTraffic: self",
    apply: (deployment) => ({ ...deployment, localTraffic: "self" }) as Deployment,
    meantFor: localRules,
  };
}

/** One end of a user's port rule: parties, or anything else as `peer`. */
type OwnEnd = { readonly parties: readonly Party[] } | { readonly peers: Readonly<Record<string, readonly string[]>> };

/**
 * Port rules that the user could add to allow the traffic: between two parties, between all of them, or with `peer` as
 * one end. A node with several roles needs a rule for one of the roles only, so single parties come first.
 */
export function addingOwnRules(
  deployment: Deployment,
  from: readonly Endpoint[],
  to: readonly Endpoint[],
  traffic: Traffic,
): readonly Edit[] {
  return ownEnds(from).flatMap((source) =>
    ownEnds(to).flatMap((destination) => addingOwnRule(deployment, source, destination, traffic) ?? []),
  );
}

function ownEnds(ends: readonly Endpoint[]): readonly OwnEnd[] {
  const parties = ends.flatMap((end) => ("party" in end ? [end.party] : []));
  const peers = ends.flatMap((end) => ("peer" in end ? [end.peer] : []));
  const addresses = peers.filter(({ type }) => type !== "securityGroup");
  const groups = peers.filter(({ type }) => type === "securityGroup");
  return [
    ...parties.map((party) => ({ parties: [party] })),
    ...(parties.length > 1 ? [{ parties }] : []),
    ...groups.map((group) => ({ peers: bindingOf([group]) })),
    ...(addresses.length > 0 ? [{ peers: bindingOf(addresses) }] : []),
  ];
}

function bindingOf(peers: readonly Pick<Peer, "type" | "value">[]): Readonly<Record<string, readonly string[]>> {
  const byKey: Record<string, string[]> = {};
  for (const { type, value } of peers) {
    const key = bindingKeys[type];
    byKey[key] = [...(byKey[key] ?? []), value];
  }
  return byKey;
}

/** The key of a binding for each type of peer. A question cannot name a group of a plan or of another deployment. */
const bindingKeys: Readonly<Record<PeerType, string>> = {
  cidrIpv4: "cidrs",
  cidrIpv6: "cidrs",
  prefixList: "prefixListIds",
  securityGroup: "securityGroupIds",
  group: "securityGroupIds",
  deployment: "securityGroupIds",
};

function addingOwnRule(
  deployment: Deployment,
  source: OwnEnd,
  destination: OwnEnd,
  traffic: Traffic,
): Edit | undefined {
  if ("peers" in source && "peers" in destination) return undefined;
  const { protocol, ports, portText, name } = writtenTraffic(traffic);
  const from = namesOf(source);
  const to = namesOf(destination);
  const [peer] = [source, destination].flatMap((end) => ("peers" in end ? [end.peers] : []));
  const id = freeId(deployment, `${from.join("-")}-to-${to.join("-")}-${name}`.toLowerCase());
  const rule = {
    ...{ id, from, to, protocol, purpose: "Own use" },
    ...(ports ? { ports } : {}),
    ...(peer ? { peer } : {}),
  };
  const words = [
    `id: ${id}`,
    `from: [${from.join(", ")}]`,
    `to: [${to.join(", ")}]`,
    `protocol: ${protocol}`,
    ...(portText ? [`ports: ${portText}`] : []),
    "purpose: ...",
    ...(peer ? [`peer: ${yamlText(peer)}`] : []),
  ];
  return {
    text: `rules: { add: [{ ${words.join(", ")} }] }`,
    apply: (before) =>
      ({ ...before, rules: { ...before.rules, add: [...(before.rules.add ?? []), rule] } }) as Deployment,
    meantFor: [],
  };
}

function namesOf(end: OwnEnd): readonly Party[] {
  return "parties" in end ? end.parties : ["peer"];
}

/** The traffic in the form of an entry of `rules.add`. */
function writtenTraffic(traffic: Traffic) {
  const { ipProtocol, fromPort, toPort } = canonicalTraffic(traffic);
  switch (ipProtocol) {
    case "tcp":
    case "udp": {
      const ports = { from: fromPort ?? 0, to: toPort ?? 65535 };
      return { protocol: ipProtocol, ports, portText: portsText(ports), name: `${portsText(ports)}-${ipProtocol}` };
    }
    case "icmp":
    case "icmpv6": {
      if (fromPort === undefined || fromPort === -1) return { protocol: ipProtocol, name: ipProtocol };
      const ports = { from: fromPort, to: toPort ?? -1 };
      const typeAndCode = ports.to === -1 ? `${ports.from}` : `${ports.from}-${ports.to}`;
      const portText = ports.to === -1 ? `${ports.from}` : `{ from: ${ports.from}, to: ${ports.to} }`;
      return { protocol: ipProtocol, ports, portText, name: `${typeAndCode}-${ipProtocol}` };
    }
    case "-1":
      return { protocol: "all", name: "all" };
    default:
      return { protocol: ipProtocol, name: protocolText(ipProtocol).replace(" ", "-") };
  }
}

/** The id, with a number appended if another port rule of the deployment has it. */
function freeId(deployment: Deployment, id: string): string {
  const taken = new Set([...catalogFor(deployment).rules, ...(deployment.rules.add ?? [])].map((rule) => rule.id));
  const candidates = [id, ...[...taken].map((_, index) => `${id}-${index + 2}`)];
  return candidates.find((candidate) => !taken.has(candidate)) ?? id;
}
