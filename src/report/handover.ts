/**
 * The files that tell the previous owner of groups how to hand them over, and what `audit` prints about them. Names,
 * addresses and ids may be any text: they are code in Markdown, quoted for the shell, and in HCL only identifiers.
 */
import type { HandedGroup, Handover, MovedResource, Removing } from "../audit/handover";
import { oneLine } from "../errors/one-line";
import { groupBy } from "../model/group-by";
import type { NetworkRule } from "../model/network";
import { ruleIdentity } from "../model/rule-identity";
import type { OwnedResource } from "../network/terraform-owner";
import { markdownCode } from "./markdown-code";
import { markdownTable } from "./markdown-table";
import { ruleText } from "./rule";

/** Names of the files. */
export const handoverFileNames = ["HANDOVER.md", "removed.tf", "state-rm.sh", "cloudformation.yaml"] as const;

type HandoverFileName = (typeof handoverFileNames)[number];

/** Text near the start of each file. A file without it is not overwritten. */
export const handoverMark = "Written by rancher-sg audit --handover";

/** The text of each file. A file that this handover does not need is absent. */
export function handoverFiles(handover: Handover): Readonly<Partial<Record<HandoverFileName, string>>> {
  const moved = handover.terraform?.moved ?? [];
  const stacks = stacksOf(handover);
  return {
    "HANDOVER.md": page(handover),
    ...(moved.some(({ isWhole }) => isWhole) ? { "removed.tf": removedBlocks(moved) } : {}),
    ...(moved.length > 0 ? { "state-rm.sh": stateRemoval(moved) } : {}),
    ...(stacks.size > 0 ? { "cloudformation.yaml": retainPolicies(stacks) } : {}),
  };
}

/** The resources and stacks that the previous owner has to change. */
export function handoverJson({ groups, terraform }: Handover): object {
  return {
    groups: groups.map(({ found, movesGroup, rules, owner }) => ({
      securityGroupId: found.id,
      movesGroup,
      rules: rules.map(({ key }) => key),
      owner,
    })),
    ...(terraform
      ? {
          terraform: {
            file: terraform.file,
            moved: terraform.moved.map(({ resource: { address, block }, isWhole }) => ({
              address,
              ...(isWhole ? { removed: block } : {}),
            })),
            staying: terraform.staying.map(({ address }) => address),
            removing: terraform.removing.map(({ address, found, only }) => ({
              address,
              securityGroupId: found.id,
              ...only,
            })),
          },
        }
      : {}),
  };
}

/** Warnings about the next apply of the previous owner. */
export function handoverWarnings({ terraform }: Handover): string {
  return (terraform?.removing ?? [])
    .map((one) => {
      const { address, found, only } = one;
      const rules =
        only.directions.length > 1 ? "rules" : only.directions[0] === "ingress" ? "inbound rules" : "outbound rules";
      const effect = `${only.isCertain ? "" : "if so, "}its next apply removes all other ${rules} of ${found.name} (${found.id})`;
      return `warning: ${address} of the previous owner ${listText(one, (text) => text)}; ${effect}`;
    })
    .map((line) => `${oneLine(line)}\n`)
    .join("");
}

function listText({ kind, rules, only }: Removing, code: (text: string) => string): string {
  if (kind === "exclusive") return "lists all rules that the group may have";
  const blocks = `inline rules (blocks ${only.directions.map(code).join(" and ")})`;
  if (only.isCertain) return `has ${blocks}`;
  return `may have ${blocks}: its state has ${plural(rules, "rule")} without a separate resource`;
}

function page(handover: Handover): string {
  const { deployment, region, groups, terraform } = handover;
  const sections = [
    `<!-- ${handoverMark} -->
# Handover of security groups

The deployment ${markdownCode(deployment)} takes over these security groups or rules in ${region}. Its deploy imports them into
another Terraform state: AWS keeps them with their ids, and no port closes.

This page is for the previous owner, whose Terraform or CloudFormation has them today. Two owners of one group undo each
other's changes, so remove the groups and rules from your code and state. These steps change nothing in AWS.

${groupTable(groups)}
## Order

1. Stop automatic runs of the code that has these groups.
2. Remove the groups and rules from it, as described below. Do this before the new owner's deploy if you can: then no run of
   yours can change what was imported.
3. The new owner deploys with the import map. Its plan has everything "to import", and nothing "to destroy".
4. Start the automatic runs again, when your plan no longer mentions these groups and rules.

If the new owner deployed first, do not apply anything else before step 2. Such an apply changes descriptions and tags back.
If the code of the groups was deleted, and nothing else was done, it deletes the groups and rules, and ports close.
`,
    ...removingSection(terraform?.removing ?? []),
    ...terraformSection(handover),
    ...cloudformationSection(handover),
    ...unknownSection(handover),
  ];
  return sections.join("\n");
}

function groupTable(groups: readonly HandedGroup[]): string {
  return markdownTable(
    ["group", "id", "taken over", "managed today by"],
    groups.map(({ found, movesGroup, rules, owner }) => [
      markdownCode(found.name),
      markdownCode(found.id),
      takenText(movesGroup, rules.length),
      ownerText(owner, rules.length),
    ]),
  );
}

function takenText(movesGroup: boolean, rules: number): string {
  if (movesGroup) return `the group and ${plural(rules, "rule")}`;
  return rules === 0 ? "nothing: rules are added" : `${plural(rules, "rule")}, not the group`;
}

function ownerText(owner: HandedGroup["owner"], rules: number): string {
  if (owner.kind === "unknown") return "not known";
  if (owner.kind === "cloudformation") return `CloudFormation, stack ${markdownCode(owner.stack)}`;
  return owner.rules === rules ? "Terraform" : `Terraform, which has ${owner.rules} of these rules`;
}

function removingSection(removing: readonly Removing[]): readonly string[] {
  if (removing.length === 0) return [];
  const items = removing.map((one) => {
    const { address, kind, found, movesGroup, only } = one;
    const about = `- ${markdownCode(address)} of ${markdownCode(found.id)} ${listText(one, markdownCode)}.`;
    if (kind === "exclusive") return `${about} Remove it from the state, as below.`;
    if (movesGroup) {
      return `${about} The group moves, and its blocks with it.\n  Do not apply between the new owner's deploy and the removal.`;
    }
    return `${about}
  The group stays with you. Before the new owner's deploy, delete all these blocks, or add
  \`lifecycle { ignore_changes = [${only.directions.join(", ")}] }\` to the resource. Neither closes a port.`;
  });
  return [
    `## Warning: your next apply removes rules

With inline rules, a group keeps only these: each apply removes all others, such as those that the new owner creates, and
changes descriptions back.

${items.join("\n")}
`,
  ];
}

function terraformSection({ terraform, groups }: Handover): readonly string[] {
  if (!terraform) return [];
  const { file, moved, staying } = terraform;
  const from = `## Terraform\n\nRead from ${markdownCode(file)}. `;
  if (moved.length === 0) return [`${from}It has no resource that has to leave the state.\n`];
  const table = markdownTable(
    ["address", "id", "removed by"],
    moved.map(({ resource, isWhole }) => [
      markdownCode(resource.address),
      resource.kind === "exclusive"
        ? "none"
        : resource.kind === "group"
          ? markdownCode(resource.groupId)
          : ruleIds(resource, groups),
      isWhole ? "`removed.tf` or `state-rm.sh`" : "`state-rm.sh`",
    ]),
  );
  const isMixed = moved.some(({ isWhole }) => !isWhole);
  const hasBlocks = moved.some(({ isWhole }) => isWhole);
  const withScript = "Run `sh state-rm.sh` in the folder of the root module. `sh state-rm.sh -dry-run` only lists.";
  const removal = !hasBlocks
    ? withScript
    : isMixed
      ? `${withScript}\n   \`removed.tf\` (Terraform 1.7 or later) does the same for the resources that the table has it for.`
      : "With Terraform 1.7 or later, copy `removed.tf` into the folder of the root module. With an earlier version, run\n   `sh state-rm.sh` there.";
  const why = isMixed
    ? "A `removed` block is always about all instances of a resource. Where only some of them move, it would drop the others too:\nuse `state-rm.sh`.\n\n"
    : "";
  const left = moved.flatMap(({ resource, left: rules }) => rules.map((rule) => [resource.address, rule] as const));
  return [
    `${from}These resources leave the state:

${table}
${why}1. Delete the code of these resources, or only their keys of \`for_each\` if other instances stay. Replace references to them by
   the ids in the table.
2. ${removal}
3. Run \`terraform plan\`. It must say "0 to destroy", and create none of these resources. If it creates one, its code is still
   there. If it destroys one, it is still in the state: do not apply.
4. Apply.${hasBlocks ? " Then `removed.tf` can be deleted." : ""}
`,
    ...ruleSection(
      "### Rules that are not taken over",
      "The deployment does not have these rules of the resources above. They stay open in AWS, and your code no longer manages them.\nAsk the new owner to take them over first (`rules.add`), or revoke them.",
      left,
    ),
    ...ruleSection(
      "### Rules that stay in your state",
      "The deployment does not have these rules of groups that move. If you delete their code, the next apply closes them. To keep them,\nwrite the group's id as `security_group_id`, or ask the new owner to take them over first (`rules.add`).",
      staying.flatMap(({ address, rules }) => rules.map((rule) => [address, rule] as const)),
    ),
  ];
}

/** Ids of the rules of a resource. If its state has none, those that the audit found. */
function ruleIds({ address, groupId, rules }: OwnedResource, groups: readonly HandedGroup[]): string {
  const found = groups.find((group) => group.found.id === groupId)?.rules ?? [];
  const ids = new Map(found.map((rule) => [ruleIdentity(rule), rule.key]));
  const known = rules.map((rule) => (rule.key === address ? ids.get(ruleIdentity(rule)) : rule.key));
  return [...new Set(known.map((id) => (id === undefined || id === address ? "none" : markdownCode(id))))].join(", ");
}

function ruleSection(
  title: string,
  about: string,
  rules: readonly (readonly [string, NetworkRule])[],
): readonly string[] {
  if (rules.length === 0) return [];
  const items = rules.map(([address, rule]) => `- ${markdownCode(address)}: ${markdownCode(ruleText(rule))}\n`);
  return [`${title}\n\n${about}\n\n${items.join("")}`];
}

function cloudformationSection(handover: Handover): readonly string[] {
  const all = handover.groups.filter(({ owner }) => owner.kind === "cloudformation");
  if (all.length === 0) return [];
  const stacks = [...new Set(all.flatMap(({ owner }) => (owner.kind === "cloudformation" ? [owner.stack] : [])))];
  const moving = all.filter(({ movesGroup }) => movesGroup);
  const staying = all.filter(({ movesGroup }) => !movesGroup);
  const commands = stacks.map(
    (stack) => `aws cloudformation list-stack-resources --region ${handover.region} --stack-name ${shellWord(stack)}`,
  );
  const list = `Rules may be separate resources of the types \`AWS::EC2::SecurityGroupIngress\` and \`AWS::EC2::SecurityGroupEgress\`. This lists
them:

${shellBlock(commands)}`;
  return [
    `## CloudFormation

${list}
${
  moving.length === 0
    ? ""
    : `1. Write the two lines of each resource in \`cloudformation.yaml\` into the templates, and the same lines into separate rules of
   these groups. Deploy the stacks: the policies count only once they are deployed.
2. Delete these resources from the templates, and replace \`!Ref\` and \`!GetAtt\` of them by the ids. Create a change set: it has
   \`Remove\` with the policy action \`Retain\` for each. Then execute it. The events say \`DELETE_SKIPPED\`.
`
}`,
    ...(staying.length === 0
      ? []
      : [
          `Of ${staying.map(({ found }) => markdownCode(found.id)).join(", ")} only rules move. Do the same two steps with their separate rules. Leave rules in the properties
\`SecurityGroupIngress\` and \`SecurityGroupEgress\` of the group unchanged: a stack update that deletes one closes its port, and
an update that does not change these properties changes no rule.
`,
        ]),
  ];
}

function unknownSection({ groups, region, terraform }: Handover): readonly string[] {
  const unknown = groups.filter(({ owner }) => owner.kind === "unknown").map(({ found }) => found.id);
  if (unknown.length === 0) return [];
  const commands = unknown.flatMap((id) => [
    `aws cloudformation describe-stack-resources --region ${region} --physical-resource-id ${shellWord(id)}`,
    `aws cloudtrail lookup-events --region ${region} --lookup-attributes AttributeKey=ResourceName,AttributeValue=${shellWord(id)}`,
  ]);
  const search = unknown.map((id) => `terraform show -json | grep -c ${shellWord(id)}`);
  return [
    `## Groups whose owner is not known

${unknown.map(markdownCode).join(", ")}: without tags of CloudFormation${terraform ? `, and not in ${markdownCode(terraform.file)}` : ""}. If a person made the group, or a program
without a state such as Rancher's node driver, nothing is left to do. To find out:

1. The stack of CloudFormation, if there is one, and who made or changed the group in the last 90 days:

${shellBlock(commands)}
2. In the folder of each Terraform configuration that may have the group, a count above 0 says that it has:

${shellBlock(search)}
   Then write the state of that configuration to a file, and run the audit again with it. This page then has the steps:

${shellBlock(["terraform show -json > state.json", "rancher-sg audit ... --handover DIR --previous-owner state.json"])}`,
  ];
}

const shellBlock = (commands: readonly string[]) => `\`\`\`sh\n${commands.join("\n")}\n\`\`\`\n`;

/** One block for each resource, without the keys of its instances. */
function removedBlocks(moved: readonly MovedResource[]): string {
  const whole = moved.filter(({ isWhole }) => isWhole).map(({ resource }) => resource.block);
  const others = moved.filter(({ isWhole }) => !isWhole).map(({ resource }) => resource.address);
  const blocks = [...new Set(whole)].map(
    (block) => `removed {\n  from = ${block}\n\n  lifecycle {\n    destroy = false\n  }\n}\n`,
  );
  const notes = others.map(
    (address) => `# Not here, since other instances of the resource stay: ${oneLine(address)}\n`,
  );
  return `# ${handoverMark}. Needs Terraform 1.7 or later.\n${notes.join("")}\n${blocks.join("\n")}`;
}

/** One command, so that the state changes for all of them or for none. */
function stateRemoval(moved: readonly MovedResource[]): string {
  const addresses = moved.map(({ resource }) => `  ${shellWord(resource.address)}`);
  return `#!/bin/sh
# ${handoverMark}. Run it in the folder of the root module; with -dry-run it only lists.
terraform state rm "$@" \\
${addresses.join(" \\\n")}
`;
}

/** The groups that move, by their logical ids, by stack. */
function stacksOf({ groups }: Handover): ReadonlyMap<string, readonly string[]> {
  const resources = groups.flatMap(({ owner, movesGroup }) =>
    owner.kind === "cloudformation" && movesGroup ? [owner] : [],
  );
  return new Map(
    [...groupBy(resources, ({ stack }) => stack)].map(([stack, some]) => [stack, some.map((one) => one.logicalId)]),
  );
}

function retainPolicies(stacks: ReadonlyMap<string, readonly string[]>): string {
  const documents = [...stacks].map(([stack, ids]) => {
    const resources = ids.map(
      (id) => `  ${yamlKey(id)}:\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n`,
    );
    return `---\n# Stack ${oneLine(stack)}: add these lines to the resources of its template.\nResources:\n${resources.join("")}`;
  });
  return `# ${handoverMark}\n${documents.join("")}`;
}

const yamlKey = (text: string) => (/^[A-Za-z][A-Za-z0-9]*$/.test(text) ? text : JSON.stringify(oneLine(text)));

/** Without a character that starts a line or steers a terminal: Terraform writes those in a key as escapes. */
const shellWord = (text: string) => `'${oneLine(text).replaceAll("'", `'\\''`)}'`;

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
