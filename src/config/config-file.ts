/** One config file: its deployments with the file's defaults, each checked by itself. */
import { type Issue, type Path, problems, SecurityGroupsError } from "../errors";
import type { AddressLists } from "../model/address-entries";
import type { Deployment } from "../model/deployment";
import type { ImportMap } from "../model/import-map";
import { isRecord } from "../model/is-record";
import { placementIssues } from "../model/lifecycle";
import { accountOfRole, ownAccountIssues } from "../model/own-account";
import type { Plan } from "../model/plan";
import { contradictionsOf, serverNamesOf, withServer } from "../model/server-of-cluster";
import { validate } from "../model/validate";
import { planAlike } from "../projection/alike-plans";
import { TooManyRules } from "../projection/direct";
import { addressListsOf } from "./address-lists";
import { type ConfigDocument, placed, readDocument } from "./config-document";
import { importMapFile, readImportMap } from "./import-map-file";
import {
  type ConfiguredDeployment,
  configFileSchema,
  configuredDeploymentSchema,
  defaultsSchema,
  type PlacedDeployment,
} from "./schema";
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
  /** The address lists of all files of the config. */
  readonly addressLists: AddressLists;
}

/** A deployment without mistakes. */
export type LoadedEntry = Entry & { readonly name: string; readonly plan: Plan<ConfiguredDeployment> };

/** A deployment without mistakes whose region and VPC are known. */
export type PlacedEntry = LoadedEntry & { readonly plan: Plan<PlacedDeployment> };

export interface ConfigFile {
  readonly entries: readonly Entry[];
  readonly issues: readonly Issue[];
}

export interface ReadOptions {
  /** Whether the import maps that deployments name are read too. Default: true. */
  readonly readsImportMaps?: boolean;
  /** The fix to suggest if a file cannot be read. Default: to name the config file in RANCHER_SG_CONFIG. */
  readonly howToName?: string;
  /** Whether each deployment has to have a region and a VPC. Default: true. */
  readonly requiresPlace?: boolean;
}

/** Reads files; never throws for their content. */
export function readConfigFiles(
  files: readonly string[],
  { readsImportMaps = true, howToName, requiresPlace = true }: ReadOptions,
): ConfigFile {
  const read = files.map((file) => draftsOf(file, files.length > 1, howToName));
  const { lists, issues: listIssues } = addressListsOf(read.flatMap(({ document }) => document ?? []));
  // Each file has lists alone.
  const hasNoDeployments = read.every((one) => one.drafts.length === 0 && one.issues.length === 0);
  const drafts = read.flatMap((one) => one.drafts);
  const servers = new Map(drafts.flatMap((draft) => (draft.value && draft.name ? [[draft.name, draft] as const] : [])));
  const deployments = new Map([...servers].flatMap(([name, { value }]) => (value ? [[name, value] as const] : [])));
  const budgets = new Map(drafts.map(({ document }) => [document, ruleBudget(document)]));
  const checked = drafts
    .map((draft) => {
      const budget = budgets.get(draft.document) as RuleBudget;
      return { draft, ...checkDeployment(draft, servers, { deployments, addressLists: lists }, requiresPlace, budget) };
    })
    .map(({ draft, ...one }) => ({ draft, ...(readsImportMaps ? withImportMap(draft.file, one) : one) }));
  return {
    entries: checked.map(({ entry }) => entry),
    issues: [
      ...read.flatMap(({ issues, document }) =>
        hasNoDeployments && document ? [placed(document, noDeployments)] : issues,
      ),
      ...listIssues,
      ...checked.flatMap(({ draft, issues }) =>
        issues.map((issue) => (issue.place ? issue : placed(draft.document, issue))),
      ),
    ],
  };
}

const noDeployments: Issue = { ...problems.noDeployments(), path: [] };

/** A deployment of a file before it is planned. */
interface Draft extends Pick<Entry, "document" | "path" | "name"> {
  readonly file: string;
  /** Absent if its shape is wrong. */
  readonly value?: ConfiguredDeployment;
  /** With a wrong shape: the rest of the deployment, as far as it can be checked. */
  readonly rest?: ConfiguredDeployment;
  readonly issues: readonly Issue[];
}

/** A file of a folder may have address lists alone. The document is absent if the file cannot be read. */
function draftsOf(
  file: string,
  isOneOfSeveral: boolean,
  howToName?: string,
): { readonly document?: ConfigDocument; readonly drafts: readonly Draft[]; readonly issues: readonly Issue[] } {
  const read = readDocument(file, howToName);
  if ("issues" in read) return { drafts: [], issues: read.issues };
  const { document } = read;
  const { value } = document;
  if (value === null || value === undefined) {
    return { drafts: [], issues: [placed(document, { ...problems.noDeployments(), path: [] })] };
  }
  if (isRecord(value) && Array.isArray(value.deployments) && value.deployments.length === 0) {
    return { drafts: [], issues: [placed(document, { ...problems.noDeployments(), path: ["deployments"] })] };
  }
  const hasListsAlone = isOneOfSeveral && isRecord(value) && "addresses" in value && !("deployments" in value);
  const outer = validate(hasListsAlone ? configFileSchema.omit({ deployments: true }) : configFileSchema, value);
  const { defaults, deployments } = value as { defaults?: unknown; deployments?: unknown };
  const defaultIssues = defaults === undefined ? [] : (validate(defaultsSchema, defaults, ["defaults"]).issues ?? []);
  const drafts = (Array.isArray(deployments) ? deployments : []).map((raw, index) => ({
    file,
    ...draftOf(document, raw, isRecord(defaults) ? defaults : {}, ["deployments", index]),
  }));
  const issues = [...(outer.issues ?? []), ...defaultIssues];
  return { document, drafts, issues: [...document.mistakes, ...issues.map((issue) => placed(document, issue))] };
}

interface CheckedDeployment {
  readonly entry: Entry;
  readonly issues: readonly Issue[];
}

function draftOf(
  document: ConfigDocument,
  written: unknown,
  defaults: Readonly<Record<string, unknown>>,
  path: Path,
): Omit<Draft, "file"> {
  const raw = isRecord(written) ? withDefaults(written, defaults) : written;
  const name = isRecord(raw) && typeof raw.name === "string" ? raw.name : undefined;
  const found = validate(configuredDeploymentSchema, raw);
  if (!found.issues) return { document, path, name, value: found.value, issues: [] };
  const rest = validate(configuredDeploymentSchema, repaired(raw, found.issues)).value;
  // A mistake in the defaults is reported there, once.
  const own = found.issues.filter((issue) => !(isRecord(written) && isInherited(issue.path, written, defaults)));
  return { document, path, name, ...(rest ? { rest } : {}), issues: own };
}

/** If the shape of a deployment is wrong, the rest is checked too. */
function checkDeployment(
  draft: Draft,
  others: ReadonlyMap<string, Draft>,
  config: ConfigWide,
  requiresPlace: boolean,
  budget: RuleBudget,
): CheckedDeployment {
  const { document, path, name, value, rest } = draft;
  const deployment = value ?? rest;
  const servers = (deployment ? serverNamesOf(deployment) : []).flatMap((server) => {
    const other = others.get(server);
    return other?.value ? [{ server, other, theirs: other.value }] : [];
  });
  const contradictions = servers.flatMap(({ server, other, theirs }) =>
    contradictionsOf(deployment as ConfiguredDeployment, server, theirs).map(
      ({ path: at, otherPath, problem }): Issue => ({ ...problem(placeText(other, otherPath)), path: at }),
    ),
  );
  const inherited = servers.reduce(
    (before, { server, theirs }) => before && withServer(before, server, theirs),
    deployment,
  );
  const planned = inherited ? planOf(inherited, config, budget) : { issues: [] };
  const plan = value && "plan" in planned ? planned.plan : undefined;
  return {
    entry: { document, path, name, addressLists: config.addressLists, ...(plan ? { plan } : {}) },
    issues: [
      ...draft.issues,
      ...(requiresPlace && deployment ? placeIssues(draft.issues, deployment) : []),
      ...contradictions,
      ...planned.issues,
    ].map((issue) => under(path, issue)),
  };
}

/** `others`: a value that is wrong is not missing. */
function placeIssues(others: readonly Issue[], deployment: ConfiguredDeployment): readonly Issue[] {
  return (["vpcId", "region"] as const)
    .filter((key) => deployment[key] === undefined && !others.some(({ path }) => path[0] === key))
    .map((key) => ({ ...problems.missingPlace(placeExamples[key]), path: [key] }));
}

const placeExamples = { region: "us-east-1", vpcId: "vpc-0a1b2c3d4e5f60718" };

function placeText({ document, path }: Draft, at: Path): string {
  const { file, line, column } = document.placeOf([...path, ...(at.length > 0 ? at : ["name"])], at.length > 0);
  return `${file}:${line}:${column}`;
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
  if (typeof key !== "string" || !Object.hasOwn(defaults, key)) return false;
  if (!Object.hasOwn(written, key)) return true;
  return key === "tags" && isRecord(written.tags) && !Object.hasOwn(written.tags, `${tag}`);
}

/** The rules that the deployments of a file may still have: ports times CIDRs make many of a short text. */
interface RuleBudget {
  readonly limit: number;
  left: number;
  /** Whether a deployment went beyond the limit. */
  isSpent: boolean;
}

function ruleBudget({ characters }: ConfigDocument): RuleBudget {
  const limit = 10_000 + 4 * Math.max(0, characters - 10_000);
  return { limit, left: limit, isSpent: false };
}

/** The deployments and address lists that all deployments of a config see. */
interface ConfigWide {
  readonly deployments: ReadonlyMap<string, Deployment>;
  readonly addressLists: AddressLists;
}

function planOf(
  deployment: ConfiguredDeployment,
  config: ConfigWide,
  budget: RuleBudget,
): {
  plan?: Plan<ConfiguredDeployment>;
  issues: readonly Issue[];
} {
  const issues = [
    ...placementIssues(deployment, deployment),
    ...ownAccountIssues(deployment, () => accountOfRole(deployment.assumeRole?.roleArn)),
  ];
  // An earlier deployment is reported.
  if (budget.isSpent) return { issues };
  try {
    const plan = planAlike(deployment, { ...config, maxRules: budget.left });
    budget.left -= plan.groups.reduce((sum, { rules }) => sum + rules.length, 0);
    // A list is short where it is named, and may have many addresses of which no rule is made.
    if ((plan.deployment as Deployment).addressLists)
      budget.left -= plan.parties.reduce((sum, { peers }) => sum + peers.length, 0);
    return { plan, issues };
  } catch (error) {
    if (error instanceof TooManyRules) {
      budget.isSpent = true;
      return { issues: [...issues, { ...problems.tooManyRules(budget.limit), path: [] }] };
    }
    if (error instanceof SecurityGroupsError) return { issues: [...issues, ...error.issues] };
    throw error;
  }
}

const under = (path: Path, issue: Issue): Issue => ({ ...issue, path: [...path, ...issue.path] });
