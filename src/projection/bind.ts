/** What each party of a deployment is in AWS: the group that takes its rules, and the peers by which others name it. */
import { canonicalCidr, familyOf, world } from "../model/cidr";
import type { Binding, Deployment } from "../model/deployment";
import type { Party } from "../model/party";
import { nodeRoles } from "../model/party";
import type { Peer } from "../model/plan";
import type { Catalog, PortRule } from "../model/port-rule";
import { isToken } from "../model/token";

/** The group whose rules are ours to write. */
export interface TargetGroup {
  readonly key: string;
  readonly securityGroupId?: string;
}

export interface BoundParty {
  readonly group?: TargetGroup;
  /** Empty where the party is bound to `none`. */
  readonly peers: readonly Peer[];
}

/** Names a value that is a token: the same name for the same thing, whenever it is asked. */
export type LabelOf = (token: string) => string;

/** Looks a party of a port rule up; undefined where the deployment binds it to nothing. */
export type Binder = (party: Party, rule: PortRule) => BoundParty | undefined;

export function bind(deployment: Deployment, catalog: Catalog, labelOf: LabelOf): Binder {
  const known = new Map<Party, BoundParty | undefined>();
  return (party, rule) => {
    const source = party === "internet" && deployment.type === "rancher-nodes" && deployment.sources[rule.id];
    if (source) return resolve(party, source, labelOf);
    if (!known.has(party)) {
      const binding = bindingOf(party, deployment, catalog);
      known.set(party, binding && resolve(party, binding, labelOf));
    }
    return known.get(party);
  };
}

/** The binding the user wrote, or the default. */
function bindingOf(party: Party, deployment: Deployment, catalog: Catalog): Binding | undefined {
  if (party === "internet") return "anywhere";
  if (party === "nodes") return { create: true };
  const written = deployment.type === "cluster" ? deployment.parties[party] : undefined;
  if (written) return written;
  const isOurs = party === "loadBalancer" || (nodeRoles as readonly Party[]).includes(party);
  if (isOurs) return { create: true };
  const addresses = catalog.addresses[party];
  return addresses && { cidrs: [...addresses] };
}

function resolve(party: Party, binding: Binding, labelOf: LabelOf): BoundParty {
  if (binding === "none") return { peers: [] };
  if (binding === "anywhere") return { peers: [cidrPeer(world.ipv4, labelOf)] };
  if (binding.create) return { group: { key: party }, peers: [{ type: "group", value: party, label: party }] };

  const named = (type: Peer["type"], ids: readonly string[] = []): readonly Peer[] =>
    ids.map((value) => ({ type, value, label: isToken(value) ? labelOf(value) : value }));
  const own = named("securityGroup", binding.securityGroupId ? [binding.securityGroupId] : []);
  const peers = [
    ...own,
    ...named("securityGroup", binding.securityGroupIds),
    ...named("prefixList", binding.prefixListIds),
    ...(binding.cidrs ?? []).map((cidr) => cidrPeer(cidr, labelOf)),
  ];
  const managed = binding.manageRules ? own[0] : undefined;
  return managed ? { group: { key: managed.label, securityGroupId: managed.value }, peers } : { peers };
}

function cidrPeer(text: string, labelOf: LabelOf): Peer {
  if (isToken(text)) return { type: "cidrIpv4", value: text, label: labelOf(text) };
  const value = canonicalCidr(text);
  return { type: familyOf(value) === "ipv6" ? "cidrIpv6" : "cidrIpv4", value, label: value };
}
