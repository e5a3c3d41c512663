// Checks the imports of the current folder against .dependency-cruiser.mjs: `npm run imports`. Exit codes: 0 if all
// follow the rules, 1 if not, 2 if TypeScript files could not be read.
//
// dependency-cruiser reads TypeScript through the API of `typescript`, which version 7 lacks: package.json installs
// version 6 under that name and version 7 as @typescript/native. Without the API it would skip the files and report
// nothing.
import { existsSync } from "node:fs";
import { cruise, format, getAvailableTranspilers } from "dependency-cruiser";
import { folders, forbidden, options } from "../.dependency-cruiser.mjs";

process.exitCode = await main();

async function main() {
  if (!getAvailableTranspilers().some(({ name, available }) => name === "typescript" && available)) {
    return cannotRead("typescript: its API is not installed; run npm ci");
  }
  const present = folders.filter((folder) => existsSync(folder));
  const { output } = await cruise(present, { ...options, ruleSet: { forbidden }, validate: true });
  const read = output.modules.filter(({ source }) => /^(?!node_modules|lib\/).*\.tsx?$/.test(source));
  if (read.length === 0) {
    return cannotRead(`${process.cwd()}: has no TypeScript files in ${folders.join(", ")}; run it in the checkout`);
  }
  const { output: report, exitCode } = await format(output, { outputType: "err-long" });
  process.stdout.write(`${report.trim()}\n${read.length} TypeScript files\n`);
  return exitCode > 0 ? 1 : 0;
}

function cannotRead(message) {
  process.stderr.write(`${message}\n`);
  return 2;
}
