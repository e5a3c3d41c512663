/**
 * A cluster for each combination of provisioning, load balancer and egress, all in one stack, so that Terraform starts
 * once.
 */
import type { ConfigFiles, StackOutputs, Workspace } from "../../scripts/emulator/workspace";
import { type Binding, type WrittenDeployment, writtenDeployments } from "./deployment-case";
import { deployInOneStack } from "./one-stack";

const provisionings = ["node-pools", "custom", "hosted", "imported"] as const;
const balancings = {
  direct: {},
  terminated: { loadBalancer: { terminatesTls: true } },
  passthrough: { loadBalancer: { terminatesTls: false } },
} as const;
const egresses = ["all", "required"] as const;

/** A deployment with the ids that the emulator gave. */
interface EmulatedDeployment extends WrittenDeployment {
  readonly vpcId: string;
  readonly endpoint: string;
}

/** The bindings of clients, used in turn. */
const apiClients: readonly Binding[] = [
  { cidrs: ["203.0.113.0/24"] },
  { prefixListIds: ["pl-0123456789abcdef0"], cidrs: ["2001:db8:a::/48"] },
  { securityGroupIds: ["sg-0123456789abcdef0"] },
];
const workloadClients: readonly Binding[] = [
  "anywhere",
  { cidrs: ["198.51.100.0/24"] },
  { securityGroupIds: ["sg-0123456789abcdef1"] },
  { cidrs: ["198.51.100.0/25", "2001:db8:f::/48"] },
];

export const combinations: readonly WrittenDeployment[] = provisionings
  .flatMap((provisioning) =>
    Object.entries(balancings).flatMap(([balancing, loadBalancer]) =>
      egresses.map((egress) => ({
        name: `${provisioning}-${balancing}-${egress}`,
        type: "cluster",
        rancherVersion: "2.x",
        provisioning,
        ...loadBalancer,
        egress,
      })),
    ),
  )
  .map((deployment, index) => {
    const { provisioning, egress, loadBalancer } = deployment as WrittenDeployment;
    const clients = {
      rancher: { create: true } as const,
      apiClients: apiClients[index % apiClients.length] as Binding,
      workloadClients: workloadClients[index % workloadClients.length] as Binding,
      ...(loadBalancer?.terminatesTls === false ? { loadBalancer: existing("b") } : {}),
    };
    if (provisioning === "node-pools" || provisioning === "custom") {
      return { ...deployment, parties: { ...clients, ...(egress === "required" ? { worker: existing("c") } : {}) } };
    }
    // Both sides of a cluster that Rancher did not create can be checked only if the cluster has a group.
    return {
      ...deployment,
      parties: { ...clients, hostedCluster: existing("d") },
      ports: {
        workloadTcp: [80, 443, "8000-8010"],
        workloadUdp: [5353],
        ...(provisioning === "hosted" && egress === "required" ? { kubernetesApi: 6443 } : {}),
      },
    };
  });

/** An existing group with managed rules. */
function existing(digit: string): Binding {
  return { securityGroupId: `sg-${digit.repeat(17)}`, manageRules: true };
}

export function deployCombinations(workspace: Workspace, configs: ConfigFiles): Promise<StackOutputs> {
  const deployments = Object.values(configs).flatMap((config) => writtenDeployments(config) as EmulatedDeployment[]);
  const [{ endpoint }] = deployments as [EmulatedDeployment];
  const props = deployments.map(({ endpoint: _, ...deployment }) => deployment);
  return deployInOneStack(workspace, "combinations", endpoint, props);
}
