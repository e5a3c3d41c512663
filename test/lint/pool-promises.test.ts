import { lint } from "../../src/lint/lint";
import { type ClusterDeploymentInput, deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";

const today = "2026-11-29";
const messagesFor = (pools: ClusterDeploymentInput["pools"]) => {
  const input = {
    type: "cluster",
    rancherVersion: "2.13",
    name: "shop",
    provisioning: "custom",
    distribution: "rke2",
    parties: { rancher: "none", workloadClients: "none" },
    pools,
  } as const satisfies ClusterDeploymentInput;
  return lint(planDeployment(deploymentSchema.parse(input)), today)
    .filter(({ id }) => id === "pool-weakens-promise")
    .map(({ message }) => message);
};

test("reports that a pool with workers among etcd nodes weakens the promise about etcd", () => {
  expect(messagesFor({ all: ["etcd", "controlplane", "worker"] })).toEqual([
    "nodes of all are worker and also etcd and controlplane, so workloads on them have network access that the tables do not give to worker: only etcd and control plane nodes reach the ports of etcd; put worker into a separate pool",
  ]);
});

test("accepts pools that separate workers, and the default pools", () => {
  expect(messagesFor({ servers: ["etcd", "controlplane"], agents: ["worker"] })).toEqual([]);
  expect(messagesFor(undefined)).toEqual([]);
});
