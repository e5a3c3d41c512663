/**
 * The deployed combinations contain every pair that any deployment can have, and the constraints are those of the
 * product.
 */
import { parseDeployment } from "../../src";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deploymentOf } from "../e2e/distribution-cases";
import {
  addonOf,
  classes,
  constraints,
  type DeploymentCombination,
  deployedCombinations,
  factors,
} from "./deployment-factors";
import { pairsIn } from "./pairwise";

type Name = keyof typeof factors;
const names = Object.keys(factors) as Name[];

/** Single add-ons count as one value. */
const texts = names.map((name) =>
  factors[name].map((value) => `${name}: ${name === "addons" && value !== "none" && value !== "all" ? "one" : value}`),
);

/**
 * The pairs of every allowed combination, by brute force: every combination of all values is made, and each constraint is
 * checked on the complete combination.
 */
function countEveryCombination() {
  const pairs = new Set<string>();
  const seen = new Set<number>();
  const indices = names.map(() => 0);
  const values: Record<string, string> = Object.fromEntries(names.map((name) => [name, factors[name][0]]));
  const combination = values as DeploymentCombination;
  let combinations = 0;
  for (let depth = 0; depth >= 0; ) {
    if (constraints.every(({ allows }) => allows(combination))) {
      combinations += 1;
      for (let one = 0; one < names.length; one += 1) {
        for (let other = one + 1; other < names.length; other += 1) {
          const [first = 0, second = 0] = [indices[one], indices[other]];
          const key = ((one * 16 + other) * 16 + first) * 16 + second;
          if (seen.has(key)) continue;
          seen.add(key);
          pairs.add(`${texts[one]?.[first]}, ${texts[other]?.[second]}`);
        }
      }
    }
    // Advances to the next combination, like a counter.
    for (depth = names.length - 1; depth >= 0; depth -= 1) {
      const name = names[depth] as Name;
      const next = ((indices[depth] as number) + 1) % factors[name].length;
      indices[depth] = next;
      values[name] = factors[name][next] as string;
      if (next !== 0) break;
    }
  }
  return { combinations, pairs };
}

function pairsOf(combinations: readonly DeploymentCombination[]): ReadonlySet<string> {
  return new Set(
    combinations.flatMap((combination) => {
      const own = names.map(
        (name, factor) => texts[factor]?.[(factors[name] as readonly string[]).indexOf(combination[name])],
      );
      return own.flatMap((one, index) => own.slice(index + 1).map((other) => `${one}, ${other}`));
    }),
  );
}

const singleAddons = (combinations: readonly DeploymentCombination[]) =>
  new Set(combinations.map(({ addons }) => addons).filter((value) => addonOf(value)));

describe("the deployed combinations", () => {
  const every = countEveryCombination();
  const { pairs } = every;

  test("are about forty of many thousands", () => {
    expect(every.combinations).toBeGreaterThan(50_000);
    expect(deployedCombinations.length).toBeLessThan(40);
    for (const one of deployedCombinations) expect(constraints.filter(({ allows }) => !allows(one))).toEqual([]);
  });

  test("contain every pair of values that any allowed combination has", () => {
    expect(pairs.size).toBe(542);
    expect([...pairsOf(deployedCombinations)].sort()).toEqual([...pairs].sort());
    expect(pairsIn(deployedCombinations, classes)).toEqual(pairs);
  });

  test("contain each add-on alone", () => {
    const alone = factors.addons.filter((value) => addonOf(value));
    expect([...singleAddons(deployedCombinations)].sort()).toEqual([...alone].sort());
    expect(alone).toHaveLength(11);
  });

  test.each(deployedCombinations.map((one, index) => [index + 1, one] as const))(
    "contain a needed pair only in number %i",
    (_, one) => {
      const others = deployedCombinations.filter((other) => other !== one);
      const isCovered = pairsOf(others).size === pairs.size && singleAddons(others).has(one.addons);
      expect(isCovered).toBe(false);
    },
  );
});

describe("the constraints", () => {
  const usual: DeploymentCombination = {
    ...{ product: "rke2 2.15", nodes: "custom", cni: "none", encapsulation: "none", bgp: "off", family: "ipv4" },
    ...{ addons: "none", loadBalancer: "none", apiLoadBalancer: "none", administrators: "none" },
    kubernetesApiClients: "none",
  };
  const isAccepted = (combination: DeploymentCombination) => {
    try {
      planDeployment(parseDeployment(deploymentOf(combination, "lab") as never));
      return true;
    } catch {
      return false;
    }
  };
  /** Every combination of some factors, with the usual values of the others. */
  const combinationsOf = (...some: readonly Name[]) =>
    some.reduce<readonly DeploymentCombination[]>(
      (combinations, name) => combinations.flatMap((one) => factors[name].map((value) => ({ ...one, [name]: value }))),
      [usual],
    );
  /** Without a network that is given, the usual one of the distribution, so that only the other factors decide. */
  const withNetwork = (one: DeploymentCombination) => ({ ...one, cni: "flannel", encapsulation: "vxlan" }) as const;

  test.each([
    ["networks", combinationsOf("product", "nodes", "cni", "encapsulation", "bgp", "family")],
    [
      "optional parties and load balancers",
      combinationsOf("product", "nodes", "loadBalancer", "apiLoadBalancer", "administrators", "kubernetesApiClients"),
    ],
    ["add-ons", combinationsOf("product", "nodes", "family", "addons").map(withNetwork)],
    [
      "add-ons of Cilium",
      combinationsOf("product", "nodes", "addons").map(
        (one) => ({ ...one, cni: "cilium", encapsulation: "vxlan" }) as const,
      ),
    ],
  ] as const)("reject exactly the %s that the product rejects", (_, combinations) => {
    const isAllowed = (one: DeploymentCombination) => constraints.every(({ allows }) => allows(one));
    expect(combinations.filter((one) => isAccepted(one) !== isAllowed(one))).toEqual([]);
    expect(combinations.some(isAllowed)).toBe(true);
    expect(combinations.every(isAllowed)).toBe(false);
  });
});
