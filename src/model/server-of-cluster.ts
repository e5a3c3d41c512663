/**
 * The load balancer of a cluster whose Rancher is another deployment: the cluster inherits it, and its TLS mode, from
 * there.
 */
import { type Path, type Problem, problems } from "../errors";
import type { Binding } from "./binding";
import type { ClusterDeployment, Deployment, RancherServerDeployment } from "./deployment";
import { withoutUndefined } from "./without-undefined";

/** The deployments that a cluster names for Rancher and its load balancer. */
export function serverNamesOf(deployment: Deployment): readonly string[] {
  if (deployment.type !== "cluster") return [];
  const { rancher, loadBalancer } = deployment.parties;
  return [...new Set([rancher, loadBalancer].flatMap((binding) => deploymentOf(binding) ?? []))];
}

/**
 * The cluster with the load balancer of the server deployment that it names, and the public addresses of the parties that
 * it names there. A written value stays.
 */
export function withServer<D extends Deployment>(deployment: D, name: string, server: Deployment): D {
  if (deployment.type !== "cluster" || server.type !== "rancher-server") return deployment;
  const { loadBalancer = server.loadBalancer } = deployment;
  const parties = { ...deployment.parties };
  const isBalanced = server.loadBalancer !== undefined && loadBalancer !== undefined;
  const inherited = isBalanced ? inheritedBinding(deployment, name, server) : undefined;
  if (!parties.loadBalancer && inherited) parties.loadBalancer = inherited;
  for (const party of ["rancher", "loadBalancer"] as const) {
    const [ours, theirs] = [parties[party], server.parties[party]];
    if (typeof ours !== "object" || ours.deployment !== name || ours.publicCidrs) continue;
    if (typeof theirs === "object" && theirs.publicCidrs) parties[party] = { ...ours, publicCidrs: theirs.publicCidrs };
  }
  // A binding of the other deployment names its lists.
  const lists = { ...server.addressLists, ...(deployment as Deployment).addressLists };
  return {
    ...deployment,
    ...(isBalanced ? { loadBalancer } : {}),
    ...(Object.keys(lists).length > 0 ? { addressLists: lists } : {}),
    parties,
  };
}

/** A value of the cluster that contradicts the server deployment, and the place of the other value in that one. */
export interface Contradiction {
  readonly path: Path;
  readonly otherPath: Path;
  /** `at` is where the other value is written. */
  readonly problem: (at: string) => Problem;
}

export function contradictionsOf(deployment: Deployment, name: string, server: Deployment): readonly Contradiction[] {
  if (deployment.type !== "cluster" || server.type !== "rancher-server") return [];
  const { loadBalancer, parties } = deployment;
  const tls = ({ terminatesTls }: { readonly terminatesTls: boolean }) => `{ terminatesTls: ${terminatesTls} }`;
  if (loadBalancer && !server.loadBalancer) {
    const problem = (at: string) => problems.noBalancerAtServer(name, at);
    return [{ path: ["loadBalancer"], otherPath: [], problem }];
  }
  const found: Contradiction[] = [];
  if (loadBalancer && server.loadBalancer && loadBalancer.terminatesTls !== server.loadBalancer.terminatesTls) {
    const theirs = tls(server.loadBalancer);
    const problem = (at: string) => problems.otherTlsMode(name, tls(loadBalancer), theirs, at);
    found.push({ path: ["loadBalancer"], otherPath: ["loadBalancer"], problem });
  }
  const bound = parties.loadBalancer;
  if (server.loadBalancer && typeof bound === "object" && bound.create) {
    const problem = (at: string) => problems.secondBalancer(name, at);
    found.push({ path: ["parties", "loadBalancer"], otherPath: ["loadBalancer"], problem });
  }
  return found;
}

/** The binding of the load balancer in the cluster: that of the server deployment. */
function inheritedBinding(
  { parties: { rancher } }: ClusterDeployment,
  name: string,
  { parties }: RancherServerDeployment,
): Binding | undefined {
  if (typeof rancher !== "object" || rancher.deployment !== name) return undefined;
  const theirs = parties.loadBalancer;
  const { manageRules, egress } = rancher;
  if (theirs === undefined) return { deployment: name, ...withoutUndefined({ manageRules, egress }) };
  if (typeof theirs !== "object") return theirs;
  if (theirs.create) return { deployment: name, ...withoutUndefined({ manageRules, egress }) };
  // The server deployment writes the rules of that group.
  const { manageRules: _manages, egress: _egress, ...existing } = theirs;
  return existing;
}

const deploymentOf = (binding: Binding | undefined) => (typeof binding === "object" ? binding.deployment : undefined);
