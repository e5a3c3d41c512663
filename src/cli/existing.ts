/** What exists, for verbs that answer by it in place of the plan: an origin on the command line, or EC2 itself. */
import type { LoadedEntry } from "../config/config-file";
import { inNamesOf } from "../diff/align-networks";
import { mistake, problems } from "../errors";
import { bareGroupId, type NetworkGroup, peerName } from "../model/network";
import type { Plan } from "../model/plan";
import { withoutNameSuffix } from "../model/terraform-names";
import { withoutUndefined } from "../model/without-undefined";
import { describeLive, type Wanted } from "../network/ec2-live";
import { ec2Network } from "../network/ec2-network";
import { PlanNames, plannedNetwork } from "../network/planned-network";
import { AddressBook } from "../reach/address-book";
import { Reachability } from "../reach/reachability";
import { type FoundOrigin, isWritten, readOrigin } from "./origin";
import { printWarning } from "./print";
import type { OptionValues, Positionals } from "./verb";

export const originPositional: Positionals = { names: ["ORIGIN"], isOptional: true, example: "groups.json,rules.json" };

/** Options of `--live`. */
export const liveOptions = {
  region: { value: "REGION", description: "if EC2 is asked: the region (default: that of the deployment)" },
  profile: {
    value: "NAME",
    description: "if EC2 is asked: profile of the AWS configuration (default: that of the deployment)",
  },
  "role-arn": { value: "ARN", description: "if EC2 is asked: a role to assume (default: that of the deployment)" },
} as const;

export const liveFlag = { live: "ask EC2 what exists" } as const;

/** The values of these options. */
export type LiveValues = Partial<OptionValues<typeof liveOptions>>;

/** @throws SecurityGroupsError if one of these options is given without --live. */
export function refuseWithoutLive(options: LiveValues): void {
  const names = Object.keys(liveOptions) as readonly (keyof typeof liveOptions)[];
  const given = names.find((name) => options[name] !== undefined);
  if (given) throw mistake(problems.onlyWith("--live"), [`--${given}`]);
}

interface Asked {
  /** The origin as the user wrote it. Default: none. */
  readonly name: string | undefined;
  readonly isLive: boolean;
  readonly options: LiveValues;
}

/** The groups that exist, for the parties of deployments. Undefined if the user names no origin: then the plan decides. */
export async function existingFor(
  { name, isLive, options }: Asked,
  all: readonly LoadedEntry[],
  chosen: readonly LoadedEntry[],
): Promise<((plan: Plan) => Reachability) | undefined> {
  if (!isLive) refuseWithoutLive(options);
  if (name === undefined && !isLive) return undefined;
  if (name !== undefined && isLive) throw mistake(problems.withoutSides(["ORIGIN"]), ["--live"]);
  const plans = all.map(({ plan }) => plan);
  const { wantsRules } = wantedOf(plans);
  const origin =
    name === undefined
      ? await liveOrigin(options, chosen, ["prefixLists", "interfaces", "subnets"])
      : readOrigin(name, { isWanted: wantsRules });
  const names = new PlanNames(plans);
  const network = inNamesOf(plannedNetwork(plans, names), origin, origin.name);
  if (isWritten(origin)) return (plan) => new Reachability(plan, network, names);
  const book = new AddressBook(origin.network);
  const ids = new Map(
    network.groups.flatMap(({ peer, id }: NetworkGroup & { readonly id?: string }) =>
      id === undefined ? [] : [[peerName(peer), peerName({ type: "securityGroup", value: id })] as const],
    ),
  );
  const addressesOf = (groups: readonly string[]) => book.addressesOf(groups.map((name) => ids.get(name) ?? name));
  return (plan) => new Reachability(plan, network, names, { cidrsMayAdmitGroups: true, addressesOf });
}

/** The groups of some deployments as EC2 has them. @throws SecurityGroupsError unless one region and role is meant. */
export async function liveOrigin(
  options: LiveValues,
  entries: readonly LoadedEntry[],
  more: Wanted["more"] = ["prefixLists"],
): Promise<FoundOrigin> {
  const deployments = entries.map(({ plan }) => plan.deployment);
  const places = deployments.map(({ region, profile, assumeRole, endpoint }) => ({
    region: options.region ?? region,
    profile: options.profile ?? profile,
    assumeRole: options["role-arn"] === undefined ? assumeRole : { roleArn: options["role-arn"] },
    endpoint,
  }));
  const [place] = places;
  const { region } = place ?? options;
  if (region === undefined) throw mistake(problems.required("us-east-1"), ["--region"]);
  if (new Set(places.map((one) => JSON.stringify(one))).size > 1) {
    throw mistake(problems.whichDeployment(entries.map(({ name }) => name)), ["--deployment"]);
  }
  const wanted = wantedOf(entries.map(({ plan }) => plan));
  if (wanted.vpcIds.length + wanted.groupIds.length === 0) throw mistake(problems.noVpc(), ["--live"]);
  const answer = await describeLive({ ...place, region }, { ...wanted, ...withoutUndefined({ more }) });
  if (answer.refused) printWarning(refusedText(answer.refused));
  const network = ec2Network(answer, { isWanted: wanted.wantsRules });
  return { kind: "ec2", name: `EC2 in ${region}`, network, answer };
}

const withoutPermission: Readonly<Record<string, string>> = {
  "ec2:DescribeNetworkInterfaces": "the groups and addresses of nodes",
  "ec2:DescribeSubnets": "the addresses of subnets",
  "ec2:DescribeNetworkAcls": "network ACLs",
  "ec2:GetManagedPrefixListEntries": "the entries of prefix lists",
};

/** Names what EC2 does not tell to the role. */
function refusedText(refused: readonly string[]): string {
  const texts = refused.map((permission) => `${withoutPermission[permission] ?? "more"} (needs ${permission})`);
  return `EC2 refused, so these are not judged: ${texts.join(", ")}`;
}

/** The groups that some deployments are about. */
export function wantedOf(plans: readonly Plan[]) {
  const groups = plans.flatMap((plan) => plan.groups);
  const names = new Set(groups.map(({ name }) => name));
  const groupIds = groups.flatMap(({ existing }) =>
    existing && "securityGroupId" in existing ? [bareGroupId(existing.securityGroupId)] : [],
  );
  const vpcIds = plans.flatMap(({ deployment }) => {
    const { vpcId } = deployment as { readonly vpcId?: string };
    return vpcId === undefined ? [] : [vpcId];
  });
  const isNamed = (name: string) => names.has(name) || names.has(withoutNameSuffix(name));
  return {
    vpcIds,
    groupIds,
    wantsRules: ({ id, name }: { readonly id: string; readonly name: string }) =>
      isNamed(name) || groupIds.includes(id),
  };
}
