/** Compiles once before any test: tests that run a program run what a user runs. */
const { execFileSync } = require("node:child_process");
const { join } = require("node:path");

module.exports = () => {
  const root = join(__dirname, "..");
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], { cwd: root, stdio: "inherit" });
};
