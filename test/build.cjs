/** Builds once before any test: tests that run a program run what a user runs. */
const { execFileSync } = require("node:child_process");
const { join } = require("node:path");

module.exports = () => {
  const root = join(__dirname, "..");
  const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  run(join(root, "node_modules/typescript/bin/tsc"));
  run(join(root, "scripts/lazy-exports.mjs"));
  run(join(root, "scripts/emit-cdktn.mjs"));
  run(join(root, "scripts/bundle.mjs"));
};
