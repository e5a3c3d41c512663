import fc from "fast-check";
import { FlowSet } from "../../src/flows";
import { flowRule } from "./arbitraries";
import { allows, borderProbes, ruleOf } from "./naive-oracle";

const fewRules = fc.array(flowRule, { maxLength: 3 });

test("agrees with a naive evaluation of the rules at and next to every border", () => {
  fc.assert(
    fc.property(fewRules, fewRules, (a, b) => {
      const [one, other] = [FlowSet.of(a), FlowSet.of(b)];
      const union = one.union(other);
      const intersection = one.intersect(other);
      const difference = one.subtract(other);
      const wrong = borderProbes([...a, ...b]).filter((probe) => {
        const flow = FlowSet.of([ruleOf(probe)]);
        const [inA, inB] = [allows(a, probe), allows(b, probe)];
        return (
          union.contains(flow) !== (inA || inB) ||
          intersection.contains(flow) !== (inA && inB) ||
          difference.contains(flow) !== (inA && !inB)
        );
      });
      expect(wrong).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});
