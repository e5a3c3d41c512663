/** Proves assertions about who may reach whom against a plan. Each one that fails comes with a witness. */
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

/** An assertion about a flow. */
export interface Assertion {
  /**
   * `permits`: all of it is allowed. `forbids`: none of it is allowed, not even for some endpoints. `only`: no other
   * endpoint than `from` may send the traffic to `to`; `from` may or may not.
   */
  readonly kind: "permits" | "forbids" | "only";
  readonly claim: Claim;
}

/** The reason why an assertion fails. */
export interface Counterexample {
  /** One flow that contradicts it, such as `tcp 2379 from worker to etcd`, or the part that cannot be decided. */
  readonly witness: string;
}

/** Empty if the assertion is true. An assertion about groups that are not managed here always fails. */
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
