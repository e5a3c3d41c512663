/** Code blocks of a page, and a separate package in which they are compiled and run. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");

export interface Block {
  readonly title: string;
  readonly text: string;
}

/** The code blocks of a language, named by the line they begin on. */
export function blocksIn(page: string, language: string): readonly Block[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(({ index, 2: text = "" }) => ({ title: `line ${page.slice(0, index).split("\n").length}`, text }));
}

/** A package with these files, in which the checkout is installed under its name, as on a reader's machine. */
export function packageFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  installCheckout(folder);
  const compilerOptions = { target: "ES2022", module: "node16", strict: true, skipLibCheck: true, types: ["node"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

/** Copies an example that is a separate package, and installs its dependencies. */
export function copyExample(name: string, folder: string): void {
  cpSync(join(root, "stacks", "examples", name), folder, { recursive: true });
  installCheckout(folder);
}

function installCheckout(folder: string): void {
  mkdirSync(join(folder, "node_modules"));
  for (const installed of readdirSync(join(root, "node_modules"))) {
    symlinkSync(join(root, "node_modules", installed), join(folder, "node_modules", installed));
  }
  const { name } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  symlinkSync(root, join(folder, "node_modules", name));
}

/** The output of the compiler for the folder. */
export function compile(folder: string): { readonly status: number | null; readonly stdout: string } {
  const tsc = join(root, "node_modules/@typescript/native/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc], { cwd: folder, encoding: "utf8" });
  return { status, stdout };
}

/** Compiles and runs one program. Returns the output of the first step that failed, or of the program. */
export function runProgram(text: string) {
  const folder = packageFolder({ "program.ts": text });
  try {
    const compiled = { ...compile(folder), stderr: "" };
    if (compiled.status !== 0) return compiled;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["program.js"], { cwd: folder, encoding: "utf8" });
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
