/** Pages that the command line writes into a temporary folder. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rancherSg } from "../cli/command";
import { root } from "../repository/sources";

/** The config of these tests. */
export const sample = join(root, "test/browser/sample.yaml");

export class PageFolder {
  readonly path = mkdtempSync(join(tmpdir(), "rancher-sg-page-"));

  /** Writes a file, such as a config, and returns its path. */
  write(name: string, text: string): string {
    const path = join(this.path, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs `rancher-sg report` with these options, and returns the path of the page. */
  report(name: string, ...options: readonly string[]): string {
    const path = join(this.path, name);
    const { exitCode, stdout, stderr } = rancherSg(["report", "--format", "html", ...options, "--output", path]);
    if (exitCode !== 0 || stdout !== "" || stderr !== "") throw new Error(`${exitCode}: ${stdout}${stderr}`);
    return path;
  }

  clear(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
