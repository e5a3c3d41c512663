// Installs the cdktf-cli that pinned/package-lock.json names, unless it is installed:
//
//     node tools/cdktf-cli/install.mjs       prints the path of its program
//
// `npm ci` of the checkout leaves it out, because only `npx cdktf` and the emulator's tests need it.
//
// The packages are installed into a separate folder for each process, which is renamed at the end. An install that is
// killed leaves a folder that the next install removes. If two processes start at once, one installs and the other waits.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const pinned = join(here, "pinned");
const installed = join(here, "installed");
const lock = join(installed, "lock");

/** The install failed. The message is for the user. */
export class InstallError extends Error {}

/** The path of the program of cdktf-cli, which is installed first if needed. @throws InstallError */
export async function installedProgram() {
  const folder = join(installed, nameOfInstall());
  const program = join(folder, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf");
  if (existsSync(program)) return program;
  try {
    mkdirSync(installed, { recursive: true });
    await takeLock();
    try {
      if (!existsSync(program)) await installInto(folder);
    } finally {
      rmSync(lock, { force: true });
    }
  } catch (error) {
    if (error.syscall === undefined) throw error;
    throw new InstallError(`cdktf-cli: cannot be installed: ${error.message}; make ${installed} writable`);
  }
  return program;
}

/** Another lock file, Node version or machine needs another install: cdktf-cli has a native module. */
function nameOfInstall() {
  const hash = createHash("sha256")
    .update(readFileSync(join(pinned, "package-lock.json")))
    .digest("hex");
  return `${hash.slice(0, 12)}-${process.platform}-${process.arch}-${process.versions.modules}`;
}

async function installInto(folder) {
  const { version } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  process.stderr.write(`installing cdktf-cli ${version} once, about 430 MB; \`npm run synth\` does not need it\n`);
  removeUnfinished();
  const unfinished = join(installed, `.installing-${process.pid}`);
  mkdirSync(unfinished);
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(pinned, file), join(unfinished, file));
  const { code, output } = await npmCi(unfinished);
  // A second process may have installed it too, if both found the lock of a killed process.
  if (code !== 0 || existsSync(folder)) rmSync(unfinished, { recursive: true, force: true });
  else renameSync(unfinished, folder);
  if (code !== 0) {
    throw new InstallError(
      `${output.trim()}\ncdktf-cli: cannot be installed, see the errors of npm ci above; fix them and run the command` +
        " again, or use `npm run synth` and Terraform",
    );
  }
}

/** Removes the folders of installs that were killed. */
function removeUnfinished() {
  for (const name of readdirSync(installed)) {
    const [, id] = /^\.installing-(\d+)$/.exec(name) ?? [];
    if (id && (Number(id) === process.pid || !isRunning(Number(id))))
      rmSync(join(installed, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Standard output belongs to cdktf-cli, so what npm prints is kept for the message about a failure. */
function npmCi(folder) {
  return new Promise((ended, failed) => {
    const child = spawn("npm", ["ci", "--no-audit", "--no-fund"], {
      cwd: folder,
      env: environment(),
      shell: process.platform === "win32",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.on("error", failed);
    child.on("close", (code) => ended({ code, output }));
  });
}

/** Without the settings that npx or npm run passes on: they name the checkout as the package to install. */
function environment() {
  const settings = /^npm_(command|execpath|lifecycle_|package_|config_(local_)?prefix$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.test(name)));
}

/**
 * Waits until no other running process installs. The file has the id of the process that installs. A link appears with
 * its content, so that no process reads a file without an id.
 */
async function takeLock() {
  const mine = `${lock}-${process.pid}`;
  writeFileSync(mine, `${process.pid}`);
  try {
    while (!isLinked(mine)) {
      if (!isRunning(holderOfLock())) rmSync(lock, { force: true });
      else await delay(200);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function isLinked(mine) {
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
}

function holderOfLock() {
  try {
    return Number(readFileSync(lock, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return 0;
    throw error;
  }
}

function isRunning(id) {
  try {
    return id > 0 && process.kill(id, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${await installedProgram()}\n`);
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
