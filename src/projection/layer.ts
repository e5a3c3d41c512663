/** The port rules of a catalog as a deployment changes them: ports it sets, rules it omits, overrides or adds. */
import { type Issue, type Problem, problems } from "../errors";
import { addonIn } from "../model/addon";
import { datastoreOf, hasParty, sharesNodesGroup } from "../model/condition";
import type { Deployment } from "../model/deployment";
import type { Omission } from "../model/layer";
import { type Party, parties } from "../model/party";
import {
  type Catalog,
  type PortParameter,
  type PortRule,
  portParameters,
  type TableReference,
} from "../model/port-rule";
import { hasToken, type PortRange, portsProblemOf, shownPorts, toRange } from "../model/ports";
import { isProtocolNumber } from "../model/protocol";
import { rememberedByObject } from "../model/remembered";
import { sharedKeyOf, withRoles } from "./layout";
import { withoutOmitted } from "./omit";

type Override = NonNullable<Deployment["rules"]["override"]>[string];

export interface LayeredRules {
  readonly rules: readonly PortRule[];
  /** The rules that the deployment leaves out; of those that it leaves out between some parties, that part. */
  readonly omitted: readonly PortRule[];
}

/** What a port rule of the user's own refers to. */
const ownRule: TableReference = {
  document: "this deployment",
  table: "rules.add",
  edition: "-",
  date: "-",
  source: "-",
};

export function layer(deployment: Deployment, catalog: Catalog): LayeredRules {
  const { omit = [], add = [], override = {} } = deployment.rules;
  const { kept, omitted } = withoutOmitted(catalog.rules, omit);
  const documented = kept
    .flatMap((rule) => withPorts(rule, deployment))
    .flatMap((rule) => withAddonOptions(rule, deployment))
    .map((rule) => (Object.hasOwn(override, rule.id) ? overridden(rule, override[rule.id]) : rule));
  const added = add.map(
    (rule): PortRule => ({
      ...rule,
      from: withRoles(rule.from, deployment),
      to: withRoles(rule.to, deployment),
      ports: "ports" in rule && rule.ports ? rule.ports : "all",
      when: [],
      scope: "network",
      references: [ownRule],
    }),
  );
  return { rules: [...documented, ...added], omitted };
}

function overridden(rule: PortRule, { ports: written, purpose }: Override = {}): PortRule {
  const ports = written === undefined ? undefined : toRange(written, rule.protocol);
  return { ...rule, ...(ports ? { ports } : {}), ...(purpose === undefined ? {} : { purpose }) };
}

/** What the deployment asks to change that the catalog does not have, or has otherwise. */
export function layerIssues(deployment: Deployment, catalog: Catalog): readonly Issue[] {
  return [
    ...idIssues(deployment, catalog),
    ...overrideIssues(deployment, catalog),
    ...addedIssues(deployment, catalog),
    ...portIssues(deployment, catalog),
  ];
}

/** The rule with the ports the deployment sets; once for each, where it sets several. */
function withPorts(rule: PortRule, deployment: Deployment): readonly PortRule[] {
  const ports: PortRange | readonly PortRange[] | undefined = rule.parameter && deployment.ports[rule.parameter];
  if (!ports) return [rule];
  return [ports].flat().map((range) => ({ ...rule, ports: range }));
}

/**
 * The rule with the options of its add-on: `from` or `to` as its peer, and once for each of the ports. None if the
 * add-on has no ports of the rule's protocol.
 */
function withAddonOptions(rule: PortRule, deployment: Deployment): readonly PortRule[] {
  const { from, to, ports } = addonIn(deployment, rule.addon) ?? {};
  const peer = from ?? to;
  const bound = { ...rule, ...(from ? { from: ["peer" as const] } : {}), ...(peer ? { peer } : {}) };
  if (!ports) return [bound];
  return (ports[rule.protocol as "tcp" | "udp"] ?? []).map((range) => ({ ...bound, ports: range }));
}

function idIssues({ rules }: Deployment, catalog: Catalog): readonly Issue[] {
  const known = catalog.rules.map(({ id }) => id);
  const unknown = (id: string, path: Issue["path"], aboutKey: boolean): Issue[] =>
    known.includes(id) ? [] : [{ ...problems.unknownPortRule(id, known), aboutKey, received: id, path }];
  return [
    ...(rules.omit ?? []).flatMap((omission, index) => {
      const path = ["rules", "omit", index];
      if (typeof omission === "string") return unknown(omission, path, false);
      const rule = catalog.rules.find(({ id }) => id === omission.id);
      return rule ? omittedPartyIssues(rule, omission, path) : unknown(omission.id, [...path, "id"], false);
    }),
    ...Object.keys(rules.override ?? {}).flatMap((id) => unknown(id, ["rules", "override", id], true)),
  ];
}

/** Parties that the port rule does not have; of traffic within a node, source and destination are the same party. */
function omittedPartyIssues(
  { id, from, to, scope }: PortRule,
  omission: Exclude<Omission, string>,
  path: Issue["path"],
): readonly Issue[] {
  const destinations = scope === "node" ? to.filter((party) => omission.from?.includes(party) ?? true) : to;
  const unknown = (end: "from" | "to", known: readonly Party[]) =>
    (omission[end] ?? []).flatMap((party, index): Issue[] =>
      known.includes(party)
        ? []
        : [{ ...problems.notOfPortRule(id, end, party, known), received: party, path: [...path, end, index] }],
    );
  return [...unknown("from", from), ...unknown("to", destinations)];
}

/** Ports under `override` that the protocol of the rule does not have. */
function overrideIssues({ rules: { override = {} } }: Deployment, catalog: Catalog): readonly Issue[] {
  return catalog.rules.flatMap(({ id, protocol }): Issue[] => {
    const ports = Object.hasOwn(override, id) ? override[id]?.ports : undefined;
    if (ports === undefined || hasToken(ports)) return [];
    const path = ["rules", "override", id, "ports"];
    if (protocol === "all" || isProtocolNumber(protocol)) return [{ ...problems.portsOfEverything(), path }];
    const problem = portsProblemOf(protocol, ports);
    return problem ? [{ ...problem, path, received: shownPorts(ports) }] : [];
  });
}

const hasSharedGroup = (deployment: Deployment) =>
  sharesNodesGroup(deployment) || sharedKeyOf(deployment) !== undefined;

function addedIssues(deployment: Deployment, catalog: Catalog): readonly Issue[] {
  const { add = [] } = deployment.rules;
  if (add.length === 0) return [];
  const known = [...partiesOf(catalog), ...(hasSharedGroup(deployment) ? (["nodes"] as const) : []), "peer" as const];
  const taken = new Set(catalog.rules.map(({ id }) => id));
  return add.flatMap((rule, index) => {
    const path = ["rules", "add", index];
    const issues: Issue[] = taken.has(rule.id)
      ? [{ ...problems.takenPortRule(), received: rule.id, path: [...path, "id"] }]
      : [];
    taken.add(rule.id);
    for (const end of ["from", "to"] as const) {
      for (const [position, party] of rule[end].entries()) {
        const at = { received: party, path: [...path, end, position] };
        if (!known.includes(party)) issues.push({ ...problems.notAParty(party, known), ...at });
        else if (!hasParty(deployment, party)) issues.push({ ...problems.ruleWithoutLoadBalancer(), ...at });
        else if (isWithoutEtcd(deployment, party)) issues.push({ ...problems.ruleWithoutEtcd(), ...at });
      }
    }
    return issues;
  });
}

/** Whether a party is etcd in a cluster whose external datastore leaves it without etcd nodes. */
function isWithoutEtcd(deployment: Deployment, party: Party): boolean {
  const isBound = "parties" in deployment && Object.hasOwn(deployment.parties, party);
  return party === "etcd" && datastoreOf(deployment) === "external" && !isBound;
}

/** A port that no rule has would be ignored, and the user would believe otherwise. */
function portIssues(deployment: Deployment, catalog: Catalog): readonly Issue[] {
  const used = portParameters.filter((parameter) => catalog.rules.some((rule) => rule.parameter === parameter));
  return (Object.keys(deployment.ports) as PortParameter[])
    .filter((parameter) => deployment.ports[parameter] !== undefined && !used.includes(parameter))
    .map((parameter) => ({ ...unusedPort(parameter, used, catalog), path: ["ports", parameter] }));
}

/** Where an add-on opens the ports of services, the problem names it. */
function unusedPort(parameter: PortParameter, used: readonly PortParameter[], { rules }: Catalog): Problem {
  const isOfService = parameter === "workloadTcp" || parameter === "workloadUdp";
  if (!isOfService || !rules.some(({ addon }) => addon === "service-load-balancer")) return problems.unusedPort(used);
  return problems.portOfService(parameter === "workloadTcp" ? "tcp" : "udp");
}

/** The parties that the rules of a catalog name, in the order of the source tables; `peer` is different in each rule. */
export const partiesOf = rememberedByObject((catalog: Catalog): readonly Party[] => {
  const named = new Set(catalog.rules.flatMap(({ from, to }) => [...from, ...to]));
  return parties.filter((party) => party !== "peer" && named.has(party));
});
