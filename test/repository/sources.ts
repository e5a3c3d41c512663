/** The source files of the checkout. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { repositoryOf } from "../../src/report/repository";

export const root = join(__dirname, "../..");

/** The repository in package.json. */
export const repository = repositoryOf(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** Every TypeScript file of some folders, including .tsx files, by its path in the repository. */
export function sourcesOf(...folders: readonly string[]): readonly string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((path) => `${folder}/${path}`))
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => path.split(sep).join("/"))
    .sort();
}
