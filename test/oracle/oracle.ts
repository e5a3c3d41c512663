/**
 * The requirements of the tables, derived from the fixtures and a deployment by plain logic. Shares no code with src:
 * types only. It knows the keys of the deployment, and nothing about the rules of groups.
 */
import type { Binding } from "../../src/model/binding";
import type { Deployment } from "../../src/model/deployment";
import type { Party } from "../../src/model/party";
import { contains, type Endpoint, includes, type Probe } from "./endpoint";
import { matrixCells, nodesLines, type Traffic } from "./tables";

/** A requirement that applies to the deployment: traffic from every endpoint in `from` to every endpoint in `to`. */
export interface Requirement extends Traffic {
  readonly from: Party;
  readonly to: Party;
  readonly source: Binding | undefined;
  readonly destination: Binding | undefined;
  /** The peers that rules use for the source and the destination. Default: `from` and `to`. */
  readonly seenSource?: Binding | undefined;
  readonly seenDestination?: Binding | undefined;
  readonly isLocal: boolean;
}

/** The port rules whose source a deployment may narrow, by protocol and first port. */
const narrowable: Readonly<Record<string, string>> = {
  "tcp 22": "rancher-nodes-ssh-tcp",
  "tcp 80": "rancher-nodes-http-tcp",
  "tcp 443": "rancher-nodes-https-tcp",
  "tcp 2376": "rancher-nodes-docker-tls-tcp",
  "tcp 6443": "rancher-nodes-kube-api-tcp",
  "tcp 30000": "rancher-nodes-node-ports-tcp",
  "udp 30000": "rancher-nodes-node-ports-udp",
};
const catalogAddresses: Binding = { cidrs: ["35.160.43.145/32", "35.167.242.46/32", "52.33.59.17/32"] };
/** Parties whose group a cluster creates unless they are bound. Its Rancher must be bound. */
const ownRoles: readonly Party[] = ["etcd", "controlplane", "worker", "loadBalancer"];

export function requirementsOf(deployment: Deployment): readonly Requirement[] {
  if (deployment.type === "cluster") return matrixRequirements(deployment);
  if (deployment.type === "rancher-nodes") return nodesRequirements(deployment);
  throw new Error("the oracle knows no table for a Rancher server alone");
}

function matrixRequirements(deployment: Extract<Deployment, { type: "cluster" }>): readonly Requirement[] {
  const { loadBalancer, provisioning, parties } = deployment;
  const bindingOf = (party: Party): Binding | undefined => {
    const written = (parties as Partial<Record<Party, Binding>>)[party];
    if (written) return written;
    if (ownRoles.includes(party)) return { create: true };
    return party === "rancherCatalog" ? catalogAddresses : undefined;
  };
  const applies = (footnote: number) => {
    if (footnote === 3) return !loadBalancer;
    if (footnote === 6) return loadBalancer?.terminatesTls === false;
    return true;
  };
  return matrixCells
    .filter(({ table }) => table === provisioning)
    .filter(({ from, to }) => loadBalancer || (from !== "loadBalancer" && to !== "loadBalancer"))
    .filter(({ footnotes }) => footnotes.every(applies))
    .map(({ from, to, protocol, fromPort, toPort, footnotes }) => ({
      from,
      to,
      protocol,
      fromPort,
      toPort,
      source: bindingOf(from),
      destination: bindingOf(to),
      ...(to === "loadBalancer" ? addressesSeen(bindingOf(from), bindingOf(to)) : {}),
      isLocal: footnotes.includes(4),
    }));
}

/** The source and destination that each side sees if the load balancer has public addresses: no members of groups. */
function addressesSeen(source: Binding | undefined, destination: Binding | undefined) {
  if (typeof destination !== "object" || !destination.publicCidrs) return {};
  const seen = (binding: Binding | undefined) => {
    if (typeof binding !== "object" || !binding.publicCidrs) return binding;
    const { cidrs = [], prefixListIds, publicCidrs } = binding;
    return { cidrs: [...cidrs, ...publicCidrs], ...(prefixListIds ? { prefixListIds } : {}) };
  };
  return { seenSource: seen(source), seenDestination: seen(destination) };
}

function nodesRequirements(deployment: Extract<Deployment, { type: "rancher-nodes" }>): readonly Requirement[] {
  const own: Binding = { create: true };
  return nodesLines.map(({ direction, peer, ...traffic }) => {
    const narrowed = deployment.sources[narrowable[`${traffic.protocol} ${traffic.fromPort}`] ?? ""];
    const isInbound = direction === "ingress";
    const other: Binding = peer === "self" ? own : isInbound ? (narrowed ?? "anywhere") : "anywhere";
    const otherParty: Party = peer === "self" ? "nodes" : "internet";
    return isInbound
      ? { from: otherParty, to: "nodes", source: other, destination: own, isLocal: false, ...traffic }
      : { from: "nodes", to: otherParty, source: own, destination: other, isLocal: false, ...traffic };
  });
}

/** The group of a party whose rules the deployment manages. */
function ownGroup(party: Party, binding: Binding | undefined): string | undefined {
  if (typeof binding !== "object") return undefined;
  if (binding.create) return `created:${party}`;
  if (!binding.manageRules) return undefined;
  return binding.deployment ? `deployment:${binding.deployment}/${party}` : binding.securityGroupId;
}

/** Whether a party's group belongs to this deployment. Rules between other groups are not created here. */
function isOurs(binding: Binding | undefined): boolean {
  return typeof binding === "object" && !!(binding.create || (binding.manageRules && binding.securityGroupId));
}

const concernsUs = ({ isLocal, source, destination }: Requirement) =>
  !isLocal && (isOurs(source) || isOurs(destination));

/** Whether an endpoint belongs to a party with this binding. */
function covers(party: Party, binding: Binding | undefined, endpoint: Endpoint): boolean {
  if (binding === undefined || binding === "none") return false;
  if (binding === "anywhere") return contains("0.0.0.0/0", endpoint.address);
  if (binding.create) return endpoint.groups.includes(`created:${party}`);
  const reference = binding.deployment && `deployment:${binding.deployment}/${party}`;
  const groups = [binding.securityGroupId, reference, ...(binding.securityGroupIds ?? [])];
  return (
    endpoint.groups.some((group) => groups.includes(group)) ||
    (binding.cidrs ?? []).some((cidr) => contains(cidr, endpoint.address)) ||
    (binding.prefixListIds ?? []).some((id) => endpoint.prefixLists.includes(id))
  );
}

/** Whether `to` must accept a connection, as far as the deployment manages its groups. */
export function mustAccept(requirements: readonly Requirement[], from: Endpoint, to: Endpoint, probe: Probe): boolean {
  return requirements.some(
    (requirement) =>
      concernsUs(requirement) &&
      includes(requirement, probe) &&
      to.groups.includes(ownGroup(requirement.to, requirement.destination) ?? "") &&
      covers(requirement.from, requirement.seenSource ?? requirement.source, from),
  );
}

/** Whether `from` must be able to open a connection, as far as the deployment manages its groups. */
export function mustSend(
  deployment: Deployment,
  requirements: readonly Requirement[],
  from: Endpoint,
  to: Endpoint,
  probe: Probe,
): boolean {
  const isOwn = (party: Party, binding: Binding | undefined) => from.groups.includes(ownGroup(party, binding) ?? "");
  const isAsked = (destination: (requirement: Requirement) => Binding | undefined) =>
    requirements.some(
      (requirement) =>
        concernsUs(requirement) &&
        includes(requirement, probe) &&
        isOwn(requirement.from, requirement.source) &&
        covers(requirement.to, destination(requirement), to),
    );
  if (deployment.type !== "cluster" || deployment.egress !== "all") return isAsked(seen);
  // Only the groups that the deployment creates: an existing group keeps its egress.
  if (!from.groups.some((group) => isCreated(requirements, group))) return false;
  // Open egress is IPv4; the IPv6 addresses of a destination are opened as the tables require.
  return contains("0.0.0.0/0", to.address) || isAsked((requirement) => onlyIpv6(seen(requirement)));
}

const seen = ({ destination, seenDestination = destination }: Requirement) => seenDestination;

function onlyIpv6(binding: Binding | undefined): Binding | undefined {
  if (typeof binding !== "object") return undefined;
  return { cidrs: (binding.cidrs ?? []).filter((cidr) => cidr.includes(":")) };
}

function isCreated(requirements: readonly Requirement[], group: string): boolean {
  const creates = (party: Party, binding: Binding | undefined) =>
    typeof binding === "object" && binding.create && group === `created:${party}`;
  return requirements.some(({ from, to, source, destination }) => creates(from, source) || creates(to, destination));
}

/**
 * The parties that a managed group needs and the deployment leaves unbound, and Rancher if a cluster leaves it unbound.
 */
export function unboundParties(deployment: Deployment, requirements: readonly Requirement[]): readonly Party[] {
  const unbound = requirements.filter(({ isLocal, source, destination }) => !isLocal && !source && isOurs(destination));
  const isRancherOpen = deployment.type === "cluster" && deployment.parties.rancher === undefined;
  return [...new Set([...unbound.map(({ from }) => from), ...(isRancherOpen ? (["rancher"] as const) : [])])].sort();
}
