/** A cluster for each combination of provisioning, load balancer and egress, all in one stack: Terraform starts once. */
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { ConfigFiles, StackOutputs, Workspace } from "../../scripts/emulator/workspace";
import { ClusterSecurityGroups, type ClusterSecurityGroupsProps } from "../../src";
import { type Binding, type WrittenDeployment, writtenDeployments } from "./deployment-case";

const stackName = "combinations";
const provisionings = ["node-pools", "custom", "hosted", "imported"] as const;
const balancings = {
  direct: {},
  terminated: { loadBalancer: { terminatesTls: true } },
  passthrough: { loadBalancer: { terminatesTls: false } },
} as const;
const egresses = ["all", "required"] as const;

/** A deployment as it is deployed. */
interface PlacedDeployment extends WrittenDeployment {
  readonly vpcId: string;
  readonly endpoint: string;
}

/** What clients may be, in turn. */
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
        provisioning,
        ...loadBalancer,
        egress,
      })),
    ),
  )
  .map((deployment, index) => {
    const { provisioning, egress, loadBalancer } = deployment as WrittenDeployment;
    const clients = {
      apiClients: apiClients[index % apiClients.length] as Binding,
      workloadClients: workloadClients[index % workloadClients.length] as Binding,
      ...(loadBalancer?.terminatesTls === false ? { loadBalancer: existing("b") } : {}),
    };
    if (provisioning === "node-pools" || provisioning === "custom") {
      return { ...deployment, parties: { ...clients, ...(egress === "required" ? { worker: existing("c") } : {}) } };
    }
    // Both sides of a cluster that Rancher did not make can be judged where it has a group.
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

/** A group that was there before, and takes rules. */
function existing(digit: string): Binding {
  return { securityGroupId: `sg-${digit.repeat(17)}`, manageRules: true };
}

/** Deploys them as `cdktf deploy` would, had somebody put the constructs of all into one stack. */
export async function deployCombinations(workspace: Workspace, configs: ConfigFiles): Promise<StackOutputs> {
  const deployments = Object.values(configs).flatMap((config) => writtenDeployments(config) as PlacedDeployment[]);
  synthesize(workspace, deployments);
  const terraform = async (...args: readonly string[]) => {
    const { exitCode, said } = await workspace.terraform(stackName, ...args);
    if (exitCode !== 0) throw new Error(`terraform ${args[0]} ended with ${exitCode}:\n${said.slice(-6000)}`);
    return said;
  };
  await terraform("init", "-input=false", "-no-color");
  await terraform("apply", "-auto-approve", "-input=false", "-no-color");
  const outputs: Record<string, { value: StackOutputs[string] }> = JSON.parse(await terraform("output", "-json"));
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

function synthesize({ folder }: Workspace, deployments: readonly PlacedDeployment[]): void {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  const stack = new TerraformStack(app, stackName);
  new LocalBackend(stack, { path: `../../../terraform.${stackName}.tfstate` });
  const [{ endpoint }] = deployments as [PlacedDeployment];
  new AwsProvider(stack, "aws", {
    region: "us-east-1",
    accessKey: "emulator",
    secretKey: "emulator",
    endpoints: [{ ec2: endpoint, sts: endpoint, iam: endpoint }],
  });
  for (const { type: _type, endpoint: _endpoint, ...props } of deployments) {
    const { groups } = new ClusterSecurityGroups(stack, props.name, props as ClusterSecurityGroupsProps);
    const created = [...groups].filter(([, { resource }]) => resource);
    const value = Object.fromEntries(created.map(([party, { id }]) => [`${party}-security-group-id`, id]));
    new TerraformOutput(stack, `groups-of-${props.name}`, { value }).overrideLogicalId(props.name);
  }
  app.synth();
}
