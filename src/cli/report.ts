import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfiguredDeployment } from "../config/schema";
import { asWritten } from "../flows/optimize";
import { comparisonPage, reportPage } from "../report/page/build-page";
import type { Page, ReportedDeployment } from "../report/page/page-data";
import { pageHtml } from "../report/page/page-html";
import type { Language } from "../report/texts";
import { compareSubjects } from "../verify/comparison";
import { lint } from "../verify/lint";
import { bothSides, sides, subjects } from "./diff";
import { deploymentOptions, type Options, parseOptions } from "./options";
import { commonHelp, entriesOf, print, type Verb } from "./verb";

export const reportVerb: Verb = {
  summary: "the deployments as a web page: matrix, diagram, questions, findings",
  help: `Usage: rancher-sg report [BEFORE AFTER]

One file that needs nothing else, to open in a browser. With BEFORE and AFTER, as of diff, it shows what changes.

${commonHelp}                     (default: every deployment)
  --format FORMAT    html (default)
  --lang LANGUAGE    en (default) or zh-CN
  --output FILE      where to write it (default: print it)
`,
  run(args) {
    const options = parseOptions(args, {
      formats: ["html"],
      own: [...deploymentOptions, "lang", "output"],
      named: sides,
    });
    const page = options.positionals.length > 0 ? comparisonOf(options) : reportOf(options);
    print(pageHtml(page, assets()));
    return 0;
  },
};

function reportOf(options: Options): Page {
  const today = new Date().toISOString().slice(0, 10);
  const reported = entriesOf(options).map(({ deployment, plan }) => {
    const findings = lint({ deployment, plan: asWritten(deployment, plan) }, today);
    return { deployment: withoutStack(deployment), plan, findings };
  });
  return reportPage(reported, languageOf(options));
}

function comparisonOf(options: Options): Page {
  const [before, after] = bothSides(options);
  const comparison = compareSubjects(subjects(before), subjects(after));
  return comparisonPage(comparison, { before, after, language: languageOf(options) });
}

/** How and where to it is deployed is nobody's business who only looks at its ports. */
function withoutStack({
  profile,
  assumeRole,
  state,
  endpoint,
  awsProviderVersion,
  tags,
  ...deployment
}: ConfiguredDeployment): ReportedDeployment {
  return deployment;
}

function languageOf({ own }: Options): Language {
  return (own.lang ?? "en") as Language;
}

/** What scripts/bundle.mjs makes of src/page, beside the bundle that this runs from. */
function assets() {
  const read = (name: string) => readFileSync(join(__dirname, "page", name), "utf8");
  return { program: read("page.js"), style: read("style.css") };
}
