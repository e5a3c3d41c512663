/** Names and descriptions of groups as EC2 shows them. A description never changes: AWS would replace the group. */
import { type Problem, problems } from "../errors";
import type { Deployment } from "../model/deployment";
import { type Party, partyTitles } from "../model/party";
import { isToken } from "../model/token";

/** `production-etcd`, or the name the EC2 node driver looks for. */
export function groupName(deployment: Deployment, groupKey: string): string {
  if (deployment.type === "rancher-nodes") return deployment.groupName;
  return `${deployment.name}-${groupKey.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The same in every layout: the key of a created group is a party, or chosen by the user. */
export function groupDescription(groupKey: string): string {
  return `Rancher: ${Object.hasOwn(partyTitles, groupKey) ? partyTitles[groupKey as Party] : groupKey}`;
}

/** Why EC2 would refuse a group name, if it would. Its characters are judged with the deployment. */
export function groupNameProblem(name: string): Problem | undefined {
  if (isToken(name)) return undefined;
  if (name.toLowerCase().startsWith("sg-")) return problems.groupName(name, "EC2 refuses names that start with sg-");
  if (name.toLowerCase() === "default")
    return problems.groupName(name, "EC2 refuses the name default, because each VPC has a group of that name");
  if (name !== name.trim()) return problems.groupName(name, "EC2 removes spaces at the start and the end of a name");
  if (name.length > 255) return problems.groupName(name, "EC2 refuses names of more than 255 characters");
  return undefined;
}
