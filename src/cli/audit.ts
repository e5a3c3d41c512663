import { dirname, relative } from "node:path";
import { type Audit, audit } from "../audit/audit";
import { auditChecks, findingsOf } from "../audit/findings";
import { fittingOptions, isWhole } from "../audit/fitting-options";
import { importsOf, isRuleId } from "../audit/imports";
import { keeping } from "../audit/keep";
import type { PlacedEntry } from "../config/config-file";
import { mistake, problems, SecurityGroupsError } from "../errors";
import { plainLines } from "../errors/one-line";
import { referencesOf } from "../model/deployment-references";
import { defaultFailLevel, failingSeverities, failLevels } from "../model/finding";
import { importMapSchema } from "../model/import-map";
import { withoutUndefined } from "../model/without-undefined";
import { type Ec2Answer, mergeEc2Answers } from "../network/ec2-answer";
import { differences, type Ec2Network, ec2Network } from "../network/ec2-network";
import type { PlacedPlan } from "../network/found-groups";
import { auditJson, auditText } from "../report/audit";
import { importsJson, importsText, keepingText, type ReportedImports, removalText } from "../report/imports";
import { lintSarif } from "../report/lint-sarif";
import type { LintReport } from "../report/lint-text";
import { auditPage } from "../report/page/build-audit-page";
import { generatorOf, pageHtml } from "../report/page/page-html";
import { plainText, type StyledText } from "../report/styled-text";
import { languages } from "../texts";
import { printText } from "./colour";
import { anyDeployment, onlyOne, placedDeploymentsOf } from "./deployments";
import { readEc2Answers } from "./ec2-answer-files";
import { type LiveValues, liveFlag, liveOptions, liveOrigin, refuseWithoutLive, wantedOf } from "./existing";
import { handoverFor, handoverOptions, refuseIncomplete } from "./handover";
import { type FoundOrigin, isWritten, readOrigin } from "./origin";
import { deliver, destinationOf, type TerminalFile } from "./output";
import { pageAssets } from "./page-assets";
import { jsonText } from "./print";
import { defineVerb, formatOption } from "./verb";
import { refuseToReplace, writeWholeFile } from "./write-file";

const onTerminal: TerminalFile = {
  name: "rancher-sg-audit.html",
  mark: generatorOf("audit"),
  kind: "a page written by rancher-sg audit",
};

export const auditVerb = defineVerb({
  purpose: "prove",
  summary: "whether the security groups that exist match the deployments; import them on the next deploy",
  positionals: { names: ["FILE"], isOptional: true, isRepeated: true, example: "groups.json" },
  about: `FILEs contain what exists: EC2's answers to these commands and others (docs/origins.md), or the JSON of
terraform show -json of a plan or a state. - is the standard input. Without FILE, the AWS SDK asks EC2.
  aws ec2 describe-security-groups --filters Name=vpc-id,Values=vpc-...
  aws ec2 describe-security-group-rules --filters Name=group-id,Values=sg-...,sg-...`,
  flags: liveFlag,
  options: {
    ...anyDeployment,
    ...liveOptions,
    imports: {
      value: "FILE",
      description: "write the import map of one deployment to this file: its next deploy imports what exists",
    },
    ...handoverOptions,
    "fail-on": {
      value: "LEVEL",
      allowed: failLevels,
      default: defaultFailLevel,
      description: "the lowest severity for which the exit code is 1",
    },
    format: formatOption(["text", "json", "sarif", "html"]),
    lang: { value: "LANGUAGE", allowed: languages, description: "language of the HTML page (default: en)" },
    output: {
      value: "FILE",
      description: `write to this file, and the text to standard output; - is standard output (default: standard output; if it is a terminal, HTML goes to ${onTerminal.name})`,
    },
  },
  notes: `docs/audit.md explains the findings, and how to import what exists.
Exit code 1 if there is a finding of the severity in --fail-on or a higher one; with --imports, also if a group has
rules that the deployment does not have, unless --fail-on is error or never.`,
  async run({ options, flags, positionals: files }) {
    const { imports: file, format } = options;
    refuseIncomplete(options);
    if (options.lang !== undefined && format !== "html") throw mistake(problems.onlyWith("--format html"), ["--lang"]);
    const destination = destinationOf(options.output, format === "html" ? onTerminal : undefined);
    const { all, chosen } = placedDeploymentsOf(options, { readsImportMaps: false });
    const imported = file === undefined ? undefined : onlyOne(chosen);
    const subjects = all.map(subjectOf);
    const origin = await existingOf(files, flags.live, options, chosen, all);
    const { network: existing, answer } = origin;
    const audits = audit(chosen.map(subjectOf), subjects, existing);
    if (answer) refuseDifferences(audits, answer);
    const reported = audits.map((one, index) => {
      const { document, path, name } = chosen[index] as PlacedEntry;
      return { audit: one, deployment: name, place: document.placeOf(path), findings: findingsOf(one) };
    });
    const imports = imported && importsFor(imported, audits[0] as Audit, existing, all);
    const handover = imports && handoverFor(imports, options, origin);
    if (imports && file !== undefined) writeImports(file, imports);
    const handed = handover?.write() ?? "";
    const [before, after] =
      imports && imported && file !== undefined ? importTexts(imports, imported, file, handed) : ["", ""];
    const text: StyledText = [...(imports ? [before, "\n"] : []), ...auditText(reported), after];
    const formats: Readonly<Record<typeof format, () => string>> = {
      text: () => plainLines(plainText(text)),
      json: () =>
        jsonText({
          ...auditJson(reported, answer?.refused),
          ...(imports ? { imports: importsJson(imports) } : {}),
          ...(handover ? { handover: handover.json } : {}),
        }),
      sarif: () => lintSarif(reported, auditChecks),
      html() {
        const subjects = imports ? reported.map((one) => ({ ...one, imports: `${before}${after}` })) : reported;
        const page = auditPage(subjects, {
          origin: origin.name,
          language: options.lang ?? "en",
          refused: answer?.refused ?? [],
        });
        return pageHtml(page, pageAssets());
      },
    };
    if (format !== "text" || destination.file !== undefined) deliver(formats[format](), destination);
    if (format === "text" || destination.file !== undefined) printText(text);
    const failing = failingSeverities(options["fail-on"]);
    const keepsOthers = imports?.imports.groups.some(({ others }) => others.length > 0) && failing.includes("warning");
    const isFailing = ({ findings }: LintReport) => findings.some(({ severity }) => failing.includes(severity));
    return keepsOthers || reported.some(isFailing) ? 1 : 0;
  },
});

function subjectOf({ plan }: PlacedEntry): PlacedPlan {
  const { vpcId, tags, lifecycle } = plan.deployment;
  return { plan, vpcId, ...withoutUndefined({ tags, hasNamePrefix: lifecycle?.namePrefix }) };
}

/** What exists: the files, or the answers of EC2 to all questions that an audit has. */
async function existingOf(
  files: readonly string[],
  isLive: boolean,
  options: LiveValues,
  chosen: readonly PlacedEntry[],
  all: readonly PlacedEntry[],
): Promise<FoundOrigin> {
  if (files.length === 0) {
    return liveOrigin(options, withReferences(chosen, all), ["prefixLists", "interfaces", "subnets", "networkAcls"]);
  }
  if (isLive) throw mistake(problems.withoutSides(["FILE"]), ["--live"]);
  refuseWithoutLive(options);
  const { wantsRules } = wantedOf(all.map(({ plan }) => plan));
  const [file = ""] = files;
  if (files.length > 1) {
    const { region, vpcId } = (chosen[0] as PlacedEntry).plan.deployment;
    const answer = mergeEc2Answers(readEc2Answers(files));
    if (!answer.groups) throw mistake(problems.noGroups(region, vpcId), [files.join(" ")]);
    return { kind: "ec2", name: files.join(","), network: ec2Network(answer, { isWanted: wantsRules }), answer };
  }
  const origin = readOrigin(file, { isWanted: wantsRules });
  if (isWritten(origin)) throw mistake(problems.notWhatExists(), [file]);
  return origin;
}

/** The chosen deployments, those that they refer to, and those that refer to them: their rules are in the same groups. */
function withReferences(chosen: readonly PlacedEntry[], all: readonly PlacedEntry[]): readonly PlacedEntry[] {
  const refersTo = (entry: PlacedEntry, { name }: PlacedEntry) =>
    referencesOf(entry.plan.deployment).some(({ deployment }) => deployment === name);
  return all.filter(
    (other) => chosen.includes(other) || chosen.some((one) => refersTo(one, other) || refersTo(other, one)),
  );
}

/** EC2's two answers about one group have to say the same. */
function refuseDifferences(audits: readonly Audit[], answer: Ec2Answer): void {
  const ids = audits.flatMap(({ groups }) => groups.flatMap(({ found }) => (found ? [found.id] : [])));
  const differing = differences(answer, new Set(ids));
  if (differing.length > 0) throw new SecurityGroupsError(differing);
}

function importsFor(
  entry: PlacedEntry,
  one: Audit,
  existing: Ec2Network,
  all: readonly PlacedEntry[],
): ReportedImports {
  const others = all.filter((other) => other !== entry).map(subjectOf);
  const imports = importsOf(subjectOf(entry), existing, others);
  const fit = fittingOptions(subjectOf(entry), existing, others);
  const isPlanned = fit !== undefined && isWhole(fit);
  const about = { plan: entry.plan, region: entry.plan.deployment.region, imports, fit };
  return isPlanned ? about : { ...about, keeping: keeping(one) };
}

/** @throws SecurityGroupsError if the ids of rules are not known: then nothing is written. */
function writeImports(file: string, { plan, region, imports }: ReportedImports): void {
  const unidentified = imports.groups.filter(({ matching }) => matching.some(({ found }) => !isRuleId(found.key)));
  if (unidentified.length > 0) {
    const ids = unidentified.flatMap(({ found }) => found?.id ?? []);
    throw mistake(problems.noRuleIds(region, ids), [plan.deployment.name]);
  }
  refuseToReplace(file, "an import map", isImportMap, "--imports");
  writeWholeFile(file, jsonText(imports.importMap), "--imports");
}

function isImportMap(text: string): boolean {
  try {
    return importMapSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** Texts about the import: those before the audit, and those after it. */
function importTexts(
  imports: ReportedImports,
  entry: PlacedEntry,
  file: string,
  handed: string,
): readonly [string, string] {
  const after = [keepingText(imports), nextStep(entry, file, imports), handed, removalText(imports)];
  return [importsText(imports), after.join("")];
}

/** What to do with the file that was written. */
function nextStep(
  { name, plan, document }: PlacedEntry,
  file: string,
  { imports: { importMap } }: ReportedImports,
): string {
  const seenFromConfig = relative(dirname(document.placeOf([]).file), file);
  if (Object.keys(importMap.groups).length === 0) return `wrote ${file}: there is nothing to import\n`;
  if (plan.deployment.adopt === seenFromConfig) return `wrote ${file}\n`;
  const { stack } = plan.deployment;
  const what = stack === undefined ? "it" : `the stack ${stack}`;
  return `wrote ${file}\nto import what exists, add this line to the deployment ${name}, then deploy ${what}: adopt: ${seenFromConfig}\n`;
}
