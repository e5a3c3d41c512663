/** The groups of one run in EC2: found by their tag, and removed without Terraform. */
import { setTimeout as delay } from "node:timers/promises";
import {
  DeleteSecurityGroupCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import type { Direction } from "../../src/model/network";
import { describeLive } from "../../src/network/ec2-live";
import { type Ec2Group, type Ec2Network, ec2Network } from "../../src/network/ec2-network";
import { type SmokePlace, smokeTag } from "./sample";

/**
 * The groups with the tag of the run. EC2 may report a change some seconds late, so an answer that is not `expected` is
 * read again, at most four times.
 */
export async function readRunGroups(place: SmokePlace, expected: (network: Ec2Network) => boolean) {
  const { region, vpcId, run } = place;
  for (let tries = 1; ; tries++) {
    const answer = await describeLive(
      { region },
      { vpcIds: [vpcId], groupIds: [], wantsRules: ({ name }) => name.startsWith(`smoke-${run}-`) },
    );
    const network = { groups: ec2Network(answer).groups.filter(({ tags }) => tags[smokeTag] === run) };
    if (tries === 5 || expected(network)) return network;
    await delay(2000);
  }
}

/** Revokes all rules first: EC2 deletes no group that a rule of another group names. */
async function removeGroups(region: string, groups: readonly Ec2Group[]): Promise<void> {
  const client = new EC2Client({ region });
  for (const { id, rules } of groups) {
    const rulesOf = (wanted: Direction) => rules.flatMap(({ direction, key }) => (direction === wanted ? [key] : []));
    const [ingress, egress] = [rulesOf("ingress"), rulesOf("egress")];
    const revoked = (SecurityGroupRuleIds: string[]) => ({ GroupId: id, SecurityGroupRuleIds });
    if (ingress.length > 0) await client.send(new RevokeSecurityGroupIngressCommand(revoked(ingress)));
    if (egress.length > 0) await client.send(new RevokeSecurityGroupEgressCommand(revoked(egress)));
  }
  for (const { id } of groups) await client.send(new DeleteSecurityGroupCommand({ GroupId: id }));
}

/**
 * Removes the groups of the run that are left, through the API of EC2. Returns how many; undefined, after printing their ids
 * and the command that removes them, if it fails.
 */
export async function removeLeft(place: SmokePlace, step: (text: string) => void): Promise<number | undefined> {
  try {
    const { groups } = await readRunGroups(place, isEmpty);
    if (groups.length > 0) {
      step(`removing through the API of EC2: ${idsOf(groups)}`);
      await removeGroups(place.region, groups);
      if (!isEmpty(await readRunGroups(place, isEmpty))) throw new Error("EC2 still reports groups of the run");
    }
    step(`no group with the tag ${smokeTag}=${place.run} is left`);
    return groups.length;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    await reportLeft(place);
    return undefined;
  }
}

/** Prints which groups of the run exist, and the command that removes them. */
export async function reportLeft(place: SmokePlace): Promise<void> {
  const { region, vpcId, run } = place;
  const left = await readRunGroups(place, () => true).then(
    (network) => (isEmpty(network) ? "none that EC2 reports now" : idsOf(network.groups)),
    (error: Error) => `unknown: ${error.message}`,
  );
  const command = `npm run smoke:aws -- --region ${region} --vpc ${vpcId} --remove ${run}`;
  process.stderr.write(`groups left: ${left}\nto remove them: ${command}\n`);
}

const isEmpty = ({ groups }: Ec2Network) => groups.length === 0;
const idsOf = (groups: readonly Ec2Group[]) => groups.map(({ id }) => id).join(" ");
