/** What exists, asked of EC2 itself. The AWS SDK is loaded when it is needed: most who use this package never do. */
import type { EC2Client, EC2ClientConfig } from "@aws-sdk/client-ec2";
import { mistake, problems } from "../errors";
import { withoutUndefined } from "../model/without-undefined";
import { type Ec2Answer, mergeEc2Answers, parseEc2Answer } from "./ec2-answer";

export interface LiveOptions {
  readonly region: string;
  /** Profile of the AWS configuration. Default: the SDK's own search for credentials. */
  readonly profile?: string | undefined;
  /** A role to take on before anything is asked. Default: none. */
  readonly assumeRole?: Role | undefined;
  /** URL of an emulator, which gets dummy credentials. Default: AWS itself. */
  readonly endpoint?: string | undefined;
}

interface Role {
  readonly roleArn: string;
  readonly sessionName?: string | undefined;
  readonly externalId?: string | undefined;
}

/** Which groups are wanted. */
export interface Wanted {
  readonly vpcIds: readonly string[];
  readonly groupIds: readonly string[];
  /** Whether the rules of a group are wanted too. */
  readonly wantsRules: (group: { readonly id: string; readonly name: string }) => boolean;
  /** What else is wanted of the VPCs; `prefixLists` are those that rules of wanted groups name. Default: nothing. */
  readonly more?: readonly ("prefixLists" | "interfaces" | "instances" | "subnets" | "networkAcls")[];
}

/** EC2 takes 200 values in a filter. */
const filterValues = 200;

/** @throws SecurityGroupsError where the SDK is not installed, or EC2 does not answer the question. */
export async function describeLive(options: LiveOptions, wanted: Wanted): Promise<Ec2Answer> {
  const load: Loader = (name, importing) => loaded(name, importing, options.region, wanted.vpcIds);
  const sdk = await load("@aws-sdk/client-ec2", () => import("@aws-sdk/client-ec2"));
  const client = new sdk.EC2Client(await clientConfig(options, load));
  try {
    const SecurityGroups = [
      ...(await groupsBy(sdk, client, "vpc-id", wanted.vpcIds)),
      ...(await groupsBy(sdk, client, "group-id", wanted.groupIds)),
    ];
    const ids = SecurityGroups.flatMap(({ GroupId: id = "", GroupName: name = "" }) =>
      wanted.wantsRules({ id, name }) ? [id] : [],
    );
    const SecurityGroupRules = await rulesOf(sdk, client, ids);
    const rules = parseEc2Answer({ SecurityGroups, SecurityGroupRules });
    return mergeEc2Answers([rules, ...(await moreOf(sdk, client, wanted, rules))]);
  } catch (error) {
    const { name, message } = error as Error;
    throw mistake(problems.ec2Failed(`${name}: ${message}`), [options.endpoint ?? `EC2 in ${options.region}`]);
  } finally {
    client.destroy();
  }
}

type Sdk = typeof import("@aws-sdk/client-ec2");
type Loader = <T>(name: string, importing: () => Promise<T>) => Promise<T>;

async function groupsBy(sdk: Sdk, client: EC2Client, filter: string, values: readonly string[]) {
  const groups = [];
  for (const some of chunks(values)) {
    const input = { Filters: [{ Name: filter, Values: some }] };
    for await (const page of sdk.paginateDescribeSecurityGroups({ client, pageSize: 1000 }, input)) {
      groups.push(...(page.SecurityGroups ?? []));
    }
  }
  return groups;
}

async function rulesOf(sdk: Sdk, client: EC2Client, groupIds: readonly string[]) {
  const rules = [];
  for (const some of chunks(groupIds)) {
    const input = { Filters: [{ Name: "group-id", Values: some }] };
    for await (const page of sdk.paginateDescribeSecurityGroupRules({ client, pageSize: 1000 }, input)) {
      rules.push(...(page.SecurityGroupRules ?? []));
    }
  }
  return rules;
}

async function moreOf(
  sdk: Sdk,
  client: EC2Client,
  { vpcIds, wantsRules, more = [] }: Wanted,
  { groups = [] }: Ec2Answer,
) {
  const answers: Ec2Answer[] = [];
  /** Goes on without an answer that the role may not have: then less can be judged, and the answer names the permission. */
  const collect = async <Page>(action: string, key: keyof Page & string, pages: AsyncIterable<Page>, about = {}) => {
    const list: unknown[] = [];
    try {
      for await (const page of pages) list.push(...((page[key] ?? []) as unknown[]));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      answers.push({ refused: [`ec2:${action}`] });
      return;
    }
    answers.push(parseEc2Answer({ ...about, [key]: list }));
  };
  if (more.includes("prefixLists")) {
    const named = groups.filter(wantsRules).flatMap(({ rules }) => rules.map(({ peer }) => peer));
    const ids = new Set(named.filter(({ type }) => type === "prefixList").map(({ value }) => value));
    for (const PrefixListId of ids) {
      const pages = sdk.paginateGetManagedPrefixListEntries({ client, pageSize: 100 }, { PrefixListId });
      try {
        await collect("GetManagedPrefixListEntries", "Entries", pages, { PrefixListId });
      } catch (error) {
        // A list that is gone stays unknown: answers about it cannot be decided.
        if (!(error as Error).name.includes("NotFound")) throw error;
      }
    }
  }
  for (const some of chunks(vpcIds)) {
    const input = { Filters: [{ Name: "vpc-id", Values: some }] };
    const page = { client, pageSize: 1000 };
    const { paginateDescribeInstances: instances, paginateDescribeNetworkInterfaces: interfaces } = sdk;
    const { paginateDescribeSubnets: subnets, paginateDescribeNetworkAcls: acls } = sdk;
    if (more.includes("interfaces")) {
      await collect("DescribeNetworkInterfaces", "NetworkInterfaces", interfaces(page, input));
    }
    if (more.includes("instances")) await collect("DescribeInstances", "Reservations", instances(page, input));
    if (more.includes("subnets")) await collect("DescribeSubnets", "Subnets", subnets(page, input));
    if (more.includes("networkAcls")) await collect("DescribeNetworkAcls", "NetworkAcls", acls(page, input));
  }
  return answers;
}

/** Whether the policies of the role do not allow a question. */
const isRefusal = (error: unknown) => /Unauthorized|AccessDenied/.test((error as Error).name);

function chunks(values: readonly string[]): string[][] {
  const once = [...new Set(values)];
  const count = Math.ceil(once.length / filterValues);
  return Array.from({ length: count }, (_, index) => once.slice(index * filterValues, (index + 1) * filterValues));
}

async function clientConfig(
  { region, profile, assumeRole, endpoint }: LiveOptions,
  load: Loader,
): Promise<EC2ClientConfig> {
  // An emulator takes any credentials; real ones must not reach it.
  const own = endpoint ? { accessKeyId: "emulator", secretAccessKey: "emulator" } : undefined;
  const basis = { region, ...withoutUndefined({ profile, endpoint }) };
  if (!assumeRole) return { ...basis, ...withoutUndefined({ credentials: own }) };
  const { fromTemporaryCredentials } = await load(
    "@aws-sdk/credential-providers",
    () => import("@aws-sdk/credential-providers"),
  );
  const { roleArn, sessionName = "rancher-sg", externalId } = assumeRole;
  const credentials = fromTemporaryCredentials({
    params: { RoleArn: roleArn, RoleSessionName: sessionName, ...withoutUndefined({ ExternalId: externalId }) },
    clientConfig: basis,
    ...withoutUndefined({ masterCredentials: own }),
  });
  return { ...basis, credentials };
}

async function loaded<T>(
  name: string,
  importing: () => Promise<T>,
  region: string,
  vpcIds: readonly string[],
): Promise<T> {
  try {
    return await importing();
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const isMissing = /MODULE_NOT_FOUND$/.test(code) && message.includes(name);
    throw mistake(isMissing ? problems.noSdk(name, region, vpcIds) : problems.ec2Failed(message), [name]);
  }
}
