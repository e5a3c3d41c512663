/**
 * Every deployment of the matrices that test/e2e/distributions.test.ts deploys, in one stack and in separate stacks: the same
 * groups and rules, so that every cell is equal.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { loadConfig } from "../../src/config/load-config";
import { compareNetworks } from "../../src/diff/compare-networks";
import { readTerraformApp, terraformNetwork } from "../../src/network/terraform-json";
import { addStacks } from "../../stacks/add-stacks";
import { hostedCases, nodesCases, pairwiseCases, serverCases } from "../e2e/distribution-cases";

const folder = mkdtempSync(join(tmpdir(), "shared-stack-cells-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const deployments = [...pairwiseCases, ...nodesCases, ...serverCases, ...hostedCases].map(({ deployment }) => {
  // A VPC has one group of each name.
  return deployment.type === "rancher-nodes" ? { ...deployment, groupName: deployment.name } : deployment;
});

/** The network in the JSON of all deployments, and the number of stacks. */
function synthesized(keys: object) {
  const file = join(folder, "config.yaml");
  const defaults = { region: "us-east-1", vpcId: "vpc-0a1b2c3d4e5f60718", ...keys };
  writeFileSync(file, JSON.stringify({ defaults, deployments }));
  const outdir = mkdtempSync(join(folder, "out-"));
  const app = new App({ outdir });
  addStacks(app, loadConfig(file));
  app.synth();
  const json = readTerraformApp(outdir);
  return { stacks: json.stacks.length, network: terraformNetwork(json) };
}

test("one stack has the groups and rules of separate stacks", () => {
  const [one, separate] = [synthesized({ stack: "all" }), synthesized({})];
  expect([one.stacks, separate.stacks]).toEqual([1, deployments.length]);
  const sides = compareNetworks(separate.network, one.network);
  expect(sides.filter(({ isIn, rules }) => !(isIn[0] && isIn[1] && rules.hasSameRules))).toEqual([]);
  expect(sides.reduce((sum, { rules }) => sum + rules.matching.length, 0)).toBeGreaterThan(1000);
});
