/** Creates the groups and prefix lists that the ids in a config file refer to, before the deploy. */
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  type EC2Client,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
} from "@aws-sdk/client-ec2";
import { type WrittenDeployment, writtenDeployments } from "./deployment-case";

/** The real id for each id in a config file. */
export type StandIns = Readonly<Record<string, string>>;

export const prefixListEntries = ["203.0.113.64/26", "192.0.2.40/32"];

/** A rule for a peer outside the tests. */
const neighbour: IpPermission = {
  IpProtocol: "tcp",
  FromPort: 7,
  ToPort: 7,
  IpRanges: [{ CidrIp: "192.0.2.200/32", Description: "was here before" }],
};
const everything: IpPermission = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };

/** @param called The prefix of the names of created objects. */
export async function createStandIns(
  client: EC2Client,
  vpcId: string,
  config: string,
  called: string,
): Promise<StandIns> {
  const managed = managedGroups(config);
  const standIns: Record<string, string> = {};
  for (const id of new Set(config.match(/\b(sg|pl)-[0-9a-f]{17}\b/g))) {
    const name = `${called} ${id.slice("sg-".length)}`;
    standIns[id] = id.startsWith("pl-")
      ? await createPrefixList(client, name)
      : await createGroup(client, vpcId, name, managed.get(id));
  }
  return standIns;
}

export function withStandIns(config: string, standIns: StandIns): string {
  return Object.entries(standIns).reduce((text, [id, real]) => text.replaceAll(id, real), config);
}

/** The groups that take rules of a deployment, each with its egress. */
function managedGroups(config: string): ReadonlyMap<string, WrittenDeployment["egress"]> {
  return new Map(
    writtenDeployments(config).flatMap(({ egress = "all", parties = {} }) =>
      Object.values(parties).flatMap((binding) =>
        typeof binding === "object" && binding.manageRules && binding.securityGroupId
          ? [[binding.securityGroupId, egress] as const]
          : [],
      ),
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

/** Creates a group with one foreign rule in each direction, in addition to EC2's rule for all egress of a new group. */
async function createGroup(
  client: EC2Client,
  vpcId: string,
  name: string,
  managed: WrittenDeployment["egress"],
): Promise<string> {
  const { GroupId = "" } = await client.send(
    new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: name, Description: "Was here before" }),
  );
  const within = (rule: IpPermission) => ({ GroupId, IpPermissions: [rule] });
  await client.send(new AuthorizeSecurityGroupIngressCommand(within(neighbour)));
  await client.send(new AuthorizeSecurityGroupEgressCommand(within(neighbour)));
  // The owners of other groups decide who may enter them. Here every address may, so that only the rules of the
  // deployment decide.
  if (!managed) await client.send(new AuthorizeSecurityGroupIngressCommand(within(everything)));
  // Open egress would hide what the deployment opens.
  if (managed === "required") await client.send(new RevokeSecurityGroupEgressCommand(within(everything)));
  return GroupId;
}
