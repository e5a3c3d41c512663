// Runs a program of lib/, and builds lib/ first if the sources changed:
//
//     node scripts/run.mjs lib/rancher-sg.js [ARGUMENT...]
//
// The program reads and writes files relative to the current folder. If the build fails, it is not run.
import { createRequire } from "node:module";
import { join } from "node:path";
import { ensureBuilt, reportBuildErrors, root } from "./build.mjs";

const [node, , program = "", ...args] = process.argv;

await reportBuildErrors(async () => {
  await ensureBuilt();
  const path = join(root, program);
  process.argv = [node, path, ...args];
  createRequire(import.meta.url)(path);
});
