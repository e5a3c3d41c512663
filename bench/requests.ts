/** How many requests does Terraform send for one cluster, by layout of groups? Real Terraform, counted by the emulator. */
import { stringify } from "yaml";
import { createVpc, emulatedEc2 } from "../scripts/emulator/emulated-ec2";
import { Emulator } from "../scripts/emulator/emulator";
import type { Toolchain } from "../scripts/emulator/toolchain";
import { Workspace } from "../scripts/emulator/workspace";
import { type ClusterDeploymentInput, deploymentSchema } from "../src/model/deployment";
import type { Plan } from "../src/model/plan";
import { planDeployment } from "../src/projection/plan-deployment";
import type { RequestCounts } from "./measure";

const all = ["etcd", "controlplane", "worker"] as const;
const layouts = {
  "per-role": "per-role",
  "shared-and-roles": "shared-and-roles",
  single: "single",
  "map all, servers, agents": {
    all: { parties: all },
    servers: { parties: ["etcd", "controlplane"] },
    agents: { parties: ["worker"] },
  },
} as const satisfies Readonly<Record<string, ClusterDeploymentInput["groups"]>>;

export type LayoutName = keyof typeof layouts;

/** The layout whose counts CI compares with those on record. */
export const guardedLayout: LayoutName = "map all, servers, agents";

const cluster = {
  name: "measured",
  type: "cluster",
  rancherVersion: "2.13",
  provisioning: "node-pools",
  distribution: "rke2",
  cni: "cilium",
  parties: {
    rancher: { cidrs: ["10.1.0.0/16"] },
    rancherCatalog: "none",
    workloadClients: { cidrs: ["10.2.0.0/16"] },
  },
} as const satisfies ClusterDeploymentInput;

export async function everyLayout(tools: Toolchain): Promise<readonly RequestCounts[]> {
  const counts: RequestCounts[] = [];
  for (const egress of ["all", "required"] as const) {
    for (const layout of Object.keys(layouts) as LayoutName[]) counts.push(await requestsOf(tools, layout, egress));
  }
  return counts;
}

const deploymentOf = (layout: LayoutName, egress: RequestCounts["egress"]) => ({
  ...cluster,
  egress,
  groups: layouts[layout],
});

/** The plan of the cluster with a layout. */
export function planOf(layout: LayoutName, egress: RequestCounts["egress"]): Plan {
  return planDeployment(deploymentSchema.parse(deploymentOf(layout, egress)));
}

export const ruleCount = ({ groups }: Plan): number => groups.reduce((sum, { rules }) => sum + rules.length, 0);

/** What refreshing, creating and destroying the cluster takes. Each is a separate run of Terraform. */
export async function requestsOf(
  tools: Toolchain,
  layout: LayoutName,
  egress: RequestCounts["egress"],
): Promise<RequestCounts> {
  const deployment = deploymentOf(layout, egress);
  const workspace = Workspace.create(tools);
  const emulator = await Emulator.start(tools.motoServer);
  const client = emulatedEc2(emulator.url);
  try {
    const vpcId = await createVpc(client, "10.0.0.0/16");
    const defaults = { region: "us-east-1", vpcId, endpoint: emulator.url };
    await workspace.synth(stringify({ defaults, deployments: [deployment] }, { aliasDuplicateObjects: false }));
    const requestsOfRun = async (command: string, ...args: readonly string[]): Promise<number> => {
      const requests = () => emulator.log.match(/"POST \/ /g)?.length ?? 0;
      const before = requests();
      const { exitCode, said } = await workspace.terraform(cluster.name, command, "-input=false", "-no-color", ...args);
      if (exitCode !== 0) throw new Error(`terraform ${command} ended with ${exitCode}:\n${said}`);
      return requests() - before;
    };
    await requestsOfRun("init");
    const apply = await requestsOfRun("apply", "-auto-approve");
    const refresh = await requestsOfRun("plan", "-detailed-exitcode");
    const destroy = await requestsOfRun("destroy", "-auto-approve");
    const plan = planOf(layout, egress);
    return { layout, egress, groups: plan.groups.length, rules: ruleCount(plan), refresh, apply, destroy };
  } finally {
    client.destroy();
    await emulator.stop();
    workspace.remove();
  }
}
