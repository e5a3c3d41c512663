/** Options that make the tables describe the existing groups better than the config does. */
import { fittingOptions, isWhole } from "../../src/audit/fitting-options";
import type { DeploymentInput } from "../../src/model/deployment";
import { parseDeployment } from "../../src/model/parse-deployment";
import { parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deployed, describeSecurityGroups, vpcId } from "./emulated-answers";

const planOf = (input: object) => planDeployment(parseDeployment(input as DeploymentInput));
const cluster = {
  type: "cluster",
  name: "shop",
  provisioning: "custom",
  distribution: "rke2",
  rancherVersion: "2.13",
  parties: { rancher: "none", apiClients: "anywhere", workloadClients: "anywhere" },
};
const nodes = { type: "rancher-nodes", name: "nodes", edition: "2.x" };

/** Suggested options for a config, if the existing groups were deployed with `more` in addition. */
function better(config: object, more: object) {
  const groups = deployed(planOf({ ...config, ...more }));
  const existing = ec2Network(parseEc2Answer(describeSecurityGroups(groups)));
  const found = fittingOptions({ plan: planOf(config), vpcId }, existing, []);
  return found && { options: found.options, isWhole: isWhole(found), existing: found.existing };
}

test.each<[string, object, object]>([
  ["another edition", nodes, { edition: "2025-09" }],
  ["another distribution", { ...cluster, cni: "flannel" }, { distribution: "k3s" }],
  ["another CNI", cluster, { cni: "calico" }],
  ["both families of addresses", cluster, { ipFamily: "dual" }],
  ["joined rules", cluster, { optimize: true }],
  ["two options at once", cluster, { cni: "cilium", ipFamily: "dual" }],
])("%s", (_, config, more) => {
  const found = better(config, more);
  expect(found).toMatchObject({ options: more, isWhole: true });
  expect(found?.existing).toBeGreaterThan(0);
});

test("suggests no options if those of the config fit", () => {
  expect(better(cluster, {})).toBeUndefined();
});
