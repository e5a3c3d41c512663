/** What `optimize` saves: rules, and requests to EC2 and time of Terraform on the emulator. */
import { performance } from "node:perf_hooks";
import { stringify } from "yaml";
import { createVpc, emulatedEc2 } from "../scripts/emulator/emulated-ec2";
import { Emulator } from "../scripts/emulator/emulator";
import type { Toolchain } from "../scripts/emulator/toolchain";
import { Workspace } from "../scripts/emulator/workspace";
import { type DeploymentInput, deploymentSchema } from "../src/model/deployment";
import { optimize } from "../src/projection/optimize";
import { planDeployment } from "../src/projection/plan-deployment";
import type { Measure } from "./measure";

/** A cluster whose clients are many: adjacent CIDRs, and ports next to each other. */
const cluster = {
  name: "measured",
  type: "cluster",
  rancherVersion: "2.x",
  provisioning: "custom",
  egress: "required",
  loadBalancer: { terminatesTls: true },
  parties: {
    rancher: { create: true },
    apiClients: { cidrs: Array.from({ length: 8 }, (_, index) => `10.0.${index}.0/24`) },
    workloadClients: { cidrs: Array.from({ length: 8 }, (_, index) => `10.1.${index}.0/24`) },
  },
} satisfies DeploymentInput;

export function ruleCounts(): readonly Measure[] {
  const plan = planDeployment(deploymentSchema.parse(cluster));
  const rules = ({ groups }: typeof plan) => groups.reduce((sum, group) => sum + group.rules.length, 0);
  const against = { what: "plain tables", value: rules(plan) };
  return [
    { id: "optimize", what: "rules after `optimize`", value: rules(optimize(plan)), unit: "rules", against, goal: 1 },
  ];
}

interface Deploy {
  readonly planMs: number;
  readonly applyMs: number;
  readonly calls: number;
}

/** Deploys the cluster twice, with and without; times are of the clock. */
export async function deploys(tools: Toolchain): Promise<readonly Measure[]> {
  const plain = await deploy(tools, false);
  const optimized = await deploy(tools, true);
  const measure = (id: keyof Deploy, what: string, unit: Measure["unit"]): Measure => {
    const against = { what: "plain tables", value: plain[id] };
    return { id: `optimize-${id}`, what: `${what} with \`optimize\``, value: optimized[id], unit, against };
  };
  return [
    measure("calls", "requests to EC2 of plan and apply", "calls"),
    measure("planMs", "`terraform plan`", "ms"),
    measure("applyMs", "`terraform apply`", "ms"),
  ];
}

async function deploy(tools: Toolchain, optimizes: boolean): Promise<Deploy> {
  const workspace = Workspace.create(tools);
  const emulator = await Emulator.start(tools.motoServer);
  const client = emulatedEc2(emulator.url);
  try {
    const vpcId = await createVpc(client, "10.0.0.0/16");
    const defaults = { region: "us-east-1", vpcId, endpoint: emulator.url };
    await workspace.synth(stringify({ defaults, deployments: [{ ...cluster, optimize: optimizes }] }));
    const terraform = async (command: string, ...args: readonly string[]): Promise<number> => {
      const start = performance.now();
      const all = [command, "-input=false", "-no-color", ...args];
      const { exitCode, said } = await workspace.terraform(cluster.name, ...all);
      if (exitCode !== 0) throw new Error(`terraform ${command} ended with ${exitCode}:\n${said}`);
      return performance.now() - start;
    };
    await terraform("init");
    const requests = () => emulator.log.match(/"POST \/ /g)?.length ?? 0;
    const before = requests();
    const planMs = await terraform("plan", "-out=plan.tfplan");
    const applyMs = await terraform("apply", "plan.tfplan");
    return { planMs, applyMs, calls: requests() - before };
  } finally {
    client.destroy();
    await emulator.stop();
    workspace.remove();
  }
}
