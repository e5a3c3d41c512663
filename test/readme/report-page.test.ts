import { readFileSync } from "node:fs";
import { join } from "node:path";
import { blocksIn, runProgram } from "./package-folder";

const page = readFileSync(join(__dirname, "../../docs/report.md"), "utf8");

test("has a program that compiles and prints what its comment shows", () => {
  const [program] = blocksIn(page, "ts");
  const [, printed] = /console\.log\(.* \/\/ (.*)$/m.exec(`${program?.text}`) ?? [];
  expect(runProgram(`${program?.text}`)).toEqual({ status: 0, stdout: `${printed}\n`, stderr: "" });
});
