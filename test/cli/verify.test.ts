/** `verify` with assertions: two proofs, one exit code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inFolder, runApp } from "../stacks/program";
import { rancherSg, refusal, root, sample } from "./command";

let folder: string;
let out: string;
let modules: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rancher-sg-verify-"));
  out = join(folder, "cdktf.out");
  modules = join(folder, "modules");
  runApp(folder, sample);
  rancherSg(["synth", "--format", "module", "--config", sample, "--output", modules]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shipped = join(root, "stacks/assertions.yaml");
const count = readFileSync(shipped, "utf8").match(/^ {2}- /gm)?.length;
const proven = /^Proven: \d+ rules of 6 groups in 2 deployments .*$/m;
const hold = `${count} of ${count} assertions hold\n`;

const wrong = "assertions:\n  - { deployment: production, forbids: { from: worker, to: controlplane, ports: 6443 } }\n";
const violated = "wrong.yaml:2:5 assertion 1: does not hold for production\n  tcp 6443 from worker to controlplane\n";

test("prints both results, for stacks and for modules", () => {
  for (const dir of [out, modules]) {
    const { exitCode, stdout, stderr } = rancherSg(["verify", dir, "--assertions", shipped]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(proven);
    expect(stdout.endsWith(hold)).toBe(true);
  }
});

test("exits with 1 if the JSON matches the tables but an assertion fails", () => {
  inFolder({ "wrong.yaml": wrong }, (cwd) => {
    const line = ["verify", out, "--config", sample, "--assertions", "wrong.yaml"];
    const { exitCode, stdout } = rancherSg(line, { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(proven);
    expect(stdout.endsWith(`${violated}0 of 1 assertions hold\n`)).toBe(true);
    const json = JSON.parse(rancherSg([...line, "--format", "json"], { cwd }).stdout);
    expect(Object.keys(json)).toEqual([
      "deployments",
      "groups",
      "rules",
      "added",
      "others",
      "omitted",
      "violations",
      "assertions",
    ]);
    expect(json).toMatchObject({
      violations: [],
      assertions: [{ name: "assertion 1", deployment: "production", kind: "forbids", holds: false }],
    });
  });
});

/** The stack `production` with a rule that lets workers reach etcd and that the config does not have. */
function opened(): string {
  const stack = JSON.parse(readFileSync(join(out, "stacks/production/cdk.tf.json"), "utf8"));
  const rules = stack.resource.aws_vpc_security_group_ingress_rule;
  const etcd = rules[Object.keys(rules).find((key) => key.includes("etcd_ingress-tcp-2379-etcd")) as string];
  const worker = Object.keys(stack.resource.aws_security_group).find((key) => key.includes("worker"));
  rules.added = { ...etcd, referenced_security_group_id: `\${aws_security_group.${worker}.id}` };
  return JSON.stringify(stack);
}

test("finds a broken assertion in the JSON that the config does not have", () => {
  const file = join(out, "stacks/production/cdk.tf.json");
  const before = readFileSync(file, "utf8");
  writeFileSync(file, opened());
  try {
    const { exitCode, stdout } = rancherSg(["verify", out, "--assertions", shipped]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("production: ingress of production-etcd allows what no table requires");
    expect(stdout).toContain(
      "workers never reach etcd: does not hold for production\n  tcp 2379 from worker to etcd\n",
    );
    expect(stdout.endsWith(`${(count ?? 0) - 2} of ${count} assertions hold\n`)).toBe(true);
  } finally {
    writeFileSync(file, before);
  }
});

test("exits with 1 if the assertions are proved but the JSON differs from the tables", () => {
  const changed = readFileSync(sample, "utf8").replaceAll("203.0.113.0/24", "192.0.2.0/24");
  inFolder({ "changed.yaml": changed }, (cwd) => {
    const { exitCode, stdout } = rancherSg(["verify", out, "--config", "changed.yaml", "--assertions", shipped], {
      cwd,
    });
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain("Proven");
    expect(stdout.endsWith(hold)).toBe(true);
  });
});

test("proves only the assertions about the chosen deployment", () => {
  const { exitCode, stdout } = rancherSg(["verify", out, "--deployment", "rancher-nodes", "--assertions", shipped]);
  expect(exitCode).toBe(0);
  expect(stdout.endsWith("2 of 2 assertions hold\n")).toBe(true);
});

test("prints only the fields of the verification in JSON if there are no assertions", () => {
  const json = JSON.parse(rancherSg(["verify", out, "--format", "json"]).stdout);
  expect(Object.keys(json)).toEqual(["deployments", "groups", "rules", "added", "others", "omitted", "violations"]);
});

test("prints nothing if the assertion file has mistakes", () => {
  inFolder({ "bad.yaml": "assertions: [5, 6]\n" }, (cwd) => {
    expect(refusal(["verify", out, "--config", sample, "--assertions", "bad.yaml"], { cwd })).toEqual([
      "bad.yaml:1:14 assertions[0]: must be a map, got 5",
      "bad.yaml:1:17 assertions[1]: must be a map, got 6",
    ]);
  });
});
