/** Promises of SECURITY.md about what a run does: no network, no other program, no evaluated text, no file but its output. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseDeployment } from "../../src/model/parse-deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import { verbs } from "../../stacks/verbs";
import { deployed, describeSecurityGroupRules, describeSecurityGroups, vpcId } from "../audit/emulated-answers";
import { inFolder } from "../stacks/program";
import { bundle } from "./command";

const isKnown = (flag: string) => process.allowedNodeEnvironmentFlags.has(flag);
const permission = isKnown("--permission") ? "--permission" : "--experimental-permission";

/** A module that is loaded first: the process ends at the first connection or look-up of a name. */
const offline = `
  const refuse = () => { process.stderr.write("used the network\\n"); process.exit(70); };
  require("node:net").Socket.prototype.connect = refuse;
  require("node:dgram").createSocket = refuse;
  for (const dns of [require("node:dns"), require("node:dns").promises]) dns.lookup = dns.resolve = refuse;
  globalThis.fetch = refuse;
  // With permissions Node refuses these for every file, also for one that may be written.
  require("node:fs").fsyncSync = require("node:fs").fchmodSync = () => {};`;

const groups = deployed(planDeployment(parseDeployment({ type: "rancher-nodes", edition: "2.x", name: "nodes" })));
const files = {
  "offline.cjs": offline,
  "c.yaml": `deployments:\n  - { name: nodes, type: rancher-nodes, region: us-east-1, vpcId: ${vpcId}, edition: 2.x }\n`,
  "assertions.yaml":
    "assertions:\n  - { name: SSH, deployment: nodes, permits: { from: 10.0.0.1/32, to: nodes, protocol: tcp, ports: 22 } }\n",
  "groups.json": JSON.stringify(describeSecurityGroups(groups)),
  "rules.json": JSON.stringify(describeSecurityGroupRules(groups)),
};

/** Arguments and exit code of each kind of run. They run one after the other in a folder. */
const runs: readonly (readonly [args: string, exitCode: number])[] = [
  ["init --kind rancher-server --for terraform --output out/new.yaml", 0],
  ["init groups.json rules.json --region us-east-1 --for terraform --output out/found.yaml", 0],
  ["synth --config c.yaml --output out/stacks", 0],
  ["synth --config c.yaml --output out/modules --format module", 0],
  ["verify out/stacks --config c.yaml --assertions assertions.yaml", 0],
  ["audit --config c.yaml groups.json rules.json --imports out/map.json --handover out/handover", 0],
  ["audit --config c.yaml groups.json rules.json --format html --output out/audit.html", 0],
  ["draw --config c.yaml --output out/picture.svg", 0],
  ["report --config c.yaml --output out/page.html", 0],
  ["explain --config c.yaml --from 10.0.0.1/32 --to nodes --port 22", 0],
  ["matrix --config c.yaml --format csv", 0],
  ["lint --config c.yaml --fail-on never", 0],
  ["diff c.yaml groups.json,rules.json", 0],
  ["completion bash", 0],
];

/** Runs the program where Node refuses other programs, threads, evaluated text, and writing outside of two folders. */
function guarded(folder: string, args: readonly string[]) {
  const folders = ["out", "temporary"].map((name) => join(folder, name));
  for (const path of folders) mkdirSync(path, { recursive: true });
  const node = [
    permission,
    "--no-warnings",
    "--allow-fs-read=*",
    ...folders.map((path) => `--allow-fs-write=${path}/*`),
    "--disallow-code-generation-from-strings",
    ...["--require", join(folder, "offline.cjs")],
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, TMPDIR: join(folder, "temporary") },
  });
  return { exitCode: status, output: `${stdout}${stderr}`, left: readdirSync(join(folder, "temporary")) };
}

test("no verb uses the network, starts a program, evaluates text, or writes a file that is not its output", () => {
  inFolder(files, (folder) => {
    for (const [args, exitCode] of runs) {
      const run = guarded(folder, [bundle, ...args.split(" ")]);
      expect({ args, ...run }).toEqual({
        args,
        exitCode,
        output: run.exitCode === exitCode ? run.output : "",
        left: [],
      });
    }
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(files), "out", "temporary"].sort());
  });
  expect(new Set(runs.map(([args]) => args.split(" ")[0]))).toEqual(new Set(Object.keys(verbs)));
});

test.each([
  ["a connection", 'require("node:net").connect(9, "127.0.0.1")'],
  ["a request", 'require("node:https").get("https://127.0.0.1")'],
  ["a look-up of a name", 'require("node:dns").lookup("localhost", () => {})'],
  ["another program", 'require("node:child_process").execFileSync("true")'],
  ["a thread", 'new (require("node:worker_threads").Worker)("1", { eval: true })'],
  ["evaluated text", 'new Function("return 1")()'],
  ["another file", 'require("node:fs").writeFileSync("c.yaml", "")'],
])("the guards of that test notice %s", (_, program) => {
  inFolder(files, (folder) => {
    expect(guarded(folder, ["-e", program]).exitCode).not.toBe(0);
    expect(guarded(folder, ["-e", "1"])).toMatchObject({ exitCode: 0 });
  });
});
