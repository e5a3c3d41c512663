/** What each party of a deployment is in AWS: the groups that its nodes attach, and the peers by which others name it. */
import { withAddressesOf } from "../model/address-list";
import type { Binding, PeerBinding } from "../model/binding";
import { type AddressFamily, canonicalCidr, familyOf, familyOfExpression, hasFamily, worldOf } from "../model/cidr";
import { datastoreOf } from "../model/condition";
import type { Deployment } from "../model/deployment";
import { isCreatedByDefault, type Party } from "../model/party";
import { deploymentPeer, type ExistingGroup, isGroupReference, type Peer } from "../model/plan";
import type { Catalog, PortRule } from "../model/port-rule";
import type { IpFamily, Settings } from "../model/settings";
import { isToken } from "../model/token";
import { withoutUndefined } from "../model/without-undefined";
import { type LayoutGroup, type LayoutGroups, layoutGroups, type Stage } from "./layout";

/** The group whose rules are ours to write. */
export interface TargetGroup {
  readonly key: string;
  /** How rules name the group. */
  readonly peer: Peer;
  readonly existing?: ExistingGroup;
}

export interface BoundParty {
  /** The groups that every node of the party attaches; empty where the party has no group whose rules are ours. */
  readonly groups: readonly TargetGroup[];
  /** Everything by which rules name the party, its groups included. Empty where the party is bound to `none`. */
  readonly peers: readonly Peer[];
  /** The same in traffic to a load balancer at its public addresses. Default: they are not known. */
  readonly publicPeers?: readonly Peer[];
  /** The year in which the peers stopped being those of the party, if the document prints such addresses. */
  readonly invalidSince?: string;
}

/** Names a value that is a token: the same name for the same thing, whenever it is asked. */
export type LabelOf = (token: string) => string;

/** Looks a party up, for one port rule or in general; undefined where the deployment binds it to nothing. */
export type Binder = (party: Party, rule?: PortRule) => BoundParty | undefined;

/**
 * The layout has the groups of the roles; a party that it leaves out has a separate group if its binding creates one.
 * Default: the layout of the deployment, the former one while it changes, and the same of other deployments.
 */
export function bind(
  deployment: Deployment,
  catalog: Catalog,
  { ipFamily }: Settings,
  labelOf: LabelOf,
  { groups: layout, other }: Stage = { groups: layoutGroups(deployment)[0], other: 0 },
): Binder {
  const context = {
    ipFamily,
    labelOf,
    withLists: <B extends Exclude<Binding | PeerBinding, string>>(binding: B) => withAddressesOf(binding, deployment),
    groupOf: (name: string, party: Party) => groupIn(deployment, name, party, other),
  };
  const known = new Map<Party, BoundParty | undefined>();
  return (party, rule) => {
    if (party === "peer") return rule?.peer && resolve(party, rule.peer, [], context);
    const sources = party === "internet" && deployment.type === "rancher-nodes" ? deployment.sources : {};
    const source = rule && Object.hasOwn(sources, rule.id) && sources[rule.id];
    if (source) return resolve(party, source, [], context);
    if (party === "internet" && rule?.protocol.startsWith("icmp") && ipFamily === "dual") {
      // ICMP has a version for each family.
      const family = rule.protocol === "icmp" ? "ipv4" : "ipv6";
      return resolve(party, "anywhere", [], { ...context, ipFamily: family });
    }
    if (!known.has(party)) {
      const binding = bindingOrDefault(party, deployment);
      const groups = binding ? targetsOf(party, binding, layout, labelOf) : [];
      const resolved = binding && resolve(party, binding, groups, context);
      known.set(party, resolved ?? documentedAddresses(party, catalog, ipFamily, labelOf));
    }
    return known.get(party);
  };
}

/** The binding the user wrote, or the default. */
export function bindingOrDefault(party: Party, deployment: Deployment): Binding | undefined {
  if (party === "internet") return "anywhere";
  const written = "parties" in deployment && (deployment.parties as Partial<Record<Party, Binding>>)[party];
  if (written) return written;
  // Without etcd there are no etcd nodes.
  if (party === "etcd" && datastoreOf(deployment) === "external") return "none";
  return isCreatedByDefault(party, deployment.type) ? { create: true } : undefined;
}

/** The addresses that the document itself prints for a party, of the families that nodes have. */
function documentedAddresses(
  party: Party,
  catalog: Catalog,
  ipFamily: IpFamily,
  labelOf: LabelOf,
): BoundParty | undefined {
  const { cidrs = [], invalidSince } = catalog.addresses[party] ?? {};
  const peers = cidrs.filter((cidr) => hasFamily(ipFamily, familyOf(cidr))).map((cidr) => cidrPeer(cidr, labelOf));
  return peers.length > 0 ? { groups: [], peers, ...withoutUndefined({ invalidSince }) } : undefined;
}

/** The groups of the layout that nodes of the party attach, or the group that its binding creates. */
function targetsOf(party: Party, binding: Binding, layout: LayoutGroups, labelOf: LabelOf): readonly TargetGroup[] {
  const held = layout.filter(({ parties }) => parties.includes(party));
  if (held.length > 0) return held.map((group) => targetOf(group, labelOf));
  return typeof binding === "object" && binding.create ? [targetOf({ key: party }, labelOf)] : [];
}

function targetOf({ key, securityGroupId: value }: Pick<LayoutGroup, "key" | "securityGroupId">, labelOf: LabelOf) {
  if (value === undefined) return { key, peer: { type: "group", value: key, label: key } } as const;
  const label = isToken(value) ? labelOf(value) : value;
  return { key: label, peer: { type: "securityGroup", value, label }, existing: { securityGroupId: value } } as const;
}

interface Context {
  readonly ipFamily: IpFamily;
  readonly labelOf: LabelOf;
  /** The binding with the addresses of its address lists. */
  readonly withLists: <B extends Exclude<Binding | PeerBinding, string>>(binding: B) => B;
  /** The key of the group that another deployment has for a party. */
  readonly groupOf: (deployment: string, party: Party) => string;
}

/** While another deployment changes its layout, `stage` is 0 for its former groups and 1 for the new ones. */
function groupIn({ otherGroups = {} }: Deployment, name: string, party: Party, stage: 0 | 1): string {
  const [from, to = from] = (Object.hasOwn(otherGroups, name) && otherGroups[name]?.[party]) || [party];
  return (stage === 0 ? from : to) ?? party;
}

function resolve(
  bound: Party,
  written: Binding | PeerBinding,
  targets: readonly TargetGroup[],
  { ipFamily, labelOf, withLists, groupOf }: Context,
): BoundParty {
  if (written === "none") return { groups: [], peers: [] };
  if (written === "anywhere") {
    return { groups: [], peers: worldOf(ipFamily).map((cidr) => cidrPeer(cidr, labelOf)) };
  }
  const binding = withLists(written);
  const listed = (type: "securityGroup" | "prefixList", ids: readonly string[] = []): readonly Peer[] =>
    ids.map((value) => ({ type, value, label: isToken(value) ? labelOf(value) : value }));
  const { deployment, securityGroupId, securityGroupIds, prefixListIds, cidrs = [], ipv6Cidrs = [], egress } = binding;
  const { publicCidrs } = binding;
  const party = ("party" in binding && binding.party) || bound;
  const [held] = [
    ...listed("securityGroup", securityGroupId ? [securityGroupId] : []),
    ...(deployment ? [deploymentPeer(deployment, groupOf(deployment, party))] : []),
  ];
  const peers = [
    ...targets.map(({ peer }) => peer),
    ...(held ? [held] : []),
    ...listed("securityGroup", securityGroupIds),
    ...listed("prefixList", prefixListIds),
    ...cidrs.map((cidr) => cidrPeer(cidr, labelOf)),
    ...ipv6Cidrs.map((cidr) => cidrPeer(cidr, labelOf, "ipv6")),
  ];
  const publicPeers = publicCidrs && [
    ...peers.filter((peer) => !isGroupReference(peer)),
    ...publicCidrs.map((cidr) => cidrPeer(cidr, labelOf)),
  ];
  const named = { peers, ...withoutUndefined({ publicPeers }) };
  if (!binding.manageRules || !held) return { groups: targets, ...named };
  const existing: ExistingGroup = {
    ...(held.type === "deployment"
      ? { deployment: held.deployment, group: held.group }
      : { securityGroupId: held.value }),
    ...withoutUndefined({ egress }),
  };
  return { groups: [...targets, { key: held.label, peer: held, existing }], ...named };
}

/** `stated` is the family of a token, where that was said. */
function cidrPeer(text: string, labelOf: LabelOf, stated?: AddressFamily): Peer {
  const isKnown = !isToken(text);
  const label = isKnown ? canonicalCidr(text) : labelOf(text);
  const family = isKnown ? familyOf(label) : (stated ?? familyOfExpression(label));
  return { type: family === "ipv6" ? "cidrIpv6" : "cidrIpv4", value: isKnown ? label : text, label };
}

/** The CIDRs of local traffic as peers, or the groups of the nodes themselves. */
export function localPeers(deployment: Deployment, { groups }: BoundParty, labelOf: LabelOf): readonly Peer[] {
  if (deployment.type !== "cluster" || deployment.localTraffic === "none" || groups.length === 0) return [];
  if (deployment.localTraffic === "self") return groups.map(({ peer }) => peer);
  return deployment.localTraffic.cidrs.map((cidr) => cidrPeer(cidr, labelOf));
}
