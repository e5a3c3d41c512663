import { readdirSync } from "node:fs";
import { cluster, nodes } from "../config/config-lines";
import { inFolder, runApp } from "./program";

/** Runs on a config, and gives what was said and what the folder holds afterwards. */
const runOn = (text: string) =>
  inFolder({ "c.yaml": text }, (folder) => ({ ...runApp(folder, "c.yaml"), left: readdirSync(folder) }));

test.each([
  ["what is not YAML", "deployments:\n\t- a\n"],
  ["an empty file", ""],
  ["a mistake in one of two deployments", `${nodes("")}  - { name: b, type: cluster }\n`],
  ["a party that nothing is bound to", cluster("", "apiClients: none")],
])("on %s the exit code is 2, nothing is written, and every line has a place", (_, text) => {
  const { exitCode, stdout, stderr, left } = runOn(text);
  expect({ exitCode, stdout, left }).toEqual({ exitCode: 2, stdout: "", left: ["c.yaml"] });
  const lines = stderr.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/^c\.yaml:\d+:\d+/);
});

test("a missing config file is one line and exit code 2", () => {
  const run = inFolder({}, (folder) => ({ ...runApp(folder, undefined), left: readdirSync(folder) }));
  expect(run).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      "rancher-sg.yaml: cannot be read: there is no such file; name the config file with --config, or write a first one with rancher-sg init\n",
    left: [],
  });
});

test("an output folder that cannot be made is one line and exit code 2", () => {
  const run = inFolder({ "c.yaml": nodes(""), taken: "" }, (folder) => runApp(folder, "c.yaml", "taken/out"));
  expect(run).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: expect.stringMatching(/^taken\/out: cannot be written: .+; name another output folder with --output\n$/),
  });
});
