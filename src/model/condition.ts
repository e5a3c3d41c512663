/** The closed set of conditions under which the source tables ask for a port. */
import type { Deployment } from "./deployment";
import type { Party } from "./party";
import type { Settings } from "./settings";

export const conditions = {
  withoutLoadBalancer: "only without an external load balancer",
  withLoadBalancer: "only with an external load balancer",
  tlsPassthrough: "only if TLS is not terminated at the external load balancer",
  workloadTcp: "only for the TCP ports that the deployment names as its workload's",
  workloadUdp: "only for the UDP ports that the deployment names as its workload's",
  egressAll: "only if egress is all",
  ipv4: "only where nodes have IPv4 addresses",
  ipv6: "only where nodes have IPv6 addresses",
  overlay: "only if the CNI encapsulates the traffic of pods",
  vxlan: "only if the CNI encapsulates in VXLAN",
  ipInIp: "only if the CNI encapsulates IP in IP",
  wireguard: "only if the CNI encrypts with WireGuard",
  ipsec: "only if the CNI encrypts with IPsec",
  bgp: "only if the CNI exchanges routes over BGP",
  windowsWorkers: "only with Windows workers",
  monitoring: "only with Rancher Monitoring",
  embeddedRegistry: "only with the embedded registry mirror",
  embeddedDatastore: "only with embedded etcd",
  externalDatastore: "only with an external datastore",
  authorizedClusterEndpoint: "only if clients reach the Kubernetes API without Rancher",
} as const;

/** When a port rule applies. */
export type Condition = keyof typeof conditions;

/** Conditions that hold because the deployment says so, in a key of the same name. */
export const switches = ["windowsWorkers", "monitoring", "embeddedRegistry", "authorizedClusterEndpoint"] as const;
export type Switch = (typeof switches)[number];

/** Whether a condition holds for a deployment. */
export function holds(condition: Condition, deployment: Deployment, settings: Settings): boolean {
  const loadBalancer = deployment.type === "rancher-nodes" ? undefined : deployment.loadBalancer;
  const { ipFamily, encapsulation, bgp } = settings;
  switch (condition) {
    case "withoutLoadBalancer":
      return !loadBalancer;
    case "withLoadBalancer":
      return !!loadBalancer;
    case "tlsPassthrough":
      return loadBalancer?.terminatesTls === false;
    case "workloadTcp":
    case "workloadUdp":
      return deployment.ports[condition] !== undefined;
    case "egressAll":
      return !requiresEgress(deployment);
    case "ipv4":
      return ipFamily !== "ipv6";
    case "ipv6":
      return ipFamily !== "ipv4";
    case "overlay":
      return encapsulation !== undefined && encapsulation !== "none";
    case "ipInIp":
      return encapsulation === "ip-in-ip";
    case "vxlan":
    case "wireguard":
    case "ipsec":
      return encapsulation === condition;
    case "bgp":
      return bgp;
    case "embeddedDatastore":
      return datastoreOf(deployment) === "embedded";
    case "externalDatastore":
      return datastoreOf(deployment) === "external";
    case "windowsWorkers":
    case "monitoring":
    case "embeddedRegistry":
    case "authorizedClusterEndpoint":
      return condition in deployment && (deployment as Partial<Record<Switch, boolean>>)[condition] === true;
  }
}

/** Whether outbound rules are written one by one. The group `rancher-nodes` documents open egress. */
function requiresEgress(deployment: Deployment): boolean {
  return deployment.type !== "rancher-nodes" && deployment.egress === "required";
}

/** Where the cluster keeps its state. */
export function datastoreOf(deployment: Deployment): "embedded" | "external" {
  return ("datastore" in deployment && deployment.datastore) || "embedded";
}

/** The same of one group: what was said of an existing group counts for it. */
export function requiresEgressOf(
  deployment: Deployment,
  existing: { readonly egress?: "all" | "required" } | undefined,
): boolean {
  return existing?.egress ? existing.egress === "required" : requiresEgress(deployment);
}

/** Whether all nodes of the cluster hold one group beside those of their roles. */
export function sharesNodesGroup(deployment: Deployment): boolean {
  return deployment.type === "cluster" && deployment.cloudProvider !== undefined;
}

/** Whether a party exists in the deployment: a load balancer only if the deployment states one. */
export function hasParty(deployment: Deployment, party: Party): boolean {
  return party !== "loadBalancer" || (deployment.type !== "rancher-nodes" && deployment.loadBalancer !== undefined);
}
