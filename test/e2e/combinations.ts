/** A config file with a deployment for each combination of provisioning, load balancer and egress. */
import { stringify } from "yaml";

const provisionings = ["node-pools", "custom", "hosted", "imported"] as const;
const balancings = {
  direct: {},
  terminated: { loadBalancer: { terminatesTls: true } },
  passthrough: { loadBalancer: { terminatesTls: false } },
} as const;
const egresses = ["all", "required"] as const;

const deployments = provisionings.flatMap((provisioning) =>
  Object.entries(balancings).flatMap(([balancing, loadBalancer]) =>
    egresses.map((egress) => ({
      name: `${provisioning}-${balancing}-${egress}`,
      type: "cluster",
      region: "us-east-1",
      provisioning,
      ...loadBalancer,
      egress,
      parties: {
        apiClients: { cidrs: ["203.0.113.0/24"] },
        workloadClients: balancing === "direct" ? "anywhere" : { cidrs: ["198.51.100.0/24"] },
      },
    })),
  ),
);

/** Both sides of a hosted cluster can be judged where it has a group: each gets one that is there before. */
export const combinationsConfig = stringify({
  deployments: deployments.map((deployment, index) => {
    const { provisioning, egress, parties } = deployment;
    if (provisioning !== "hosted" && provisioning !== "imported") return deployment;
    const securityGroupId = `sg-${index.toString(16).padStart(17, "0")}`;
    return {
      ...deployment,
      parties: { ...parties, hostedCluster: { securityGroupId, manageRules: true } },
      ports: {
        workloadTcp: [80, 443, "8000-8010"],
        workloadUdp: [5353],
        ...(provisioning === "hosted" && egress === "required" ? { kubernetesApi: 6443 } : {}),
      },
    };
  }),
});
