/** Fleets of any size, like those of a large user. The same at each run. */
import { stringify } from "yaml";

const vpcId = "vpc-0a1b2c3d4e5f60718";

/** Four kinds in turn. Each deployment has a group, a CIDR or an option that no other has. */
function deployment(index: number): Readonly<Record<string, unknown>> {
  const offices = { cidrs: [`10.${index >> 8}.${index & 255}.0/24`, "203.0.113.0/24"] };
  const rancher = { securityGroupId: `sg-${index.toString(16).padStart(17, "0")}` };
  const name = `fleet-${`${index}`.padStart(5, "0")}`;
  switch (index % 4) {
    case 0:
      return {
        name,
        type: "cluster",
        rancherVersion: "2.x",
        provisioning: "node-pools",
        loadBalancer: { terminatesTls: true },
        parties: { rancher: { create: true }, apiClients: offices, workloadClients: "anywhere" },
      };
    case 1:
      return {
        name,
        type: "cluster",
        rancherVersion: "2.x",
        provisioning: "custom",
        distribution: "rke2",
        egress: "required",
        parties: { apiClients: offices, workloadClients: offices, rancher },
      };
    case 2:
      return {
        name,
        type: "cluster",
        rancherVersion: "2.x",
        provisioning: "custom",
        distribution: "k3s",
        parties: { apiClients: offices, workloadClients: "anywhere", rancher },
      };
    default:
      return { name, type: "rancher-nodes", edition: "2.x", groupName: `${name}-rancher-nodes`, optimize: true };
  }
}

/** The config file of a fleet. */
export function fleetConfig(size: number): string {
  const defaults = { region: "us-east-1", vpcId, tags: { team: "platform" } };
  return stringify({ defaults, deployments: Array.from({ length: size }, (_, index) => deployment(index)) });
}
