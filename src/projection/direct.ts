/**
 * Turns requirements between parties into rules on groups: ingress at the destination, egress at the source.
 * The only place where Rancher's words become EC2's.
 */
import { isWorld, world, worldOf } from "../model/cidr";
import { requiresEgressOf } from "../model/condition";
import type { Deployment } from "../model/deployment";
import type { Party } from "../model/party";
import {
  type AddedFlow,
  type ExistingGroup,
  isPublicDestination,
  type Peer,
  type SkippedRequirement,
} from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import type { IpFamily, Settings } from "../model/settings";
import { assignGroups, type DirectedRule, type Requirement } from "./assign-groups";
import { type Binder, type BoundParty, type LabelOf, localPeers } from "./bind";
import { byCreatedGroups, Ends, pairs, type TrafficEnd } from "./ends";
import { trafficOf } from "./rule-traffic";

/** A party that port rules need and the deployment binds to nothing. */
export interface UnboundParty {
  readonly party: Party;
  readonly portRule: string;
}

export interface Directed {
  readonly rules: readonly DirectedRule[];
  readonly addedFlows: readonly AddedFlow[];
  readonly skippedRequirements: readonly SkippedRequirement[];
  readonly unbound: readonly UnboundParty[];
  /** The number of rules that the requirements need without a group in common. */
  readonly requiredRules: number;
}

type Outcome = Requirement | SkippedRequirement["reason"] | { readonly unbound: readonly Party[] };

/** The deployment needs more rules than the caller allows. */
export class TooManyRules extends Error {}

/** `otherLayouts` has the parties by a layout that this one replaces, or that replaces this one. Default: none. @throws TooManyRules */
export function direct(
  deployment: Deployment,
  selected: readonly PortRule[],
  resolveParty: Binder,
  { ipFamily }: Settings,
  labelOf: LabelOf,
  otherLayouts: readonly Binder[] = [],
  maxRules = Number.POSITIVE_INFINITY,
): Directed {
  const openEgress = new OpenEgress(selected, resolveParty, ipFamily);
  const ends = new Ends(resolveParty, otherLayouts);
  const requirements: Requirement[] = [];
  const skippedRequirements: SkippedRequirement[] = [];
  const unbound: UnboundParty[] = [];
  let requiredRules = 0;
  for (const rule of selected) {
    for (const [from, to] of pairsOf(rule).flatMap((pair) => ends.withRoles(pair))) {
      const outcome =
        rule.scope === "node"
          ? local(deployment, rule, from, resolveParty, openEgress, ends, labelOf)
          : between(deployment, rule, from, to, resolveParty, openEgress, ends);
      if (typeof outcome === "string") skippedRequirements.push({ portRule: rule.id, from, to, reason: outcome });
      else if ("unbound" in outcome) unbound.push(...outcome.unbound.map((party) => ({ party, portRule: rule.id })));
      else {
        requirements.push(outcome);
        requiredRules += outcome.ingress.length + outcome.egress.length;
        if (requiredRules > maxRules) throw new TooManyRules(`more than ${maxRules} rules`);
      }
    }
  }
  return { ...assignGroups(requirements), skippedRequirements, unbound, requiredRules };
}

/** Traffic from a node to itself. */
function local(
  deployment: Deployment,
  rule: PortRule,
  party: Party,
  resolveParty: Binder,
  openEgress: OpenEgress,
  ends: Ends,
  labelOf: LabelOf,
): Outcome {
  const node = resolveParty(party, rule);
  const peers = node ? localPeers(deployment, node, labelOf) : [];
  if (!node || node.groups.length === 0 || peers.length === 0) return "localTraffic";
  const itself = ends.of(party, node);
  const others = ends.among(party, node, peers);
  const out = requiresEgressOf(deployment, existingOf(node)) ? peers : openEgress.uncovered(node, peers, rule);
  return {
    portRule: rule,
    traffic: trafficOf(rule),
    ingress: pairs(others, itself.filter(isHeld)),
    egress: pairs(itself.filter(isHeld), ends.among(party, node, out)),
  };
}

/** Traffic across the network. */
function between(
  deployment: Deployment,
  rule: PortRule,
  from: Party,
  to: Party,
  resolveParty: Binder,
  openEgress: OpenEgress,
  ends: Ends,
): Outcome {
  const source = resolveParty(from, rule);
  const destination = resolveParty(to, rule);
  const existing = source && existingOf(source);
  const hasGroup = source !== undefined && source.groups.length > 0;
  // The port rules towards `internet` are the ones that open egress, so they are written whatever else is open.
  const writesEgress = requiresEgressOf(deployment, existing) || to === "internet";
  const needsDestination = writesEgress || (hasGroup && !openEgress.coversAll(source));
  const unbound = [
    ...(!source && isOurs(destination) ? [from] : []),
    ...(!destination && isOurs(source) && needsDestination ? [to] : []),
  ];
  if (unbound.length > 0) return { unbound };
  if (source?.peers.length === 0 || destination?.peers.length === 0) return "partyNone";
  if (!isOurs(source) && !isOurs(destination)) {
    return hasGroup || destination?.groups.length ? "otherDeployment" : "noGroup";
  }
  if (keepsEgress(deployment, rule, to, existing)) return "existingEgress";
  // EC2 matches references on private addresses only, so these rules name addresses on both sides.
  const isPublic = destination !== undefined && isPublicDestination({ party: to, ...destination });
  const peersOf = ({ peers, publicPeers = peers }: BoundParty) => (isPublic ? publicPeers : peers);
  const peers = destination ? peersOf(destination) : [];
  const out = writesEgress || !hasGroup ? peers : openEgress.uncovered(source, peers, rule);
  const sources = source ? ends.of(from, source) : [];
  const destinations = destination ? ends.of(to, destination) : [];
  const ingress = source ? pairs(ends.among(from, source, peersOf(source)), destinations.filter(isHeld)) : [];
  const writers = opensEgress(rule, to) ? sources.map(byCreatedGroups) : sources;
  const egress = destination ? pairs(writers.filter(isHeld), ends.among(to, destination, out)) : [];
  if (ingress.length + egress.length > 0) return { portRule: rule, traffic: trafficOf(rule), ingress, egress };
  return existing ? "existingEgress" : "egressAll";
}

/** Said of the groups of a party together: they let out everything that any of them lets out. */
function existingOf({ groups }: BoundParty): ExistingGroup | undefined {
  const existing = groups.flatMap((group) => group.existing ?? []);
  if (existing.length < groups.length) return undefined;
  return existing.find(({ egress }) => egress !== "required") ?? existing[0];
}

/**
 * Whether a port rule that opens all egress is left out of an existing group. The group keeps the egress it has, because EC2
 * gives every new group the same rule. Only a port rule of the user opens a group that lets out nothing.
 */
export function keepsEgress(
  deployment: Deployment,
  { protocol, when }: PortRule,
  to: Party,
  existing: ExistingGroup | undefined,
): boolean {
  if (!existing || protocol !== "all" || to !== "internet") return false;
  return when.includes("egressAll") || !requiresEgressOf(deployment, existing);
}

/** Whether a port rule is the default that opens all egress: EC2 refuses it in existing groups that have the same rule. */
const opensEgress = ({ when }: PortRule, to: Party) => to === "internet" && when.includes("egressAll");

/** Which parties have a selected rule that lets everything out, and so need no other outbound rules. */
class OpenEgress {
  private readonly worlds = new Map<string, Set<string>>();
  private readonly needed: readonly string[];

  constructor(selected: readonly PortRule[], resolveParty: Binder, ipFamily: IpFamily) {
    this.needed = worldOf(ipFamily);
    for (const rule of selected) {
      if (rule.protocol !== "all" || rule.scope === "node") continue;
      for (const [from, to] of pairsOf(rule)) {
        const source = resolveParty(from, rule);
        const labels = resolveParty(to, rule)?.peers.map(({ label }) => label) ?? [];
        if (!source || source.groups.length === 0 || existingOf(source)) continue;
        const worlds = this.worlds.get(namesOf(source)) ?? new Set();
        this.worlds.set(namesOf(source), worlds);
        for (const label of labels) if (isWorld(label)) worlds.add(label);
      }
    }
  }

  /** Whether the party's groups let everything out to every address that nodes have. An existing group keeps the egress it has. */
  coversAll(party: BoundParty): boolean {
    return existingOf(party) !== undefined || this.needed.every((cidr) => this.worlds.get(namesOf(party))?.has(cidr));
  }

  /**
   * The peers for which the port rule needs outbound rules: those that the party does not reach through open egress, such
   * as addresses of a family that it leaves out. A port rule that opens egress is written: it does not cover itself.
   */
  uncovered(party: BoundParty, peers: readonly Peer[], { protocol }: PortRule): readonly Peer[] {
    if (existingOf(party)) return [];
    const worlds = this.worlds.get(namesOf(party));
    const families = { cidrIpv4: world.ipv4, cidrIpv6: world.ipv6 } as const;
    return peers.filter(({ type, label }) => {
      if (protocol === "all" && isWorld(label)) return true;
      return type === "cidrIpv4" || type === "cidrIpv6" ? !worlds?.has(families[type]) : !this.coversAll(party);
    });
  }
}

/** Whether the party has a group that belongs to this deployment: created, or named by its id. */
function isOurs(party: BoundParty | undefined): boolean {
  return party?.groups.some(({ existing }) => !(existing && "deployment" in existing)) ?? false;
}

/** The groups of a party as one text. */
const namesOf = ({ groups }: BoundParty) => groups.map(({ key }) => key).join("\n");

const isHeld = ({ isHeld }: TrafficEnd) => isHeld;
