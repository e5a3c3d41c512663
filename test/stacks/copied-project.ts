/** A folder outside the checkout, in which the checkout is installed under its name: what a user has. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");
const { name } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** An empty project, but for what is installed. The caller removes it. */
export function emptyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "rancher-security-groups-"));
  installCheckout(folder);
  return folder;
}

/** A copy of an example of `stacks/examples` that is a project of its own. */
export function copyExample(example: string, folder: string): void {
  cpSync(join(root, "stacks/examples", example), folder, { recursive: true });
  installCheckout(folder);
}

function installCheckout(folder: string): void {
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  for (const installed of readdirSync(join(root, "node_modules"))) {
    symlinkSync(join(root, "node_modules", installed), join(modules, installed));
  }
  symlinkSync(root, join(modules, name));
}
