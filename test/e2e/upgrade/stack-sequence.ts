/** Random sequences of renamings and moves of a server and two clusters, and the config of each step. */
import fc from "fast-check";

/** A deployment with its place in the stacks. */
export interface Member {
  readonly kind: "server" | "shop" | "batch";
  readonly name: string;
  /** Default: a separate stack. */
  readonly stack?: string;
  readonly movedFrom?: string;
  readonly adopt?: string;
}

/** A change of one deployment. */
export interface StackStep {
  readonly kind: Member["kind"];
  /**
   * `rename`: another name in the same stack. `share`: the key `stack` with the name of the separate stack. `move`: another
   * shared stack. `leave`: no longer a shared stack.
   */
  readonly operation: "rename" | "share" | "move" | "leave";
  /** A number from which names are chosen. */
  readonly choice: number;
}

const stepsOfSequence = 3;

export const sequences: fc.Arbitrary<readonly StackStep[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Member["kind"]>("server", "shop", "batch"),
    operation: fc.constantFrom<StackStep["operation"]>("rename", "rename", "share", "move", "move", "leave"),
    choice: fc.nat(99),
  }),
  { minLength: stepsOfSequence, maxLength: stepsOfSequence },
);

/** The clusters share a stack at first, and the server has a separate one. */
export const firstMembers: readonly Member[] = [
  { kind: "server", name: "tools" },
  { kind: "shop", name: "shop", stack: "clusters" },
  { kind: "batch", name: "batch", stack: "clusters" },
];

export const stackOf = ({ stack, name }: Member) => stack ?? name;

/** The deployments after a step. A step that cannot be made for them moves the deployment to a new stack. */
export function afterStep(
  members: readonly Member[],
  { kind, operation, choice }: StackStep,
  number: number,
): readonly Member[] {
  const [member] = members.filter((one) => one.kind === kind) as [Member];
  const others = members.filter((one) => one !== member);
  const changed = changedMember(member, others, { operation, choice }, `${kind}-${number}`);
  return members.map((one) => (one === member ? changed : one));
}

function changedMember(
  { kind, name, stack }: Member,
  others: readonly Member[],
  { operation, choice }: Omit<StackStep, "kind">,
  fresh: string,
): Member {
  const own = stack ?? name;
  const isTaken = others.some((other) => stackOf(other) === name);
  if (operation === "rename") return { kind, name: fresh, stack: own, movedFrom: name };
  if (operation === "share" && stack === undefined) return { kind, name, stack: name };
  if (operation === "leave" && stack !== undefined && !isTaken) {
    return { kind, name, ...(stack === name ? { movedFrom: name } : {}) };
  }
  // The server refers to no other deployment, so that a stack of all three is possible, and no two refer to each other.
  const targets = [`stack-${fresh}`, ...others.flatMap((other) => other.stack ?? [])].filter((one) => one !== own);
  return { kind, name, stack: targets[choice % targets.length] as string };
}

/** Whether the stacks refer to each other in one direction only: the clusters refer to the server. */
export function isDeployable(members: readonly Member[]): boolean {
  const names = members.filter(({ stack }) => stack === undefined).map(({ name }) => name);
  return members.every(({ stack }) => stack === undefined || !names.includes(stack));
}

/** The text of the config. Groups have names that do not depend on the names of the deployments. */
export function configOf(
  members: readonly Member[],
  place: { readonly vpcId: string; readonly endpoint: string },
): string {
  const server = members.find(({ kind }) => kind === "server")?.name;
  const deployments = members.map(({ kind, ...member }) => ({ ...member, ...content(kind, `${server}`) }));
  return JSON.stringify({ defaults: { region: "us-east-1", ...place }, deployments }, null, 2);
}

function content(kind: Member["kind"], server: string): object {
  const version = { rancherVersion: "2.15" };
  if (kind === "server") {
    const groups = { servers: { parties: ["rancher"], name: "kept-server" } };
    const parties = { apiClients: "anywhere", clusterNodes: "none", nodeDriverNodes: "none", hostedCluster: "none" };
    return { ...version, type: "rancher-server", distribution: "rke2", groups, parties };
  }
  return {
    ...{ ...version, type: "cluster", provisioning: "custom", distribution: kind === "shop" ? "rke2" : "k3s" },
    groups: { all: { parties: ["etcd", "controlplane", "worker"], name: `kept-${kind}` } },
    parties: { rancher: { deployment: server, manageRules: true }, apiClients: "none", workloadClients: "anywhere" },
  };
}
