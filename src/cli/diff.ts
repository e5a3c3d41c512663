import { existsSync } from "node:fs";
import { join } from "node:path";
import { problems, SecurityGroupsError } from "../errors";
import { diffMarkdown, diffText } from "../report/diff";
import { type DiffSubject, diff } from "../verify/diff";
import { plannedSubjects, synthesizedSubjects } from "../verify/diff-subjects";
import { readSynthesized } from "../verify/synthesized";
import { type Options, parseOptions } from "./options";
import { loadNamed, print, printJson, type Verb } from "./verb";

export const diffVerb: Verb = {
  summary: "what two configs, or synthesised folders, allow differently",
  help: `Usage: rancher-sg diff BEFORE AFTER

BEFORE and AFTER are config files, folders of config files, or output folders of cdktf synth.

  --format FORMAT    text (default), markdown (for a pull request) or json

Exit code 0 if they allow the same, else 1.
`,
  run(args) {
    const options = parseOptions(args, { formats: ["text", "markdown", "json"], own: [], named: sides });
    const [before, after] = bothSides(options);
    const result = diff(subjects(before), subjects(after));
    if (options.format === "json") printJson(result);
    else print(options.format === "markdown" ? diffMarkdown(result) : diffText(result));
    return result.relation === "equal" ? 0 : 1;
  },
};

export const sides = ["BEFORE", "AFTER"] as const;
const howToName = "name a config file, a folder of them, or an output folder of cdktf synth";

/** @throws SecurityGroupsError where one is missing, or both are. */
export function bothSides({ positionals }: Options): readonly [before: string, after: string] {
  const [before, after] = positionals;
  if (before && after) return [before, after];
  const missing = sides.filter((_, index) => !positionals[index]);
  throw new SecurityGroupsError(
    missing.map((side) => ({ ...problems.missing("stacks/rancher-sg.yaml"), path: [side] })),
  );
}

/** The groups of a config, or of a synthesised folder. */
export function subjects(path: string): readonly DiffSubject[] {
  if (existsSync(join(path, "manifest.json"))) return synthesizedSubjects(readSynthesized(path));
  return plannedSubjects(loadNamed(path, howToName).map(({ plan }) => plan));
}
