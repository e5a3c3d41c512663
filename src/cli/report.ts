import { type ConfiguredDeployment, inheritableKeys } from "../config/schema";
import { compareAllGroups } from "../diff/compare-all-groups";
import { mistake, problems } from "../errors";
import { lint } from "../lint/lint";
import { noteLines } from "../report/diff";
import { comparisonPage, reportPage } from "../report/page/build-page";
import type { Page, ReportedDeployment } from "../report/page/page-data";
import { generatorOf, pageHtml } from "../report/page/page-html";
import { type Language, languages } from "../texts";
import { anyDeployment, deploymentsOf } from "./deployments";
import { networksOf, sides, withMoves } from "./diff";
import { deliver, destinationOf, type TerminalFile } from "./output";
import { pageAssets } from "./page-assets";
import { printWarning } from "./print";
import { defineVerb, formatOption, type OptionValues } from "./verb";

const onTerminal: TerminalFile = {
  name: "rancher-sg-report.html",
  mark: generatorOf("report"),
  kind: "a page written by rancher-sg report",
};

export const reportVerb = defineVerb({
  purpose: "write",
  summary: "the deployments as a web page: matrix, diagram, questions, findings",
  positionals: { ...sides, isOptional: true },
  about: `One file that needs nothing else, to open in a browser. With BEFORE and AFTER, which are what diff takes, it shows what
changes.`,
  options: {
    ...anyDeployment,
    format: formatOption(["html"]),
    lang: { value: "LANGUAGE", allowed: languages, default: "en" },
    output: {
      value: "FILE",
      description: `write to this file, or to standard output if FILE is - (default: standard output; if it is a terminal, ${onTerminal.name}, which replaces only a page of this command)`,
    },
  },
  run({ options, positionals }) {
    const destination = destinationOf(options.output, onTerminal);
    const page = positionals.length > 0 ? comparisonOf(positionals, options) : reportOf(options);
    deliver(pageHtml(page, pageAssets()), destination);
    return 0;
  },
});

type Options = OptionValues<typeof anyDeployment> & { readonly lang: Language };

function reportOf(options: Options): Page {
  const today = new Date().toISOString().slice(0, 10);
  const { chosen, all } = deploymentsOf(options);
  const plans = all.map(({ plan }) => plan);
  const reported = chosen.map(({ plan, addressLists }) => ({
    plan: { ...plan, deployment: withoutStack(plan.deployment) },
    findings: lint(plan, today, { plans, addressLists }),
  }));
  return reportPage(reported, options.lang);
}

function comparisonOf(positionals: readonly string[], options: Options): Page {
  for (const name of ["config", "deployment"] as const) {
    if (options[name] !== undefined) throw mistake(problems.withoutSides(sides.names), [`--${name}`]);
  }
  const [before = "", after = ""] = positionals;
  const aligned = networksOf(positionals);
  for (const line of noteLines(aligned)) printWarning(line.trimEnd());
  const compared = withMoves(compareAllGroups(aligned.before, aligned.after), aligned);
  return comparisonPage(compared, { before, after, language: options.lang });
}

/** How and by whom it is deployed is no business of those who look at its ports. */
function withoutStack(deployment: ConfiguredDeployment): ReportedDeployment {
  const isShown = (key: string) => key === "region" || key === "vpcId" || !inheritableKeys.includes(key);
  return Object.fromEntries(
    Object.entries(deployment).filter(([key]) => isShown(key)),
  ) as unknown as ReportedDeployment;
}
