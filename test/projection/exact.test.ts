import fc from "fast-check";
import { SecurityGroupsError } from "../../src/errors";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import type { Probe } from "../oracle/endpoint";
import { endpoints, probes } from "../oracle/endpoints";
import { accepts, sends } from "../oracle/evaluate";
import { mustAccept, mustSend, requirementsOf, unboundParties } from "../oracle/oracle";
import { deployments, incompleteDeployments } from "./arbitrary-deployment";

/** The first connections on which the plan and the oracle disagree, as texts. */
function disagreements(deployment: Deployment, tried: readonly Probe[]): readonly string[] {
  const plan = planDeployment(deployment);
  const requirements = requirementsOf(deployment);
  const found: string[] = [];
  for (const from of endpoints) {
    for (const to of endpoints) {
      // An endpoint without groups has no rules.
      if (from.groups.length === 0 && to.groups.length === 0) continue;
      for (const probe of tried) {
        const where = `${from.name} -> ${to.name} on ${probe.port}/${probe.protocol}`;
        const isAccepted = accepts(plan, from, to, probe);
        if (isAccepted !== mustAccept(requirements, from, to, probe)) found.push(`ingress ${isAccepted}: ${where}`);
        const isSent = sends(plan, from, to, probe);
        if (isSent !== mustSend(deployment, requirements, from, to, probe)) found.push(`egress ${isSent}: ${where}`);
      }
    }
  }
  return found.slice(0, 10);
}

const parties = { rancher: { create: true }, apiClients: { cidrs: ["203.0.113.0/24"] }, workloadClients: "anywhere" };
const balancers = [
  ["no load balancer", {}],
  ["TLS terminated at the load balancer", { loadBalancer: { terminatesTls: true } }],
  ["TLS passed through the load balancer", { loadBalancer: { terminatesTls: false } }],
] as const;
const kinds = ["node-pools", "custom"].flatMap((provisioning) =>
  balancers.flatMap(([balancer, loadBalancer]) =>
    ["all", "required"].map((egress): [string, object] => [
      `${provisioning}, ${balancer}, egress ${egress}`,
      { type: "cluster", rancherVersion: "2.x", name: "production", provisioning, egress, parties, ...loadBalancer },
    ]),
  ),
);

test.each([["rancher-nodes", { type: "rancher-nodes", edition: "2.x", name: "nodes" }], ...kinds])(
  "opens exactly what the tables require, on both sides of every edge of every port range: %s",
  (_, input) => {
    expect(disagreements(deploymentSchema.parse(input), probes)).toEqual([]);
  },
);

test("opens exactly what the tables require, whatever the parties are bound to", () => {
  fc.assert(
    fc.property(deployments, fc.subarray([...probes], { minLength: 10, maxLength: 10 }), (deployment, tried) => {
      expect(disagreements(deployment, tried)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test("rejects exactly the deployments in which a managed group needs an unbound party", () => {
  fc.assert(
    fc.property(incompleteDeployments, (deployment) => {
      expect([...partiesRefused(deployment)].sort()).toEqual(unboundParties(deployment, requirementsOf(deployment)));
    }),
  );
});

function partiesRefused(deployment: Deployment): readonly unknown[] {
  try {
    planDeployment(deployment);
    return [];
  } catch (error) {
    if (!(error instanceof SecurityGroupsError)) throw error;
    return error.issues.map(({ path }) => path[1]);
  }
}
