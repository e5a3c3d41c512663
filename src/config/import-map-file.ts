/** The import map that a deployment's `adopt` names. */
import { dirname, isAbsolute, join } from "node:path";
import { type Issue, problems } from "../errors";
import { type ImportMap, importMapIssues, importMapSchema } from "../model/import-map";
import type { Plan } from "../model/plan";
import { validate } from "../model/validate";
import { placed, readDocument } from "./config-document";
import type { ConfiguredDeployment } from "./schema";

/** The map, or what is wrong with it: what has no place is about the key `adopt` itself. */
export interface ReadImportMap {
  readonly map?: ImportMap;
  readonly issues: readonly Issue[];
}

/** The file that `adopt` names, seen from the folder of the config file. */
export function importMapFile(configFile: string, adopt: string): string {
  return isAbsolute(adopt) ? adopt : join(dirname(configFile), adopt);
}

/** Reads a map and holds it against the deployment's plan; never throws for what is in it. */
export function readImportMap(file: string, plan: Plan<ConfiguredDeployment>): ReadImportMap {
  const read = readDocument(
    file,
    `run rancher-sg audit --deployment ${plan.deployment.name} --imports FILE, which writes it, or remove adopt`,
  );
  if ("issues" in read) return { issues: read.issues };
  const { document } = read;
  const { value: map, issues: mistakes } = validate(importMapSchema, document.value);
  const misfits = map ? misfitsOf(map, plan) : mistakes;
  const issues = [...document.mistakes, ...misfits.map((issue) => placed(document, issue))];
  return { ...(map ? { map } : {}), issues };
}

function misfitsOf(map: ImportMap, plan: Plan<ConfiguredDeployment>): readonly Issue[] {
  const { name, vpcId } = plan.deployment;
  if (map.deployment === name) return importMapIssues(map, plan, vpcId);
  return [{ ...problems.importsOfAnother(name), path: ["deployment"], received: map.deployment }];
}
