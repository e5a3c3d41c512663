import fc from "fast-check";
import { type TrafficSet, trafficSet } from "../../src/flows";
import { check } from "../../src/questions/check";
import { Reachability } from "../../src/reach/reachability";
import { expectedAnswer } from "../verify/check-oracle";
import type { Point } from "../verify/grid";
import { plans, questions } from "../verify/plan-arbitraries";

/** Whether the traffic of an answer contains a point of the grid. */
function holds(set: TrafficSet, { protocol, ports: [first, second = first] }: Point): boolean {
  return !set.intersect(trafficSet([{ ipProtocol: protocol, fromPort: first, toPort: second }])).isEmpty;
}

const text = ({ protocol, ports }: Point) => [protocol, ...ports].join(" ");

test("agrees in verdict and in parts with trying every machine and every port", () => {
  const verdicts = new Map<string, number>();
  fc.assert(
    fc.property(plans, questions, (plan, question) => {
      const expected = expectedAnswer(plan, question);
      const answer = check(new Reachability(plan), question);
      const parts = [...expected.allowed, ...expected.some, ...expected.undecided, ...expected.denied];
      const found = (set: TrafficSet) => parts.filter((point) => holds(set, point)).map(text);
      expect({
        verdict: answer.verdict,
        allowed: found(answer.allowed),
        some: found(answer.some),
        undecided: found(answer.undecided),
        denied: found(answer.denied),
      }).toEqual({
        verdict: expected.verdict,
        allowed: expected.allowed.map(text),
        some: expected.some.map(text),
        undecided: expected.undecided.map(text),
        denied: expected.denied.map(text),
      });
      verdicts.set(answer.verdict, (verdicts.get(answer.verdict) ?? 0) + 1);
    }),
    { numRuns: 2_000 },
  );
  for (const verdict of ["allowed", "partly", "denied", "undecided", "ungoverned"]) {
    expect({ verdict, isTried: (verdicts.get(verdict) ?? 0) > 10 }).toEqual({ verdict, isTried: true });
  }
});
