/** What each party of a deployment is in AWS: the group that takes its rules, and the peers by which others name it. */
import type { Binding, PeerBinding } from "../model/binding";
import { type AddressFamily, canonicalCidr, familyOf, familyOfExpression, hasFamily, worldOf } from "../model/cidr";
import { datastoreOf } from "../model/condition";
import type { Deployment } from "../model/deployment";
import { clusterRoles, creatableParties, type Party } from "../model/party";
import { deploymentPeer, type ExistingGroup, type Peer } from "../model/plan";
import type { Catalog, PortRule } from "../model/port-rule";
import type { IpFamily, Settings } from "../model/settings";
import { isToken } from "../model/token";
import { withoutUndefined } from "../model/without-undefined";

/** The group whose rules are ours to write. */
export interface TargetGroup {
  readonly key: string;
  readonly existing?: ExistingGroup;
}

export interface BoundParty {
  readonly group?: TargetGroup;
  /** Empty where the party is bound to `none`. */
  readonly peers: readonly Peer[];
  /** The year in which the peers stopped being those of the party, if the document prints such addresses. */
  readonly invalidSince?: string;
}

/** Names a value that is a token: the same name for the same thing, whenever it is asked. */
export type LabelOf = (token: string) => string;

/** Looks a party up, for one port rule or in general; undefined where the deployment binds it to nothing. */
export type Binder = (party: Party, rule?: PortRule) => BoundParty | undefined;

export function bind(deployment: Deployment, catalog: Catalog, { ipFamily }: Settings, labelOf: LabelOf): Binder {
  const known = new Map<Party, BoundParty | undefined>();
  return (party, rule) => {
    if (party === "peer") return rule?.peer && resolve(party, rule.peer, party, ipFamily, labelOf);
    const source = rule && party === "internet" && deployment.type === "rancher-nodes" && deployment.sources[rule.id];
    if (source) return resolve(party, source, party, ipFamily, labelOf);
    if (!known.has(party)) {
      const binding = bindingOf(party, deployment);
      const resolved = binding && resolve(party, binding, groupKey(party, deployment), ipFamily, labelOf);
      known.set(party, resolved ?? documentedAddresses(party, catalog, ipFamily, labelOf));
    }
    return known.get(party);
  };
}

/** The binding the user wrote, or the default. */
function bindingOf(party: Party, deployment: Deployment): Binding | undefined {
  if (party === "internet") return "anywhere";
  const written = "parties" in deployment && (deployment.parties as Partial<Record<Party, Binding>>)[party];
  if (written) return written;
  // Without etcd there are no etcd nodes.
  if (party === "etcd" && datastoreOf(deployment) === "external") return "none";
  return isCreatedByDefault(party, deployment) ? { create: true } : undefined;
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
  return peers.length > 0 ? { peers, ...withoutUndefined({ invalidSince }) } : undefined;
}

/** The group `rancher-nodes` is a deployment's only one: its clients are others. */
function isCreatedByDefault(party: Party, { type }: Deployment): boolean {
  return creatableParties.includes(party) && (type !== "rancher-nodes" || party === "nodes");
}

/** Each role has a group of its own, but for the preset that puts all nodes of the cluster into one. */
function groupKey(party: Party, deployment: Deployment): string {
  const isShared = deployment.type === "cluster" && deployment.preset !== undefined;
  return isShared && (clusterRoles as readonly Party[]).includes(party) ? "nodes" : party;
}

function resolve(
  bound: Party,
  binding: Binding | PeerBinding,
  key: string,
  ipFamily: IpFamily,
  labelOf: LabelOf,
): BoundParty {
  if (binding === "none") return { peers: [] };
  if (binding === "anywhere") return { peers: worldOf(ipFamily).map((cidr) => cidrPeer(cidr, labelOf)) };
  if (binding.create) return { group: { key }, peers: [{ type: "group", value: key, label: key }] };

  const named = (type: "securityGroup" | "prefixList", ids: readonly string[] = []): readonly Peer[] =>
    ids.map((value) => ({ type, value, label: isToken(value) ? labelOf(value) : value }));
  const { deployment, securityGroupId, securityGroupIds, prefixListIds, cidrs = [], ipv6Cidrs = [], egress } = binding;
  const party = ("party" in binding && binding.party) || bound;
  const own = [
    ...named("securityGroup", securityGroupId ? [securityGroupId] : []),
    ...(deployment ? [deploymentPeer(deployment, party)] : []),
  ];
  const peers = [
    ...own,
    ...named("securityGroup", securityGroupIds),
    ...named("prefixList", prefixListIds),
    ...cidrs.map((cidr) => cidrPeer(cidr, labelOf)),
    ...ipv6Cidrs.map((cidr) => cidrPeer(cidr, labelOf, "ipv6")),
  ];
  const [held] = own;
  if (!binding.manageRules || !held) return { peers };
  const existing: ExistingGroup = {
    ...(deployment ? { deployment, party } : { securityGroupId: held.value }),
    ...withoutUndefined({ egress }),
  };
  return { group: { key: held.label, existing }, peers };
}

/** `stated` is the family of a token, where that was said. */
function cidrPeer(text: string, labelOf: LabelOf, stated?: AddressFamily): Peer {
  const isKnown = !isToken(text);
  const label = isKnown ? canonicalCidr(text) : labelOf(text);
  const family = isKnown ? familyOf(label) : (stated ?? familyOfExpression(label));
  return { type: family === "ipv6" ? "cidrIpv6" : "cidrIpv4", value: isKnown ? label : text, label };
}

/** The CIDRs of local traffic as peers, or the group itself. */
export function localPeers(deployment: Deployment, { group, peers }: BoundParty, labelOf: LabelOf): readonly Peer[] {
  if (deployment.type !== "cluster" || deployment.localTraffic === "none" || !group) return [];
  if (deployment.localTraffic === "self") return peers.slice(0, 1);
  return deployment.localTraffic.cidrs.map((cidr) => cidrPeer(cidr, labelOf));
}
