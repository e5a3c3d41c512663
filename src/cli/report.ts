import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ConfiguredDeployment, inheritableKeys } from "../config/schema";
import { type Issue, problems, SecurityGroupsError } from "../errors";
import { asWritten } from "../flows/optimize";
import { comparisonPage, reportPage } from "../report/page/build-page";
import type { Page, ReportedDeployment } from "../report/page/page-data";
import { pageHtml } from "../report/page/page-html";
import { type Language, languages } from "../report/texts";
import { compareSubjects } from "../verify/comparison";
import { lint } from "../verify/lint";
import { bothSides, sides, subjects } from "./diff";
import { deploymentOptions, type Options, parseOptions } from "./options";
import { commonHelp, entriesOf, type Verb } from "./verb";
import { deliver, outputHelp } from "./write-output";

export const reportVerb: Verb = {
  summary: "the deployments as a web page: matrix, diagram, questions, findings",
  help: `Usage: rancher-sg report [BEFORE AFTER]

One file that needs nothing else, to open in a browser. With BEFORE and AFTER, which are what diff takes, it shows what
changes.

${commonHelp}                     (default: every deployment)
  --format FORMAT    html
  --lang LANGUAGE    en (default) or zh-CN
${outputHelp}`,
  run(args) {
    const own = [...deploymentOptions, "lang", "output"];
    const options = parseOptions(args, { formats: ["html"], own, named: sides });
    const isComparison = options.positionals.length > 0;
    const issues = [...languageIssues(options), ...(isComparison ? sideIssues(args) : [])];
    if (issues.length > 0) throw new SecurityGroupsError(issues);
    const language = (options.own.lang ?? "en") as Language;
    const page = isComparison ? comparisonOf(options, language) : reportOf(options, language);
    deliver(pageHtml(page, assets()), options.own.output);
    return 0;
  },
};

function languageIssues({ own: { lang } }: Options): readonly Issue[] {
  if (lang === undefined || languages.some((language) => language === lang)) return [];
  // "zh" is as near to "en" as to "zh-CN".
  const fix = `use one of ${languages.join(", ")}`;
  return [{ ...problems.notOneOf(lang, languages), fix, path: ["--lang"], received: lang }];
}

/** Options that choose deployments of a config say nothing about two. */
function sideIssues(args: readonly string[]): readonly Issue[] {
  return deploymentOptions
    .map((name) => `--${name}`)
    .filter((option) => args.some((arg) => arg === option || arg.startsWith(`${option}=`)))
    .map((option) => ({ ...problems.withoutSides(sides), path: [option] }));
}

function reportOf(options: Options, language: Language): Page {
  const today = new Date().toISOString().slice(0, 10);
  const reported = entriesOf(options).map(({ deployment, plan }) => {
    const findings = lint({ deployment, plan: asWritten(deployment, plan) }, today);
    return { deployment: withoutStack(deployment), plan, findings };
  });
  return reportPage(reported, language);
}

function comparisonOf(options: Options, language: Language): Page {
  const [before, after] = bothSides(options);
  return comparisonPage(compareSubjects(subjects(before), subjects(after)), { before, after, language });
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
