/** The source files of the checkout. */
import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";

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
