/** Promises and assertions that a flow breaks, or would break if the groups allowed it. */
import { catalogFor } from "../catalog";
import type { Place } from "../errors";
import { type TrafficSet, trafficSet } from "../flows";
import type { Deployment } from "../model/deployment";
import type { Direction, NetworkPeer, NetworkRule } from "../model/network";
import type { Party } from "../model/party";
import type { TableReference } from "../model/port-rule";
import type { Endpoint } from "../reach/endpoint";
import { Reachability } from "../reach/reachability";
import type { Question } from "./check";
import { isolationPromises, type PromiseId, promiseTexts } from "./promises";
import type { Assertion } from "./prove";

/** An isolation promise of the documented tables that a flow breaks. */
export interface BrokenPromise {
  /** Stable, for programs. */
  readonly id: PromiseId;
  /** The promise in words, such as `only etcd and control plane nodes reach the ports of etcd`. */
  readonly promise: string;
  readonly why: string;
  /** The tables that keep the promise: those of the deployment, or of another product if the deployment has none. */
  readonly sources: readonly TableReference[];
}

/** An assertion of the user about the deployment. */
export interface NamedAssertion extends Assertion {
  readonly name: string;
  /** Its position in a file. Default: the assertion is not from a file. */
  readonly place?: Place;
}

/** The promises for `deployment` that the question's traffic between its two sides breaks. */
export function brokenPromises(
  deployment: Deployment,
  reachability: Reachability,
  { from, to }: Pick<Question, "from" | "to">,
  traffic: TrafficSet,
): readonly BrokenPromise[] {
  return isolationPromises
    .filter((promise) => promise.appliesTo(deployment) && traffic.intersects(trafficSet(promise.traffic)))
    .filter((promise) => to.some((end) => isAnyOf(end, promise.to, reachability)))
    .filter((promise) => !from.some((end) => isAllOf(end, promise.from, reachability)))
    .map(({ id, sources }) => ({ id, ...promiseTexts[id], sources: sourcesFor(deployment, sources) }));
}

function sourcesFor(deployment: Deployment, sources: readonly TableReference[]): readonly TableReference[] {
  const own = new Set(catalogFor(deployment).rules.flatMap(({ references }) => references));
  const found = sources.filter((source) => own.has(source));
  return found.length > 0 ? found : sources;
}

/** Whether the end reaches any node of the parties: by party name, or through their groups and addresses. */
function isAnyOf(end: Endpoint, parties: readonly Party[], reachability: Reachability): boolean {
  if ("party" in end && parties.includes(end.party)) return true;
  return reachability.peersOf([end]).intersects(reachability.peersOf(parties.map((party) => ({ party }))));
}

/** Whether the end consists only of nodes of the parties. A party that is bound to `none` has only its name. */
function isAllOf(end: Endpoint, parties: readonly Party[], reachability: Reachability): boolean {
  if ("party" in end && parties.includes(end.party)) return true;
  const peers = reachability.peersOf([end]);
  return !peers.isEmpty && reachability.ownPeersOf(parties.map((party) => ({ party }))).contains(peers);
}

/** The assertions that fail if the groups on both sides allow the flow in addition to what they already allow. */
export function brokenAssertions<A extends Assertion>(
  before: Reachability,
  question: Question,
  assertions: readonly A[],
): readonly A[] {
  if (assertions.length === 0) return [];
  const after = allowing(before, question);
  return assertions.filter((assertion) => isBroken(assertion, before, after));
}

function isBroken({ kind, claim }: Assertion, before: Reachability, after: Reachability): boolean {
  const claimed = trafficSet(claim.traffic);
  switch (kind) {
    case "permits":
      return false;
    case "forbids":
      return claim.from.some((from) =>
        claim.to.some((to) => {
          const partly = (reachability: Reachability) => reachability.between([from], [to]).partly;
          return claimed.intersects(partly(after).subtract(partly(before)));
        }),
      );
    case "only": {
      return claim.to.some((to) => {
        const granted = before.ownPeersOf(claim.from, to);
        const others = (reachability: Reachability) =>
          reachability
            .flowsOf("ingress", [to])
            .within(claimed)
            .mapPeers((peers) => peers.subtract(granted));
        return !others(after).subtract(others(before)).isEmpty;
      });
    }
  }
}

/** The network with the flow allowed by every managed group on either side of it. */
function allowing(reachability: Reachability, { from, to, traffic }: Question): Reachability {
  const { plan, network, names, options } = reachability;
  const rules = (direction: Direction, holders: readonly Endpoint[], others: readonly Endpoint[]) => {
    const groups = reachability.governing(direction, holders);
    const peers = reachability.seenPeers(direction, holders, others);
    return { groups, rules: peers.map((peer) => ruleOf(direction, traffic, peer)) };
  };
  const added = [rules("egress", from, to), rules("ingress", to, from)];
  const groups = network.groups.map((group) => ({
    ...group,
    rules: [...group.rules, ...added.flatMap(({ groups, rules: more }) => (groups.includes(group) ? more : []))],
  }));
  return new Reachability(plan, { ...network, groups }, names, options);
}

function ruleOf(
  direction: Direction,
  { ipProtocol, fromPort, toPort }: Question["traffic"],
  peer: NetworkPeer,
): NetworkRule {
  const ports = fromPort === undefined || toPort === undefined ? {} : { fromPort, toPort };
  return { direction, ipProtocol, ...ports, peer, key: "", portRules: [], description: "" };
}
