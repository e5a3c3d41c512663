#!/usr/bin/env node
// `npx cdktf` in this checkout: runs the real cdktf-cli in this process, so that arguments, streams, signals and the exit
// code are those of cdktf-cli. The first run installs it.
import { createRequire } from "node:module";
import { InstallError, installedProgram } from "./install.mjs";

try {
  const program = await installedProgram();
  process.argv[1] = program;
  createRequire(import.meta.url)(program);
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
