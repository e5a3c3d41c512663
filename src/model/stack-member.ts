/** In which Terraform stack a deployment is, and at which path its construct is there. Without schemas, so that pages can load it. */
import type { Deployment } from "./deployment";

/** A deployment that may be in a stack with others. */
export interface StackMember extends Pick<Deployment, "name" | "type"> {
  /** The stack that it shares. Default: a separate stack, named like the deployment. */
  readonly stack?: string | undefined;
}

/** The construct of each type of deployment. */
export const constructIds = {
  "rancher-nodes": "rancher-nodes",
  cluster: "cluster",
  "rancher-server": "server",
} as const;

export function stackNameOf({ stack, name }: Pick<StackMember, "stack" | "name">): string {
  return stack ?? name;
}

/** The path of the deployment's construct below its stack: with its name if the stack is one that deployments share. */
export function constructPathOf({ type, name, stack }: StackMember): readonly string[] {
  return stack === undefined ? [constructIds[type]] : [constructIds[type], name];
}

/**
 * The paths that the construct of a deployment had before in the same stack, the oldest first. A deployment that got its
 * `stack` later was alone in the stack of its name, so that its name was not part of the path.
 */
export function formerPathsOf(
  member: StackMember & { readonly movedFrom?: string | undefined },
): readonly (readonly string[])[] {
  const { type, name, stack, movedFrom } = member;
  const wasAlone = stack !== undefined && stack === (movedFrom ?? name);
  return [
    ...(wasAlone ? [[constructIds[type]]] : []),
    ...(movedFrom === undefined ? [] : [[constructIds[type], movedFrom]]),
  ];
}

/**
 * The deployment in the path of a resource, such as `fleet/cluster/production/etcd/Resource`. Undefined if the resource is in
 * no stack that deployments share.
 */
export function deploymentInPath(path: string): string | undefined {
  const [, construct, deployment, , resource, ...others] = path.split("/");
  const isShared = resource !== undefined && others.length === 0;
  return isShared && Object.values<string | undefined>(constructIds).includes(construct) ? deployment : undefined;
}
