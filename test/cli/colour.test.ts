import { stripVTControlCharacters } from "node:util";
import { colouredText, isColoured } from "../../src/cli/colour";
import { inFolder } from "../stacks/program";
import { onTerminal, rancherSg, root, sample } from "./command";

const esc = "\u001b";
const shown = (text: string) => text.replaceAll(esc, "ESC");

test.each([
  ["a terminal", {}, true, "text", true],
  ["a file", {}, false, "text", false],
  ["NO_COLOR", { NO_COLOR: "1" }, true, "text", false],
  ["an empty NO_COLOR", { NO_COLOR: "" }, true, "text", true],
  ["a terminal without colours", { TERM: "dumb" }, true, "text", false],
  ["FORCE_COLOR into a file", { FORCE_COLOR: "1" }, false, "text", true],
  ["an empty FORCE_COLOR", { FORCE_COLOR: "" }, false, "text", false],
  ["FORCE_COLOR=0 on a terminal", { FORCE_COLOR: "0" }, true, "text", false],
  ["FORCE_COLOR with NO_COLOR and TERM=dumb", { FORCE_COLOR: "1", NO_COLOR: "1", TERM: "dumb" }, false, "text", true],
  ["another format", { FORCE_COLOR: "1" }, true, "json", false],
] as const)("%s", (_, env, isTerminal, format, expected) => {
  expect(isColoured(env, isTerminal, format)).toBe(expected);
});

test("does not let a control character in a user's text change the colour of the following text", () => {
  const word = { colour: "red", word: `bad${esc}[0m` } as const;
  expect(shown(colouredText([`a${esc}[31m\u009b31m\tb\n`, word, "\r"]))).toBe(
    "a\ufffd[31m\ufffd31m\tb\nESC[31mbad\ufffd[0mESC[39m\ufffd",
  );
});

const outside = ["--from", "203.0.113.7/32", "--to", "worker"];
const question = ["explain", "--config", sample, "--deployment", "production"];
const runs = [
  ["lint", ["lint", "--config", sample], "ESC[34mnote", "ESC[32mok"],
  ["explain", [...question, "--from", "worker", "--to", "etcd", "--port", "2379"], "ESC[31mdenied"],
  ["explain --quiet", [...question, ...outside, "--port", "443", "--quiet"], "ESC[32mallowed"],
  ["diff", ["diff", sample, "stacks/examples/node-pools.yaml"], "ESC[33mIncomparable", "ESC[31mLOOSER"],
] as const;

test.each(runs)("%s: FORCE_COLOR adds colours and changes nothing else", (_, args, ...words) => {
  const plain = rancherSg(args);
  const coloured = rancherSg(args, { env: { FORCE_COLOR: "1" } });
  for (const word of words) expect(shown(coloured.stdout)).toContain(`${word}`);
  expect(plain.stdout).not.toContain(esc);
  expect({ ...coloured, stdout: stripVTControlCharacters(coloured.stdout) }).toEqual(plain);
});

test("colours the verdict of verify, and assertions that fail", () => {
  const assertions = "assertions:\n  - name: no SSH\n    forbids: { from: rancher, to: worker, ports: 22 }\n";
  inFolder({ "assertions.yaml": assertions }, (folder) => {
    const options = { cwd: folder, env: { FORCE_COLOR: "1", RANCHER_SG_CONFIG: sample } };
    rancherSg("synth", options);
    const { exitCode, stdout } = rancherSg("verify --deployment production --assertions assertions.yaml", options);
    expect(shown(stdout)).toMatch(/^ESC\[32mProvenESC\[39m: /);
    expect(shown(stdout)).toContain("no SSH: ESC[31mdoes not holdESC[39m for ");
    expect(exitCode).toBe(1);
  });
});

test("uses colours on a terminal, unless NO_COLOR is set or the format is JSON", () => {
  const lint = ["lint", "--config", sample];
  const { stdout, exitCode } = rancherSg(lint);
  const onColourTerminal = onTerminal(root, lint);
  expect(shown(onColourTerminal.printed)).toContain("ESC[34mnoteESC[39m");
  expect(onColourTerminal.exitCode).toBe(exitCode);
  expect(stripVTControlCharacters(onColourTerminal.printed)).toBe(stdout);
  expect(onTerminal(root, lint, { NO_COLOR: "1" }).printed).toBe(stdout);
  expect(onTerminal(root, [...lint, "--format", "json"]).printed).not.toContain(esc);
});
