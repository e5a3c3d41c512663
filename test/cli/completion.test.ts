import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { verbs } from "../../stacks/verbs";
import { inFolder } from "../stacks/program";
import { rancherSg, refusal } from "./command";

const shells = ["bash", "zsh", "fish"] as const;
const scriptOf = (shell: string) => rancherSg(`completion ${shell}`).stdout;
const isInstalled = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

/** The completions that bash offers for the last word of a line, in a folder with these entries. */
function offered(line: string, cwd: string): readonly string[] {
  const words = line
    .split(" ")
    .map((word) => `'${word}'`)
    .join(" ");
  const program = `${scriptOf("bash")}
COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _rancher_sg; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", program], { cwd, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout.split("\n").filter(Boolean).sort();
}

describe("bash", () => {
  test.each([
    ["rancher-sg ", [...Object.keys(verbs), "--help", "--version"].sort()],
    ["rancher-sg ex", ["explain"]],
    ["rancher-sg lint --f", ["--fail-on", "--format"]],
    ["rancher-sg lint --format ", ["json", "sarif", "text"]],
    ["rancher-sg lint --format s", ["sarif"]],
    ["rancher-sg diff --format = m", ["markdown"]],
    ["rancher-sg synth --output ", ["folder"]],
    ["rancher-sg lint --config c", ["c d.yaml", "config.yaml"]],
    ["rancher-sg verify ", ["folder"]],
    ["rancher-sg completion ", ["bash", "fish", "zsh"]],
    ["rancher-sg explain --port ", []],
    ["rancher-sg no-such-verb ", []],
  ])("offers for %j: %j", (line, expected) => {
    inFolder({ "config.yaml": "", "c d.yaml": "" }, (cwd) => {
      mkdirSync(join(cwd, "folder"));
      expect(offered(line, cwd)).toEqual(expected);
    });
  });
});

// Shells that are not installed are skipped.
describe.each(shells)("the script for %s", (shell) => {
  (isInstalled(shell) ? test : test.skip)("is one that the shell accepts", () => {
    inFolder({}, (cwd) => {
      writeFileSync(join(cwd, "script"), scriptOf(shell));
      const args = shell === "fish" ? ["--no-execute", "script"] : ["-n", "script"];
      const { status, stderr } = spawnSync(shell, args, { cwd, encoding: "utf8" });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    });
  });

  test("has every verb and every option", () => {
    const script = scriptOf(shell);
    for (const [name, load] of Object.entries(verbs)) {
      expect(script).toContain(name);
      for (const option of Object.keys(load().options)) expect(script).toContain(option);
    }
  });
});

test("rejects another shell", () => {
  expect(refusal("completion tcsh")).toEqual(['SHELL: is not an allowed value, got "tcsh"; did you mean "bash"?']);
  expect(refusal("completion")).toEqual(["SHELL: is required; for example bash"]);
});
