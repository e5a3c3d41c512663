/**
 * What two sets of deployments allow differently, group by group: added and removed flows, each with a witness and the
 * rules responsible. Semantic: how flows are cut into rules does not matter, nor whether a group is named that the rest
 * of the rules let in anyway.
 */
import { AddressSet, FlowSet } from "../flows";
import type { Peer, SecurityGroupRule } from "../model/plan";
import { flowText } from "./flow-text";
import { type Direction, everyAddress } from "./reachability";

/** The groups of one deployment, from a plan or from a synthesised folder. Peers name groups as `name` does. */
export interface DiffSubject {
  readonly deployment: string;
  readonly groups: readonly { readonly name: string; readonly rules: readonly ComparedRule[] }[];
}

/** A rule whose peer, if it is a group, has the name of the group. */
export type ComparedRule = Omit<SecurityGroupRule, "peer"> & { readonly peer: Pick<Peer, "type" | "value"> };

/** How what the second allows compares with what the first allows. */
export type Relation = "equal" | "stricter" | "looser" | "incomparable";

/** What one direction of one group allows that it did not, or no longer allows. */
export interface FlowChange {
  readonly deployment: string;
  readonly group: string;
  readonly direction: Direction;
  readonly kind: "added" | "removed";
  readonly flows: readonly string[];
  /** What of `flows` is the same before and after: `0.0.0.0/0 except 10.0.0.0/8` reads better than eight CIDRs. */
  readonly except: readonly string[];
  /** One concrete flow of them. */
  readonly witness: string;
  /** The rules that allow them, by their port rules' ids. */
  readonly portRules: readonly string[];
  /** Whether addresses, and not only groups, gained: ingress that got looser towards the outside. */
  readonly isOutside: boolean;
}

/** What two sets of deployments allow differently. */
export interface Diff {
  /** What the second is in comparison with the first. */
  readonly relation: Relation;
  readonly changes: readonly FlowChange[];
}

/** What the groups allow after that they did not before, and the other way round, by flows and not by rules. */
export function diff(before: readonly DiffSubject[], after: readonly DiffSubject[]): Diff {
  const changes = pairsOf(before, after).flatMap((pair) => changesOf(pair));
  return { relation: relationOf(changes), changes };
}

/** One direction of one group, before and after; at least one of the two is there. */
export interface DirectedPair {
  readonly before: DirectedFlows | undefined;
  readonly after: DirectedFlows | undefined;
}

/** Every direction of every group of either side, sorted by deployment, group and direction. */
export function pairsOf(before: readonly DiffSubject[], after: readonly DiffSubject[]): readonly DirectedPair[] {
  const sides = [indexed(before), indexed(after)] as const;
  const keys = [...new Set([...sides[0].keys(), ...sides[1].keys()])].sort();
  return keys.map((key) => ({ before: sides[0].get(key), after: sides[1].get(key) }));
}

export interface DirectedFlows {
  readonly deployment: string;
  readonly group: string;
  readonly direction: Direction;
  readonly rules: readonly ComparedRule[];
  readonly flows: FlowSet;
}

/** By deployment, group and direction. */
function indexed(subjects: readonly DiffSubject[]): ReadonlyMap<string, DirectedFlows> {
  const index = new Map<string, DirectedFlows>();
  for (const { deployment, groups } of subjects) {
    for (const { name, rules } of groups) {
      for (const direction of ["ingress", "egress"] as const) {
        const key = `${deployment} ${name} ${direction}`;
        // Two parties may be bound to one group of another deployment: it has the rules of both.
        const own = [...(index.get(key)?.rules ?? []), ...rules.filter((rule) => rule.direction === direction)];
        index.set(key, { deployment, group: name, direction, rules: own, flows: FlowSet.of(own) });
      }
    }
  }
  return index;
}

export function changesOf({ before, after }: DirectedPair): readonly FlowChange[] {
  return [...change("added", after, before), ...change("removed", before, after)];
}

/** What `mine` allows and `other` does not. */
export function beyond(mine: DirectedFlows | undefined, other: DirectedFlows | undefined): FlowSet {
  if (!mine) return FlowSet.empty;
  return mine.flows.subtract(withMembers(other?.flows ?? FlowSet.empty, mine.rules));
}

function change(
  kind: FlowChange["kind"],
  mine: DirectedFlows | undefined,
  other: DirectedFlows | undefined,
): readonly FlowChange[] {
  const flows = beyond(mine, other);
  if (flows.isEmpty || !mine) return [];
  const { deployment, group, direction, rules } = mine;
  const rounded = flows.roundedUpTo(mine.flows);
  const responsible = rules.filter((rule) => flows.intersects(FlowSet.of([rule])));
  const isOutside = kind === "added" && direction === "ingress" && !flows.trafficWhere(hasAddresses).isEmpty;
  return [
    {
      deployment,
      group,
      direction,
      kind,
      flows: flowText(rounded, direction),
      except: flowText(rounded.intersect(other?.flows ?? FlowSet.empty), direction),
      witness: flowText(flows.sample(), direction).join(),
      portRules: [...new Set(responsible.flatMap(({ portRules }) => portRules))].sort(),
      isOutside,
    },
  ];
}

/** Members of a group have IPv4 addresses: what is open to all of those is open to each group that `rules` name. */
function withMembers(flows: FlowSet, rules: readonly ComparedRule[]): FlowSet {
  const named = rules.filter(
    ({ peer: { type } }) => type === "group" || type === "securityGroup" || type === "deployment",
  );
  const groups = AddressSet.of({ atoms: named.map(({ peer: { type, value } }) => `${type}:${value}`) });
  return flows.mapPeers((peers) => (peers.contains(everyAddress) ? peers.union(groups) : peers));
}

/** Prefix lists are addresses too, and so are CIDRs that only Terraform knows. */
function hasAddresses(peers: AddressSet): boolean {
  return peers.cidrs().length > 0 || peers.atoms().some((atom) => /^(prefixList|cidrIpv[46]):/.test(atom));
}

export function relationOf(changes: readonly FlowChange[]): Relation {
  const kinds = new Set(changes.map(({ kind }) => kind));
  if (kinds.size === 2) return "incomparable";
  if (kinds.has("added")) return "looser";
  return kinds.has("removed") ? "stricter" : "equal";
}
