/**
 * The same groups give the same results, whether they are read from a plan, from Terraform's JSON or from EC2's
 * answers.
 */
import fc from "fast-check";
import { diff } from "../../src/diff/diff";
import { lint } from "../../src/lint/lint";
import { type Network, type NetworkGroup, peerName } from "../../src/model/network";
import type { Plan } from "../../src/model/plan";
import { parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
import { plannedNetwork } from "../../src/network/planned-network";
import { renameGroups } from "../../src/network/rename-groups";
import { parseTerraformApp, terraformNetwork } from "../../src/network/terraform-json";
import { planDeployment } from "../../src/projection/plan-deployment";
import { matrix } from "../../src/questions/matrix";
import { Reachability } from "../../src/reach/reachability";
import { deployed, describeSecurityGroups, groupIdOf } from "../audit/emulated-answers";
import { deployments } from "../projection/arbitrary-deployment";
import { shippedConfigs, synthesize } from "../verify/synthesized-fixture";

/** EC2's answer about a deployed plan, with the plan's names for groups. */
function answered(plan: Plan): Network {
  const names = new Map<string, NetworkGroup>(
    plannedNetwork([plan]).groups.flatMap((group) =>
      group.planned ? [[`securityGroup:${groupIdOf(plan, group.planned.key)}`, group] as const] : [],
    ),
  );
  const network = ec2Network(parseEc2Answer(describeSecurityGroups(deployed(plan))));
  const { groups } = renameGroups(network, (peer) => names.get(peerName(peer))?.peer ?? peer);
  return { groups: groups.map((group) => ({ ...group, deployment: plan.deployment.name })) };
}

/** Plans whose groups are all created, so that EC2 has exactly their rules. */
const plans = deployments
  .filter((deployment) => !/\$\{|elsewhere|securityGroupId"/.test(JSON.stringify(deployment)))
  .map((deployment) => planDeployment(deployment));

test("has the matrix, the flows and the findings of the plan in EC2's answer about the deployed plan", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const network = answered(plan);
      expect(matrix(new Reachability(plan, network))).toEqual(matrix(new Reachability(plan)));
      expect(diff(plannedNetwork([plan]), network).relation).toBe("equal");
      // EC2 has other descriptions, and does not contain the port rules that require a rule.
      const findings = (of?: Network) =>
        lint(plan, "2026-11-22", of ? { network: of } : {}).flatMap(({ id, groupName }) =>
          id.includes("descri") ? [] : [`${id} ${groupName}`],
        );
      expect(findings(network).sort()).toEqual(findings().sort());
    }),
    { numRuns: 40 },
  );
});

test.each(shippedConfigs)("has the flows of its plans in the JSON of %s", (config) => {
  const { json, plans: shipped } = synthesize(config);
  const found = diff(plannedNetwork(shipped), terraformNetwork(parseTerraformApp(json)));
  expect(found).toEqual({ relation: "equal", changes: [], moved: [] });
});

test("shows a rule that EC2 lacks as a closed flow in the matrix and as a stricter diff", () => {
  fc.assert(
    fc.property(plans, fc.nat(), (plan, index) => {
      const network = answered(plan);
      const rules = network.groups.flatMap((group) => group.rules);
      const gone = rules[index % rules.length];
      const groups = network.groups.map((group) => ({ ...group, rules: group.rules.filter((rule) => rule !== gone) }));
      expect(["stricter", "equal"]).toContain(diff(network, { groups }).relation);
      expect(diff({ groups }, network).changes.every(({ kind }) => kind === "added")).toBe(true);
    }),
    { numRuns: 40 },
  );
});
