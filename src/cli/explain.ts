import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadAssertions, type PlacedAssertion } from "../config/load-assertions";
import { SecurityGroupsError } from "../errors";
import { explanationJson, explanationText } from "../report/explanation";
import { explain } from "../verify/explain";
import { anyText, mustKnow, type Options } from "./options";
import { asked, questionHelp, questionOptions } from "./question";
import { together, tried } from "./together";
import { choice, commonHelp, configPath, deploymentsOf, print, printJson, textOrJson, type Verb } from "./verb";

export const explainVerb: Verb = {
  summary: "why a flow is allowed or denied, which promises it breaks, and the edit that would allow it",
  help: `Usage: rancher-sg explain --from PARTY --to PARTY [--protocol tcp] [--port 2379]

${questionHelp}${commonHelp}  --assertions FILE  assertions as in prove, which an edit must not break (default: assertions.yaml in the folder of
                     the config file, if there is one; assertions about deployments of other configs are ignored then)
  --format FORMAT    ${choice(textOrJson)}

A flow that breaks an assertion, or a promise of the documented tables, gets no edit: docs/explain.md.
Exit code 0 if all of it is allowed, else 1.
`,
  options: { ...questionOptions, assertions: anyText, format: textOrJson },
  prepare(options) {
    const config = tried(() => deploymentsOf(options));
    const deployments = () => {
      if (config.issues) throw new SecurityGroupsError(config.issues);
      return config.value;
    };
    const [{ name, plan, question }, everyAssertion] = together(
      () => asked(options, deployments),
      () => assertionsOf(options, config.value),
    );
    const assertions = everyAssertion.filter(({ entry }) => entry.name === name);
    return () => {
      const explanation = explain(plan, question, { assertions });
      if (options.format === "json") printJson(explanationJson(question, explanation));
      else print(explanationText(question, explanation));
      return explanation.answer.verdict === "allowed" ? 0 : 1;
    };
  },
};

/** The assertions about the chosen deployments. If the config cannot be read, only mistakes in the file are found. */
function assertionsOf(
  options: Options,
  deployments: ReturnType<typeof deploymentsOf> | undefined,
): readonly PlacedAssertion[] {
  const { all, chosen } = deployments ?? { all: [], chosen: [] };
  const { assertions } = options.values;
  if (assertions !== undefined) {
    return loadAssertions(assertions, all, chosen, { allowsOtherDeployments: deployments === undefined });
  }
  mustKnow("--assertions", options);
  const file = assertionsOfConfig(configPath(options));
  return file === undefined ? [] : loadAssertions(file, all, chosen, { allowsOtherDeployments: true });
}

/** The assertion file of a config file. A folder of config files has none: each file in it is a config. */
function assertionsOfConfig(config: string): string | undefined {
  const file = join(dirname(config), "assertions.yaml");
  return file !== config && isFile(config) && isFile(file) ? file : undefined;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
