/** A deployment that may describe existing groups, before its rules are fitted to theirs. */
import type { Binding } from "../model/binding";
import type { DeploymentInput } from "../model/deployment";
import { groupBy } from "../model/group-by";
import type { Layer } from "../model/layer";
import { clusterRoles, type Party } from "../model/party";
import type { RancherNodesEdition } from "../model/rancher-nodes-edition";
import { newestRancherVersion } from "../model/rancher-version";
import type { IpFamily } from "../model/settings";
import { withoutUndefined } from "../model/without-undefined";
import type { Ec2Group } from "../network/ec2-network";

export type NodeParty = "rancher" | "etcd" | "controlplane" | "worker";

/** An existing group, and the parties whose nodes attach it. */
export interface HeldGroup {
  readonly key: string;
  readonly group: Ec2Group;
  readonly parties: readonly NodeParty[];
}

/** The choices that determine the rules of a deployment. */
export interface Candidate {
  readonly type: "cluster" | "rancher-server" | "rancher-nodes";
  readonly name: string;
  readonly groups: readonly HeldGroup[];
  readonly distribution?: "rke2" | "k3s" | "rke";
  readonly edition?: RancherNodesEdition;
  readonly cni?: string;
  readonly rancherVersion?: string;
  readonly ipFamily: IpFamily;
  readonly egress: "all" | "required";
  /** Options that are off unless an existing rule suggests them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Clients that these options need. */
  readonly clients: readonly Party[];
  /** Parties whose binding is known, such as a database with a group. */
  readonly bound: Bindings;
}

/** Bindings of the clients of a deployment. */
export type Bindings = Readonly<Partial<Record<Party, Binding>>>;

/** The sources of single port rules of `rancher-nodes`. */
export type Sources = Readonly<Record<string, Binding>>;

export interface Filling {
  readonly parties: Bindings;
  readonly sources?: Sources;
  readonly rules?: Layer;
}

/** The last version of Rancher with RKE. */
const lastOfRke = "2.11";

/** Whether a group exists in EC2, and not only in a Terraform plan. */
export const exists = ({ id }: Pick<Ec2Group, "id">) => id.startsWith("sg-");

/** The deployment as a user would write it, without region and VPC. */
export function inputOf(candidate: Candidate, { parties, sources = {}, rules = {} }: Filling): DeploymentInput {
  const { type, name, groups, distribution, edition, cni, ipFamily, egress, options, bound } = candidate;
  const isEmpty = (value: object) => Object.keys(value).length === 0;
  const [first] = groups;
  const own =
    type === "rancher-nodes"
      ? { groupName: first?.group.name, edition, ipFamily }
      : {
          ...(type === "cluster" ? { provisioning: "custom" } : {}),
          distribution,
          rancherVersion: candidate.rancherVersion ?? (distribution === "rke" ? lastOfRke : newestRancherVersion),
          cni,
          ipFamily: ipFamily === "ipv4" ? undefined : ipFamily,
          egress: egress === "required" ? egress : undefined,
          ...options,
          groups: Object.fromEntries(groups.map((held) => entryOf(held, options))),
          pools: type === "cluster" ? poolsOf(groups, options) : undefined,
          parties: { ...parties, ...bound },
        };
  return withoutUndefined({
    name,
    type,
    ...own,
    sources: isEmpty(sources) ? undefined : sources,
    rules: isEmpty(rules) ? undefined : rules,
  }) as DeploymentInput;
}

function entryOf({ key, group, parties: held }: HeldGroup, options: Candidate["options"]): readonly [string, object] {
  const parties = held.filter((party) => hasRole(party, options));
  return [
    key,
    exists(group) ? { parties, securityGroupId: group.id, manageRules: true } : { parties, name: group.name },
  ];
}

/** Without etcd there are no etcd nodes. */
const hasRole = (party: NodeParty, { datastore }: Candidate["options"]) => party !== "etcd" || datastore !== "external";

/** Roles whose nodes attach the same groups are one kind of node. */
function poolsOf(groups: readonly HeldGroup[], options: Candidate["options"]) {
  const roles = clusterRoles.filter((role) => hasRole(role, options));
  const byGroups = groupBy(roles, (role) =>
    groups.flatMap(({ key, parties }) => (parties.includes(role) ? [key] : [])).join(" "),
  );
  const pools = [...byGroups.values()];
  if (pools.length === roles.length) return undefined;
  const nameOf = (pool: readonly string[]) =>
    pool.length === roles.length ? "nodes" : pool.includes("controlplane") ? "servers" : "agents";
  return Object.fromEntries(pools.map((pool) => [nameOf(pool), pool]));
}
