/** The machines and probes for testing every plan: members of every group, addresses inside and outside every CIDR. */
import type { Endpoint, Probe } from "./endpoint";
import { cidrToken, groupIds, groupToken, prefixListIds } from "./pools";
import { matrixCells, nodesLines } from "./tables";

const member = (...groups: readonly string[]): Endpoint => ({
  name: `member of ${groups.join(" and ")}`,
  groups,
  address: "172.31.0.5",
  prefixLists: [],
});
const stranger = (address: string, ...prefixLists: readonly string[]): Endpoint => ({
  name: [address, ...prefixLists].join(" in "),
  groups: [],
  address,
  prefixLists,
});

export const endpoints: readonly Endpoint[] = [
  ...["rancher", "etcd", "controlplane", "worker", "loadBalancer", "nodes"].map((party) => member(`created:${party}`)),
  member("created:etcd", "created:controlplane"),
  ...["rancher", "worker"].map((party) => member(`deployment:elsewhere/${party}`)),
  ...[...groupIds, groupToken].map((id) => member(id)),
  ...["10.1.2.3", "10.2.0.1", "203.0.113.9", "198.51.100.7", "198.51.100.8", "8.8.8.8", "35.160.43.145"].map(
    (address) => stranger(address),
  ),
  ...["2001:db8:1::1", "2001:db8:2::1", "2a00::1", cidrToken].map((address) => stranger(address)),
  ...prefixListIds.map((id) => stranger("2a00::2", id)),
];

/** Both ends of every port range of the tables, the ports next to them, and protocols that no table contains. */
export const probes: readonly Probe[] = [
  ...["tcp", "udp"].flatMap((protocol) => edges().map((port) => ({ protocol, port }))),
  { protocol: "icmp", port: 8 },
  { protocol: "4", port: 0 },
];

function edges(): readonly number[] {
  const ports = [...matrixCells, ...nodesLines].flatMap(({ fromPort, toPort }) =>
    fromPort === undefined || toPort === undefined ? [] : [fromPort - 1, fromPort, toPort, toPort + 1],
  );
  return [...new Set([0, 31000, 65535, ...ports])].sort((a, b) => a - b);
}
