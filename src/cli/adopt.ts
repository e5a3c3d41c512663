import { dirname, relative } from "node:path";
import { type Adoption, adopt } from "../adopt/adopt";
import type { AdoptionSubject } from "../adopt/found-groups";
import type { LoadedEntry, PlacedEntry } from "../config/config-file";
import { importMapFile } from "../config/import-map-file";
import { mistake, problems, SecurityGroupsError } from "../errors";
import { referencesOf } from "../model/deployment";
import { importMapSchema } from "../model/import-map";
import { withoutUndefined } from "../model/without-undefined";
import { type Ec2Answer, mergeEc2Answers } from "../network/ec2-answer";
import { describeLive } from "../network/ec2-live";
import { differences, ec2Network } from "../network/ec2-network";
import { adoptionJson, adoptionText } from "../report/adoption";
import { oneDeployment, onlyOne, placedDeploymentsOf } from "./deployments";
import { readEc2Answers } from "./ec2-answer-files";
import { print, printJson } from "./print";
import { defineVerb, textOrJson } from "./verb";
import { refuseToReplace, writeWholeFile } from "./write-file";

export const adoptVerb = defineVerb({
  purpose: "write",
  summary: "import existing EC2 security groups on the next deploy",
  positionals: { names: ["FILE"], isOptional: true, isRepeated: true, example: "groups.json" },
  about: `FILEs contain the output of these commands; - is the standard input. Without FILE, the AWS SDK asks EC2.
  aws ec2 describe-security-groups --filters Name=vpc-id,Values=vpc-...
  aws ec2 describe-security-group-rules --filters Name=group-id,Values=sg-...,sg-...`,
  options: {
    ...oneDeployment,
    output: {
      value: "FILE",
      description:
        "the import map (default: the file that the deployment's adopt names, or NAME.import.json in the folder of the config)",
    },
    format: textOrJson,
  },
  notes: `docs/adopt.md explains each step.
Exit code 0 if all that is planned exists, and nothing else; 1 if something is missing, extra or lost.`,
  async run({ options, positionals: files }) {
    const { all, chosen } = placedDeploymentsOf(options, { readsImportMaps: false });
    const entry = onlyOne(chosen);
    const others = all.filter((other) => other !== entry && (refersTo(entry, other) || refersTo(other, entry)));
    const subjects = [entry, ...others].map(subjectOf);
    const { plan } = entry;
    const { deployment } = plan;
    const answer =
      files.length > 0 ? mergeEc2Answers(readEc2Answers(files)) : await describeLive(deployment, wantedOf(subjects));
    if (!answer.groups) throw mistake(problems.noGroups(deployment.region, deployment.vpcId), [files.join(" ")]);
    const adoption = adoptionOf(subjects, answer);
    const file = options.output ?? outputOf(entry);
    const unidentified = adoption.groups.filter(({ matching }) => matching.some(({ found }) => found.key === ""));
    if (unidentified.length === 0) {
      refuseToReplace(file, "an import map", isImportMap);
      writeWholeFile(file, `${JSON.stringify(adoption.importMap, null, 2)}\n`);
    }
    const reported = { plan, region: deployment.region, adoption };
    if (options.format === "json") printJson(adoptionJson(reported));
    else print(adoptionText(reported));
    if (unidentified.length > 0) {
      const ids = unidentified.flatMap(({ found }) => found?.id ?? []);
      throw mistake(problems.noRuleIds(deployment.region, ids), [deployment.name]);
    }
    if (options.format === "text") print(nextStep(entry, file, adoption));
    return isComplete(adoption) ? 0 : 1;
  },
});

function isImportMap(text: string): boolean {
  try {
    return importMapSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

function subjectOf({ plan }: PlacedEntry): AdoptionSubject {
  const { vpcId, tags } = plan.deployment;
  return { plan, vpcId, ...withoutUndefined({ tags }) };
}

function refersTo({ plan }: LoadedEntry, { name }: LoadedEntry): boolean {
  return referencesOf(plan.deployment).some((reference) => reference.deployment === name);
}

function adoptionOf([subject, ...others]: readonly AdoptionSubject[], answer: Ec2Answer): Adoption {
  const existing = ec2Network(answer, { isWanted: wantedOf([subject as AdoptionSubject, ...others]).wantsRules });
  const adoption = adopt(subject as AdoptionSubject, existing, others);
  const ids = adoption.groups.flatMap(({ found }) => (found ? [found.id] : []));
  const differing = differences(answer, new Set(ids));
  if (differing.length > 0) throw new SecurityGroupsError(differing);
  return adoption;
}

function wantedOf(subjects: readonly AdoptionSubject[]) {
  const groups = subjects.flatMap(({ plan }) => plan.groups);
  const names = new Set(groups.map(({ name }) => name));
  const groupIds = groups.flatMap(({ existing }) =>
    existing && "securityGroupId" in existing ? [existing.securityGroupId] : [],
  );
  return {
    vpcIds: subjects.map(({ vpcId }) => vpcId),
    groupIds,
    wantsRules: ({ id, name }: { id: string; name: string }) => names.has(name) || groupIds.includes(id),
  };
}

function configFileOf({ document }: LoadedEntry): string {
  return document.placeOf([]).file;
}

function outputOf(entry: LoadedEntry): string {
  const { name, plan } = entry;
  return importMapFile(configFileOf(entry), plan.deployment.adopt ?? `${name}.import.json`);
}

/** What to do with the file that was written. */
function nextStep(entry: LoadedEntry, file: string, { importMap }: Adoption): string {
  const seenFromConfig = relative(dirname(configFileOf(entry)), file);
  if (Object.keys(importMap.groups).length === 0) return `wrote ${file}: there is nothing to take over\n`;
  if (entry.plan.deployment.adopt === seenFromConfig) return `wrote ${file}\n`;
  return `wrote ${file}\nto take all this over, deploy ${entry.name} with the line adopt: ${seenFromConfig}\n`;
}

function isComplete({ groups }: Adoption): boolean {
  return groups.every(
    ({ found, missing, extra, lostTags }) =>
      found && missing.length === 0 && extra.length === 0 && Object.keys(lostTags).length === 0,
  );
}
