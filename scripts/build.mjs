// The build of lib/: `npm run build`, `prepare`, the tests and scripts/run.mjs all use this definition.
//
//     node scripts/build.mjs            builds lib/ if a source file or a file of lib/ changed since the last build
//     node scripts/build.mjs --force    builds lib/ in any case
//
// lib/ has what the checkout runs: compiled sources, and programs in one file each. lib/api has the modules that the npm
// package exports: the entry points in tsconfig.package.json and the modules that they import.
//
// A build writes into a separate folder for each process and renames the files into lib/ at the end, one by one. A build
// that fails leaves lib/ unchanged. lib/build.json says what lib/ was built from; it is removed before the first rename
// and written after the last one, so a build that was killed does not look complete. Two builds at once write equal files.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const lib = join(root, "lib");
const stampFile = join(lib, "build.json");
const unfinished = /^\.building-(\d+)/;

/** Builds lib/ unless it is up to date. @throws BuildError */
export async function ensureBuilt() {
  if (!isFresh()) await build();
}

/** Whether lib/ is complete, unchanged since its build, and built from the current sources. */
export function isFresh() {
  const stamp = contentOf(stampFile)?.toString();
  return stamp !== undefined && stamp === stampOf(hashOfInputs(), hashOfOutputs(lib));
}

/** The sources do not compile, or lib/ cannot be written. The message is for the user. */
export class BuildError extends Error {}

/** @throws BuildError */
export async function build() {
  process.stderr.write("building lib/\n");
  // Hashed before the compiler reads them: if a source file is edited during the build, the next run builds again.
  const inputs = hashOfInputs();
  const folder = join(lib, `.building-${process.pid}`);
  try {
    removeUnfinished();
    await compileInto(folder);
    // Another process may have built the same sources in the meantime.
    if (!isFresh()) moveIntoLib(folder, inputs);
  } catch (error) {
    if (error.syscall === undefined) throw error;
    throw new BuildError(`lib: cannot be written: ${error.message}; make the folder writable`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compileInto(folder) {
  const require = createRequire(import.meta.url);
  let compiler;
  try {
    compiler = join(dirname(require.resolve("@typescript/native/package.json")), "bin/tsc");
    require.resolve("esbuild");
  } catch {
    throw new BuildError("lib: cannot be built, because typescript or esbuild is not installed; run npm ci");
  }
  const failed = "lib: cannot be built, see the errors above; fix them and run the command again";
  const compile = (...options) => {
    // Compiler messages go to standard error: standard output belongs to the program that runs after the build.
    const { status } = spawnSync(process.execPath, [compiler, ...options], { cwd: root, stdio: ["ignore", 2, 2] });
    if (status !== 0) throw new BuildError(failed);
  };
  const api = join(folder, "api");
  compile("--outDir", folder);
  compile("-p", "tsconfig.package.json", "--outDir", api);
  const { emitCdktn } = await import("./emit-cdktn.mjs");
  const { bundle } = await import("./bundle.mjs");
  try {
    emitCdktn(api);
    await bundle(root, folder);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    throw new BuildError(failed);
  }
}

function moveIntoLib(folder, inputs) {
  const files = outputsIn(folder);
  const outputs = hashOfOutputs(folder);
  rmSync(stampFile, { force: true });
  for (const file of files) {
    mkdirSync(dirname(join(lib, file)), { recursive: true });
    renameSync(join(folder, file), join(lib, file));
  }
  const built = new Set(files);
  for (const file of outputsIn(lib)) if (!built.has(file)) rmSync(join(lib, file), { force: true });
  const stamp = join(folder, "build.json");
  writeFileSync(stamp, stampOf(inputs, outputs));
  renameSync(stamp, stampFile);
}

/** Removes the folders of builds that were killed. */
function removeUnfinished() {
  for (const name of existsSync(lib) ? readdirSync(lib) : []) {
    const [, id] = unfinished.exec(name) ?? [];
    if (id && !isOtherProcess(Number(id))) rmSync(join(lib, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

function isOtherProcess(id) {
  try {
    return process.kill(id, 0) && id !== process.pid;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function stampOf(inputs, outputs) {
  return `${JSON.stringify({ inputs, outputs })}\n`;
}

/** The sources, the settings of the compiler, and the lists of the installed packages. */
function hashOfInputs() {
  const code = ["src", "stacks", "scripts", "bench", "test"].flatMap((folder) => filesIn(root, `${folder}/`));
  const others = [
    "tsconfig.json",
    "tsconfig.package.json",
    "package.json",
    "package-lock.json",
    "node_modules/.package-lock.json",
  ];
  return hashOf(root, [...code.filter(isCompiled), ...others.filter((file) => existsSync(join(root, file)))]);
}

/**
 * The upgrade runs are a program in test, so they are compiled with the modules that they import. No program imports a
 * test file.
 */
function isCompiled(file) {
  if (file.startsWith("stacks/examples/") || file.endsWith(".test.ts")) return false;
  return file.startsWith("src/") ? /\.(tsx?|css|json)$/.test(file) : /\.(ts|mjs)$/.test(file);
}

function hashOfOutputs(folder) {
  return hashOf(folder, outputsIn(folder));
}

function outputsIn(folder) {
  return filesIn(folder).filter((file) => file !== "build.json");
}

/** Hashes contents, so that an edit counts even if it keeps the time and size of a file, and a new time alone does not. */
function hashOf(folder, files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const content = contentOf(join(folder, file));
    if (content) hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/** Undefined if the file was removed after it was listed, by an editor or by a build in another process. */
function contentOf(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Paths in the folder, sorted, with `/` on every system. Leaves out unfinished builds and broken links. */
function filesIn(folder, prefix = "") {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${prefix}${entry.name}`;
      if (entry.isDirectory()) return unfinished.test(path) ? [] : filesIn(folder, `${path}/`);
      return entry.isSymbolicLink() && !existsSync(join(folder, path)) ? [] : [path];
    });
}

/** Runs `use`. A BuildError becomes its message and exit code 2. */
export async function reportBuildErrors(use) {
  try {
    await use();
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await reportBuildErrors(process.argv.includes("--force") ? build : ensureBuilt);
}
