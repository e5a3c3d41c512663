/**
 * The flows of a Rancher of three nodes on a cluster, by distribution, CNI and load balancers: read from a fixture that
 * was transcribed from the documents by hand. Shares no code with src: types only.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../scripts/emulator/package-root";
import type { Party } from "../../src/model/party";
import { type Endpoint, includes, type Probe } from "./endpoint";

/** The facts that determine the flows of one Rancher. */
export interface RancherCase {
  readonly distribution: "rke2" | "k3s" | "hosted";
  /** Absent for a hosted control plane. */
  readonly cni?: string;
  readonly loadBalancer?: { readonly terminatesTls: boolean };
  readonly apiLoadBalancer?: "created" | "addresses";
  readonly isExtended: boolean;
}

interface Flow {
  /** `any`, `own` (RKE2 and K3s), a distribution, or a distribution and a CNI. */
  readonly on: string;
  readonly when: string;
  readonly from: Party;
  readonly to: Party;
  readonly protocol: string;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
}

const number = (text: string | undefined) => (text ? Number(text) : undefined);
const flows: readonly Flow[] = readFileSync(join(packageRoot, "test/fixtures/rancher-cluster.csv"), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [on = "", when = "", from, to, protocol = "", fromPort, toPort] = line.split(",");
    const ports = { fromPort: number(fromPort), toPort: number(toPort) };
    return { on, when, from: from as Party, to: to as Party, protocol, ...ports };
  });

export function flowsOf({
  distribution,
  cni,
  loadBalancer,
  apiLoadBalancer,
  isExtended,
}: RancherCase): readonly Flow[] {
  const places = ["any", distribution, `${distribution} ${cni}`, ...(distribution === "hosted" ? [] : ["own"])];
  const holds = [
    "",
    loadBalancer ? "balanced" : "direct",
    ...(loadBalancer?.terminatesTls === false ? ["passthrough"] : []),
    ...(apiLoadBalancer ? ["apiBalanced"] : []),
    ...(isExtended ? ["monitored", "mirrored"] : []),
  ];
  return flows.filter(({ on, when }) => places.includes(on) && holds.includes(when));
}

/** A machine of each party: a member of a created group, or an address. */
export function endpointsOf({ loadBalancer, apiLoadBalancer }: RancherCase): ReadonlyMap<Party | "stranger", Endpoint> {
  const member = (party: Party, address: string): Endpoint => ({
    name: party,
    groups: [`created:${party}`],
    address,
    prefixLists: [],
  });
  const address = (name: string, at: string): Endpoint => ({ name, groups: [], address: at, prefixLists: [] });
  const outside = Object.entries(addresses).map(([party, at]) => [party, address(party, at)] as const);
  return new Map<Party | "stranger", Endpoint>([
    ...(outside as [Party, Endpoint][]),
    ["rancher", member("rancher", "10.0.1.9")],
    ...(loadBalancer ? ([["loadBalancer", member("loadBalancer", "10.0.2.9")]] as const) : []),
    ...(apiLoadBalancer === "created" ? ([["apiLoadBalancer", member("apiLoadBalancer", "10.0.3.9")]] as const) : []),
    ...(apiLoadBalancer === "addresses"
      ? ([["apiLoadBalancer", address("apiLoadBalancer", "10.0.5.9")]] as const)
      : []),
    ["stranger", address("stranger", "8.8.8.8")],
  ]);
}

/** An address of each party that has no group. */
const addresses = {
  apiClients: "203.0.113.9",
  clusterNodes: "10.7.0.9",
  nodeDriverNodes: "10.6.0.9",
  hostedCluster: "10.8.0.9",
  hostedControlPlane: "10.9.0.9",
  kubernetesApiClients: "198.51.100.9",
  administrators: "192.0.2.9",
  rancherCatalog: "35.160.43.145",
} as const satisfies Partial<Record<Party, string>>;

/** Whether the documents require a connection. */
export function isAskedFor(required: readonly Flow[], from: string, to: string, probe: Probe): boolean {
  return required.some((flow) => flow.from === from && flow.to === to && includes(flow, probe));
}

/** Both ends of every port range, the ports next to them, and protocols that no document contains. */
export const rancherProbes: readonly Probe[] = [
  ...["tcp", "udp"].flatMap((protocol) => edges().map((port) => ({ protocol, port }))),
  { protocol: "icmp", port: 8 },
  { protocol: "4", port: 0 },
];

function edges(): readonly number[] {
  const ports = flows.flatMap(({ fromPort, toPort }) =>
    fromPort === undefined || toPort === undefined ? [] : [fromPort - 1, fromPort, toPort, toPort + 1],
  );
  return [...new Set([0, 31000, 65535, ...ports])].filter((port) => port >= 0).sort((a, b) => a - b);
}
