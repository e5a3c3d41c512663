/** A user's project: an empty folder, into which npm installs the package as it would be published, with its peers. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../repository/sources";

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const succeeded = { status: 0, stdout: "", stderr: "" };

export class UserProject {
  private constructor(readonly folder: string) {}

  static create(): UserProject {
    const folder = mkdtempSync(join(tmpdir(), "rancher-security-groups-user-"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", private: true }));
    return new UserProject(folder);
  }

  /** Installs packages, or a packed tarball, like a user. */
  install(...packages: readonly string[]): Ended {
    return this.run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", ...packages);
  }

  /** Runs a program. Programs that npm installed are found by name. */
  run(program: string, ...args: readonly string[]): Ended {
    const own = join(this.folder, "node_modules", ".bin", program);
    const found = existsSync(own) ? own : program;
    const { status, stdout, stderr } = spawnSync(found, args, { cwd: this.folder, encoding: "utf8" });
    return { status, stdout, stderr };
  }

  /** Runs a program in JavaScript. */
  node(text: string): Ended {
    return this.run(process.execPath, "-e", text);
  }

  write(name: string, text: string): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  manifestOf(name: string) {
    return JSON.parse(this.read(`node_modules/${name}/package.json`));
  }

  /** Installed packages, by name. */
  installed(): readonly string[] {
    const below = (folder: string) => readdirSync(join(this.folder, "node_modules", folder));
    return below(".")
      .filter((name) => !name.startsWith("."))
      .flatMap((name) => (name.startsWith("@") ? below(name).map((inner) => `${name}/${inner}`) : [name]));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The package as `npm publish` would upload it. */
export function packTo(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  const { stdout } = spawnSync("npm", args, { cwd: root, encoding: "utf8" });
  return join(folder, stdout.trim());
}
