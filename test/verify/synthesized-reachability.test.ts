import { trafficLines } from "../../src/flows";
import type { Plan } from "../../src/model/plan";
import { PlanNames, plannedNetwork } from "../../src/network/planned-network";
import { parseTerraformApp } from "../../src/network/terraform-json";
import { prove } from "../../src/questions/prove";
import { Reachability } from "../../src/reach/reachability";
import { synthesizedReachability } from "../../src/verify/synthesized-reachability";
import { type Json, keyLike, type Synthesized, shippedConfigs, synthesize } from "./synthesized-fixture";

const ingress = "aws_vpc_security_group_ingress_rule";
const sample = synthesize("stacks/rancher-sg.yaml");

/** Traffic between every two parties, in both directions. */
function reaches(view: Reachability): readonly string[] {
  const parties = view.plan.parties.map(({ party }) => party);
  return parties.flatMap((from) =>
    parties.map((to) => {
      const { allowed, partly, governs } = view.between([{ party: from }], [{ party: to }]);
      return JSON.stringify([from, to, trafficLines(allowed), trafficLines(partly), governs]);
    }),
  );
}

function viewsOf({ json, plans }: Synthesized, change: (stacks: Record<string, Json>) => void = () => {}) {
  const copy = structuredClone(json);
  change(Object.fromEntries(copy.stacks.map((stack) => [stack.name, stack.json])));
  return synthesizedReachability(parseTerraformApp(copy), plans);
}

describe.each(shippedConfigs)("%s", (config) => {
  test.each([false, true])("answers the same from the JSON as from the plan; optimised: %s", (optimize) => {
    const synthesized = synthesize(config, optimize);
    const names = new PlanNames(synthesized.plans);
    const views = viewsOf(synthesized);
    expect([...views.keys()]).toEqual(synthesized.plans);
    for (const [plan, view] of views) {
      expect(reaches(view)).toEqual(reaches(new Reachability(plan, plannedNetwork([plan], names), names)));
    }
  });
});

const production = sample.plans.find(({ deployment }) => deployment.name === "production") as Plan;

/** Witnesses against the claim that workers never reach etcd on tcp 2379. */
function witnesses(change: (resource: Json) => void): readonly string[] {
  const view = viewsOf(sample, (stacks) => change(stacks.production.resource)).get(production) as Reachability;
  const claim = {
    from: [{ party: "worker" as const }],
    to: [{ party: "etcd" as const }],
    traffic: [{ ipProtocol: "tcp", fromPort: 2379, toPort: 2379 }],
  };
  return prove(view, { kind: "forbids", claim }).map(({ witness }) => witness);
}

test("proves an assertion by the rules of the JSON, not by those of the plan", () => {
  expect(witnesses(() => {})).toEqual([]);
  const opened = witnesses((resource) => {
    const key = keyLike(resource[ingress], /etcd_ingress-tcp-2379-etcd/);
    const worker = keyLike(resource.aws_security_group, /worker/);
    resource[ingress].added = {
      ...resource[ingress][key],
      referenced_security_group_id: `\${aws_security_group.${worker}.id}`,
    };
  });
  expect(opened).toEqual(["tcp 2379 from worker to etcd"]);
});

test("ignores a rule that EC2 would reject", () => {
  const refused = witnesses((resource) => {
    const key = keyLike(resource[ingress], /etcd_ingress-tcp-2379-etcd/);
    const { referenced_security_group_id: _, ...rule } = resource[ingress][key];
    resource[ingress].added = { ...rule, cidr_ipv4: "0.0.0.0/0", from_port: 3000, to_port: 2000 };
  });
  expect(refused).toEqual([]);
});
