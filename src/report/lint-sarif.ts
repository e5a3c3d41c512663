/** Findings as SARIF 2.1.0, the format that code hosts show beside the lines of a file. */
import type { Place } from "../errors";
import { oneLine, plainJson } from "../errors/one-line";
import type { CheckDescription, Finding, Matches } from "../model/finding";
import { withoutUndefined } from "../model/without-undefined";
import type { LintReport } from "./lint-text";

export interface LintSarifOptions {
  /** Of this package. Default: not said. */
  readonly version?: string;
  /** The page docs/lint.md, where it is published: help then points there. Default: each check's own reference. */
  readonly docs?: string;
}

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** `checks` are all there are: SARIF lists the rules, found or not. Places should name files relative to the repository. */
export function lintSarif(
  reports: readonly LintReport[],
  checks: readonly CheckDescription[],
  { version, docs }: LintSarifOptions = {},
): string {
  const index = new Map(checks.map(({ id }, position) => [id, position]));
  const results = reports.flatMap(({ findings, place }) =>
    findings.map((finding) => ({ ...resultOf(finding, place), ruleIndex: index.get(finding.id) ?? -1 })),
  );
  const driver = {
    name: "rancher-security-groups",
    ...withoutUndefined({ version }),
    rules: checks.map((check) => ruleOf(check, docs)),
  };
  // columnKind says how columns count; ours are of JavaScript strings.
  const run = { tool: { driver }, columnKind: "utf16CodeUnits", results };
  return `${plainJson(JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 2))}\n`;
}

function ruleOf({ id, severity, title, fix, matches, reference }: CheckDescription, docs: string | undefined) {
  const tags = matchingIds(matches);
  return {
    id,
    shortDescription: { text: `${title}.` },
    help: { text: `${fix}.` },
    helpUri: docs === undefined ? reference : `${docs}#${id}`,
    defaultConfiguration: { level: severity },
    ...(tags.length > 0 ? { properties: { tags } } : {}),
  };
}

/** Every result says whether it is suppressed: SARIF wants that of all results of a run, or of none. */
function resultOf(
  { id, severity, message, deployment, group, rules, portRules, acknowledged }: Finding,
  place: Place | undefined,
) {
  const name = group ?? deployment;
  const logical = { name, fullyQualifiedName: group ? `${deployment}/${group}` : deployment, kind: "resource" };
  return {
    ruleId: id,
    level: severity,
    message: { text: sarifText(message) },
    locations: [{ ...(place ? { physicalLocation: physicalOf(place) } : {}), logicalLocations: [logical] }],
    partialFingerprints: {
      "findingOfDeployment/v1": [deployment, group ?? "", id, ...(rules.length > 0 ? rules : portRules)].join(" "),
    },
    suppressions: acknowledged
      ? [{ kind: "inSource", status: "accepted", justification: sarifText(acknowledged.reason) }]
      : [],
  };
}

/** A text in which SARIF finds no link: `[text](target)` is one in every message. */
const sarifText = (text: string) => oneLine(text).replaceAll("](", "] (");

function physicalOf({ file, line, column }: Place) {
  const uri = file.split(/[\\/]/).map(encodeURIComponent).join("/");
  return { artifactLocation: { uri }, region: { startLine: line, startColumn: column } };
}

function matchingIds({ checkov = [], trivy = [], kics = [], securityHub = [] }: Matches): readonly string[] {
  return [...checkov, ...trivy, ...kics, ...securityHub];
}
