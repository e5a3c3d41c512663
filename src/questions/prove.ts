/** Assertions about who may reach whom, proved against a plan; each that does not hold comes with a witness. */
import { type Traffic, type TrafficSet, trafficLines, trafficSet } from "../flows";
import { flowText } from "../flows/flow-text";
import { type Endpoint, endpointText } from "../reach/endpoint";
import type { Reachability } from "../reach/reachability";

/** Every endpoint of `from`, every endpoint of `to`, all of the traffic. */
export interface Claim {
  readonly from: readonly Endpoint[];
  readonly to: readonly Endpoint[];
  readonly traffic: readonly Traffic[];
}

/** What is claimed about a flow. */
export interface Assertion {
  /**
   * `permits`: all of it is allowed. `forbids`: none of it is, not even for some. `only`: nobody but `from` may send
   * the traffic to `to`, whether `from` may or not.
   */
  readonly kind: "permits" | "forbids" | "only";
  readonly claim: Claim;
}

/** Why an assertion does not hold. */
export interface Counterexample {
  /** One flow for which it does not, such as `tcp 2379 from worker to etcd`; or what cannot be decided here. */
  readonly witness: string;
}

/** Empty where the assertion holds. An assertion about groups that are not managed here cannot hold. */
export function prove(reachability: Reachability, { kind, claim }: Assertion): readonly Counterexample[] {
  const asked = trafficSet(claim.traffic);
  if (kind === "only") return claim.to.flatMap((to) => othersReaching(reachability, to, claim.from, asked));
  return claim.from.flatMap((from) =>
    claim.to.flatMap((to) => {
      const path = `from ${endpointText(from)} to ${endpointText(to)}`;
      const { allowed, partly, undecided: unknown, governs } = reachability.between([from], [to]);
      if (!governs.egress && !governs.ingress) return [undecided(path)];
      const [wrong] = trafficLines(
        kind === "permits" ? asked.subtract(allowed).subtract(unknown) : asked.intersect(partly),
      );
      if (wrong !== undefined) return [{ witness: `${wrong} ${path}` }];
      const [open] = trafficLines(asked.intersect(unknown));
      return open === undefined ? [] : [{ witness: `whether ${open} ${path} is allowed cannot be decided` }];
    }),
  );
}

function othersReaching(
  reachability: Reachability,
  to: Endpoint,
  allowed: readonly Endpoint[],
  asked: TrafficSet,
): readonly Counterexample[] {
  const groups = reachability.governing("ingress", [to]);
  if (groups.length === 0) return [undecided(`to ${endpointText(to)}`)];
  if (groups.some(({ unread }) => unread)) {
    return [{ witness: `who else reaches ${endpointText(to)} cannot be decided` }];
  }
  const granted = reachability.ownPeersOf(allowed, to);
  const open = reachability.flowsOf("ingress", [to]).within(asked);
  const others = open.mapPeers((peers) => peers.subtract(granted));
  return others.isEmpty
    ? []
    : [{ witness: `${flowText(reachability.withKeys(others.sample()), "ingress")} to ${endpointText(to)}` }];
}

function undecided(path: string): Counterexample {
  return { witness: `no group of this deployment decides what goes ${path}` };
}
