/** One config file: its deployments with the file's defaults, each checked by itself. */
import { type Issue, type Path, problems, SecurityGroupsError } from "../errors";
import type { ImportMap } from "../model/import-map";
import { isRecord } from "../model/is-record";
import { placementIssues } from "../model/lifecycle";
import { accountOfRole, ownAccountIssues } from "../model/own-account";
import type { Plan } from "../model/plan";
import { validate } from "../model/validate";
import { planDeployment } from "../projection/plan-deployment";
import { type ConfigDocument, placed, readDocument } from "./config-document";
import { importMapFile, readImportMap } from "./import-map-file";
import { type ConfiguredDeployment, configFileSchema, configuredDeploymentSchema, defaultsSchema } from "./schema";
import { repaired } from "./without-invalid-values";

/** A deployment of a file, as far as it could be understood. */
export interface Entry {
  readonly document: ConfigDocument;
  readonly path: Path;
  /** The name, whatever else is wrong. */
  readonly name: string | undefined;
  /** Absent if the deployment has mistakes. */
  readonly plan?: Plan<ConfiguredDeployment>;
  /** The import map that the deployment's `adopt` names. Absent if there is none, or if it is not read. */
  readonly imports?: ImportMap;
}

/** A deployment without mistakes. */
export type LoadedEntry = Entry & { readonly name: string; readonly plan: Plan<ConfiguredDeployment> };

export interface ConfigFile {
  readonly entries: readonly Entry[];
  readonly issues: readonly Issue[];
}

export interface ReadOptions {
  /** Whether the import maps that deployments name are read too. Default: true. */
  readonly readsImportMaps?: boolean;
  /** The fix to suggest if a file cannot be read. Default: to name the config file in RANCHER_SG_CONFIG. */
  readonly howToName?: string;
}

/** Reads a file; never throws for what is in it. */
export function readConfigFile(file: string, { readsImportMaps = true, howToName }: ReadOptions): ConfigFile {
  const read = readDocument(file, howToName);
  if ("issues" in read) return { entries: [], issues: read.issues };
  const { document } = read;
  const { value } = document;
  if (value === null || value === undefined) {
    return { entries: [], issues: [placed(document, { ...problems.noDeployments(), path: [] })] };
  }
  if (isRecord(value) && Array.isArray(value.deployments) && value.deployments.length === 0) {
    return { entries: [], issues: [placed(document, { ...problems.noDeployments(), path: ["deployments"] })] };
  }
  const outer = validate(configFileSchema, value);
  const { defaults, deployments } = value as { defaults?: unknown; deployments?: unknown };
  const defaultIssues = defaults === undefined ? [] : (validate(defaultsSchema, defaults, ["defaults"]).issues ?? []);
  const checked = (Array.isArray(deployments) ? deployments : [])
    .map((raw, index) => checkDeployment(document, raw, isRecord(defaults) ? defaults : {}, ["deployments", index]))
    .map((one) => (readsImportMaps ? withImportMap(file, one) : one));
  const issues = [...(outer.issues ?? []), ...defaultIssues, ...checked.flatMap(({ issues }) => issues)];
  return {
    entries: checked.map(({ entry }) => entry),
    issues: [...document.mistakes, ...issues.map((issue) => (issue.place ? issue : placed(document, issue)))],
  };
}

interface CheckedDeployment {
  readonly entry: Entry;
  readonly issues: readonly Issue[];
}

/** Where the shape of a deployment is wrong, what can be checked in spite of that is checked too. */
function checkDeployment(
  document: ConfigDocument,
  written: unknown,
  defaults: Readonly<Record<string, unknown>>,
  path: Path,
): CheckedDeployment {
  const raw = isRecord(written) ? withDefaults(written, defaults) : written;
  const name = isRecord(raw) && typeof raw.name === "string" ? raw.name : undefined;
  const found = validate(configuredDeploymentSchema, raw);
  if (!found.issues) {
    const { plan, issues } = planOf(found.value);
    const entry = { document, path, name, ...(plan ? { plan } : {}) };
    return { entry, issues: issues.map((issue) => under(path, issue)) };
  }
  const rest = validate(configuredDeploymentSchema, repaired(raw, found.issues));
  const further = rest.issues ? [] : planOf(rest.value).issues;
  // A mistake in the defaults is reported there, once.
  const own = found.issues.filter((issue) => !(isRecord(written) && isInherited(issue.path, written, defaults)));
  return { entry: { document, path, name }, issues: [...own, ...further].map((issue) => under(path, issue)) };
}

/** The deployment with the import map that it names. */
function withImportMap(file: string, checked: CheckedDeployment): CheckedDeployment {
  const { entry, issues } = checked;
  const { plan, path } = entry;
  const adopt = plan?.deployment.adopt;
  if (!plan || adopt === undefined) return checked;
  const { map, issues: ofMap } = readImportMap(importMapFile(file, adopt), plan);
  const found = ofMap.map(({ root: _file, ...issue }) =>
    issue.place ? issue : { ...issue, path: [...path, "adopt"], received: adopt },
  );
  return { entry: { ...entry, ...(map ? { imports: map } : {}) }, issues: [...issues, ...found] };
}

/** A deployment's own keys win; tags are merged one by one. */
function withDefaults(written: Record<string, unknown>, defaults: Readonly<Record<string, unknown>>) {
  const merged = { ...defaults, ...written };
  if (isRecord(defaults.tags) && isRecord(written.tags)) merged.tags = { ...defaults.tags, ...written.tags };
  return merged;
}

function isInherited([key, tag]: Path, written: Record<string, unknown>, defaults: object): boolean {
  if (typeof key !== "string" || !(key in defaults)) return false;
  return !(key in written) || (key === "tags" && isRecord(written.tags) && !(`${tag}` in written.tags));
}

function planOf(deployment: ConfiguredDeployment): {
  plan?: Plan<ConfiguredDeployment>;
  issues: readonly Issue[];
} {
  const issues = [
    ...placementIssues(deployment, deployment),
    ...ownAccountIssues(deployment, () => accountOfRole(deployment.assumeRole?.roleArn)),
  ];
  try {
    return { plan: planDeployment(deployment), issues };
  } catch (error) {
    if (error instanceof SecurityGroupsError) return { issues: [...issues, ...error.issues] };
    throw error;
  }
}

const under = (path: Path, issue: Issue): Issue => ({ ...issue, path: [...path, ...issue.path] });
