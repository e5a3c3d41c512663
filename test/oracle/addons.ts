/** Add-ons as their documentation describes them, read by hand. Shares no code with src: types only. */
import type { Party } from "../../src/model/party";
import type { Traffic } from "./tables";

/** Facts about a cluster that determine which add-ons exist, and which ports they open. */
export interface AddonCluster {
  readonly distribution: "rke" | "rke2" | "k3s";
  readonly cni: string;
  /** The minor version of Rancher 2; 0 for the first edition of the tables. */
  readonly minor: number;
  readonly family: "ipv4" | "ipv6" | "dual";
}

export interface AddonFlow extends Traffic {
  /** `destination` and `monitor` are the addresses in the entry. */
  readonly from: Party | "monitor";
  readonly to: Party | "destination";
}

interface AddonFacts {
  /** The entry of `addons`, as a user writes it. */
  readonly entry: string | { readonly name: string };
  readonly exists: (cluster: AddonCluster) => boolean;
  readonly flows: (cluster: AddonCluster) => readonly AddonFlow[];
}

/** Addresses in entries. */
export const destination = ["198.18.0.0/24", "2001:db8:d::/64"] as const;
export const monitor = ["198.18.1.0/24", "2001:db8:e::/64"] as const;

const nodes = ["etcd", "controlplane", "worker"] as const;
const everyNode = ["rancher", ...nodes] as const;

const flows = (
  from: readonly AddonFlow["from"][],
  to: readonly AddonFlow["to"][],
  protocol: string,
  fromPort: number,
  toPort = fromPort,
) => from.flatMap((source) => to.map((target) => ({ from: source, to: target, protocol, fromPort, toPort })));
const amongNodes = (fromPort: number, toPort = fromPort) => flows(nodes, nodes, "tcp", fromPort, toPort);
const outbound = (protocol: string, port: number) => flows(everyNode, ["destination"], protocol, port);

const anywhere = () => true;
const isCilium = ({ distribution, cni }: AddonCluster) => distribution !== "rke" && cni === "cilium";
const to = { cidrs: destination };

export const addonFacts: readonly AddonFacts[] = [
  {
    entry: "monitoring",
    exists: ({ distribution, minor }) => distribution !== "rke" || minor >= 9,
    flows: ({ distribution, minor }) => [
      ...amongNodes(minor >= 15 ? 9100 : 9796),
      ...(distribution === "rke" ? amongNodes(10250) : []),
    ],
  },
  {
    entry: "ingress-metrics",
    exists: anywhere,
    flows: () => flows(nodes, ["controlplane", "worker"], "tcp", 10254),
  },
  { entry: "hubble", exists: isCilium, flows: () => amongNodes(4244) },
  { entry: "cilium-metrics", exists: isCilium, flows: () => amongNodes(9962, 9965) },
  { entry: "cilium-mutual-authentication", exists: isCilium, flows: () => amongNodes(4250) },
  {
    entry: "kube-proxy-health",
    exists: anywhere,
    flows: () => flows(["workloadClients"], ["worker"], "tcp", 10256),
  },
  {
    entry: { name: "kube-proxy-health", from: { cidrs: monitor } } as { name: string },
    exists: anywhere,
    flows: () => flows(["monitor"], ["worker"], "tcp", 10256),
  },
  {
    entry: "ingress-migration",
    exists: ({ distribution }) => distribution === "rke2",
    flows: () => [8000, 8443].flatMap((port) => flows(["workloadClients"], ["worker"], "tcp", port)),
  },
  {
    entry: { name: "service-load-balancer", ports: { tcp: [1883, "5100-5104"], udp: [5353] } } as { name: string },
    exists: ({ distribution }) => distribution === "k3s",
    flows: () => [
      ...flows(["workloadClients"], nodes, "tcp", 1883),
      ...flows(["workloadClients"], nodes, "tcp", 5100, 5104),
      ...flows(["workloadClients"], nodes, "udp", 5353),
    ],
  },
  {
    entry: "embedded-registry",
    exists: ({ distribution }) => distribution !== "rke",
    flows: ({ distribution }) => [...amongNodes(5001), ...amongNodes(distribution === "rke2" ? 9345 : 6443)],
  },
  {
    entry: "path-mtu",
    exists: anywhere,
    flows: ({ family }) => [
      ...(family === "ipv6" ? [] : flows(["internet"], nodes, "icmp", 3, 4)),
      ...(family === "ipv4" ? [] : flows(["internet"], nodes, "icmpv6", 2, 0)),
    ],
  },
  { entry: { name: "registries", to } as { name: string }, exists: anywhere, flows: () => outbound("tcp", 443) },
  { entry: { name: "aws-apis", to } as { name: string }, exists: anywhere, flows: () => outbound("tcp", 443) },
  {
    entry: { name: "git", to } as { name: string },
    exists: anywhere,
    flows: () => [22, 443].flatMap((port) => outbound("tcp", port)),
  },
  { entry: { name: "s3-backups", to } as { name: string }, exists: anywhere, flows: () => outbound("tcp", 443) },
  {
    entry: { name: "directory", to } as { name: string },
    exists: anywhere,
    flows: () => [389, 636].flatMap((port) => outbound("tcp", port)),
  },
  {
    entry: { name: "dns", to } as { name: string },
    exists: anywhere,
    flows: () => ["tcp", "udp"].flatMap((protocol) => outbound(protocol, 53)),
  },
  { entry: { name: "ntp", to } as { name: string }, exists: anywhere, flows: () => outbound("udp", 123) },
];

export const nameOf = ({ entry }: AddonFacts) => (typeof entry === "string" ? entry : entry.name);

/** The add-ons that a cluster can have together: one of each name. */
export function everyAddon(cluster: AddonCluster): readonly AddonFacts[] {
  const allowed = addonFacts.filter(({ exists }) => exists(cluster));
  return [...new Map(allowed.map((addon) => [nameOf(addon), addon])).values()];
}
