/** The keys `groups` and `pools`, as a user writes them. */
import { z } from "zod";
import { type Problem, problems } from "../errors";
import { groupParties, layoutNames, layoutWords, type WrittenGroup } from "./group-layout";
import { clusterRoles, type Party, parties } from "./party";
import { awsId, judged, nonEmptyList, text } from "./schema-parts";
import { missingProblems } from "./validate";

const stageKeys = ["from", "to"];

/** Of different names, Terraform's outputs are different too. */
const nameProblem = (name: string) =>
  /^[a-z][a-z0-9-]{0,63}$/.test(name)
    ? undefined
    : problems.notName("use small letters, digits and -, starting with a letter, at most 64");

const groupKey = text((key) => {
  if (stageKeys.includes(key)) return problems.reservedGroupKey();
  if ((parties as readonly string[]).includes(key)) return undefined;
  const party = parties.find((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) === key);
  if (party !== undefined) return problems.notName(`write ${party}, which is the name of the party`);
  // A construct cannot have this name.
  return key === "constructor" ? problems.notName("choose another name") : nameProblem(key);
}, "servers");

export const groupName = text(
  (value) =>
    /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/.test(value)
      ? undefined
      : problems.notName("use letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"),
  "rancher-nodes",
);

const entryShape = {
  parties: nonEmptyList(z.enum(groupParties))
    .meta({ examples: ["[etcd, controlplane]"] })
    .describe("The parties whose nodes attach the group."),
  name: groupName
    .meta({ examples: ["prod-servers"] })
    .optional()
    .describe("The name of the group in EC2. Default: `<deployment>-<key>`."),
  securityGroupId: awsId("sg", "a security group", "sg-0123456789abcdef0")
    .optional()
    .describe("An existing group, to which rules are added. Default: the group is created."),
  manageRules: z
    .boolean()
    .optional()
    .describe("Required with `securityGroupId`, because rules are added to that group: `true`. Otherwise not allowed."),
};
const entrySchema = z
  .strictObject(entryShape)
  .superRefine(judged(entryProblem))
  .meta({ examples: ["{ parties: [etcd, controlplane] }"] });

function entryProblem({ parties: named, name, securityGroupId, manageRules }: WrittenGroup): Problem | undefined {
  const alone = named.find((party) => !isNodeOfCluster(party));
  if (alone !== undefined && new Set(named).size > 1) return problems.mixedGroup(alone);
  if (securityGroupId === undefined) return manageRules === undefined ? undefined : problems.manageWithoutGroup();
  if (name !== undefined) return problems.namedExistingGroup();
  if (manageRules === true) return undefined;
  return problems.groupWithoutRules();
}

const isNodeOfCluster = (party: Party) => party === "etcd" || party === "controlplane" || party === "worker";

const layoutMapSchema = z.record(groupKey, entrySchema);

const example = "{ all: { parties: [etcd, controlplane, worker] }, agents: { parties: [worker] } }";
/** A layout of a change: each has a message if only the other is set. */
const layoutSchema = (problem: Problem) =>
  z
    .union([z.enum(layoutNames), layoutMapSchema])
    .meta({ examples: [example] })
    .register(missingProblems, { problem });
const mapSchema = (problem: Problem) => z.record(groupKey, entrySchema).register(missingProblems, { problem });
const [formerText, nextText] = ["The former layout.", "The new layout."];
const [former, next] = [problems.missingFormerLayout(), problems.missingNextLayout()];

const texts = layoutNames.map((word) => `\`${word}\`: ${layoutWords[word]}.`).join(" ");
const mapText =
  "A map names the groups, each with the `parties` whose nodes attach it, and a `name`, or an existing group as `securityGroupId` with `manageRules: true`.";
const changeText = "`{ from, to }`: the groups of two layouts, while nodes change from one to the other.";

/** Of a cluster. */
export const layoutOfClusterSchema = z
  .union([
    z.enum(layoutNames),
    layoutMapSchema,
    z.strictObject({ from: layoutSchema(former).describe(formerText), to: layoutSchema(next).describe(nextText) }),
  ])
  .optional()
  .meta({ examples: [example] })
  .describe(`Which groups exist. ${texts} ${mapText} ${changeText} Default: \`per-role\`; \`single\` with \`preset\`.`);

/** Of Rancher's own nodes, which have one role. */
export const layoutOfServerSchema = z
  .union([
    layoutMapSchema,
    z.strictObject({ from: mapSchema(former).describe(formerText), to: mapSchema(next).describe(nextText) }),
  ])
  .optional()
  .meta({ examples: ["{ server: { parties: [rancher], name: prod-rancher } }"] })
  .describe(`Which groups exist. ${mapText} ${changeText} Default: a group for each party.`);

const poolName = text(nameProblem, "agents");
export const poolsSchema = z
  .record(poolName, nonEmptyList(z.enum(clusterRoles)))
  .optional()
  .meta({ examples: ["{ servers: [etcd, controlplane], agents: [worker] }"] })
  .describe(
    "The kinds of nodes, each with its roles. The outputs and the summary list the groups that each kind attaches. Default: a pool for each role.",
  );
