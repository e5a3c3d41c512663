import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commonFlags } from "../../src/cli/parse-args";
import { verbs } from "../../stacks/verbs";
import { rancherSg, root } from "./command";

const names = Object.keys(verbs);

test("lists the verbs without arguments and with help, and has a help text for every verb", () => {
  const overview = rancherSg("--help");
  expect(overview).toMatchObject({ exitCode: 0, stderr: "" });
  expect(
    overview.stdout
      .match(/^ {2}[a-z]+/gm)
      ?.map((name) => name.trim())
      .sort(),
  ).toEqual([...names].sort());
  const sections = overview.stdout.split(/^(?=[A-Z][a-z]+:$)/m).slice(1);
  expect(sections.map((section) => section.match(/^[A-Z]\w+(?=:$)|^ {2}[a-z]+/gm)?.map((word) => word.trim()))).toEqual(
    [
      ["Write", "synth", "init", "draw", "report", "completion"],
      ["Ask", "explain", "matrix"],
      ["Prove", "audit", "verify", "lint"],
      ["Compare", "diff"],
    ],
  );
  for (const name of names) expect(overview.stdout).toContain(`\n  ${name} `);
  expect(overview.stdout).toMatch(/Exit codes: 0 yes, 1 no or findings, 2 bad input\.\n$/);
  expect(rancherSg("")).toEqual({ ...overview, exitCode: 2 });
  expect(rancherSg("help")).toEqual(overview);
  expect(rancherSg("-h")).toEqual(overview);
});

test("prints the version of the package, and nothing else", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect(rancherSg("--version")).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
});

describe.each(names)("%s", (name) => {
  const { options, flags, positionals } = verbs[name]?.() ?? { options: {} };
  const { exitCode, stdout, stderr } = rancherSg(`${name} --help`);

  it("prints the help for --help and -h, even if the rest of the line is wrong", () => {
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(rancherSg(`${name} --no-such-option -h`)).toEqual({ exitCode, stdout, stderr });
  });

  it("starts with the usage: required options and all arguments", () => {
    const required = Object.entries(options).filter(([, { example }]) => example);
    const [usage] = stdout.split("\n");
    expect(usage).toMatch(new RegExp(`^Usage: rancher-sg ${name}( .*)? \\[options\\]$`));
    for (const [option, { value }] of required) expect(usage).toContain(` --${option} ${value}`);
    expect(usage?.match(/ [[A-Z.\] ]+(?= \[options\])/)?.[0].match(/[A-Z]+/g) ?? []).toEqual(
      expect.arrayContaining([...(positionals?.names ?? [])]),
    );
  });

  it("lists exactly its options, with every allowed value and default", () => {
    const [, table = ""] = /\n\n((?: {2}--.*\n(?: {6}.*\n)*)+)/.exec(stdout) ?? [];
    const entries = table.split(/^(?= {2}--)/m).map((text) => text.trim().replaceAll(/\s+/g, " "));
    expect(entries.map((entry) => /^--([a-z-]+)/.exec(entry)?.[1])).toEqual([
      ...Object.keys(options),
      ...Object.keys({ ...flags, ...commonFlags }),
    ]);
    for (const [index, { value, allowed = [], default: byDefault }] of Object.values(options).entries()) {
      expect(entries[index]).toMatch(new RegExp(`^--[a-z-]+ ${value} .`));
      for (const word of allowed) expect(entries[index]).toMatch(new RegExp(`(^|[ ,])${word}($|[ ,:])`));
      if (byDefault)
        expect(entries[index]).toMatch(new RegExp(`${byDefault} \\(default\\)|\\(default: ${byDefault}\\)`));
    }
  });

  it("explains the exit codes if the answer can be no, and fits into 120 columns", () => {
    expect(stdout.includes("Exit code")).toBe(!["synth", "matrix", "draw", "report", "completion"].includes(name));
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});

test("aligns descriptions and wraps them", () => {
  expect(rancherSg("explain --help").stdout).toBe(`Usage: rancher-sg explain --from ENDS --to ENDS [ORIGIN] [options]

Without ORIGIN, by the groups of the config. With ORIGIN or --live, by the groups that exist, and without an edit:
an origin is a config file or a folder of them, an output folder of synth, the JSON of terraform show -json of a
plan or a state, or EC2's answers in JSON files, joined by commas: groups.json,rules.json.

  --from ENDS        the sender: a party, pool:NAME, a CIDR, sg-... or pl-...; several, with commas, are one node with
                     all roles
  --to ENDS          the receiver, written in the same way
  --protocol NAME    tcp, udp, icmp, icmpv6, all, or a number (default: tcp)
  --port PORTS       a port, or a range such as 30000-32767; for icmp a type, or type/code (default: all)
  --config FILE      config file or folder (default: RANCHER_SG_CONFIG, rancher-sg.yaml or stacks/rancher-sg.yaml)
  --deployment NAME  the deployment (default: the only one in the config)
  --assertions FILE  assertions as in verify, which an edit must not break (default: assertions.yaml in the folder of
                     the config file, if there is one; assertions about deployments of other configs are ignored then)
  --region REGION    if EC2 is asked: the region (default: that of the deployment)
  --profile NAME     if EC2 is asked: profile of the AWS configuration (default: that of the deployment)
  --role-arn ARN     if EC2 is asked: a role to assume (default: that of the deployment)
  --format FORMAT    text (default) or json
  --quiet            print only the answer, without reasons and without an edit
  --live             ask EC2 what exists
  --debug            print the stack trace of an error
  --help             print this text

Example: rancher-sg explain --from worker --to etcd --protocol tcp --port 2379

The first line is the answer: allowed, partly allowed, denied, cannot be decided, or not decided here.
A flow that breaks an assertion, or a promise of the documented tables, gets no edit: docs/explain.md.
Exit code 0 if all of it is allowed, else 1.
`);
});

test("puts optional arguments in brackets", () => {
  const usage = (name: string) => rancherSg(`${name} --help`).stdout.split("\n")[0];
  expect(["verify", "diff", "report", "audit"].map(usage)).toEqual([
    "Usage: rancher-sg verify [DIR] [options]",
    "Usage: rancher-sg diff BEFORE [AFTER] [options]",
    "Usage: rancher-sg report [BEFORE AFTER] [options]",
    "Usage: rancher-sg audit [FILE...] [options]",
  ]);
});
