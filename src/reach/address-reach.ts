/**
 * How much of the internet a set of peers covers. Names, such as groups and prefix lists, count as nothing, since their
 * members are not known here.
 */
import { AddressSet } from "../flows";
import { world } from "../model/cidr";

const everyIpv4 = AddressSet.of({ cidrs: [world.ipv4] });
const everyIpv6 = AddressSet.of({ cidrs: [world.ipv6] });

/** Addresses that no host on the internet has: RFC 6890, and everything from multicast upwards. */
const notPublic = AddressSet.of({
  cidrs: [
    ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
    ...["192.168.0.0/16", "224.0.0.0/3", "::/3", "4000::/2", "8000::/1"],
  ],
});

/**
 * The share of all addresses above which a set counts as near-world: an IPv4 /8, an IPv6 /16. No single company network
 * is larger. Private addresses do not count, so 10.0.0.0/8 with 172.16.0.0/12 stays below.
 */
const NEAR_WORLD_PREFIX = { ipv4: 8, ipv6: 16 };

/** Whether the set has every IPv4 address or every IPv6 address, in any number of parts. */
export function isWorld(peers: AddressSet): boolean {
  return peers.contains(everyIpv4) || peers.contains(everyIpv6);
}

/** Whether the set is near-world, but not the world. */
export function isNearWorld(peers: AddressSet): boolean {
  if (isWorld(peers)) return false;
  const share = { ipv4: 0, ipv6: 0 };
  for (const cidr of peers.subtract(notPublic).cidrs()) {
    share[cidr.includes(":") ? "ipv6" : "ipv4"] += 2 ** -Number(cidr.split("/")[1]);
  }
  return share.ipv4 >= 2 ** -NEAR_WORLD_PREFIX.ipv4 || share.ipv6 >= 2 ** -NEAR_WORLD_PREFIX.ipv6;
}
