/** Users' texts that would steer a terminal or command a CI system if they were printed unchanged. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../stacks/program";
import { rancherSg } from "./command";

const hostile = "evil\u001b[2J\u001b]0;pwned\u0007\n::error file=x::forged\u009b1m\u202e\u2028";
const steering = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const commands = /^\s*::[\w-]+.*::|##\w*\[/m;
const quoted = JSON.stringify(hostile);
const place = "region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718";
const nodes = (more: string) =>
  `deployments:\n  - { name: nodes, type: rancher-nodes, edition: 2.x, ${place}, ${more} }\n`;

const configs: Readonly<Record<string, string>> = {
  "an unknown key": nodes(`${quoted}: 1`),
  "a key that is there twice": nodes(`${quoted}: 1, ${quoted}: 2`),
  "a value": nodes(`ipFamily: ${quoted}`),
  "a key of sources": nodes(`sources: { ${quoted}: anywhere }`),
  "a key of rules.override": nodes(`rules: { override: { ${quoted}: { ports: 1 } } }`),
  "an id of rules.omit": nodes(`rules: { omit: [${quoted}] }`),
  "a reason of lint": nodes(`lint: { acknowledge: [{ id: open-egress, reason: ${quoted} }] }`),
  "a tag": nodes(`tags: { ${quoted}: ${quoted} }`),
  "a name": `deployments:\n  - { name: ${quoted}, type: rancher-nodes, edition: 2.x, ${place} }\n`,
};

test.each(Object.entries(configs))("shows %s on one line, without its control characters", (_, config) => {
  inFolder({}, (folder) => {
    writeFileSync(join(folder, "rancher-sg.yaml"), config);
    for (const verb of [
      "lint",
      "lint --format json",
      "matrix",
      "matrix --format json",
      "explain --from 10.0.0.1 --to nodes --port 22",
      "synth",
    ]) {
      const { stdout, stderr } = rancherSg(verb, { cwd: folder });
      expect(`${stdout}${stderr}`).not.toMatch(steering);
      expect(`${stdout}${stderr}`).not.toMatch(commands);
    }
  });
});

test("shows an option and a file name without control characters", () => {
  for (const args of [["lint", `--${hostile}`], ["lint", "--config", hostile], [hostile], ["diff", hostile, hostile]]) {
    const { exitCode, stdout, stderr } = rancherSg(args);
    expect(exitCode).toBe(2);
    expect(`${stdout}${stderr}`).not.toMatch(steering);
    expect(`${stdout}${stderr}`).not.toMatch(commands);
  }
});
