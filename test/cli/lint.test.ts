/** `lint --fail-on`: the findings that make the exit code 1. */
import { failLevels } from "../../src/model/finding";
import { inFolder } from "../stacks/program";
import { rancherSg, root } from "./command";

const nodes = "deployments:\n  - { name: lab, type: rancher-nodes, edition: 2.x }\n";

/** A config, the last line of its findings, and the exit codes of the levels error, warning, note and never. */
const cases = [
  ["stacks/examples/rancher-server.yaml", /^no findings$/, [0, 0, 0, 0]],
  ["stacks/examples/rancher-nodes.yaml", /^no findings; 1 acknowledged$/, [0, 0, 0, 0]],
  ["stacks/rancher-sg.yaml", /^2 notes; 10 acknowledged$/, [0, 0, 1, 0]],
  ["stacks/examples/hosted.yaml", /^2 warnings, 2 notes$/, [0, 1, 1, 0]],
  ["errors.yaml", /^\d+ errors/, [1, 1, 1, 0]],
] as const;

test.each(cases)("changes only the exit code: %s", (file, counts, exitCodes) => {
  inFolder({ "errors.yaml": nodes }, (folder) => {
    const line = `lint --config ${file === "errors.yaml" ? folder : root}/${file}`;
    const runs = failLevels.map((level) => rancherSg(`${line} --fail-on ${level}`));
    const byDefault = rancherSg(line);
    expect(byDefault.stdout.trimEnd().split("\n").at(-1)).toMatch(counts);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual(exitCodes);
    expect(byDefault.exitCode).toBe(exitCodes[failLevels.indexOf("warning")]);
    expect(new Set([byDefault, ...runs].map(({ stdout }) => stdout)).size).toBe(1);
  });
});
