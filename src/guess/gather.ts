/**
 * Finds which groups of a VPC may belong to nodes, and which belong to one deployment: groups that reference each
 * other, groups that one instance attaches, and groups whose names start with the same word, if they lack a Kubernetes
 * server.
 */
import { append } from "../model/append";
import { groupBy } from "../model/group-by";
import type { NetworkRule } from "../model/network";
import { withoutNameSuffix } from "../model/terraform-names";
import type { Ec2Group, Ec2Network, NetworkInterface } from "../network/ec2-network";

export interface Gathered {
  /** The groups of each deployment. */
  readonly deployments: readonly (readonly Ec2Group[])[];
  /** Groups without evidence of Kubernetes or Rancher. */
  readonly others: readonly Ec2Group[];
}

export function gather({ groups, interfaces = [] }: Ec2Network): Gathered {
  const known = groups.filter(({ name, rules }) => name !== "default" && rules.length > 0);
  const sets = new DisjointSets(known.map(({ id }) => id));
  for (const { id, rules } of known) {
    for (const { peer } of rules) if (peer.type === "securityGroup") sets.join(id, peer.value);
  }
  for (const { groups: attached } of nodesIn(interfaces)) {
    for (const id of attached) sets.join(attached[0] ?? id, id);
  }
  const components = [...groupBy(known, ({ id }) => sets.rootOf(id)).values()];
  const [servers, rest] = split(components, (some) => some.some(hasServer));
  const relevant = servers.map((some) => [...some]);
  const others: Ec2Group[] = [];
  for (const some of rest) {
    const words = new Set(some.map(firstWord));
    const near = relevant.filter((one) => one.some((group) => hasServer(group) && words.has(firstWord(group))));
    const [home] = near;
    if (home && near.length === 1) append(home, some);
    else if (some.some(isOfNodes)) relevant.push([...some]);
    else append(others, some);
  }
  // If the VPC has a single group, it must be the right one, even without evidence.
  if (relevant.length === 0 && others.length === 1) return { deployments: [others], others: [] };
  return { deployments: relevant, others };
}

/** Interfaces of instances; of several with the same groups, one. */
export function nodesIn(interfaces: readonly NetworkInterface[]): readonly NetworkInterface[] {
  const ofInstances = interfaces.filter(({ instanceId }) => instanceId !== undefined);
  return [...groupBy(ofInstances, ({ groups }) => [...groups].sort().join(" ")).values()].flatMap(([one]) => one ?? []);
}

/** Ports of Kubernetes and of CNIs, which few other programs use. */
const serverPorts = { tcp: [6443, 9345, 2379, 2380] };
const nodePorts = {
  tcp: [...serverPorts.tcp, 2376, 9099, 10_250, 10_254, 10_256, 5473, 4240, 6783, 30_000],
  udp: [8472, 4789, 6783],
};
/** A range with more ports than this is no evidence for any of its ports. */
const widestRange = 5000;

interface PortsOfProtocols {
  readonly tcp: readonly number[];
  readonly udp?: readonly number[];
}

const hasServer = ({ rules }: Ec2Group) => rules.some((rule) => isFor(rule, serverPorts));

/** Whether there is evidence of cluster nodes: a port of Kubernetes, or any traffic among the members of the group. */
const isOfNodes = ({ id, rules }: Ec2Group) =>
  rules.some((rule) => isFor(rule, nodePorts) || (rule.ipProtocol === "-1" && rule.peer.value === id));

function isFor({ direction, ipProtocol, fromPort = -1, toPort = -1 }: NetworkRule, ports: PortsOfProtocols): boolean {
  if (direction === "egress" || toPort - fromPort > widestRange) return false;
  const some = ipProtocol === "tcp" ? ports.tcp : ipProtocol === "udp" ? ports.udp : undefined;
  return some?.some((port) => fromPort <= port && port <= toPort) ?? false;
}

const firstWord = ({ name }: Ec2Group) => (/^[A-Za-z0-9]+/.exec(withoutNameSuffix(name))?.[0] ?? name).toLowerCase();

function split<T>(all: readonly T[], test: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}

/** A union-find structure over names. */
class DisjointSets {
  readonly #parents: Map<string, string>;

  constructor(names: readonly string[]) {
    this.#parents = new Map(names.map((name) => [name, name]));
  }

  rootOf(name: string): string {
    const parent = this.#parents.get(name) ?? name;
    if (parent === name) return name;
    const root = this.rootOf(parent);
    this.#parents.set(name, root);
    return root;
  }

  /** A name that is not in the structure is ignored. */
  join(a: string, b: string): void {
    if (this.#parents.has(a) && this.#parents.has(b)) this.#parents.set(this.rootOf(a), this.rootOf(b));
  }
}
