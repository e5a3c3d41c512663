import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LoadedEntry } from "../config/config-file";
import { loadAssertions, type PlacedAssertion } from "../config/load-assertions";
import { mistake, problems } from "../errors";
import { check } from "../questions/check";
import { explain } from "../questions/explain";
import { Reachability } from "../reach/reachability";
import { answerJson, answerLine } from "../report/answer";
import { explanationJson, explanationText } from "../report/explanation";
import { printText } from "./colour";
import { configPath, deploymentsOf, onlyOne } from "./deployments";
import { existingFor, liveFlag, liveOptions, originPositional } from "./existing";
import { originsText } from "./origin";
import { printJson } from "./print";
import { questionOf, questionOptions } from "./question";
import { defineVerb, type OptionValues, textOrJson } from "./verb";

const options = {
  ...questionOptions,
  assertions: {
    value: "FILE",
    description:
      "assertions as in verify, which an edit must not break (default: assertions.yaml in the folder of the config file, if there is one; assertions about deployments of other configs are ignored then)",
  },
  ...liveOptions,
  format: textOrJson,
} as const;

export const explainVerb = defineVerb({
  purpose: "ask",
  summary: "whether and why a flow is allowed, which promises it breaks, and the edit that would allow it",
  positionals: originPositional,
  about: `Without ORIGIN, by the groups of the config. With ORIGIN or --live, by the groups that exist, and without an edit:
${originsText}.`,
  options,
  flags: { quiet: "print only the answer, without reasons and without an edit", ...liveFlag },
  notes: `Example: rancher-sg explain --from worker --to etcd --protocol tcp --port 2379

The first line is the answer: allowed, partly allowed, denied, cannot be decided, or not decided here.
A flow that breaks an assertion, or a promise of the documented tables, gets no edit: docs/explain.md.
Exit code 0 if all of it is allowed, else 1.`,
  async run({ options, flags, positionals: [name] }) {
    if (flags.quiet && options.assertions !== undefined) {
      throw mistake(problems.withoutOption("--quiet"), ["--assertions"]);
    }
    const { all, chosen } = deploymentsOf(options);
    const entry = onlyOne(chosen);
    const question = questionOf(options, entry.plan);
    const existing = (await existingFor({ name, isLive: flags.live, options }, all, [entry]))?.(entry.plan);
    if (flags.quiet) {
      const answer = check(existing ?? new Reachability(entry.plan), question);
      if (options.format === "json") printJson(answerJson(question, answer));
      else printText(answerLine(question, answer));
      return answer.verdict === "allowed" ? 0 : 1;
    }
    const explanation = explain(entry.plan, question, {
      assertions: assertionsOf(options, all, entry),
      ...(existing ? { existing } : {}),
    });
    if (options.format === "json") printJson(explanationJson(question, explanation));
    else printText(explanationText(question, explanation));
    return explanation.answer.verdict === "allowed" ? 0 : 1;
  },
});

/** The assertions about a deployment. */
function assertionsOf(
  values: OptionValues<typeof options>,
  all: readonly LoadedEntry[],
  entry: LoadedEntry,
): readonly PlacedAssertion[] {
  if (values.assertions !== undefined) return loadAssertions(values.assertions, all, [entry]);
  const file = assertionsOfConfig(configPath(values));
  return file === undefined ? [] : loadAssertions(file, all, [entry], { allowsOtherDeployments: true });
}

/** The assertion file of a config file. A folder of config files has none: each file in it is a config. */
function assertionsOfConfig(config: string): string | undefined {
  const file = join(dirname(config), "assertions.yaml");
  return file !== config && isFile(config) && isFile(file) ? file : undefined;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
