import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadEntries } from "../config/load-config";
import { mistake, problems } from "../errors";
import { diffMarkdown, diffText } from "../report/diff";
import { type DiffSubject, diff } from "../verify/diff";
import { plannedSubjects, synthesizedSubjects } from "../verify/diff-subjects";
import { readSynthesized } from "../verify/synthesized";
import { parseOptions, print, printJson, type Verb } from "./verb";

export const diffVerb: Verb = {
  summary: "what two configs, or synthesised folders, allow differently",
  help: `Usage: rancher-sg diff BEFORE AFTER

BEFORE and AFTER are config files, folders of config files, or output folders of cdktf synth.

  --format FORMAT    text (default), markdown (for a pull request) or json

Exit code 0 if they allow the same, else 1.
`,
  run(args) {
    const options = parseOptions(args, [], ["text", "markdown", "json"]);
    const [before, after] = options.positionals;
    if (before === undefined || after === undefined) {
      throw mistake(problems.missing("stacks/rancher-sg.yaml"), [before === undefined ? "BEFORE" : "AFTER"]);
    }
    const result = diff(subjects(before), subjects(after));
    if (options.format === "json") printJson(result);
    else print(options.format === "markdown" ? diffMarkdown(result) : diffText(result));
    return result.relation === "equal" ? 0 : 1;
  },
};

function subjects(path: string): readonly DiffSubject[] {
  if (existsSync(join(path, "manifest.json"))) return synthesizedSubjects(readSynthesized(path));
  return plannedSubjects(loadEntries(path).map(({ plan }) => plan));
}
