import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ConfiguredDeployment, inheritableKeys } from "../config/schema";
import { problems, SecurityGroupsError } from "../errors";
import { comparisonPage, reportPage } from "../report/page/build-page";
import type { Page, ReportedDeployment } from "../report/page/page-data";
import { generator, pageHtml } from "../report/page/page-html";
import { type Language, languages } from "../report/texts";
import { compareSubjects } from "../verify/comparison";
import { lint } from "../verify/lint";
import { sides, subjectsOf } from "./diff";
import { anyText, deploymentOptions, type Options } from "./options";
import { together } from "./together";
import { choice, commonHelp, entriesOf, type Verb } from "./verb";
import { deliver, destinationOf, type TerminalFile } from "./write-output";

const formats = ["html"] as const;

const onTerminal: TerminalFile = {
  name: "rancher-sg-report.html",
  mark: generator,
  kind: "a page written by rancher-sg report",
};

export const reportVerb: Verb = {
  summary: "the deployments as a web page: matrix, diagram, questions, findings",
  help: `Usage: rancher-sg report [BEFORE AFTER]

One file that needs nothing else, to open in a browser. With BEFORE and AFTER, which are what diff takes, it shows what
changes.

${commonHelp}                     (default: every deployment)
  --format FORMAT    ${choice(formats, {})}
  --lang LANGUAGE    ${choice(languages)}
  --output FILE      write it there, or to standard output if FILE is - (default: standard output; if it is a terminal,
                     ${onTerminal.name}, which replaces only a page of this command)
`,
  options: { ...deploymentOptions, lang: languages, output: anyText, format: formats },
  named: sides,
  prepare(options) {
    const language = (options.values.lang ?? "en") as Language;
    const [page, destination] = together(
      () => (options.positionals.length > 0 ? comparisonOf(options, language) : reportOf(options, language)),
      () => destinationOf(options, onTerminal),
    );
    return () => {
      deliver(pageHtml(page, assets()), destination);
      return 0;
    };
  },
};

function reportOf(options: Options, language: Language): Page {
  const today = new Date().toISOString().slice(0, 10);
  const reported = entriesOf(options).map(({ plan }) => ({
    plan: { ...plan, deployment: withoutStack(plan.deployment) },
    findings: lint(plan, today),
  }));
  return reportPage(reported, language);
}

function comparisonOf(options: Options, language: Language): Page {
  const [subjects] = together(
    () => subjectsOf(options),
    () => withoutDeployments(options),
  );
  const [before = "", after = ""] = options.positionals;
  return comparisonPage(compareSubjects(...subjects), { before, after, language });
}

/** Options that choose deployments of a config say nothing about two. */
function withoutDeployments({ values }: Options): void {
  const given = Object.keys(deploymentOptions).filter((name) => values[name] !== undefined);
  if (given.length === 0) return;
  throw new SecurityGroupsError(given.map((name) => ({ ...problems.withoutSides(sides), path: [`--${name}`] })));
}

/** How and by whom it is deployed is no business of those who look at its ports. */
function withoutStack(deployment: ConfiguredDeployment): ReportedDeployment {
  const isShown = (key: string) => key === "region" || key === "vpcId" || !inheritableKeys.includes(key);
  return Object.fromEntries(
    Object.entries(deployment).filter(([key]) => isShown(key)),
  ) as unknown as ReportedDeployment;
}

/** What scripts/bundle.mjs makes of src/page, beside the bundle that this runs from. */
function assets() {
  const read = (name: string) => readFileSync(join(__dirname, "page", name), "utf8");
  return { program: read("page.js"), style: read("style.css") };
}
