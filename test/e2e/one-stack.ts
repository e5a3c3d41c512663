/** Deployments in one stack, as if a user put all their constructs into it, so that Terraform starts once. */
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { StackOutputs, Workspace } from "../../scripts/emulator/workspace";
import {
  ClusterSecurityGroups,
  type ClusterSecurityGroupsProps,
  RancherNodesSecurityGroup,
  type RancherNodesSecurityGroupProps,
  RancherServerSecurityGroups,
  type RancherServerSecurityGroupsProps,
} from "../../src";
import { groupIdOutput, groupNameOutput } from "./output-names";

/** The props of a construct, and the class of the construct. */
export interface PlacedDeployment {
  readonly type: string;
  readonly name: string;
  readonly vpcId: string;
}

/** Deploys them like `cdktf deploy`. An output for each deployment has the ids and names of its created groups. */
export async function deployInOneStack(
  workspace: Workspace,
  stackName: string,
  endpoint: string,
  deployments: readonly PlacedDeployment[],
): Promise<StackOutputs> {
  synthesize(workspace, stackName, endpoint, deployments);
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

function synthesize(
  { folder }: Workspace,
  stackName: string,
  endpoint: string,
  deployments: readonly PlacedDeployment[],
): void {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  const stack = new TerraformStack(app, stackName);
  new LocalBackend(stack, { path: `../../../terraform.${stackName}.tfstate` });
  new AwsProvider(stack, "aws", {
    region: "us-east-1",
    accessKey: "emulator",
    secretKey: "emulator",
    endpoints: [{ ec2: endpoint, sts: endpoint, iam: endpoint }],
  });
  for (const deployment of deployments) {
    const { groups } = addGroups(stack, deployment);
    const value = Object.fromEntries(
      [...groups].flatMap(([party, { id, resource }]) =>
        resource ? [[groupIdOutput(party), id] as const, [groupNameOutput(party), resource.name] as const] : [],
      ),
    );
    new TerraformOutput(stack, `groups-of-${deployment.name}`, { value }).overrideLogicalId(deployment.name);
  }
  app.synth();
}

function addGroups(stack: TerraformStack, { type, ...props }: PlacedDeployment) {
  if (type === "rancher-nodes") {
    // The construct's name is the group's name.
    return new RancherNodesSecurityGroup(stack, props.name, props as RancherNodesSecurityGroupProps);
  }
  if (type === "rancher-server") {
    return new RancherServerSecurityGroups(stack, props.name, props as RancherServerSecurityGroupsProps);
  }
  return new ClusterSecurityGroups(stack, props.name, props as unknown as ClusterSecurityGroupsProps);
}
