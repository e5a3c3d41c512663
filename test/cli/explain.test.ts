import { readFileSync } from "node:fs";
import { inFolder } from "../stacks/program";
import { rancherSg, refusal, root, sample } from "./command";

const config = readFileSync(sample, "utf8");
const question = "explain --deployment production --from worker --to etcd --port 9999";
const forbids = (port: number, more = "deployment: production, ") =>
  `assertions:\n  - { name: no ${port}, ${more}forbids: { from: worker, to: etcd, ports: ${port} } }\n`;

/** Names of the broken assertions, and whether an edit is suggested. */
function summaryOf(args: string, files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  return inFolder(files, (cwd) => {
    const { stdout, stderr, exitCode } = rancherSg(`${args} --format json`, { cwd, env });
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 1 });
    const { assertions, edit } = JSON.parse(stdout);
    return { assertions, hasEdit: edit !== undefined };
  });
}
const refused = (args: string, files: Readonly<Record<string, string>>) =>
  inFolder(files, (cwd) => refusal(args, { cwd }));

const no9999 = { name: "no 9999", kind: "forbids" };

test("names the promise and the assertions of the sample that the flow would break, and suggests no edit", () => {
  const { stdout, exitCode } = rancherSg("explain --deployment production --from worker --to etcd --port 2379", {
    cwd: root,
  });
  const lines = stdout.split("\n");
  expect(exitCode).toBe(1);
  expect(lines.slice(0, 2)).toEqual([
    "tcp 2379 from worker to etcd: denied",
    "no table in effect asks for tcp 2379 from worker to etcd",
  ]);
  expect(lines[2]).toContain('it would break the promise "only etcd and control plane nodes reach the ports of etcd"');
  expect(lines.slice(3, 5)).toEqual([
    'it would break the assertion "workers never reach etcd" (stacks/assertions.yaml:3:5)',
    'it would break the assertion "only etcd and control plane nodes reach etcd" (stacks/assertions.yaml:7:5)',
  ]);
  expect(lines.at(-2)).toBe(
    'if you mean it, write a port rule under rules.add yourself, and change the assertions "workers never reach etcd", "only etcd and control plane nodes reach etcd"',
  );
  expect(stdout).not.toContain("rules: {");
});

describe("--quiet", () => {
  const command = `${question.replace("9999", "6443-6444")} --quiet`;

  test("prints the first line of the explanation, with the same exit code", () => {
    const whole = rancherSg(command.replace(" --quiet", ""));
    const quiet = rancherSg(command);
    expect(quiet).toEqual({ exitCode: 1, stdout: "tcp 6443-6444 from worker to etcd: partly allowed\n", stderr: "" });
    expect({ exitCode: whole.exitCode, line: `${whole.stdout.split("\n")[0]}\n` }).toEqual({
      exitCode: quiet.exitCode,
      line: quiet.stdout,
    });
  });

  test("prints the first fields of the JSON, and the verdict before them", () => {
    const entries = (args: string) => Object.entries(JSON.parse(rancherSg(`${args} --format json`).stdout));
    const quiet = entries(command);
    expect(quiet[0]).toEqual(["verdict", "partly"]);
    expect(quiet.map(([name]) => name).slice(1)).toEqual([
      "from",
      "to",
      "traffic",
      "allowed",
      "some",
      "undecided",
      "denied",
      "governs",
    ]);
    expect(entries(command.replace(" --quiet", "")).slice(0, quiet.length)).toEqual(quiet);
  });

  test("reads no assertions and searches for no edit", () => {
    inFolder({ "config.yaml": config, "assertions.yaml": "assertions: [5]\n" }, (cwd) => {
      const { exitCode, stderr } = rancherSg(`${command} --config config.yaml`, { cwd });
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
    });
  });
});

describe("the assertion file", () => {
  const place = (file: string) => ({ ...no9999, place: { file, line: 2, column: 5 } });

  test("is the file that --assertions names", () => {
    const files = { "config.yaml": config, "assertions.yaml": forbids(9998), "mine.yaml": forbids(9999) };
    expect(summaryOf(`${question} --config config.yaml --assertions mine.yaml`, files)).toEqual({
      assertions: [place("mine.yaml")],
      hasEdit: false,
    });
  });

  test("is assertions.yaml in the folder of the config file by default", () => {
    const files = { "config.yaml": config, "assertions.yaml": forbids(9999) };
    const expected = { assertions: [place("assertions.yaml")], hasEdit: false };
    expect(summaryOf(`${question} --config config.yaml`, files)).toEqual(expected);
    expect(summaryOf(question, files, { RANCHER_SG_CONFIG: "config.yaml" })).toEqual(expected);
  });

  test("is optional in the default place", () => {
    expect(summaryOf(`${question} --config config.yaml`, { "config.yaml": config })).toEqual({
      assertions: [],
      hasEdit: true,
    });
  });

  test("is not read by default for a folder of config files", () => {
    const { stdout, stderr } = rancherSg(
      "explain --config stacks/examples --deployment lab --from worker --to etcd --port 2379",
    );
    expect({ stderr, isFromFile: stdout.includes("assertions.yaml") }).toEqual({ stderr: "", isFromFile: false });
  });

  test("may be about other deployments too, unless --assertions names it", () => {
    const files = {
      "config.yaml": config,
      "assertions.yaml": `${forbids(9999)}${forbids(9999, "deployment: staging, ").replace("assertions:\n", "")}`,
    };
    expect(summaryOf(`${question} --config config.yaml`, files).assertions).toEqual([place("assertions.yaml")]);
    expect(refused(`${question} --config config.yaml --assertions assertions.yaml`, files)).toEqual([
      'assertions.yaml:3:34 assertions[1].deployment: is not a deployment of the config, got "staging"; use one of rancher-nodes, production',
    ]);
  });

  test("counts only assertions about the deployment of the question", () => {
    const files = {
      "config.yaml": config,
      "assertions.yaml":
        "assertions:\n  - { deployment: rancher-nodes, forbids: { from: nodes, to: nodes, ports: 9999 } }\n",
    };
    expect(summaryOf(`${question} --config config.yaml`, files)).toEqual({ assertions: [], hasEdit: true });
  });
});

describe("a bad assertion file", () => {
  test("is refused with all its mistakes", () => {
    const files = { "config.yaml": config, "bad.yaml": `${forbids(9999)}  - 5\n  - 6\n` };
    expect(refused(`${question} --config config.yaml --assertions bad.yaml`, files)).toEqual([
      "bad.yaml:3:5 assertions[1]: must be a map, got 5",
      "bad.yaml:4:5 assertions[2]: must be a map, got 6",
    ]);
  });

  test("is not read if the question has a mistake", () => {
    const files = { "config.yaml": config, "bad.yaml": "assertions: [5]\n" };
    const command =
      "explain --config config.yaml --deployment production --from wroker --to etcd --assertions bad.yaml";
    expect(refused(command, files)).toEqual([
      expect.stringMatching(/^--from: is not a party of production, got "wroker"; did you mean "worker"\?/),
    ]);
  });

  test("is refused if it is the default file", () => {
    const files = { "config.yaml": config, "assertions.yaml": "assertions: [5]\n" };
    expect(refused(`${question} --config config.yaml`, files)).toEqual([
      "assertions.yaml:1:14 assertions[0]: must be a map, got 5",
    ]);
  });

  test("is refused if it does not exist", () => {
    expect(refused(`${question} --config config.yaml --assertions none.yaml`, { "config.yaml": config })).toEqual([
      "none.yaml: cannot be read: there is no such file; name a file of assertions, such as stacks/assertions.yaml",
    ]);
  });

  test("is not read if the config cannot be read", () => {
    const files = { "mine.yaml": `${forbids(9999)}  - 5\n` };
    expect(refused(`${question} --config config.yaml --assertions mine.yaml`, files)).toEqual([
      "config.yaml: cannot be read: there is no such file; name the config file with --config, or write a first one with rancher-sg init",
    ]);
  });

  test("is not read if the option is misspelt", () => {
    const files = { "config.yaml": config, "assertions.yaml": "assertions: [5]\n" };
    expect(refused(`${question} --config config.yaml --asertions mine.yaml`, files)).toEqual([
      '--asertions: is not an option of this command; did you mean "--assertions"?',
    ]);
  });
});
