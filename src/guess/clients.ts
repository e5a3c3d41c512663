/**
 * Finds bindings for the clients of a candidate among the peers of existing rules. Each client is first bound to an
 * invented prefix list. The plan then shows which groups open which ports for the client, and the existing peers of
 * those ports are the possible bindings.
 */
import type { Binding } from "../model/binding";
import type { Deployment } from "../model/deployment";
import { groupBy } from "../model/group-by";
import type { NetworkPeer } from "../model/network";
import type { Party } from "../model/party";
import type { Plan } from "../model/plan";
import { peerIdentity } from "../model/rule-identity";
import type { Bindings, Candidate, Sources } from "./candidate";
import { plannedRules, trafficKey } from "./comparison";

/** Clients that must be bound, and clients that exist only if they are bound. */
const clients: Readonly<Record<Candidate["type"], readonly [needed: readonly Party[], optional: readonly Party[]]>> = {
  cluster: [["rancher", "apiClients", "workloadClients"], ["administrators"]],
  "rancher-server": [["apiClients", "clusterNodes", "nodeDriverNodes", "hostedCluster"], ["administrators"]],
  "rancher-nodes": [[], []],
};

function clientsOf({ type, clients: more, bound }: Candidate): readonly Party[] {
  return [...clients[type].flat(), ...more].filter((party) => bound[party] === undefined);
}

/** An invented prefix list for each client. */
export function probes(candidate: Candidate): Bindings {
  return Object.fromEntries(clientsOf(candidate).map((party, index) => [party, { prefixListIds: [probeOf(index)] }]));
}

const probeOf = (index: number) => `pl-${`${index}`.padStart(17, "0")}`;

type Port = { readonly party: string; readonly peers: readonly NetworkPeer[]; readonly key: string };

/** The bindings that make most rules match. `plan` has a prefix list for each client. */
export function bindingsFrom(candidate: Candidate, plan: Plan): Bindings {
  const parties = clientsOf(candidate);
  const byProbe = new Map(parties.map((party, index) => [probeOf(index), party]));
  const ports = portsOf(candidate, plan, ({ value }) => byProbe.get(value));
  const [needed] = clients[candidate.type];
  const taken = new Set<string>();
  const byParty = groupBy(ports, ({ party }) => party);
  const bound = new Map<Party, Binding>(needed.map((party) => [party, "none"]));
  // A client with more ports gives more evidence about its addresses.
  const order = [...parties].sort((a, b) => (byParty.get(b)?.length ?? 0) - (byParty.get(a)?.length ?? 0));
  for (const party of order) {
    const peers = bestPeers(byParty.get(party) ?? [], taken);
    if (peers.length === 0) continue;
    for (const { key } of byParty.get(party) ?? []) for (const peer of peers) taken.add(`${key} ${peerIdentity(peer)}`);
    bound.set(party, bindingOf(peers, candidate));
  }
  return Object.fromEntries(parties.flatMap((party) => (bound.has(party) ? [[party, bound.get(party)]] : [])));
}

/** The sources of port rules of `rancher-nodes` that are open to the world in the plan but not in EC2. */
export function sourcesFrom(candidate: Candidate, plan: Plan<Deployment>): Sources {
  if (candidate.type !== "rancher-nodes") return {};
  const isWorld = ({ value }: NetworkPeer) => value === "0.0.0.0/0" || value === "::/0";
  const ports = plannedRules(candidate, plan)
    .filter(({ rule }) => rule.direction === "ingress" && isWorld(rule.peer))
    .flatMap((one) => one.planned.portRules.map((id) => ({ one, id })));
  return Object.fromEntries(
    [...groupBy(ports, ({ id }) => id)].flatMap(([id, [first]]) => {
      const peers = first ? peersAt(candidate, first.one) : [];
      return peers.length === 0 || peers.every(isWorld) ? [] : [[id, bindingOf(peers, candidate)]];
    }),
  );
}

function portsOf(
  candidate: Candidate,
  plan: Plan,
  partyOf: (peer: NetworkPeer) => string | undefined,
): readonly Port[] {
  return plannedRules(candidate, plan).flatMap((one) => {
    const party = partyOf(one.rule.peer);
    const key = `${one.group.id} ${trafficKey(one.rule)}`;
    // The party that an outbound rule serves is not known.
    return party === undefined || one.rule.direction === "egress"
      ? []
      : [{ party, key, peers: peersAt(candidate, one) }];
  });
}

/** The peers outside the deployment that the group has for the traffic of a rule. */
function peersAt({ groups }: Candidate, { group, rule }: ReturnType<typeof plannedRules>[number]) {
  const own = new Set(groups.map((held) => held.group.id));
  return group.rules
    .filter((one) => trafficKey(one) === trafficKey(rule) && !own.has(one.peer.value))
    .map(({ peer }) => peer);
}

/** The peers of one port that explain most rules and miss fewest at all ports. */
function bestPeers(ports: readonly Port[], taken: ReadonlySet<string>): readonly NetworkPeer[] {
  const scored = ports.map(({ peers }) => ({ peers, score: scoreOf(peers, ports, taken) }));
  const [best] = scored.sort((a, b) => b.score - a.score || b.peers.length - a.peers.length);
  return best && best.score > 0 ? best.peers : [];
}

function scoreOf(peers: readonly NetworkPeer[], ports: readonly Port[], taken: ReadonlySet<string>): number {
  return ports.reduce((score, { key, peers: there }) => {
    const known = new Set(there.map(peerIdentity));
    const explained = peers.filter(
      (peer) => known.has(peerIdentity(peer)) && !taken.has(`${key} ${peerIdentity(peer)}`),
    ).length;
    const missing = peers.filter((peer) => !known.has(peerIdentity(peer))).length;
    // A port that is closed to all of them is one line of the config.
    return score + explained - (missing === peers.length ? 0.4 : missing * 2);
  }, 0);
}

/** The peers as a binding. */
function bindingOf(peers: readonly NetworkPeer[], { ipFamily }: Pick<Candidate, "ipFamily">): Binding {
  const of = (...types: readonly string[]) =>
    peers.filter(({ type }) => types.includes(type)).map(({ value }) => value);
  const [cidrs, groups, lists] = [of("cidrIpv4", "cidrIpv6"), of("securityGroup"), of("prefixList")];
  const world = { ipv4: ["0.0.0.0/0"], ipv6: ["::/0"], dual: ["0.0.0.0/0", "::/0"] }[ipFamily];
  const isWorld = cidrs.length === world.length && world.every((cidr) => cidrs.includes(cidr));
  if (isWorld && groups.length + lists.length === 0) return "anywhere";
  return {
    ...(cidrs.length > 0 ? { cidrs } : {}),
    ...(lists.length > 0 ? { prefixListIds: lists } : {}),
    ...(groups.length > 0 ? { securityGroupIds: groups } : {}),
  } as Binding;
}
