/**
 * Which clusters does the benchmark deploy to count requests? Three sizes, each with every layout of groups and both
 * egress modes.
 */
import { type ClusterDeploymentInput, deploymentSchema } from "../src/model/deployment";
import type { Plan } from "../src/model/plan";
import { planDeployment } from "../src/projection/plan-deployment";

const networks = (second: number, count: number) => ({
  cidrs: Array.from({ length: count }, (_, index) => `10.${second}.${index}.0/24`),
});

const everyCluster = { name: "measured", type: "cluster", rancherVersion: "2.13" } as const;

const sizes = {
  small: {
    ...everyCluster,
    provisioning: "custom",
    distribution: "k3s",
    parties: { rancher: networks(1, 1), rancherCatalog: "none", workloadClients: networks(2, 1) },
  },
  usual: {
    ...everyCluster,
    provisioning: "node-pools",
    distribution: "rke2",
    cni: "cilium",
    parties: { rancher: networks(1, 1), rancherCatalog: "none", workloadClients: networks(2, 1) },
  },
  large: {
    ...everyCluster,
    provisioning: "custom",
    distribution: "rke2",
    cni: "calico",
    windowsWorkers: true,
    authorizedClusterEndpoint: true,
    addons: ["monitoring", "ingress-metrics", "embedded-registry"],
    parties: {
      rancher: networks(1, 2),
      rancherCatalog: "none",
      apiLoadBalancer: { create: true },
      kubernetesApiClients: networks(3, 4),
      workloadClients: networks(2, 5),
    },
  },
} as const satisfies Readonly<Record<string, ClusterDeploymentInput>>;

const layouts = {
  "per-role": { groups: "per-role" },
  "per-role with optimize": { groups: "per-role", optimize: true },
  "shared-and-roles": { groups: "shared-and-roles" },
  single: { groups: "single" },
  "map all, servers, agents": {
    groups: {
      all: { parties: ["etcd", "controlplane", "worker"] },
      servers: { parties: ["etcd", "controlplane"] },
      agents: { parties: ["worker"] },
    },
  },
} as const satisfies Readonly<Record<string, Pick<ClusterDeploymentInput, "groups" | "optimize">>>;

const egressModes = ["all", "required"] as const;

/** A cluster that is measured. */
export interface ClusterVariant {
  readonly size: keyof typeof sizes;
  readonly egress: (typeof egressModes)[number];
  readonly layout: keyof typeof layouts;
}

const keysOf = <Key extends string>(facts: Readonly<Record<Key, unknown>>) => Object.keys(facts) as Key[];

export const variants: readonly ClusterVariant[] = keysOf(sizes).flatMap((size) =>
  egressModes.flatMap((egress) => keysOf(layouts).map((layout) => ({ size, egress, layout }))),
);

/** The cluster whose requests CI counts and compares with the recorded ones. */
export const guardedVariant: ClusterVariant = { size: "usual", egress: "all", layout: "map all, servers, agents" };

export const inputOf = ({ size, egress, layout }: ClusterVariant): ClusterDeploymentInput => ({
  ...sizes[size],
  ...layouts[layout],
  egress,
});

/** The number of groups and rules in the plan of a cluster. */
export function groupsAndRules(input: ClusterDeploymentInput): { readonly groups: number; readonly rules: number } {
  const { groups }: Plan = planDeployment(deploymentSchema.parse(input));
  return { groups: groups.length, rules: groups.reduce((sum, { rules }) => sum + rules.length, 0) };
}
