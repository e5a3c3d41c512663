/** Writes an import map: whole or not at all, and over nothing but another import map. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mistake, problems } from "../errors";
import { type ImportMap, importMapSchema } from "../model/import-map";

/** @throws SecurityGroupsError */
export function writeImportMap(file: string, map: ImportMap): void {
  if (existsSync(file) && !isImportMap(file))
    throw mistake(problems.notOverwritten("an import map"), ["--output"], file);
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(map, null, 2)}\n`);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw mistake(problems.outputNotWritten((error as Error).message), ["--output"], file);
  }
}

function isImportMap(file: string): boolean {
  try {
    return importMapSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).success;
  } catch {
    return false;
  }
}
