/**
 * How many requests does Terraform send to EC2 for a cluster? Uses the real Terraform, and a proxy in front of the
 * emulator.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { createVpc, emulatedEc2 } from "../scripts/emulator/emulated-ec2";
import { Emulator } from "../scripts/emulator/emulator";
import type { Toolchain } from "../scripts/emulator/toolchain";
import { Workspace } from "../scripts/emulator/workspace";
import type { ClusterDeploymentInput } from "../src/model/deployment";
import { type ClusterVariant, groupsAndRules, inputOf } from "./clusters";
import { Ec2Proxy } from "./ec2-proxy";
import { type RequestCounts, runs, type TerraformRun } from "./measure";
import { inOneState, throttledSeconds } from "./throttled";

const deploymentsInOneState = 10;

/**
 * An addition that makes a cluster wasteful, to show that the guard fails: a custom rule, or a group that each run
 * reads.
 */
export type Extra = "rule" | "read";

export interface CountOptions {
  /** Added to each cluster. Default: nothing. */
  readonly extra?: Extra | undefined;
  /** Called before each cluster. */
  readonly onCluster?: (variant: ClusterVariant) => void;
}

/** Counts the requests for each cluster, two clusters at a time. */
export async function countRequests(
  tools: Toolchain,
  clusters: readonly ClusterVariant[],
  { extra, onCluster }: CountOptions = {},
): Promise<readonly RequestCounts[]> {
  const counts: RequestCounts[] = [];
  const emulator = await Emulator.start(tools.motoServer);
  try {
    const queue = clusters.entries();
    const work = async () => {
      for (const [index, variant] of queue) {
        onCluster?.(variant);
        counts[index] = await requestsOf(tools, emulator, variant, extra);
      }
    };
    await Promise.all([work(), work()]);
  } finally {
    await emulator.stop();
  }
  return counts;
}

async function requestsOf(
  tools: Toolchain,
  emulator: Emulator,
  variant: ClusterVariant,
  extra: Extra | undefined,
): Promise<RequestCounts> {
  const input = extra === "rule" ? withExtraRule(inputOf(variant)) : inputOf(variant);
  const proxy = await Ec2Proxy.start(emulator.url);
  const workspace = Workspace.keepingProvider(tools);
  try {
    const vpcId = await newVpc(emulator.url);
    const defaults = { region: "us-east-1", vpcId, endpoint: proxy.url };
    await workspace.synth(stringify({ defaults, deployments: [input] }, { aliasDuplicateObjects: false }));
    if (extra === "read") addRead(join(workspace.stacksFolder, input.name, "cdk.tf.json"), vpcId);
    const requestsOfRun = async (command: string, ...args: readonly string[]) => {
      const { exitCode, said } = await workspace.terraform(input.name, command, "-input=false", "-no-color", ...args);
      if (exitCode !== 0) throw new Error(`terraform ${command} ended with ${exitCode}:\n${said}`);
      return proxy.takeRequests();
    };
    await requestsOfRun("init");
    const requests = {
      apply: await requestsOfRun("apply", "-auto-approve"),
      refresh: await requestsOfRun("plan", "-detailed-exitcode"),
      destroy: await requestsOfRun("destroy", "-auto-approve"),
    };
    const ofRuns = (number: (run: TerraformRun) => number) =>
      Object.fromEntries(runs.map((run) => [run, number(run)])) as Record<TerraformRun, number>;
    const seconds = (run: TerraformRun) => throttledSeconds(inOneState(requests[run], deploymentsInOneState));
    return {
      ...variant,
      ...groupsAndRules(input),
      requests: ofRuns((run) => requests[run].length),
      tenClustersSeconds: ofRuns((run) => Math.round(seconds(run))),
    };
  } finally {
    workspace.remove();
    await proxy.stop();
  }
}

async function newVpc(endpoint: string): Promise<string> {
  const client = emulatedEc2(endpoint);
  try {
    return await createVpc(client, "10.0.0.0/16");
  } finally {
    client.destroy();
  }
}

function withExtraRule(input: ClusterDeploymentInput): ClusterDeploymentInput {
  const rule = { id: "extra", from: ["worker"], to: ["etcd"], protocol: "tcp", ports: 9999, purpose: "Extra" } as const;
  return { ...input, rules: { add: [rule] } };
}

/** Adds a data source to a stack: the default group of the VPC. */
function addRead(file: string, vpcId: string): void {
  const stack = JSON.parse(readFileSync(file, "utf8"));
  const group = { name: "default", vpc_id: vpcId };
  writeFileSync(file, JSON.stringify({ ...stack, data: { ...stack.data, aws_security_group: { extra: group } } }));
}

/** A line for each number that is greater than the recorded one. */
export function moreThanRecorded(found: RequestCounts, recorded: RequestCounts): readonly string[] {
  const more = (what: string, number: number, onRecord: number) =>
    number > onRecord ? [`${what}: ${number}, and ${onRecord} on record`] : [];
  return [
    ...more("groups", found.groups, recorded.groups),
    ...more("rules", found.rules, recorded.rules),
    ...runs.flatMap((run) => more(`requests of ${run}`, found.requests[run], recorded.requests[run])),
  ];
}
