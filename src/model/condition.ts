/** The closed set of conditions under which the source tables ask for a port. */
import type { Deployment } from "./deployment";
import type { ExistingGroup } from "./plan";

export const conditions = {
  withoutLoadBalancer: "only without an external load balancer",
  withLoadBalancer: "only with an external load balancer",
  tlsPassthrough: "only if TLS is not terminated at the external load balancer",
  workloadTcp: "only for the TCP ports that the deployment names as its workload's",
  workloadUdp: "only for the UDP ports that the deployment names as its workload's",
  egressAll: "only if egress is all",
} as const;

/** When a port rule applies. */
export type Condition = keyof typeof conditions;

/** Whether a condition holds for a deployment. */
export function holds(condition: Condition, deployment: Deployment): boolean {
  const loadBalancer = deployment.type === "rancher-nodes" ? undefined : deployment.loadBalancer;
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
  }
}

/** Whether outbound rules are written one by one. The group `rancher-nodes` documents open egress. */
export function requiresEgress(deployment: Deployment): boolean {
  return deployment.type !== "rancher-nodes" && deployment.egress === "required";
}

/** The same of one group: what was said of an existing group counts for it. */
export function requiresEgressOf(deployment: Deployment, existing: ExistingGroup | undefined): boolean {
  return existing?.egress ? existing.egress === "required" : requiresEgress(deployment);
}

/** Whether all nodes of the cluster hold one group beside those of their roles. */
export function sharesNodesGroup(deployment: Deployment): boolean {
  return deployment.type === "cluster" && deployment.cloudProvider !== undefined;
}
