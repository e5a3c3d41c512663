/** Lists the deployments that may describe some groups. */
import { addons } from "../catalog/addons";
import type { NetworkRule } from "../model/network";
import { switches } from "../model/options";
import type { Party } from "../model/party";
import { rancherNodesEditions } from "../model/rancher-nodes-edition";
import type { IpFamily } from "../model/settings";
import { withoutNameSuffix } from "../model/terraform-names";
import { withoutUndefined } from "../model/without-undefined";
import type { Ec2Group } from "../network/ec2-network";
import { type Bindings, type Candidate, exists, type HeldGroup, type NodeParty } from "./candidate";
import { isOfDatabase, type Roles } from "./layouts";

/** Choices that the user made with options. */
export interface Known {
  /** Ids of groups, by the parties whose nodes attach them. Default: they are guessed. */
  readonly roles?: ReadonlyMap<Party, readonly string[]>;
  readonly name?: string;
  readonly type?: Candidate["type"];
  /** Whether a node driver creates the nodes of a cluster. Default: they are existing machines. */
  readonly hasNodeDriver?: boolean;
  readonly distribution?: Candidate["distribution"];
  readonly rancherVersion?: string;
  readonly cni?: string;
}

export type Common = Pick<Candidate, "name" | "ipFamily" | "egress">;

const noOptions = { options: {}, clients: [], bound: {} } as const;
const distributions = ["rke2", "k3s", "rke"] as const;

export function clusters(
  groups: readonly Ec2Group[],
  roles: Roles,
  common: Common,
  known: Known,
): readonly Candidate[] {
  return distributions.map((distribution) => ({
    ...common,
    ...noOptions,
    options: known.hasNodeDriver ? { provisioning: "node-pools" } : {},
    type: "cluster",
    distribution,
    ...versions(known),
    groups: heldGroups(groups, roles),
  }));
}

/** Candidates for groups that all nodes attach: nodes of a node driver, or those of Rancher. */
export function withOneRole(groups: readonly Ec2Group[], common: Common, known: Known): readonly Candidate[] {
  const roles: Roles = new Map(groups.map(({ id }) => [id, ["rancher"]]));
  const held = heldGroups(groups, roles);
  return [
    ...(groups.length === 1 && common.egress === "all" ? Object.keys(rancherNodesEditions).reverse() : []).map(
      (edition) =>
        ({
          ...{ ...common, ...noOptions, type: "rancher-nodes", groups: held },
          edition: edition as NonNullable<Candidate["edition"]>,
        }) as Candidate,
    ),
    ...(["rke2", "k3s", "rke"] as const).map((distribution) => ({
      ...{ ...common, ...noOptions, ...versions(known), distribution, groups: held },
      type: "rancher-server" as const,
    })),
  ];
}

const versions = ({ rancherVersion, cni }: Known) => withoutUndefined({ rancherVersion, cni });

/** Whether a candidate agrees with the user's choices. */
export function isAllowed({ type, distribution, groups }: Candidate, known: Known): boolean {
  const isOfRancher = groups.some(({ group }) => known.roles?.get("rancher")?.includes(group.id));
  if (known.roles && isOfRancher !== (type === "rancher-server")) return false;
  return (
    (known.type === undefined || known.type === type) &&
    (known.distribution === undefined || known.distribution === distribution)
  );
}

export function rolesOf(groups: readonly Ec2Group[], roles: NonNullable<Known["roles"]>): Roles {
  return new Map(
    groups.map(({ id }) => [id, [...roles].flatMap(([party, ids]) => (ids.includes(id) ? [party as NodeParty] : []))]),
  );
}

/** Groups, each with a key that names the parties whose nodes attach it. */
function heldGroups(groups: readonly Ec2Group[], roles: Roles): readonly HeldGroup[] {
  const taken = new Set<string>();
  return groups.map((group) => {
    const parties = roles.get(group.id) ?? [];
    return { key: uniqueName(keyOf(parties), taken), group, parties };
  });
}

function keyOf(parties: readonly NodeParty[]): string {
  const words = parties.join(" ");
  if (words === "etcd controlplane worker") return "all";
  if (words === "etcd controlplane") return "servers";
  return words === "worker" ? "agents" : words.replaceAll(" ", "-");
}

export function uniqueName(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
  taken.add(free);
  return free;
}

/** The common start of the groups' names, as the name of a deployment. */
export function commonName(groups: readonly Ec2Group[]): string {
  const [first = "", ...others] = groups.map(({ name }) => withoutNameSuffix(name));
  let length = first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length--;
  const common = first.slice(0, length).replace(/[^A-Za-z0-9]+$/, "");
  const word = common.replaceAll(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z]+/, "");
  return word === "" ? "production" : word.slice(0, 200);
}

export function placeOf(groups: readonly Ec2Group[]): Omit<Common, "name"> {
  const rules = groups.flatMap((group) => group.rules);
  const has = (family: string) => rules.some(({ peer }) => peer.type === family);
  const ipFamily: IpFamily = !has("cidrIpv6") ? "ipv4" : has("cidrIpv4") ? "dual" : "ipv6";
  const egress = groups.map(({ rules: all }) => all.filter(({ direction }) => direction === "egress"));
  const isOpen = (some: readonly NetworkRule[]) =>
    some.every(({ ipProtocol, peer }) => ipProtocol === "-1" && /^(0\.0\.0\.0|::)\/0$/.test(peer.value));
  // An existing group keeps its egress, open or closed; a created group has open egress.
  const isAll = groups.every((group, index) => {
    const some = egress[index] ?? [];
    return isOpen(some) && (exists(group) || some.length > 0);
  });
  return { ipFamily, egress: isAll ? "all" : "required" };
}

/** A change of a candidate. It is kept if it reduces the number of differing rules. */
export type Change = Pick<Candidate, "options" | "clients" | "bound">;

export function changesFor({ type, distribution }: Candidate, groups: readonly Ec2Group[]): readonly Change[] {
  const change = (options: Change["options"], clients: Change["clients"] = [], bound: Bindings = {}): Change => ({
    ...{ options, clients, bound },
  });
  const isCluster = type === "cluster";
  return [
    // Some options need clients of the Kubernetes API.
    ...(isCluster ? Object.keys(switches).map((option) => change({ [option]: true }, ["kubernetesApiClients"])) : []),
    ...(!isCluster && distribution !== "rke" ? [change({}, ["kubernetesApiClients"])] : []),
    change({}, ["apiLoadBalancer"]),
    ...(isCluster ? [change({ localTraffic: "self" })] : []),
    ...(distribution === "rke"
      ? []
      : databases(groups).map(({ port, id }) => {
          const bound: Bindings = { datastore: { securityGroupId: id, manageRules: true } };
          return change({ datastore: "external", ports: { datastore: port } }, [], bound);
        })),
    ...addons.map(({ name }) => change({ addons: [name] })),
  ];
}

/** Groups of databases, with their ports. */
function databases(groups: readonly Ec2Group[]): readonly { readonly port: number; readonly id: string }[] {
  return groups
    .filter((group) => exists(group) && isOfDatabase(group))
    .flatMap(({ id, rules }) => {
      const port = rules.find(({ direction }) => direction === "ingress")?.fromPort;
      return port === undefined ? [] : [{ port, id }];
    });
}
