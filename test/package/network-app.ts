/** A user's program: every construct, in stacks that refer to each other and to the user's resources. */

import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { App, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import {
  ClusterSecurityGroups,
  type ClusterSecurityGroupsProps,
  type Plan,
  Port,
  RancherNodesSecurityGroup,
  RancherServerSecurityGroups,
  SecurityGroupRef,
} from "rancher-security-groups";
import { diagramSvg, flowGraph, textsIn } from "rancher-security-groups/page";
import { type Finding, lint, partyFlows } from "rancher-security-groups/questions";
import { expectReachability } from "rancher-security-groups/testing";

const app = new App({ outdir: "out" });

function addStack(name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  new LocalBackend(stack, { path: `${name}.tfstate` });
  return stack;
}

const network = addStack("network");
const vpc = new Vpc(network, "vpc", { cidrBlock: "10.0.0.0/16" });
const bastion = new SecurityGroup(network, "bastion", { vpcId: vpc.id });
const server = new RancherServerSecurityGroups(network, "tools", {
  rancherVersion: "2.x",
  vpcId: vpc.id,
  loadBalancer: { terminatesTls: false },
  lifecycle: { revokeRulesOnDelete: true, timeouts: { delete: "30m" } },
  parties: {
    apiClients: { cidrs: [vpc.cidrBlock] },
    clusterNodes: { cidrs: [vpc.cidrBlock] },
    nodeDriverNodes: { securityGroupIds: [bastion.id] },
    hostedCluster: "none",
  },
});
new TerraformOutput(network, "rancher-group", { value: server.findGroup("rancher").id });

const production = addStack("production");
const monitoring = SecurityGroupRef.fromLookup(production, "monitoring", { tags: { role: "monitoring" } });
const offices = new TerraformVariable(production, "offices", { type: "list(string)" });
const parties: ClusterSecurityGroupsProps["parties"] = {
  rancher: { deployment: "tools", manageRules: true },
  loadBalancer: { deployment: "tools" },
  apiClients: { cidrs: ["203.0.113.0/24"], prefixListIds: ["pl-0123456789abcdef0"] },
  workloadClients: { cidrs: offices.listValue },
};
const cluster = new ClusterSecurityGroups(production, "production", {
  vpcId: vpc.id,
  provisioning: "node-pools",
  rancherVersion: "2.x",
  loadBalancer: { terminatesTls: false },
  egress: "required",
  tags: { team: "platform" },
  lifecycle: { namePrefix: true, preventDestroy: true },
  name: "cluster",
  movedFrom: "production/cluster",
  deployments: { tools: server },
  parties,
});
expectReachability(cluster.plan).from("worker").to("etcd").tcp(2379).toBeDenied();
const findings: readonly Finding[] = lint(cluster.plan, "2026-01-31");
if (!Array.isArray(findings) || !diagramOf(cluster.plan).endsWith("</svg>\n"))
  throw new Error("no answer or no picture");
cluster.findGroup("worker").allowFrom(monitoring, Port.tcp(9796), "Node metrics");
new RancherNodesSecurityGroup(production, "rancher-nodes", { edition: "2.x", vpcId: vpc.id });
new TerraformOutput(production, "worker-group", { value: cluster.findGroup("worker").id });

app.synth();

function diagramOf(plan: Plan): string {
  return diagramSvg(flowGraph(plan, partyFlows(plan)), { deployment: plan.deployment.name, texts: textsIn("en") });
}
