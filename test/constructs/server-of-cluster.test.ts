import type { TerraformStack } from "cdktf";
import { ClusterSecurityGroups, RancherServerSecurityGroups } from "../../src";
import { linesOf } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const unboundParties = {
  apiClients: "none",
  clusterNodes: "none",
  nodeDriverNodes: "none",
  hostedCluster: "none",
} as const;
const parties = { rancher: { deployment: "tools" }, apiClients: "none", workloadClients: "none" } as const;

/** A cluster that refers to a Rancher with a load balancer. */
function clusterIn(stack: TerraformStack, loadBalancer?: { readonly terminatesTls: boolean }) {
  const tools = new RancherServerSecurityGroups(stack, "tools", {
    ...{ vpcId, rancherVersion: "2.x", parties: unboundParties },
    loadBalancer: { terminatesTls: true },
  });
  return new ClusterSecurityGroups(stack, "lab", {
    ...{ vpcId, rancherVersion: "2.x", parties, provisioning: "custom", deployments: { tools } },
    ...(loadBalancer ? { loadBalancer } : {}),
  });
}

test("inherits the load balancer of the construct that it refers to as Rancher", () => {
  expect(
    linesOf((stack) => {
      const { deployment } = clusterIn(stack).plan;
      expect(deployment).toMatchObject({
        loadBalancer: { terminatesTls: true },
        parties: { loadBalancer: { deployment: "tools" } },
      });
    }),
  ).toEqual([]);
});

test("rejects a TLS mode that contradicts that construct, with both in the error", () => {
  expect(linesOf((stack) => clusterIn(stack, { terminatesTls: false }))).toEqual([
    "network/lab loadBalancer: is { terminatesTls: false }, and tools (network/tools), which this cluster refers to, has { terminatesTls: true }; remove it: the cluster inherits the load balancer of tools",
  ]);
});
