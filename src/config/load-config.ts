/** Config file to deployments. Finds every mistake before anything is done with any deployment. */
import { readFileSync } from "node:fs";
import { type Issue, type Path, problems, SecurityGroupsError } from "../errors";
import { validate } from "../model/validate";
import { project } from "../projection/project";
import { readDocument } from "./config-document";
import { repaired } from "./repaired";
import { type ConfiguredDeployment, configFileSchema, configuredDeploymentSchema } from "./schema";

/**
 * Reads and checks a config file.
 * @throws SecurityGroupsError with every mistake in it, each with file, line and column.
 */
export function loadConfig(file: string): readonly ConfiguredDeployment[] {
  const document = readDocument(file, readText(file));
  if (!document.trusted) throw new SecurityGroupsError(document.issues);
  const { deployments, issues } = checkFile(document.value);
  const placed = issues.map((issue) => ({ ...issue, place: document.placeOf(issue.path, issue.aboutKey) }));
  const all = [...document.issues, ...placed].sort(byPlace);
  if (all.length > 0) throw new SecurityGroupsError(all);
  return deployments;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const why = { ENOENT: "there is no such file", EISDIR: "it is a folder", EACCES: "no permission" }[code] ?? message;
    throw new SecurityGroupsError([{ ...problems.cannotRead(why), root: file, path: [] }]);
  }
}

interface Checked {
  readonly deployments: readonly ConfiguredDeployment[];
  readonly issues: readonly Issue[];
}

function checkFile(value: unknown): Checked {
  if (value === null || value === undefined)
    return { deployments: [], issues: [{ ...problems.noDeployments(), path: [] }] };
  const outer = validate(configFileSchema, value);
  const listed = (value as { deployments?: unknown }).deployments;
  const checked = (Array.isArray(listed) ? listed : []).map((raw, index) => check(raw, ["deployments", index]));
  return {
    deployments: checked.flatMap(({ deployments }) => deployments),
    issues: [...(outer.issues ?? []), ...checked.flatMap(({ issues }) => issues), ...duplicateNames(listed)],
  };
}

/** Checks one deployment; where its shape is wrong, what can be checked in spite of that is checked too. */
function check(raw: unknown, path: Path): Checked {
  const found = validate(configuredDeploymentSchema, raw);
  if (!found.issues) return { deployments: [found.value], issues: projectionIssues(found.value, path) };
  const rest = validate(configuredDeploymentSchema, repaired(raw, found.issues));
  const further = rest.issues ? [] : projectionIssues(rest.value, path);
  return { deployments: [], issues: [...found.issues.map((issue) => under(path, issue)), ...further] };
}

function projectionIssues(deployment: ConfiguredDeployment, path: Path): readonly Issue[] {
  try {
    project(deployment);
    return [];
  } catch (error) {
    if (error instanceof SecurityGroupsError) return error.issues.map((issue) => under(path, issue));
    throw error;
  }
}

const under = (path: Path, issue: Issue): Issue => ({ ...issue, path: [...path, ...issue.path] });

function duplicateNames(deployments: unknown): readonly Issue[] {
  const first = new Map<string, number>();
  const issues: Issue[] = [];
  for (const [index, deployment] of (Array.isArray(deployments) ? deployments : []).entries()) {
    const name: unknown = deployment?.name;
    if (typeof name !== "string") continue;
    const other = first.get(name.toLowerCase());
    if (other === undefined) first.set(name.toLowerCase(), index);
    else
      issues.push({
        ...problems.duplicateName(`deployments[${other}]`),
        path: ["deployments", index, "name"],
        received: name,
      });
  }
  return issues;
}

function byPlace(a: Issue, b: Issue): number {
  return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0);
}
