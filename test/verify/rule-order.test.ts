import fc from "fast-check";
import { diff } from "../../src/diff/diff";
import { trafficLines } from "../../src/flows";
import type { Plan } from "../../src/model/plan";
import { plannedNetwork } from "../../src/network/planned-network";
import { check } from "../../src/questions/check";
import { matrix } from "../../src/questions/matrix";
import { prove } from "../../src/questions/prove";
import { Reachability } from "../../src/reach/reachability";
import { shuffled } from "../projection/arbitrary-order";
import { plans, questions } from "./plan-arbitraries";

/** A plan, and the same plan with the rules of every group in another order and some repeated. */
const pairs = plans.chain((plan) =>
  fc
    .tuple(...plan.groups.map(({ rules }) => shuffled(rules)))
    .map((all): readonly [Plan, Plan] => [
      plan,
      { ...plan, groups: plan.groups.map((group, index) => ({ ...group, rules: all[index] ?? [] })).reverse() },
    ]),
);
const cases = { numRuns: 1_000 };

describe("the order and repetition of rules makes no difference", () => {
  test("in check", () => {
    fc.assert(
      fc.property(pairs, questions, ([plan, other], question) => {
        const [answer, same] = [plan, other].map((one) => {
          const { allowed, some, denied, ...rest } = check(new Reachability(one), question);
          return { ...rest, parts: [allowed, some, denied].map(trafficLines) };
        });
        expect(same).toEqual(answer);
      }),
      cases,
    );
  });

  test("in the matrix", () => {
    fc.assert(
      fc.property(pairs, ([plan, other]) => {
        expect(matrix(new Reachability(other))).toEqual(matrix(new Reachability(plan)));
      }),
      cases,
    );
  });

  test("in prove", () => {
    fc.assert(
      fc.property(pairs, questions, fc.constantFrom("permits", "forbids", "only"), ([plan, other], question, kind) => {
        const assertion = { kind, claim: { ...question, traffic: [question.traffic] } };
        expect(prove(new Reachability(other), assertion)).toEqual(prove(new Reachability(plan), assertion));
      }),
      cases,
    );
  });

  test("in diff", () => {
    const networkOf = (plan: Plan) => plannedNetwork([plan]);
    fc.assert(
      fc.property(pairs, pairs, ([a, sameAsA], [b, sameAsB]) => {
        expect(diff(networkOf(a), networkOf(sameAsA))).toEqual({ relation: "equal", changes: [], moved: [] });
        expect(diff(networkOf(sameAsA), networkOf(sameAsB))).toEqual(diff(networkOf(a), networkOf(b)));
      }),
      cases,
    );
  });
});
