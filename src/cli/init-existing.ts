/** The first config of people who have security groups already: `rancher-sg init` with an origin, or with `--live`. */
import { mistake, problems, SecurityGroupsError } from "../errors";
import type { Known } from "../guess/candidates";
import { isWhole } from "../guess/exact-rules";
import { guess } from "../guess/guess";
import { groupParties } from "../model/group-layout";
import { clusterRoles, type Party } from "../model/party";
import { withoutUndefined } from "../model/without-undefined";
import { describeLive } from "../network/ec2-live";
import { type Ec2Network, ec2Network } from "../network/ec2-network";
import { guessedConfig } from "../report/guessed-config";
import { isWritten, readOrigin } from "./origin";

/** Where the groups are, and what the user knows of them. */
export interface ExistingValues {
  readonly region?: string | undefined;
  readonly vpc?: string | undefined;
  readonly profile?: string | undefined;
  readonly "role-arn"?: string | undefined;
  readonly role?: string | undefined;
  readonly name?: string | undefined;
  readonly kind?: "node-pools" | "custom" | "rancher-server" | undefined;
  readonly distribution?: "rke2" | "k3s" | "rke" | undefined;
  readonly "rancher-version"?: string | undefined;
  readonly cni?: string | undefined;
}

export interface ExistingConfig {
  readonly text: string;
  /** Each deployment, and whether all of its rules could be written. */
  readonly deployments: readonly { readonly name: string; readonly isWhole: boolean; readonly isImported: boolean }[];
  /** As the user named it; for EC2 itself, the region. */
  readonly origin: string;
  /** Undefined if a plan creates it. */
  readonly vpcId: string | undefined;
}

/** `files` are empty where EC2 itself is asked. */
export async function configForExisting(
  files: readonly string[],
  values: ExistingValues,
  schema: string,
): Promise<ExistingConfig> {
  const { network, origin } = await existingNetwork(files, values);
  const region = values.region;
  const vpcId = vpcOf(network, values.vpc);
  const groups = network.groups.filter((group) => vpcId === undefined || group.vpcId === vpcId);
  const roles = values.role === undefined ? undefined : rolesIn(values.role, groups, origin);
  if (roles) refuseRoles(roles, values.kind);
  const guessed = guess({ ...network, groups }, knownOf(values, roles));
  const held = guessed.deployments.flatMap(({ fit }) => fit.candidate.groups);
  if (held.length === 0) throw mistake(problems.nothingLikeRancher(guessed.others.map(({ name }) => name)), [origin]);
  const unread = held.flatMap(({ group: { unread: why, id } }) =>
    why === undefined ? [] : [{ ...problems.partlyReadGroup(origin), path: [id] }],
  );
  if (unread.length > 0) throw new SecurityGroupsError(unread);
  const isCreated = held.some(({ group }) => !group.id.startsWith("sg-"));
  if (region === undefined && !isCreated) throw mistake(problems.required("us-east-1"), ["--region"]);
  const roleArn = values["role-arn"];
  const assumeRole = roleArn === undefined ? undefined : { roleArn };
  const defaults = withoutUndefined({ region, vpcId, profile: values.profile, assumeRole });
  return {
    text: guessedConfig(guessed, { defaults, schema, origin }),
    deployments: guessed.deployments.map(({ fit: { candidate }, exact }) => ({
      name: candidate.name,
      isWhole: isWhole(exact),
      isImported: candidate.groups.every(({ group }) => group.id.startsWith("sg-")),
    })),
    origin,
    vpcId,
  };
}

async function existingNetwork(files: readonly string[], values: ExistingValues) {
  if (files.length > 0) {
    const origin = readOrigin(files.join(","));
    if (isWritten(origin)) throw mistake(problems.notWhatExists(), [origin.name]);
    return { network: origin.network, origin: origin.name };
  }
  const { region, vpc, profile, "role-arn": roleArn } = values;
  if (region === undefined) throw mistake(problems.required("us-east-1"), ["--region"]);
  if (vpc === undefined) throw mistake(problems.required("vpc-0a1b2c3d4e5f60718"), ["--vpc"]);
  const assumeRole = roleArn === undefined ? undefined : { roleArn };
  const answer = await describeLive(
    { region, profile, assumeRole },
    { vpcIds: [vpc], groupIds: [], wantsRules: () => true, more: ["prefixLists", "interfaces"] },
  );
  return { network: ec2Network(answer), origin: `EC2 in ${region}` };
}

/** The VPC of the groups. Undefined if a plan creates it. */
function vpcOf({ groups }: Ec2Network, named: string | undefined): string | undefined {
  if (named !== undefined) return named;
  const vpcIds = [...new Set(groups.map(({ vpcId }) => vpcId).filter((vpcId) => vpcId.startsWith("vpc-")))];
  if (vpcIds.length > 1) throw mistake(problems.whichVpc(vpcIds), ["--vpc"]);
  return vpcIds[0];
}

/** `etcd=sg-...,worker=sg-...`. */
function rolesIn(text: string, groups: Ec2Network["groups"], origin: string): ReadonlyMap<Party, readonly string[]> {
  const roles = new Map<Party, string[]>();
  for (const word of text.split(",").map((part) => part.trim())) {
    const [, role, name = ""] = /^(\w+)=(.+)$/.exec(word) ?? [];
    const party = nodeParties.find((one) => one === role);
    if (!party) throw mistake(problems.notRole(nodeParties), ["--role"], word);
    const found = groups.find((group) => group.id === name || group.name === name);
    if (!found) throw mistake(problems.unknownGroup(origin), ["--role"], name);
    roles.set(party, [...(roles.get(party) ?? []), found.id]);
  }
  return roles;
}

/** @throws SecurityGroupsError if the roles are not those of whole deployments of the kind. */
function refuseRoles(roles: ReadonlyMap<Party, readonly string[]>, kind: ExistingValues["kind"]): void {
  const isOfCluster = clusterRoles.some((role) => roles.has(role));
  if (isOfCluster && !clusterRoles.every((role) => roles.has(role)))
    throw mistake(problems.noSuchRoles(), ["--role"], [...roles.keys()].join(", "));
  const both = roles.get("rancher")?.find((id) => clusterRoles.some((role) => roles.get(role)?.includes(id)));
  if (both) throw mistake(problems.groupOfRancherAndCluster(), ["--role"], both);
  const isOther = kind === "rancher-server" ? isOfCluster : roles.has("rancher");
  if (kind && isOther) throw mistake(problems.withoutSides([`--kind ${kind}`]), ["--role"]);
}

const nodeParties = groupParties.filter((party) => party !== "loadBalancer" && party !== "apiLoadBalancer");

function knownOf(values: ExistingValues, roles: Known["roles"] | undefined): Known {
  const { name, kind, distribution, "rancher-version": rancherVersion, cni } = values;
  const type = kind === undefined ? undefined : kind === "rancher-server" ? kind : ("cluster" as const);
  return withoutUndefined({
    name,
    type,
    hasNodeDriver: kind === "node-pools",
    distribution,
    rancherVersion,
    cni,
    roles,
  });
}
