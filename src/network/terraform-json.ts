/**
 * The network that a synth wrote as Terraform's JSON, read without cdktf and without a plan. Guarantees that nothing in the
 * JSON that opens a port is ignored: what cannot be read, and what EC2 would refuse, is listed as such.
 */

import { type Issue, type Path, problems, SecurityGroupsError } from "../errors";
import { refusalOf } from "../flows";
import { append } from "../model/append";
import { groupBy } from "../model/group-by";
import { isRecord } from "../model/is-record";
import { type Direction, type Network, type NetworkGroup, type NetworkPeer, peerName } from "../model/network";
import { driverTag } from "../model/placement";
import { isOfOtherAccount } from "../model/plan";
import { deploymentInPath } from "../model/stack-member";
import { isEvaluated, isToken } from "../model/token";
import { otherBlocks } from "./other-blocks";
import { renameGroups } from "./rename-groups";
import { type FolderJson, type JsonMap, readFolder, type StackJson } from "./terraform-folder";
import { type Resolver, resolverOf } from "./terraform-references";
import { olderRule, type RulePlace, ruleOfItsOwn, type WrittenRule, withLists } from "./terraform-rules";

/** The resource of a group. */
export interface GroupResource {
  /** In Terraform's words, such as `aws_security_group.etcd_x`. */
  readonly address: string;
  /** Absent if Terraform or AWS chooses the name. */
  readonly name?: string;
  /** How a name begins that Terraform chooses. */
  readonly namePrefix?: string;
  /** The path of its construct, if cdktf wrote it. */
  readonly constructPath?: string;
}

/**
 * A group in the JSON: a resource, or a group to which the JSON only adds rules. Rules name it by `<stack>/<address>`, or by
 * its id. In a stack that deployments share, each of them that adds rules has the group with these rules.
 */
export interface TerraformGroup extends NetworkGroup {
  readonly resource?: GroupResource;
}

/** A block that may open ports and cannot be read. */
export interface UnreadableBlock {
  readonly address: string;
  readonly why: string;
}

/** A rule that EC2 refuses because of the number of its peers, or that differs at each plan of Terraform. */
export interface RuleFault {
  readonly kind: "no-peer" | "several-peers" | "ports-with-all";
  readonly address: string;
  readonly direction: Direction;
  readonly group: NetworkPeer;
  readonly rule: WrittenRule;
  /** The deployment whose rule it is, or the stack. */
  readonly deployment: string;
}

/** One stack. */
export interface TerraformStack extends Network {
  readonly name: string;
  readonly file: string;
  /** Whether it is a module of one deployment, which has no provider and no state. */
  readonly isModule: boolean;
  readonly json: JsonMap;
  readonly groups: readonly TerraformGroup[];
  readonly faults: readonly RuleFault[];
  readonly unreadable: readonly UnreadableBlock[];
  /** Addresses of all other blocks: they are not about groups, but may run programs or open ports in other ways. */
  readonly others: readonly string[];
  /** The regions of the AWS providers of its groups and rules, unless they are left to the environment or to expressions. */
  readonly regions: readonly string[];
}

/** The stacks or modules of an output folder. */
export interface TerraformApp {
  /** The path of manifest.json; of modules, the path of the folder. */
  readonly manifest: string;
  readonly stacks: readonly TerraformStack[];
}

/** Reads an output folder of `rancher-sg synth` or of cdktf. @throws SecurityGroupsError with everything that is wrong with it. */
export function readTerraformApp(folder: string): TerraformApp {
  return parseTerraformApp(readFolder(folder));
}

/** @throws SecurityGroupsError with every reference that leads nowhere, and every value of a wrong kind. */
export function parseTerraformApp({ manifest, stacks }: FolderJson): TerraformApp {
  const issues: Issue[] = [];
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const parsed = stacks.map((stack) => parseStack(stack, resolverOf(stack, byName, issues)));
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return { manifest, stacks: parsed };
}

/**
 * The groups of all stacks as one network, each named `<stack>/<name in EC2>`; in a stack that deployments share,
 * `<deployment>/<name in EC2>`.
 * @throws SecurityGroupsError on blocks that may open ports and cannot be read, and on rules that EC2 refuses.
 */
export function terraformNetwork({ stacks }: TerraformApp): Network {
  const issues = stacks.flatMap(({ file, unreadable, groups, faults }): readonly Issue[] => [
    ...[...unreadable, ...peerFaults(faults)].map(({ address, why }) => ({
      ...problems.unreadableBlock(why),
      root: file,
      path: [address],
    })),
    ...groups
      .flatMap(({ rules }) => rules)
      .flatMap((rule) => {
        const why = refusalOf(rule);
        return why === undefined ? [] : [{ ...problems.refusedRule(why), root: file, path: [rule.key] }];
      }),
  ]);
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  const groups = stacks.flatMap((stack) => stack.groups);
  const names = new Map(
    groups.flatMap(({ peer, deployment, name, resource }) =>
      resource ? [[peerName(peer), { type: "group", value: `${deployment}/${name}` } as const] as const] : [],
    ),
  );
  return renameGroups({ groups }, (peer) => names.get(peerName(peer)) ?? peer);
}

function peerFaults(faults: readonly RuleFault[]): readonly UnreadableBlock[] {
  const found = faults.filter(({ kind }) => kind !== "ports-with-all");
  return found.map(({ address }) => ({ address, why: "EC2 takes a rule with one peer" }));
}

interface StackParts {
  readonly resources: {
    readonly peer: NetworkPeer;
    readonly vpcId?: string;
    readonly resource: GroupResource;
    readonly deployment: string;
  }[];
  readonly rules: OwnedRule[];
  readonly unreadable: UnreadableBlock[];
  /** Lists of the only rules that a group may have. */
  readonly exclusive: RulePlace[];
  /** References to the providers of groups and rules: `aws`, or `aws.west` for the alias `west`. */
  readonly providers: Set<string>;
}

/** A rule, and the deployment that its construct path names. Default: that of its group. */
type OwnedRule = WrittenRule & { readonly deployment?: string | undefined };

function parseStack({ name, file, json, isModule = false }: StackJson, resolver: Resolver): TerraformStack {
  const parts: StackParts = { resources: [], rules: [], unreadable: [], exclusive: [], providers: new Set() };
  // One map of modules, or a list of such maps.
  for (const module of [json.module ?? []].flat().flatMap((some) => (isRecord(some) ? Object.keys(some) : ["?"]))) {
    parts.unreadable.push({ address: `module.${module}`, why: "a module, whose resources are not in this file" });
  }
  for (const [type, resources] of maps(json.resource, ["resource"], resolver)) {
    if (!type.includes("security_group") || type.endsWith("_association")) continue;
    for (const [key, body] of maps(resources, ["resource", type], resolver)) {
      parseResource(name, type, { body, address: `${type}.${key}`, path: ["resource", type, key] }, resolver, parts);
    }
  }
  const { rules, unreadable } = parts;
  append(
    unreadable,
    parts.exclusive.flatMap((place) => unlistedRules(place, rules, resolver)),
  );
  const providers = awsProviders(json);
  for (const [index, { default_tags: tags }] of providers.entries()) {
    const tag = driverTagIn([tags].flat().map((block) => (isRecord(block) ? block.tags : undefined)));
    if (tag) unreadable.push({ address: `provider.aws[${index}]`, why: `its default_tags have ${tag}` });
  }
  const regions = providers
    .filter(({ alias }) => parts.providers.has(alias === undefined ? "aws" : `aws.${alias}`))
    .flatMap(({ region }) => (typeof region === "string" && !isToken(region) ? [region] : []));
  return {
    name,
    file,
    isModule,
    json,
    groups: groupsOf(name, parts),
    faults: rules.flatMap((rule) => faultsOf(rule, rule.deployment ?? name)),
    unreadable,
    regions,
    others: otherBlocks(json),
  };
}

/** Rules that each apply removes, since the list of the only rules of their group lacks them. A list may be an expression. */
function unlistedRules(
  { body, address, path }: RulePlace,
  rules: readonly WrittenRule[],
  resolver: Resolver,
): readonly UnreadableBlock[] {
  const group = resolver.group(body.security_group_id);
  if ("code" in group) {
    resolver.fault(group, [...path, "security_group_id"], body.security_group_id);
    return [];
  }
  return (["ingress", "egress"] as const).flatMap((direction) => {
    const listed = body[`${direction}_rule_ids`];
    const ids = new Set(Array.isArray(listed) ? listed : []);
    const isListed = (rule: WrittenRule) => typeof listed === "string" || ids.has(`\${${rule.address}.id}`);
    const isOfGroup = (rule: WrittenRule) => rule.direction === direction && peerName(rule.group) === peerName(group);
    return rules
      .filter((rule) => isOfGroup(rule) && !isListed(rule))
      .map((rule) => ({ address, why: `it does not list ${rule.address}, so each apply removes that rule` }));
  });
}

function awsProviders({ provider }: JsonMap): readonly JsonMap[] {
  return [isRecord(provider) ? provider.aws : undefined].flat().filter(isRecord);
}

/** The tag by which Rancher's node driver finds its groups, or one that may be it. */
function driverTagIn(tags: readonly unknown[]): string | undefined {
  const keys = tags.flatMap((some) => (isRecord(some) ? Object.keys(some) : []));
  if (keys.includes(driverTag)) return `the tag ${driverTag}: Rancher's node driver adds rules to groups with it`;
  const isUnknown = keys.some((key) => isEvaluated(key));
  return isUnknown ? `a tag whose key only Terraform knows, which may be ${driverTag}` : undefined;
}

function groupsOf(stack: string, { resources, rules }: StackParts): readonly TerraformGroup[] {
  const owners = new Map(resources.map(({ peer, deployment }) => [peerName(peer), deployment]));
  const keyOf = (deployment: string, peer: NetworkPeer) => `${deployment}/${peerName(peer)}`;
  const ownerOf = ({ deployment, group }: OwnedRule) => deployment ?? owners.get(peerName(group)) ?? stack;
  const byGroup = groupBy(rules, (rule) => keyOf(ownerOf(rule), rule.group));
  const known = new Set(resources.map(({ peer, deployment }) => keyOf(deployment, peer)));
  const others = [...byGroup].filter(([key]) => !known.has(key)).map(([, [rule]]) => rule as OwnedRule);
  const made = (peer: NetworkPeer, deployment: string) => ({
    peer,
    deployment,
    rules: (byGroup.get(keyOf(deployment, peer)) ?? []).flatMap(networkRules),
  });
  return [
    ...resources.map(({ peer, vpcId, resource, deployment }) => ({
      ...made(peer, deployment),
      name: resource.name ?? resource.address,
      ...(vpcId === undefined ? {} : { vpcId }),
      resource,
    })),
    ...others.map((rule) => ({ ...made(rule.group, ownerOf(rule)), name: rule.group.value })),
  ];
}

function networkRules({ address, peers, direction, ipProtocol, fromPort, toPort, description }: WrittenRule) {
  const ports = { ...(fromPort === undefined ? {} : { fromPort }), ...(toPort === undefined ? {} : { toPort }) };
  const portRules = portRulesIn(description) ?? [];
  return peers.map((peer) => ({ direction, ipProtocol, ...ports, peer, key: address, portRules, description }));
}

/** Descriptions that this package writes end with the ids of port rules: `etcd client requests [rke-etcd-client-tcp]`. */
function portRulesIn(description: string): readonly string[] | undefined {
  return / \[([a-z0-9-]+(?:, [a-z0-9-]+)*)\]$/.exec(description)?.[1]?.split(", ");
}

function faultsOf(rule: WrittenRule, deployment: string): readonly RuleFault[] {
  const { address, direction, group, peers, ipProtocol, fromPort, toPort } = rule;
  const about = { address, direction, group, rule, deployment };
  return [
    ...(peers.length === 0 ? [{ kind: "no-peer" as const, ...about }] : []),
    ...(peers.length > 1 && rule.takesOnePeer ? [{ kind: "several-peers" as const, ...about }] : []),
    ...(ipProtocol === "-1" && (fromPort !== undefined || toPort !== undefined)
      ? [{ kind: "ports-with-all" as const, ...about }]
      : []),
  ];
}

function parseResource(
  stack: string,
  type: string,
  written: RulePlace,
  resolver: Resolver,
  { resources, rules, unreadable, exclusive, providers }: StackParts,
): void {
  const place = ruleTypes.includes(type) ? { ...written, body: ofList(written.body) } : written;
  const { body, address, path } = place;
  providers.add(typeof body.provider === "string" ? body.provider.replace(/^\$\{(.*)\}$/, "$1") : "aws");
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
  if (body.provisioner !== undefined) {
    unreadable.push({ address, why: "its provisioner runs a program, which can change rules" });
  }
  const tag = driverTagIn([body.tags, body.tags_all]);
  if (tag) unreadable.push({ address, why: `it has ${tag}` });
  const constructPath = constructPathOf(body);
  const deployment = constructPath === undefined ? undefined : deploymentInPath(constructPath);
  const owned = (some: readonly WrittenRule[]) => some.map((rule) => ({ ...rule, deployment }));
  switch (type) {
    case "aws_vpc_security_group_ingress_rule":
      append(rules, owned(ruleOfItsOwn(place, "ingress", resolver)));
      break;
    case "aws_vpc_security_group_egress_rule":
      append(rules, owned(ruleOfItsOwn(place, "egress", resolver)));
      break;
    case "aws_security_group_rule":
      append(rules, owned(olderRule(place, resolver)));
      break;
    case "aws_security_group":
    case "aws_default_security_group": {
      const group = { type: "group" as const, value: `${stack}/${address}` };
      const placed = { ...body, vpc_id: resolver.variable(body.vpc_id) };
      resources.push({ peer: group, deployment: deployment ?? stack, ...resourceOf(placed, address) });
      for (const direction of ["ingress", "egress"] as const) {
        const written = body[direction];
        if (Array.isArray(written) && written.length === 0) {
          unreadable.push({ address, why: `with ${direction}: [], Terraform removes all such rules of the group` });
        }
        for (const [index, block] of blocks(body[direction], [...path, direction], resolver)) {
          const address = `${place.address}.${direction}[${index}]`;
          const inside = { body: block, address, path: [...path, direction, index] };
          append(rules, owned(withLists(inside, direction, group, resolver)));
        }
      }
      break;
    }
    // Opens nothing: it removes the rules that it does not list.
    case "aws_vpc_security_group_rules_exclusive":
      exclusive.push(place);
      break;
    default:
      unreadable.push({ address, why: "a kind of resource that is not known here" });
  }
}

/** The arguments whose changes Terraform leaves alone. */
function ignoredChanges({ lifecycle }: JsonMap): readonly string[] {
  return [lifecycle]
    .flat()
    .flatMap((block) => (isRecord(block) ? [block.ignore_changes ?? []].flat() : []))
    .map((argument) => (typeof argument === "string" ? argument : JSON.stringify(argument)));
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

function resourceOf(body: JsonMap, address: string): { readonly vpcId?: string; readonly resource: GroupResource } {
  const constructPath = constructPathOf(body);
  const { name, name_prefix: namePrefix, vpc_id: vpcId } = body;
  return {
    ...(typeof vpcId === "string" ? { vpcId } : {}),
    resource: {
      address,
      ...(typeof name === "string" && !isToken(name) ? { name } : {}),
      ...(typeof namePrefix === "string" ? { namePrefix } : {}),
      ...(constructPath === undefined ? {} : { constructPath }),
    },
  };
}

/** Where cdktf writes it. */
function constructPathOf({ "//": comment }: JsonMap): string | undefined {
  const metadata = isRecord(comment) ? comment.metadata : undefined;
  const path = isRecord(metadata) ? metadata.path : undefined;
  return typeof path === "string" ? path : undefined;
}

/** The entries of a map of maps. */
function maps(value: unknown, path: Path, resolver: Resolver): readonly (readonly [string, JsonMap])[] {
  if (value === undefined || value === null) return [];
  if (!isRecord(value)) return resolver.fault(problems.wrongType("a map"), path, value) ?? [];
  return Object.entries(value).flatMap(([key, entry]) => {
    if (isRecord(entry)) return [[key, entry] as const];
    return resolver.fault(problems.wrongType("a map"), [...path, key], entry) ?? [];
  });
}

/** One block or a list of them. */
function blocks(value: unknown, path: Path, resolver: Resolver): readonly (readonly [number, JsonMap])[] {
  if (value === undefined || value === null) return [];
  return [value].flat().flatMap((entry: unknown, index) => {
    if (isRecord(entry)) return [[index, entry] as const];
    return resolver.fault(problems.wrongType("a map"), [...path, index], entry) ?? [];
  });
}
