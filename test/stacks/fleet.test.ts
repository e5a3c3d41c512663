import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { loadConfig } from "../../src/config/load-config";
import { addStacks } from "../../stacks/add-stacks";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fleet-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** 200 clusters with seven lines each; the CIDR of each may differ. */
function fleetFile(cidrOf: (index: number) => string): string {
  const deployment = (index: number) => `  - name: cluster-${index}
    type: cluster
    provisioning: custom
    parties:
      rancher: none
      apiClients: { cidrs: [${cidrOf(index)}] }
      workloadClients: anywhere
    rancherVersion: 2.x
`;
  const defaults = "defaults: { region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718 }\ndeployments:\n";
  const file = join(folder, "fleet.yaml");
  writeFileSync(file, defaults + Array.from({ length: 200 }, (_, index) => deployment(index + 1)).join(""));
  return file;
}

test("writes 200 stacks for a config of 200 deployments", () => {
  const outdir = join(folder, "out");
  const app = new App({ outdir });
  addStacks(app, loadConfig(fleetFile(() => "203.0.113.0/24")));
  app.synth();
  expect(readdirSync(join(outdir, "stacks"))).toHaveLength(200);
});

test("reports the line of a mistake in the 137th of 200 deployments", () => {
  const file = fleetFile((index) => (index === 137 ? "203.0.113.5/24" : "203.0.113.0/24"));
  // Two lines of defaults, eight for each of the 136 deployments before, and the sixth of this one.
  const line = 2 + 8 * 136 + 6;
  expect(() => loadConfig(file)).toThrow(
    `${file}:${line}:29 deployments[136].parties.apiClients.cidrs[0]: has host bits set, got "203.0.113.5/24"; the network is 203.0.113.0/24`,
  );
});
