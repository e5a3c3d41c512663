/** The files that the build wrote, and those of them that an entry point reaches. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { root } from "./sources";

export interface Reached {
  /** Paths in the repository. */
  readonly files: readonly string[];
  /** Packages by import name, including the subpath. */
  readonly packages: readonly string[];
}

/** Everything that a module in lib imports, directly or indirectly. A declaration file reaches declaration files. */
export function reachedFrom(entry: string): Reached {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const name of specifiersIn(file)) {
      if (name.startsWith(".")) visit(resolved(file, name));
      else packages.add(name);
    }
  };
  visit(entry);
  return { files: [...files].sort(), packages: [...packages].sort() };
}

function specifiersIn(file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:\bfrom |\bimport |\bimport\(|\brequire\()"([^"]+)"/g)].map(([, name]) => `${name}`);
}

function resolved(from: string, name: string): string {
  const extension = from.endsWith(".d.ts") ? ".d.ts" : ".js";
  const base = join(dirname(from), name);
  return [`${base}${extension}`, `${base}/index${extension}`].find((path) => existsSync(join(root, path))) ?? base;
}
