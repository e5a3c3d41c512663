/** Whether one set of endpoints may send given traffic to another: allowed, partly, or denied. */
import { type Traffic, type TrafficSet, trafficSet } from "../flows";
import type { Endpoint } from "../reach/endpoint";
import type { Reach, Reachability } from "../reach/reachability";

/** Whether the endpoints `from` may send the traffic to the endpoints `to`. */
export interface Question {
  readonly from: readonly Endpoint[];
  readonly to: readonly Endpoint[];
  readonly traffic: Traffic;
}

/**
 * `undecided`: a rule that may admit the traffic names a prefix list or addresses that are not fully known.
 * `ungoverned`: no group of the deployment is between the two sides, so there is no answer.
 */
export type Verdict = "allowed" | "partly" | "denied" | "undecided" | "ungoverned";

/** The verdict, and the allowed part of the traffic. */
export interface Answer {
  readonly verdict: Verdict;
  /** The part of the traffic that every member of one side may send to every member of the other. */
  readonly allowed: TrafficSet;
  /** The part that is allowed for some members only. */
  readonly some: TrafficSet;
  /** Traffic that may be allowed or denied: see the verdict with this name. */
  readonly undecided: TrafficSet;
  readonly denied: TrafficSet;
  readonly governs: Reach["governs"];
}

/**
 * Whether one side may send the traffic to the other. Several endpoints on one side are one node that is all of them.
 */
export function check(reachability: Reachability, { from, to, traffic }: Question): Answer {
  const asked = trafficSet([traffic]);
  const reach = reachability.between(from, to);
  const allowed = asked.intersect(reach.allowed);
  const partly = asked.intersect(reach.partly);
  const undecided = asked.intersect(reach.undecided);
  const isGoverned = reach.governs.egress || reach.governs.ingress;
  return {
    verdict: isGoverned ? verdictOf(asked, allowed, partly, undecided) : "ungoverned",
    allowed,
    some: partly.subtract(allowed),
    undecided,
    denied: asked.subtract(partly).subtract(undecided),
    governs: reach.governs,
  };
}

function verdictOf(asked: TrafficSet, allowed: TrafficSet, partly: TrafficSet, undecided: TrafficSet): Verdict {
  if (allowed.equals(asked)) return "allowed";
  if (!partly.isEmpty) return "partly";
  return undecided.isEmpty ? "denied" : "undecided";
}
