/** Findings for a person at a terminal. */

import type { Place } from "../errors";
import { oneLine } from "../errors/one-line";
import { countFindings, type Finding, severities } from "../model/finding";
import { plural } from "../texts/plural";
import type { StyledText } from "./styled-text";

/** The findings about one deployment, and where it is written. */
export interface LintReport {
  readonly deployment: string;
  /** Default: unknown, and not shown. */
  readonly place?: Place;
  readonly findings: readonly Finding[];
}

/** By deployment, the heavier findings first and the acknowledged ones last; then the counts. */
export function lintText(reports: readonly LintReport[]): StyledText {
  const sections = reports.filter(({ findings }) => findings.length > 0).flatMap(section);
  return [...sections, `${summary(reports.flatMap(({ findings }) => findings))}\n`];
}

const colours = { error: "red", warning: "yellow", note: "blue", ok: "green" } as const;

function section({ deployment, place, findings }: LintReport): StyledText {
  const where = place ? ` (${place.file}:${place.line}:${place.column})` : "";
  const open = severities.flatMap((severity) =>
    findings.filter((one) => !one.acknowledged && one.severity === severity),
  );
  const acknowledged = findings.filter((one) => one.acknowledged);
  const shown = [
    ...open.map((one) => [one.severity, one] as const),
    ...acknowledged.map((one) => ["ok" as const, one] as const),
  ];
  const [word, id] = [
    shown.reduce((width, [mark]) => Math.max(width, mark.length), 0),
    shown.reduce((width, [, finding]) => Math.max(width, finding.id.length), 0),
  ];
  const lines = shown.flatMap(([mark, finding]) => [
    "  ",
    { colour: colours[mark], word: mark },
    `${" ".repeat(word - mark.length)}  ${finding.id.padEnd(id)}  ${textOf(finding)}\n`,
  ]);
  return [`${oneLine(`${deployment}${where}`)}\n`, ...lines, "\n"];
}

function textOf({ message, acknowledged }: Finding): string {
  if (!acknowledged) return oneLine(message);
  const [what] = message.split("; ", 1);
  const until = acknowledged.expires ? ` until ${acknowledged.expires}` : "";
  return oneLine(`${what} [acknowledged${until}: ${acknowledged.reason}]`);
}

function summary(findings: readonly Finding[]): string {
  const { acknowledged, ...counts } = countFindings(findings);
  const found = severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => plural(counts[severity], severity));
  const open = found.length > 0 ? found.join(", ") : "no findings";
  return acknowledged > 0 ? `${open}; ${acknowledged} acknowledged` : open;
}
