/** The sources as text, and what they import. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

export const root = join(__dirname, "../..");

/** Every TypeScript file, with or without markup, of some folders, by its path in the repository. */
export function sourcesOf(...folders: readonly string[]): readonly string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((path) => `${folder}/${path}`))
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => path.split(sep).join("/"))
    .sort();
}

/** What a file imports: `./x` and `../x` as paths in the repository, packages by name. */
export function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*"([^"]+)"/g)].map(
    ([, name]) => `${name}`,
  );
  return specifiers.map((name) =>
    name.startsWith(".")
      ? relative(root, join(root, file, "..", name))
          .split(sep)
          .join("/")
      : name,
  );
}

/** Whether a file imports nothing but types from src. */
export function importsOnlyTypes(file: string): boolean {
  const text = readFileSync(join(root, file), "utf8");
  const statements = [...text.matchAll(/^import ([^;]*?) from "[./]*src\/[^"]+";/gm)];
  return statements.every(([, clause]) => `${clause}`.startsWith("type "));
}
