/**
 * Security groups and rules, read back from what cdktf wrote, without cdktf and without a plan. Guarantees that nothing
 * in the JSON that opens a port is passed over: what cannot be read is listed as such.
 */
import { type Issue, type Path, problems, SecurityGroupsError } from "../errors";
import { isMap } from "../model/map";
import { isOfOtherAccount } from "../model/plan";
import { isToken } from "../model/token";
import { type FolderJson, type JsonMap, readFolder, type StackJson } from "./synthesized-folder";
import { type Resolver, resolverOf } from "./synthesized-references";
import { olderRule, type RulePlace, ruleOfItsOwn, type SynthesizedRule, withLists } from "./synthesized-rules";

export interface SynthesizedGroup {
  /** In Terraform's words, such as `aws_security_group.etcd_x`. */
  readonly address: string;
  /** As references name the group: `<stack>/<address>`. */
  readonly id: string;
  /** Absent where Terraform or AWS makes it up. */
  readonly name?: string;
  /** What a name that Terraform makes up begins with. */
  readonly namePrefix?: string;
  readonly vpcId?: string;
  /** The construct's path, where cdktf noted it. */
  readonly constructPath?: string;
}

/** What may open ports and cannot be read. */
export interface UnreadableBlock {
  readonly address: string;
  readonly why: string;
}

export interface SynthesizedStack {
  readonly name: string;
  readonly file: string;
  readonly groups: readonly SynthesizedGroup[];
  readonly rules: readonly SynthesizedRule[];
  readonly unreadable: readonly UnreadableBlock[];
}

/** The stacks of an output folder, with their groups and rules. */
export interface SynthesizedApp {
  /** The path of manifest.json. */
  readonly manifest: string;
  readonly stacks: readonly SynthesizedStack[];
}

/** Reads an output folder of cdktf. @throws SecurityGroupsError with everything that is wrong with it. */
export function readSynthesized(folder: string): SynthesizedApp {
  return parseSynthesized(readFolder(folder));
}

/** @throws SecurityGroupsError with every reference that leads nowhere, and every value of a wrong kind. */
export function parseSynthesized({ manifest, stacks }: FolderJson): SynthesizedApp {
  const issues: Issue[] = [];
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const parsed = stacks.map((stack) => parseStack(stack, resolverOf(stack, byName, issues)));
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return { manifest, stacks: parsed };
}

interface StackParts {
  readonly groups: SynthesizedGroup[];
  readonly rules: SynthesizedRule[];
  readonly unreadable: UnreadableBlock[];
}

function parseStack({ name, file, json }: StackJson, resolver: Resolver): SynthesizedStack {
  const parts: StackParts = { groups: [], rules: [], unreadable: [] };
  for (const module of Object.keys(isMap(json.module) ? json.module : {})) {
    parts.unreadable.push({ address: `module.${module}`, why: "a module, whose resources are not in this file" });
  }
  for (const [type, resources] of maps(json.resource, ["resource"], resolver)) {
    if (!type.includes("security_group") || type.endsWith("_association")) continue;
    for (const [key, body] of maps(resources, ["resource", type], resolver)) {
      parseResource(name, type, { body, address: `${type}.${key}`, path: ["resource", type, key] }, resolver, parts);
    }
  }
  return { name, file, ...parts };
}

function parseResource(
  stack: string,
  type: string,
  written: RulePlace,
  resolver: Resolver,
  { groups, rules, unreadable }: StackParts,
): void {
  const place = ruleTypes.includes(type) ? { ...written, body: ofList(written.body) } : written;
  const { body, address, path } = place;
  for (const key of ["count", "for_each", "dynamic"]) {
    if (body[key] !== undefined) unreadable.push({ address, why: `${key} makes it of what only Terraform knows` });
  }
  const ignored = ignoredChanges(body).filter((argument) => !mayIgnore(type, argument, body));
  if (ignored.length > 0) {
    unreadable.push({
      address,
      why: `its lifecycle ignores changes of ${ignored.join(", ")}, so EC2 may have another value`,
    });
  }
  switch (type) {
    case "aws_vpc_security_group_ingress_rule":
      rules.push(...ruleOfItsOwn(place, "ingress", resolver));
      break;
    case "aws_vpc_security_group_egress_rule":
      rules.push(...ruleOfItsOwn(place, "egress", resolver));
      break;
    case "aws_security_group_rule":
      rules.push(...olderRule(place, resolver));
      break;
    case "aws_security_group":
    case "aws_default_security_group": {
      const group = { type: "group" as const, value: `${stack}/${address}` };
      groups.push(groupOf(body, address, group.value));
      for (const direction of ["ingress", "egress"] as const) {
        for (const [index, block] of blocks(body[direction], [...path, direction], resolver)) {
          const address = `${place.address}.${direction}[${index}]`;
          const inside = { body: block, address, path: [...path, direction, index] };
          rules.push(...withLists(inside, direction, group, resolver));
        }
      }
      break;
    }
    // Opens nothing: it only closes what is not in the file.
    case "aws_vpc_security_group_rules_exclusive":
      break;
    default:
      unreadable.push({ address, why: "a kind of resource that is not known here" });
  }
}

/** The arguments whose changes Terraform leaves alone. */
function ignoredChanges({ lifecycle }: JsonMap): readonly string[] {
  return [lifecycle].flat().flatMap((block) => (isMap(block) ? [block.ignore_changes ?? []].flat().map(String) : []));
}

/**
 * Our constructs ignore the description of a group, which EC2 cannot change, and that of a rule whose peer is a group of
 * another account, because EC2 refuses to change such a rule in place.
 */
function mayIgnore(type: string, argument: string, { referenced_security_group_id: peer }: JsonMap): boolean {
  if (argument !== "description") return false;
  if (type === "aws_security_group") return true;
  return (
    ruleTypes.includes(type) && typeof peer === "string" && isOfOtherAccount({ type: "securityGroup", value: peer })
  );
}

const ruleTypes: readonly string[] = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"];

/** One rule for each element of a list is a rule whose peer is the list, if nothing but the peer is the element. */
function ofList(body: JsonMap): JsonMap {
  if (typeof body.for_each !== "string") return body;
  const { for_each: list, ...rest } = body;
  const peers = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"];
  const entries = Object.entries(rest).map(([key, value]) =>
    peers.includes(key) && value === "${each.value}" ? [key, list] : [key, value],
  );
  return JSON.stringify(entries).includes("${each.") ? body : Object.fromEntries(entries);
}

function groupOf(body: JsonMap, address: string, id: string): SynthesizedGroup {
  const metadata = isMap(body["//"]) ? body["//"].metadata : undefined;
  const constructPath = isMap(metadata) ? metadata.path : undefined;
  const { name, name_prefix: namePrefix, vpc_id: vpcId } = body;
  return {
    address,
    id,
    ...(typeof name === "string" && !isToken(name) ? { name } : {}),
    ...(typeof namePrefix === "string" ? { namePrefix } : {}),
    ...(typeof vpcId === "string" ? { vpcId } : {}),
    ...(typeof constructPath === "string" ? { constructPath } : {}),
  };
}

/** The entries of a map of maps. */
function maps(value: unknown, path: Path, resolver: Resolver): readonly (readonly [string, JsonMap])[] {
  if (value === undefined || value === null) return [];
  if (!isMap(value)) return resolver.fault(problems.wrongType("a map"), path, value) ?? [];
  return Object.entries(value).flatMap(([key, entry]) => {
    if (isMap(entry)) return [[key, entry] as const];
    return resolver.fault(problems.wrongType("a map"), [...path, key], entry) ?? [];
  });
}

/** One block or a list of them. */
function blocks(value: unknown, path: Path, resolver: Resolver): readonly (readonly [number, JsonMap])[] {
  if (value === undefined || value === null) return [];
  return [value].flat().flatMap((entry: unknown, index) => {
    if (isMap(entry)) return [[index, entry] as const];
    return resolver.fault(problems.wrongType("a map"), [...path, index], entry) ?? [];
  });
}
