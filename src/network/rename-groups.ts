/** A network in which groups and peers have other names, so that it can be compared with another network. */
import { type Network, type NetworkPeer, peerName } from "../model/network";

/** Calls `nameOf` once for each group or peer. */
export function renameGroups<N extends Network>(network: N, nameOf: (peer: NetworkPeer) => NetworkPeer): N {
  const names = new Map<string, NetworkPeer>();
  const renamed = (peer: NetworkPeer) => {
    const known = names.get(peerName(peer));
    if (known) return known;
    const name = nameOf(peer);
    names.set(peerName(peer), name);
    return name;
  };
  const groups = network.groups.map((group) => ({
    ...group,
    peer: renamed(group.peer),
    rules: group.rules.map((rule) => ({ ...rule, peer: renamed(rule.peer) })),
  }));
  return { ...network, groups };
}
