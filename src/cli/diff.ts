import { existsSync } from "node:fs";
import { join } from "node:path";
import { mistake, problems } from "../errors";
import { diffMarkdown, diffText } from "../report/diff";
import { type DiffSubject, diff } from "../verify/diff";
import { plannedSubjects, synthesizedSubjects } from "../verify/diff-subjects";
import { readSynthesized } from "../verify/synthesized";
import { mustKnow, type Options } from "./options";
import { together } from "./together";
import { choice, loadNamed, print, printJson, type Verb } from "./verb";

const formats = ["text", "markdown", "json"] as const;
export const sides = ["BEFORE", "AFTER"] as const;

export const diffVerb: Verb = {
  summary: "what two configs, or synthesised folders, allow differently",
  help: `Usage: rancher-sg diff BEFORE AFTER

BEFORE and AFTER are config files, folders of config files, or output folders of cdktf synth.

  --format FORMAT    ${choice(formats, { text: "default", markdown: "for a pull request" })}

Exit code 0 if they allow the same, else 1.
`,
  options: { format: formats },
  named: sides,
  prepare(options) {
    const [before, after] = subjectsOf(options);
    return () => {
      const result = diff(before, after);
      if (options.format === "json") printJson(result);
      else print(options.format === "markdown" ? diffMarkdown(result) : diffText(result));
      return result.relation === "equal" ? 0 : 1;
    };
  },
};

/** The groups of the two configs, or synthesised folders. @throws SecurityGroupsError with what is wrong in either. */
export function subjectsOf(options: Options): readonly [before: readonly DiffSubject[], after: readonly DiffSubject[]] {
  mustKnow("BEFORE", options);
  const side = (index: 0 | 1) => () => {
    const path = options.positionals[index];
    if (path) return subjects(path);
    throw mistake(problems.missing("stacks/rancher-sg.yaml"), [sides[index]]);
  };
  return together(side(0), side(1));
}

function subjects(path: string): readonly DiffSubject[] {
  if (existsSync(join(path, "manifest.json"))) return synthesizedSubjects(readSynthesized(path));
  return plannedSubjects(loadNamed(path, howToName).map(({ plan }) => plan));
}

const howToName = "name a config file, a folder of them, or an output folder of cdktf synth";
