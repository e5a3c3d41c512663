/**
 * What `aws ec2 describe-security-groups` and its siblings print, and what the SDK returns for the same questions. Tells
 * the answers apart by their keys, or, if `--query` left a bare list, by the fields of its elements. Reads no more of them
 * than questions about groups need.
 *
 * A mistake in the rules of one group is kept with the group, because most groups of a VPC do not concern the deployment:
 * `ec2Network` reports it if the group is wanted. Every other mistake is reported at once.
 */

import { z } from "zod";
import { type Issue, type Path, type Problem, problems, SecurityGroupsError } from "../errors";
import { append } from "../model/append";
import { isRecord } from "../model/is-record";
import { type Validated, validate } from "../model/validate";
import {
  type NetworkAcl,
  type NetworkInterface,
  readInterface,
  readNetworkAcl,
  readReservation,
  readSubnet,
  type Subnet,
} from "./ec2-hosts";
import {
  cidrIssues,
  groupIdSchema,
  prefixListIdSchema,
  type ReadRules,
  readPermission,
  readSingleRule,
} from "./ec2-rules";

/** A group of `describe-security-groups`, with the rules that its permissions are. */
export interface DescribedGroup extends ReadRules {
  readonly id: string;
  readonly name: string;
  /** Empty for groups of EC2-Classic. */
  readonly vpcId: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A rule of `describe-security-group-rules`. */
export interface DescribedRule extends ReadRules {
  readonly groupId: string;
  readonly id: string;
}

/** A prefix list. An answer of `describe-managed-prefix-lists` has no CIDRs. */
export interface DescribedPrefixList {
  readonly id: string;
  readonly cidrs?: readonly string[];
}

/** The answers of EC2; absent what it was not asked. */
export interface Ec2Answer {
  readonly groups?: readonly DescribedGroup[];
  readonly rules?: readonly DescribedRule[];
  readonly prefixLists?: readonly DescribedPrefixList[];
  readonly interfaces?: readonly NetworkInterface[];
  readonly subnets?: readonly Subnet[];
  readonly networkAcls?: readonly NetworkAcl[];
  /** Permissions, such as `ec2:DescribeSubnets`, without which EC2 did not answer. Default: all that was asked is here. */
  readonly refused?: readonly string[];
}

type Reader = (list: readonly unknown[], key: string, issues: Issue[]) => Ec2Answer;

/** Reads each element of a list; the mistakes of all are reported. */
function each<T>(
  list: readonly unknown[],
  key: string,
  issues: Issue[],
  read: (json: unknown, path: Path) => Validated<T>,
) {
  return list.flatMap((json, index): readonly T[] => {
    const { value, issues: found } = read(json, [key, index]);
    if (found) append(issues, found);
    return found ? [] : [value as T];
  });
}

/** The keys of answers, each with its reader, the command that prints it, and the field that tells its elements apart. */
const readers: Readonly<Record<string, { readonly command: string; readonly field: string; readonly read: Reader }>> = {
  SecurityGroupRules: {
    command: "describe-security-group-rules",
    field: "SecurityGroupRuleId",
    read: (list, key, issues) => ({ rules: each(list, key, issues, readRule) }),
  },
  NetworkInterfaces: {
    command: "describe-network-interfaces",
    field: "NetworkInterfaceId",
    read: (list, key, issues) => ({ interfaces: each(list, key, issues, readInterface) }),
  },
  NetworkAcls: {
    command: "describe-network-acls",
    field: "NetworkAclId",
    read: (list, key, issues) => ({ networkAcls: each(list, key, issues, readNetworkAcl) }),
  },
  Reservations: {
    command: "describe-instances",
    field: "Instances",
    read: (list, key, issues) => ({ interfaces: each(list, key, issues, readReservation).flat() }),
  },
  Subnets: {
    command: "describe-subnets",
    field: "CidrBlock",
    read: (list, key, issues) => ({ subnets: each(list, key, issues, readSubnet) }),
  },
  PrefixLists: {
    command: "describe-managed-prefix-lists",
    field: "PrefixListId",
    read: (list, key, issues) => ({ prefixLists: each(list, key, issues, readPrefixList) }),
  },
  SecurityGroups: {
    command: "describe-security-groups",
    field: "GroupName",
    read: (list, key, issues) => ({ groups: each(list, key, issues, readGroup) }),
  },
};
const entriesCommand = "get-managed-prefix-list-entries";

/** The commands whose answers are read, for help and messages. */
const ec2Commands: readonly string[] = [...Object.values(readers).map(({ command }) => command), entriesCommand];

/** Whether a JSON is an answer of EC2, in part or whole, however wrong. */
export function isEc2Answer(json: unknown): boolean {
  if (Array.isArray(json)) return keyOfList(json) !== undefined;
  return isRecord(json) && [...Object.keys(readers), "Entries", "NextToken"].some((key) => Object.hasOwn(json, key));
}

/**
 * Reads the answer to any of the questions. `file` is named in messages; if EC2's answer about the entries of a prefix list
 * does not say which list it is, the file name has to.
 * @throws SecurityGroupsError with everything that EC2 does not answer, apart from rules of groups.
 */
export function parseEc2Answer(json: unknown, file?: string): Ec2Answer {
  const refuse = (issues: readonly Issue[]) =>
    new SecurityGroupsError(issues.map((issue) => (file === undefined ? issue : { ...issue, root: file })));
  const fault = (problem: Problem, path: Path = []) => refuse([{ ...problem, path }]);
  const named = namedAnswer(json);
  if (!named) throw fault(Array.isArray(json) ? problems.notAnEc2List() : problems.notAnEc2Answer(ec2Commands));
  if (named.NextToken) throw fault(problems.onePage());
  const known = [...Object.keys(readers), "Entries", "PrefixListId"];
  const unknown = Object.keys(named).filter((key) => !known.includes(key) && !isIgnored(key));
  if (unknown.length > 0) throw refuse(unknown.map((key) => ({ ...problems.unknownAnswer(known), path: [key] })));
  const issues: Issue[] = [];
  const answers = Object.entries(readers).flatMap(([key, { read }]) => {
    const list = named[key];
    if (list === undefined) return [];
    if (Array.isArray(list)) return [read(list, key, issues)];
    issues.push({ ...problems.wrongType("a list"), path: [key] });
    return [];
  });
  if (named.Entries !== undefined) answers.push({ prefixLists: entriesOf(named, file, issues) });
  if (issues.length > 0) throw refuse(issues);
  const answer = mergeEc2Answers(answers);
  if (file === undefined) return answer;
  const rooted = <T extends ReadRules>(of: T): T =>
    of.issues.length === 0 ? of : { ...of, issues: of.issues.map((issue) => ({ ...issue, root: file })) };
  return {
    ...answer,
    ...(answer.groups ? { groups: answer.groups.map(rooted) } : {}),
    ...(answer.rules ? { rules: answer.rules.map(rooted) } : {}),
  };
}

/** Notes of the SDKs, and comments. */
const isIgnored = (key: string) =>
  ["NextToken", "ResponseMetadata", "$metadata"].includes(key) || /^(_|\/\/)/.test(key);

/** An answer under its keys; undefined if it is none. */
function namedAnswer(json: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!Array.isArray(json)) return isRecord(json) && isEc2Answer(json) ? json : undefined;
  const list = json.flat();
  const key = keyOfList(list);
  if (key === "Instances") return { Reservations: [{ Instances: list }] };
  return key === undefined ? undefined : { [key]: list };
}

/** Which list `--query` left, by the fields of its first element. */
function keyOfList(json: readonly unknown[]): string | undefined {
  const [first] = json.flat();
  if (!isRecord(first)) return undefined;
  const has = (field: string) => Object.hasOwn(first, field);
  if (has("InstanceId") && has("NetworkInterfaces")) return "Instances";
  return Object.keys(readers).find((key) => has(readers[key]?.field ?? ""));
}

const groupHead = z.object({ GroupId: groupIdSchema, GroupName: z.string(), VpcId: z.string().nullish() });
const groupRest = z.object({
  OwnerId: z.string().nullish(),
  Description: z.string().nullish(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string().nullish() })).nullish(),
  IpPermissions: z.array(z.unknown()).nullish(),
  IpPermissionsEgress: z.array(z.unknown()).nullish(),
});

function readGroup(json: unknown, path: Path): Validated<DescribedGroup> {
  const head = validate(groupHead, json, path);
  if (head.issues) return { issues: head.issues };
  const { GroupId: id, GroupName: name, VpcId } = head.value;
  const about = { id, name, vpcId: VpcId ?? "" };
  const rest = validate(groupRest, json, path);
  if (rest.issues) return { value: { ...about, description: "", tags: {}, rules: [], stale: [], issues: rest.issues } };
  const { OwnerId, Description, Tags, IpPermissions, IpPermissionsEgress } = rest.value;
  const read = [
    ...(IpPermissions ?? []).map((one, index) =>
      readPermission("ingress", OwnerId ?? undefined, one, [...path, "IpPermissions", index]),
    ),
    ...(IpPermissionsEgress ?? []).map((one, index) =>
      readPermission("egress", OwnerId ?? undefined, one, [...path, "IpPermissionsEgress", index]),
    ),
  ];
  const tags = Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value ?? ""]));
  return {
    value: {
      ...about,
      description: Description ?? "",
      tags,
      rules: read.flatMap(({ rules }) => rules),
      stale: read.flatMap(({ stale }) => stale),
      issues: read.flatMap(({ issues }) => issues),
    },
  };
}

const ruleHead = z.object({ SecurityGroupRuleId: z.string(), GroupId: groupIdSchema });

function readRule(json: unknown, path: Path): Validated<DescribedRule> {
  const { value, issues } = validate(ruleHead, json, path);
  if (issues) return { issues };
  return { value: { id: value.SecurityGroupRuleId, groupId: value.GroupId, ...readSingleRule(json, path) } };
}

/** The lists of AWS itself, in `describe-prefix-lists`, have their CIDRs. */
const prefixList = z.object({ PrefixListId: prefixListIdSchema, Cidrs: z.array(z.string()).nullish() });

function readPrefixList(json: unknown, path: Path): Validated<DescribedPrefixList> {
  const { value, issues } = validate(prefixList, json, path);
  if (issues) return { issues };
  const { PrefixListId: id, Cidrs } = value;
  const wrong = (Cidrs ?? []).flatMap((cidr, index) => entryIssues(cidr, [...path, "Cidrs", index]));
  if (wrong.length > 0) return { issues: wrong };
  return { value: { id, ...(Cidrs ? { cidrs: Cidrs } : {}) } };
}

const entries = z.array(z.object({ Cidr: z.string() }));

/** The entries of one list. EC2 does not repeat the id of the list in its answer. */
function entriesOf(
  { Entries, PrefixListId }: Readonly<Record<string, unknown>>,
  file: string | undefined,
  issues: Issue[],
): readonly DescribedPrefixList[] {
  const name = file?.split(/[\\/]/).at(-1) ?? "";
  const id = PrefixListId ?? /(?<![\w-])pl-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![0-9a-f])/.exec(name)?.[0];
  const list = validate(prefixListIdSchema, id, ["PrefixListId"]);
  const read = validate(entries, Entries, ["Entries"]);
  if (id === undefined) issues.push({ ...problems.whichPrefixList(), path: ["Entries"] });
  else if (list.issues) append(issues, list.issues);
  if (read.issues) append(issues, read.issues);
  if (list.issues || read.issues) return [];
  const cidrs = read.value.map(({ Cidr }) => Cidr);
  append(
    issues,
    cidrs.flatMap((cidr, index) => entryIssues(cidr, ["Entries", index, "Cidr"])),
  );
  return [{ id: list.value, cidrs }];
}

/** A list has entries of one family, which its entries do not repeat. */
function entryIssues(cidr: string, path: Path): readonly Issue[] {
  const [first] = cidrIssues(cidr, [cidr.includes(":") ? "Ipv6" : "Ipv4"]);
  return first ? [{ ...first, path }] : [];
}

/** Joins answers. A group, rule or other element that is in two of them is in the result once. */
export function mergeEc2Answers(answers: readonly Ec2Answer[]): Ec2Answer {
  const merged = <Key extends keyof Ec2Answer>(key: Key, idOf: (one: Element<Key>) => string) => {
    const known = answers.flatMap((answer) => [...((answer[key] ?? []) as readonly Element<Key>[])]);
    if (!answers.some((answer) => answer[key])) return {};
    return { [key]: [...new Map(known.map((one) => [idOf(one), one])).values()] };
  };
  const byId = ({ id }: { readonly id: string }) => id;
  return {
    ...merged("groups", byId),
    ...merged("rules", byId),
    // A list is listed by one command, and its entries by another.
    ...merged("prefixLists", ({ id, cidrs }) => (cidrs ? id : `${id} without entries`)),
    ...merged("interfaces", byId),
    ...merged("subnets", byId),
    ...merged("networkAcls", byId),
    ...merged("refused", (permission) => permission),
  };
}

type Element<Key extends keyof Ec2Answer> = NonNullable<Ec2Answer[Key]>[number];
