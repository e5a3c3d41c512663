import { readdirSync } from "node:fs";
import { cluster, nodes } from "../config/config-lines";
import { inFolder, runApp } from "./program";

/** Runs on a config, and returns the messages and the content of the folder afterwards. */
const runOn = (text: string) =>
  inFolder({ "c.yaml": text }, (folder) => ({ ...runApp(folder, "c.yaml"), left: readdirSync(folder) }));

test.each([
  ["text that is not YAML", "deployments:\n\t- a\n"],
  ["an empty file", ""],
  ["a mistake in one of two deployments", `${nodes("")}  - { name: b, type: cluster }\n`],
  ["a party without a binding", cluster("", "apiClients: none")],
])("exits with 2, writes nothing, and has a place on every line for %s", (_, text) => {
  const { exitCode, stdout, stderr, left } = runOn(text);
  expect({ exitCode, stdout, left }).toEqual({ exitCode: 2, stdout: "", left: ["c.yaml"] });
  const lines = stderr.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/^c\.yaml:\d+:\d+/);
});

test("reports a missing config file on one line, and exits with 2", () => {
  const run = inFolder({}, (folder) => ({ ...runApp(folder, undefined), left: readdirSync(folder) }));
  expect(run).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      "rancher-sg.yaml: cannot be read: there is no such file; name the config file with --config, or write a first one with rancher-sg init\n",
    left: [],
  });
});

test("reports an output folder that cannot be created on one line, and exits with 2", () => {
  const run = inFolder({ "c.yaml": nodes(""), taken: "" }, (folder) => runApp(folder, "c.yaml", "taken/out"));
  expect(run).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: expect.stringMatching(/^taken\/out: cannot be written: .+; name another output folder with --output\n$/),
  });
});
