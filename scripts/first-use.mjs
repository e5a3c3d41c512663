// Measures the first use of the package and of a clone: seconds, and megabytes on disk.
//
//     npm run first-use                           both, in a table
//     npm run first-use -- --only package         or clone
//     npm run first-use -- --ref COMMIT           an earlier commit
//     npm run first-use -- --json                 for programs
//
// Everything happens in temporary folders, which are removed. A clone has only what is committed. Without --ref the package
// is packed from this checkout, with its changes. npm reads its usual cache: run the command twice to compare equal caches.
import { spawnSync } from "node:child_process";
import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt, reportBuildErrors, root } from "./build.mjs";

const config = `deployments:
  - name: production
    type: cluster
    provisioning: node-pools
    distribution: rke2
    rancherVersion: "2.15"
    region: us-east-1
    vpcId: vpc-0a1b2c3d4e5f60718
    parties:
      rancher: { cidrs: [198.51.100.10/32] }
      apiClients: { cidrs: [203.0.113.0/24] }
      workloadClients: anywhere
`;

/** A command that failed. The message is for the user. */
class StepError extends Error {}

/** Runs a command and measures it. @throws StepError */
function step(name, folder, [program, ...args], measured = folder) {
  const start = performance.now();
  run(folder, [program, ...args]);
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  return { step: name, seconds, megabytes: megabytesIn(measured) };
}

function run(cwd, [program, ...args]) {
  const { CDKTF_OUTDIR: _outdir, RANCHER_SG_CONFIG: _config, ...rest } = process.env;
  // npm run passes on settings that name this checkout.
  const env = Object.fromEntries(Object.entries(rest).filter(([name]) => !/^npm_(?!config_registry)/i.test(name)));
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
  if (status === 0) return stdout;
  throw new StepError(
    `${stdout ?? ""}${stderr ?? error?.message}\n${[program, ...args].join(" ")}: exit code ${status}`,
  );
}

/** Disk usage of the folder, counted like du: whole blocks, each file once. */
function megabytesIn(folder) {
  const seen = new Set();
  const bytesOf = (path) => {
    const { ino, blocks } = lstatSync(path);
    if (seen.has(ino)) return 0;
    seen.add(ino);
    return blocks * 512;
  };
  const bytes = readdirSync(folder, { recursive: true }).reduce((sum, name) => sum + bytesOf(join(folder, name)), 0);
  return Math.round((bytes / 2 ** 20) * 10) / 10;
}

function measureClone(ref, folder) {
  const clone = join(folder, "clone");
  run(folder, ["git", "clone", "--quiet", "--no-hardlinks", root, clone]);
  run(clone, ["git", "checkout", "--quiet", ref]);
  return [
    step("npm ci", clone, ["npm", "ci"], join(clone, "node_modules")),
    step("npm run synth", clone, ["npm", "run", "synth"]),
    step("npx cdktf synth", clone, ["npx", "cdktf", "synth"]),
  ];
}

function measurePackage(source, folder) {
  const user = join(folder, "user");
  mkdirSync(user);
  const tarball = join(
    folder,
    run(source, ["npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", folder]).trim(),
  );
  writeFileSync(join(user, "package.json"), '{ "private": true }\n');
  const steps = [step("npm install TARBALL", user, ["npm", "install", tarball])];
  writeFileSync(join(user, "rancher-sg.yaml"), config);
  if (/^ +synth\b/m.test(run(user, ["npx", "rancher-sg", "help"]))) {
    return [...steps, step("rancher-sg synth", user, ["npx", "rancher-sg", "synth"])];
  }
  // If the package of this commit has no synth, this runs the program of the checkout.
  mkdirSync(join(user, "stacks"));
  copyFileSync(join(source, "lib", "stacks", "main.js"), join(user, "main.js"));
  writeFileSync(join(user, "stacks", "rancher-sg.yaml"), config);
  return [...steps, step("node main.js (not in the package)", user, [process.execPath, "main.js"])];
}

function table(rows) {
  const cells = rows.map(({ use, step, seconds, megabytes }) => [use, step, seconds.toFixed(1), megabytes.toFixed(1)]);
  const all = [["first use", "step", "seconds", "MB on disk"], ...cells];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = ([use, name, ...numbers]) => [
    use.padEnd(widths[0]),
    name.padEnd(widths[1]),
    ...numbers.map((text, index) => text.padStart(widths[index + 2])),
  ];
  return `${all.map((row) => line(row).join("  ")).join("\n")}\n`;
}

function options() {
  const { values } = parseArgs({
    options: { ref: { type: "string" }, only: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const { only } = values;
  if (only !== undefined && !["package", "clone"].includes(only))
    throw new StepError(`--only: is not an allowed value, got "${only}"; use one of package, clone`);
  return values;
}

function measure({ ref, only }) {
  const folder = mkdtempSync(join(tmpdir(), "rancher-security-groups-first-use-"));
  const rows = [];
  const add = (use, steps) => rows.push(...steps.map((measured) => ({ use, ...measured })));
  try {
    if (only !== "package" || ref !== undefined) add("clone", measureClone(ref ?? "HEAD", folder));
    if (only !== "clone") add("package", measurePackage(ref === undefined ? root : join(folder, "clone"), folder));
    return rows.filter(({ use }) => only === undefined || use === only);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

await reportBuildErrors(async () => {
  try {
    const chosen = options();
    if (chosen.only !== "clone" && chosen.ref === undefined) await ensureBuilt();
    const rows = measure(chosen);
    process.stdout.write(chosen.json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows));
  } catch (error) {
    if (!(error instanceof StepError) && !error.code?.startsWith("ERR_PARSE_ARGS")) throw error;
    process.stderr.write(`first-use: ${error.message}\n`);
    process.exitCode = error instanceof StepError && !error.message.startsWith("--") ? 1 : 2;
  }
});
