/** The groups that a path of the command line leads to: of a config, of a synth, of a plan, of a state, or of EC2's answers. */
import { existsSync, statSync } from "node:fs";
import type { LoadedEntry } from "../config/config-file";
import { loadDeployments } from "../config/load-config";
import type { OriginKind } from "../diff/align-networks";
import { mistake, type Problem, problems } from "../errors";
import { oneLine } from "../errors/one-line";
import { isRecord } from "../model/is-record";
import type { Network } from "../model/network";
import { type Ec2Answer, isEc2Answer, mergeEc2Answers } from "../network/ec2-answer";
import { type Ec2Network, type Ec2NetworkOptions, ec2Network } from "../network/ec2-network";
import { plannedNetwork } from "../network/planned-network";
import { isSynthesized } from "../network/terraform-folder";
import { readTerraformApp, type TerraformApp, terraformNetwork } from "../network/terraform-json";
import { isPlan, isTerraformShown, parseTerraformShown } from "../network/terraform-shown";
import { isZip, parseJson, readTextFile } from "../network/text-file";
import { readEc2Answers } from "./ec2-answer-files";
import { printWarning } from "./print";

/** Groups that are written in a config or by a synth, in the names of their deployments. */
export interface WrittenOrigin {
  readonly kind: "config" | "synth";
  /** As the user wrote it. */
  readonly name: string;
  readonly network: Network;
  /** The deployments of a config. Empty for a synth. */
  readonly entries: readonly LoadedEntry[];
}

/** Groups that exist, or that a plan creates, in the names of EC2 or of Terraform. */
export interface FoundOrigin {
  readonly kind: Exclude<OriginKind, WrittenOrigin["kind"]>;
  readonly name: string;
  readonly network: Ec2Network;
  /** Absent for a plan and a state. */
  readonly answer?: Ec2Answer;
  /** The JSON of a plan or a state. Absent for EC2's answers. */
  readonly shown?: Readonly<Record<string, unknown>>;
}

export type Origin = WrittenOrigin | FoundOrigin;

export const isWritten = (origin: Origin): origin is WrittenOrigin => "entries" in origin;

/** The kinds of origins, for help texts. */
export const originsText = `an origin is a config file or a folder of them, an output folder of synth, the JSON of terraform show -json of a
plan or a state, or EC2's answers in JSON files, joined by commas: groups.json,rules.json`;

const howToName =
  "name a config file, a folder of them, an output folder of synth, terraform show -json of a plan or a state, or EC2's answers";

/**
 * Reads any origin. `isWanted` names the groups of EC2's answers whose rules have to be readable. Default: all.
 * @throws SecurityGroupsError with all mistakes in it, or with what the file is if it is none of them.
 */
export function readOrigin(name: string, options: Ec2NetworkOptions = {}): Origin {
  const files = existsSync(name) ? [name] : name.split(",");
  const kinds = files.map(kindOf);
  const [first] = kinds;
  if (files.length > 1) {
    const wrong = kinds.findIndex((kind) => kind !== "ec2");
    if (wrong >= 0) throw mistake(problems.notJoined(), [files[wrong] ?? name]);
  }
  if (first === "ec2") {
    const answer = mergeEc2Answers(readEc2Answers(files));
    if (!answer.groups) throw mistake(problems.onlyRules(), [name]);
    return { kind: "ec2", name, network: ec2Network(answer, options), answer };
  }
  if (first === "synth") {
    const app = readTerraformApp(name);
    warnOfOthers(name, app);
    return { kind: first, name, network: terraformNetwork(app), entries: [] };
  }
  if (first === "config") {
    const entries = loadDeployments(name, { howToName, requiresPlace: false });
    return { kind: first, name, network: plannedNetwork(entries.map(({ plan }) => plan)), entries };
  }
  if (first?.plan) {
    const { plan: shown, isPlan } = first;
    return { kind: isPlan ? "plan" : "state", name, network: parseTerraformShown(shown, name), shown };
  }
  throw mistake(first?.problem ?? problems.cannotRead("there is no such file", howToName), [name]);
}

const namedOthers = 10;
const warned = new Set<string>();

/** Says once which blocks of a folder are not read, because they are neither groups nor rules. */
function warnOfOthers(name: string, { stacks }: TerraformApp): void {
  const others = stacks.flatMap((stack) => stack.others.map((address) => `${stack.name}: ${address}`));
  if (others.length === 0 || warned.has(name)) return;
  warned.add(name);
  const more = others.length > namedOthers ? `, and ${others.length - namedOthers} more` : "";
  const named = others.slice(0, namedOthers).map(oneLine).join(", ");
  printWarning(`${name} has blocks that are neither groups nor rules. They are not judged: ${named}${more}`);
}

/** Whether a path leads to what exists, or to nothing that this package can read. */
export function isFoundOrigin(path: string): boolean {
  return existsSync(path) ? !statSync(path).isDirectory() : path.includes(",");
}

type Kind =
  | "config"
  | "synth"
  | "ec2"
  | { readonly plan: Readonly<Record<string, unknown>>; readonly isPlan: boolean }
  | { readonly problem: Problem; readonly plan?: never };

function kindOf(path: string): Kind {
  const stats = path === "-" ? undefined : statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return isSynthesized(path) ? "synth" : "config";
  if ((!stats && path !== "-") || /\.ya?ml$/i.test(path)) return "config";
  if (/\.(tf|hcl)$/.test(path)) return other("a program of Terraform");
  const read = readTextFile(path, howToName);
  // No zip archive is text.
  if ("problem" in read) return stats?.isFile() && isZip(path) ? other("a plan in Terraform's own format") : read;
  const parsed = parseJson(read.text);
  // YAML that is no JSON, or a JSON that is cut short.
  if ("why" in parsed) return /^\s*[{[]/.test(read.text) ? { problem: problems.cutShort(parsed.why) } : "config";
  return kindOfJson(parsed.json);
}

function kindOfJson(json: unknown): Kind {
  if (isTerraformShown(json)) return { plan: json, isPlan: isPlan(json) };
  if (isEc2Answer(json)) return "ec2";
  if (Array.isArray(json)) return { problem: problems.notAnEc2List() };
  if (!isRecord(json)) return "config";
  const has = (...keys: readonly string[]) => keys.every((key) => Object.hasOwn(json, key));
  if (has("deployments")) return "config";
  if (has("version", "lineage")) return other("a state in Terraform's own format");
  if (has("format_version")) return other("a state without resources");
  if (has("stacks", "version")) return other("the manifest of a synth, whose folder is an origin");
  if (has("terraform") || has("resource")) return other("one stack of a synth, whose output folder is an origin");
  if (has("deployment", "vpcId", "groups")) return other("an import map");
  if (has("Resources")) return other("a template of CloudFormation");
  return other("JSON of another kind");
}

const other = (what: string): Kind => ({ problem: problems.notAnOrigin(what) });
