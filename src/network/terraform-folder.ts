/** The output folder of a synth as parsed JSON: stacks of cdktf, or modules. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Issue, type Problem, problems, SecurityGroupsError } from "../errors";
import { isRecord } from "../model/is-record";
import { duplicateKeys } from "./duplicate-keys";
import { parseJson, readTextFile } from "./text-file";

/** A map of JSON. */
export type JsonMap = Readonly<Record<string, unknown>>;

/** A stack or a module as it was written. */
export interface StackJson {
  readonly name: string;
  /** Whether it is a module, which takes its VPC and groups of other modules from variables. Default: false. */
  readonly isModule?: boolean;
  readonly file: string;
  readonly json: JsonMap;
}

export interface FolderJson {
  /** The path of manifest.json; of modules, the path of the folder. */
  readonly manifest: string;
  /** In order of their names. */
  readonly stacks: readonly StackJson[];
}

/** @throws SecurityGroupsError with everything that is wrong with the folder. */
export function readFolder(folder: string): FolderJson {
  const issues: Issue[] = [];
  const modules = moduleFiles(folder);
  const manifest = modules.length > 0 ? folder : join(folder, "manifest.json");
  const named = modules.length > 0 ? modules : stackFiles(folder, manifest, issues);
  const stacks = named.flatMap((stack) => {
    const json = readJson(stack.file, problems.missingStackFile, issues);
    for (const other of terraformFilesBeside(stack.file))
      issues.push({ ...problems.besideSynthesized(), root: other, path: [] });
    return json ? [{ ...stack, json }] : [];
  });
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return { manifest, stacks };
}

/** Whether a synth wrote the folder. */
export function isSynthesized(folder: string): boolean {
  return existsSync(join(folder, "manifest.json")) || moduleFiles(folder).length > 0;
}

/** The modules of a folder without a manifest, in order of their names. */
function moduleFiles(folder: string): readonly Omit<StackJson, "json">[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  if (existsSync(join(folder, "manifest.json"))) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, isModule: true, file: join(folder, name, "main.tf.json") }))
    .filter(({ file }) => existsSync(file));
}

function stackFiles(folder: string, manifest: string, issues: Issue[]): readonly { name: string; file: string }[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    issues.push({ ...problems.noFolder(), root: folder, path: [] });
    return [];
  }
  if (!existsSync(manifest)) {
    const near = [join(folder, "cdktf.out"), join(folder, "..", "..")].find((other) =>
      existsSync(join(other, "manifest.json")),
    );
    issues.push({ ...problems.notSynthesized(near), root: folder, path: [] });
    return [];
  }
  const json = readJson(manifest, problems.cannotRead, issues);
  if (!json) return [];
  if (!isRecord(json.stacks)) {
    issues.push({ ...problems.wrongType("a map of stacks"), root: manifest, path: ["stacks"] });
    return [];
  }
  return Object.entries(json.stacks)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, stack]) => {
      const path = isRecord(stack) ? stack.synthesizedStackPath : undefined;
      if (typeof path === "string") {
        // cdktf runs Terraform in this folder.
        const runsIn = isRecord(stack) ? stack.workingDirectory : undefined;
        if (typeof runsIn === "string" && join(folder, runsIn) !== dirname(join(folder, path))) {
          const problem = problems.otherFolder(path);
          issues.push({ ...problem, root: manifest, path: ["stacks", name, "workingDirectory"], received: runsIn });
        }
        return [{ name, file: join(folder, path) }];
      }
      const problem = problems.missing(`stacks/${name}/cdk.tf.json`);
      issues.push({ ...problem, root: manifest, path: ["stacks", name, "synthesizedStackPath"] });
      return [];
    });
}

function readJson(file: string, unreadable: (why: string) => Problem, issues: Issue[]): JsonMap | undefined {
  const fault = (problem: Problem) => {
    issues.push({ ...problem, root: file, path: [] });
    return undefined;
  };
  const read = readTextFile(file);
  if ("problem" in read) {
    return fault(read.problem.code === "cannot-read" ? unreadable(read.problem.why) : read.problem);
  }
  const parsed = parseJson(read.text);
  if ("why" in parsed) return fault(problems.notJson(parsed.why));
  for (const path of duplicateKeys(read.text)) issues.push({ ...problems.keyTwice(), root: file, path });
  return isRecord(parsed.json) ? parsed.json : fault(problems.wrongType("a map"));
}

/** Files of Terraform and of OpenTofu, and values of variables. */
const readByTerraform = /\.(tf|tofu)(\.json)?$|\.auto\.tfvars(\.json)?$|^terraform\.tfvars(\.json)?$/;

/** Terraform reads every such file of a folder, whoever wrote it. */
function terraformFilesBeside(file: string): readonly string[] {
  const folder = dirname(file);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => readByTerraform.test(name));
  return names.map((name) => join(folder, name)).filter((other) => other !== file);
}
