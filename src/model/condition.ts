/** The closed set of conditions under which the source tables ask for a port. */
import type { Deployment } from "./deployment";

export const conditions = {
  withoutLoadBalancer: "only without an external load balancer",
  withLoadBalancer: "only with an external load balancer",
  tlsPassthrough: "only if TLS is not terminated at the external load balancer",
  egressAll: "only if egress is all",
} as const;

export type Condition = keyof typeof conditions;

/** Whether a condition holds for a deployment. */
export function holds(condition: Condition, deployment: Deployment): boolean {
  const loadBalancer = deployment.type === "cluster" ? deployment.loadBalancer : undefined;
  switch (condition) {
    case "withoutLoadBalancer":
      return !loadBalancer;
    case "withLoadBalancer":
      return !!loadBalancer;
    case "tlsPassthrough":
      return loadBalancer?.terminatesTls === false;
    case "egressAll":
      return deployment.egress === "all";
  }
}
