/** What the ids in a config file stand for: groups and prefix lists that are there before the deploy. */
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  type EC2Client,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
} from "@aws-sdk/client-ec2";
import { writtenDeployments } from "./deployment-case";

/** The real id of each id that a config file writes. */
export type StandIns = Readonly<Record<string, string>>;

export const prefixListEntries = ["203.0.113.64/26", "192.0.2.10/32"];

/** Nobody whom the tests know: what a group opens to this host is nobody's business but the group's. */
const neighbour: IpPermission = {
  IpProtocol: "tcp",
  FromPort: 7,
  ToPort: 7,
  IpRanges: [{ CidrIp: "192.0.2.200/32", Description: "was here before" }],
};
const everything: IpPermission = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };

/** @param called starts the names of what is made */
export async function createStandIns(
  client: EC2Client,
  vpcId: string,
  config: string,
  called: string,
): Promise<StandIns> {
  const closed = closedGroups(config);
  const standIns: Record<string, string> = {};
  for (const id of new Set(config.match(/\b(sg|pl)-[0-9a-f]{17}\b/g))) {
    const name = `${called} ${id.slice("sg-".length)}`;
    standIns[id] = id.startsWith("pl-")
      ? await createPrefixList(client, name)
      : await createGroup(client, vpcId, name, closed.includes(id));
  }
  return standIns;
}

export function withStandIns(config: string, standIns: StandIns): string {
  return Object.entries(standIns).reduce((text, [id, real]) => text.replaceAll(id, real), config);
}

/** Groups that take rules of a deployment which writes egress too: a way out to everywhere would hide what it opens. */
function closedGroups(config: string): readonly string[] {
  return writtenDeployments(config).flatMap(({ egress, parties = {} }) =>
    Object.values(parties).flatMap((binding) =>
      egress === "required" && typeof binding === "object" && binding.manageRules
        ? (binding.securityGroupId ?? [])
        : [],
    ),
  );
}

async function createPrefixList(client: EC2Client, name: string): Promise<string> {
  const { PrefixList } = await client.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: name,
      AddressFamily: "IPv4",
      MaxEntries: prefixListEntries.length,
      Entries: prefixListEntries.map((Cidr) => ({ Cidr })),
    }),
  );
  return PrefixList?.PrefixListId ?? "";
}

async function createGroup(client: EC2Client, vpcId: string, name: string, isClosed: boolean): Promise<string> {
  const { GroupId = "" } = await client.send(
    new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: name, Description: "Was here before" }),
  );
  const ofNeighbour = { GroupId, IpPermissions: [neighbour] };
  await client.send(new AuthorizeSecurityGroupIngressCommand(ofNeighbour));
  await client.send(new AuthorizeSecurityGroupEgressCommand(ofNeighbour));
  if (isClosed) await client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [everything] }));
  return GroupId;
}
