import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../config/load-config";
import { diffMarkdown, diffText } from "../report/diff";
import { type DiffSubject, diff } from "../verify/diff";
import { plannedSubjects, synthesizedSubjects } from "../verify/diff-subjects";
import { readSynthesized } from "../verify/synthesized";
import { print, printJson } from "./print";
import { defineVerb, formatOption, type Positionals } from "./verb";

export const sides: Positionals = { names: ["BEFORE", "AFTER"], example: "stacks/rancher-sg.yaml" };

export const diffVerb = defineVerb({
  summary: "what two configs, or synthesised folders, allow differently",
  positionals: sides,
  about: "BEFORE and AFTER are config files, folders of config files, or output folders of cdktf synth.",
  options: { format: formatOption(["text", "markdown", "json"], "markdown is for a pull request") },
  notes: "Exit code 0 if they allow the same, else 1.",
  run({ options, positionals }) {
    const result = diff(...diffSubjects(positionals));
    if (options.format === "json") printJson(result);
    else print(options.format === "markdown" ? diffMarkdown(result) : diffText(result));
    return result.relation === "equal" ? 0 : 1;
  },
});

type Subjects = readonly DiffSubject[];

/** The groups of the two configs, or synthesised folders. @throws SecurityGroupsError with all mistakes of the first bad one. */
export function diffSubjects([before = "", after = ""]: readonly string[]): [before: Subjects, after: Subjects] {
  return [subjects(before), subjects(after)];
}

function subjects(path: string): Subjects {
  if (existsSync(join(path, "manifest.json"))) return synthesizedSubjects(readSynthesized(path));
  const howToName = "name a config file, a folder of them, or an output folder of cdktf synth";
  return plannedSubjects(loadConfig(path, { howToName }).map(({ plan }) => plan));
}
