/**
 * Parties and the flows between them as a graph. What every node role of a cluster sends, or is sent, alike is one edge
 * of the frame around them, and what all of them send each other stands in the frame, as the cells of Rancher's tables
 * span their columns. Knows no language and no pixels.
 */

import type { Direction } from "../../model/network";
import { clusterRoles, type Party, parties } from "../../model/party";
import { closestGroup, type Peer, type Plan } from "../../model/plan";
import { withoutUndefined } from "../../model/without-undefined";
import { byTraffic, type PartyFlow } from "../../reach/party-flows";

/** What a diagram shows: parties and the flows between them, before anything has a place. */
export interface FlowGraph {
  /** The parties that have a flow, in the order of the source tables. */
  readonly nodes: readonly GraphNode[];
  /** Around the nodes of one cluster, where there are several. */
  readonly frame?: GraphFrame;
  /** Between different parties. */
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly party: Party;
  /** The name in EC2 of the group whose rules are ours. */
  readonly groupName?: string;
  /** What the party is in AWS, where it has no group of ours. */
  readonly peers: readonly Peer[];
  /** From the party to itself. */
  readonly within: readonly GraphTraffic[];
}

export interface GraphFrame {
  readonly parties: readonly Party[];
  /** From each of the parties to each, itself included. */
  readonly among: readonly GraphTraffic[];
}

export interface GraphEdge {
  /** One party, or all of the frame. */
  readonly from: readonly Party[];
  readonly to: readonly Party[];
  readonly traffic: readonly GraphTraffic[];
  /** Set where any of the traffic is open to any address. */
  readonly world?: Direction;
  /** Whether a rule opens any of it. */
  readonly isWritten: boolean;
}

/** One protocol and its ports on an edge. */
export interface GraphTraffic extends Pick<PartyFlow, "protocol" | "ports" | "scope"> {
  /** One for each pair of parties. */
  readonly flows: readonly PartyFlow[];
  readonly world?: Direction;
  /** Labels of the peers that the source is narrowed to. Default: all of it. */
  readonly only?: readonly string[];
  /** Whether rules open it: all of it, or none. */
  readonly isWritten: boolean;
}

/** Groups flows by their ends; what all roles of a cluster have in common is said once, at the frame around them. */
export function flowGraph(plan: Plan, flows: readonly PartyFlow[]): FlowGraph {
  const present = parties.filter((party) => flows.some(({ from, to }) => from === party || to === party));
  const roles = clusterRoles.filter((role) => present.includes(role));
  const framed: readonly Party[] = roles.length > 1 ? roles : [];
  const inner = flows.filter(({ from, to }) => framed.includes(from) && framed.includes(to));
  const among = alike(inner).filter(({ flows: same }) => covers(same, framed, framed));
  const rest = flows.filter((flow) => !among.some(({ flows: same }) => same.includes(flow)));
  return {
    nodes: present.map((party) => nodeOf(plan, party, rest)),
    ...(framed.length > 0 ? { frame: { parties: framed, among } } : {}),
    edges: edgesOf(rest, framed),
  };
}

function nodeOf(plan: Plan, party: Party, flows: readonly PartyFlow[]): GraphNode {
  const planned = plan.parties.find((one) => one.party === party);
  const group = closestGroup(plan.groups, party);
  const within = alike(flows.filter(({ from, to }) => from === party && to === party));
  return { party, peers: planned?.peers ?? [], within, ...(group ? { groupName: group.name } : {}) };
}

function edgesOf(flows: readonly PartyFlow[], framed: readonly Party[]): readonly GraphEdge[] {
  const edges = new Map<string, { from: readonly Party[]; to: readonly Party[]; flows: PartyFlow[] }>();
  const add = (from: readonly Party[], to: readonly Party[], more: readonly PartyFlow[]) => {
    const key = `${from} > ${to}`;
    const known = edges.get(key);
    if (known) known.flows.push(...more);
    else edges.set(key, { from, to, flows: [...more] });
  };
  const outside = parties.filter((party) => !framed.includes(party));
  for (const party of framed.length > 0 ? outside : []) {
    for (const { flows: same } of alike(flows.filter(({ from, to }) => from === party && framed.includes(to)))) {
      if (covers(same, [party], framed)) add([party], framed, same);
    }
    for (const { flows: same } of alike(flows.filter(({ from, to }) => to === party && framed.includes(from)))) {
      if (covers(same, framed, [party])) add(framed, [party], same);
    }
  }
  const bundled = new Set([...edges.values()].flatMap((edge) => edge.flows));
  for (const flow of flows) if (!bundled.has(flow) && flow.from !== flow.to) add([flow.from], [flow.to], [flow]);
  return [...edges.values()].map(({ from, to, flows: own }) => edgeOf(from, to, alike(own))).sort(byEnds);
}

function edgeOf(from: readonly Party[], to: readonly Party[], traffic: readonly GraphTraffic[]): GraphEdge {
  const world = traffic.find((one) => one.world)?.world;
  const isWritten = traffic.some((one) => one.isWritten);
  return { from, to, traffic, isWritten, ...(world ? { world } : {}) };
}

/** Flows that look the same, whoever their parties are. */
function alike(flows: readonly PartyFlow[]): readonly GraphTraffic[] {
  const same = new Map<string, GraphTraffic & { readonly flows: PartyFlow[] }>();
  for (const flow of flows) {
    const { protocol, ports, scope, skipReason } = flow;
    const look = {
      protocol,
      ports,
      scope,
      isWritten: skipReason === undefined,
      ...withoutUndefined({ world: flow.world, only: flow.only }),
    };
    const key = JSON.stringify(look);
    const known = same.get(key);
    if (known) known.flows.push(flow);
    else same.set(key, { ...look, flows: [flow] });
  }
  return [...same.values()].sort(byTraffic);
}

/** Whether there is a flow from each to each. */
function covers(flows: readonly PartyFlow[], from: readonly Party[], to: readonly Party[]): boolean {
  if (from.length === 0 || to.length === 0) return false;
  return from.every((source) =>
    to.every((destination) => flows.some((flow) => flow.from === source && flow.to === destination)),
  );
}

function byEnds(a: GraphEdge, b: GraphEdge): number {
  const rank = ([party]: readonly Party[]) => parties.indexOf(party as Party);
  return (
    rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to) || b.from.length - a.from.length || b.to.length - a.to.length
  );
}
