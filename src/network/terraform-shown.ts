/**
 * The network in `terraform show -json` of a plan or a state: what exists by Terraform's memory, or what will exist after
 * the apply. Guarantees that no rule is left out silently: a value that Terraform knows only after the apply, and that its
 * references do not tell, is an issue with its address.
 */
import { type Issue, type Problem, problems, SecurityGroupsError } from "../errors";
import { groupBy } from "../model/group-by";
import { isRecord } from "../model/is-record";
import type { Direction, NetworkPeer, NetworkRule } from "../model/network";
import type { PeerType } from "../model/plan";
import { canonicalTraffic, ruleIdentity } from "../model/rule-identity";
import type { Ec2Group, Ec2Network } from "./ec2-network";
import { cidrIssues, trafficIssues } from "./ec2-rules";
import type { JsonMap } from "./terraform-folder";
import { list, record, ShownReferences, type ShownResource, shownResources, textsIn } from "./terraform-shown-modules";

/** Whether a JSON was written by `terraform show -json`. */
export function isTerraformShown(json: unknown): json is JsonMap {
  return isRecord(json) && typeof json.format_version === "string" && (isRecord(json.values) || isPlan(json));
}

/** Whether what `terraform show -json` wrote is a plan, and not a state. */
export function isPlan(json: JsonMap): boolean {
  return isRecord(json.planned_values);
}

/**
 * Reads a plan or a state. Groups have their ids; a group that the plan creates has its Terraform address as its id. Keys of
 * rules are ids of rules if they are known, else Terraform addresses.
 * @throws SecurityGroupsError with every value that cannot be told, or that has no meaning to EC2.
 */
export function parseTerraformShown(json: JsonMap, file: string): Ec2Network {
  const issues: Issue[] = [];
  const resources = shownResources(json);
  const references = new ShownReferences(resources, record(json.variables), idOf);
  const fault: Fault = (problem, resource, argument, received) => {
    const path = [resource.address, argument];
    issues.push({ ...problem, root: file, path, ...(received === undefined ? {} : { received }) });
  };
  if (json.errored === true) issues.push({ ...problems.failedPlan(), root: file, path: [] });
  const reader = new RuleReader(references, fault);
  const managed = resources.filter(({ isData }) => !isData);
  const single = managed.flatMap((resource) => reader.singleRules(resource));
  for (const resource of managed) {
    if (isUnreadable(resource.type))
      issues.push({ ...problems.unreadResource(), root: file, path: [resource.address] });
  }
  const before = changedRules(json, resources);
  const groups = groupsOf(resources, single, before, reader, file);
  const prefixLists = prefixListsOf(resources, references, fault);
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return { groups, ...(prefixLists.size > 0 ? { prefixLists } : {}) };
}

type Fault = (problem: Problem, resource: ShownResource, argument: string, received?: unknown) => void;

export const groupTypes: readonly string[] = ["aws_security_group", "aws_default_security_group"];
const listTypes: readonly string[] = ["aws_ec2_managed_prefix_list", "aws_prefix_list"];
export const ruleTypes: ReadonlyMap<string, Direction | undefined> = new Map([
  ["aws_vpc_security_group_ingress_rule", "ingress"],
  ["aws_vpc_security_group_egress_rule", "egress"],
  ["aws_security_group_rule", undefined],
]);

/** A resource that may open ports and is not known here. Attachments and exclusive lists open nothing. */
function isUnreadable(type: string): boolean {
  const isKnown =
    groupTypes.includes(type) || ruleTypes.has(type) || /(_association|_attachment|_exclusive)$/.test(type);
  return type.includes("security_group") && !isKnown;
}

/** The id of a group or a prefix list, else its address. */
function idOf({ type, address, values }: ShownResource): string | undefined {
  if (!groupTypes.includes(type) && !listTypes.includes(type)) return undefined;
  return typeof values.id === "string" && values.id !== "" ? values.id : address;
}

interface GroupRule {
  readonly group: string;
  readonly rule: NetworkRule;
}

function groupsOf(
  resources: readonly ShownResource[],
  single: readonly GroupRule[],
  before: ReadonlySet<string>,
  reader: RuleReader,
  file: string,
): readonly Ec2Group[] {
  const byGroup = groupBy(single, ({ group }) => group);
  const rulesOf = (id: string) => (byGroup.get(id) ?? []).map(({ rule }) => rule);
  const owned = resources.filter(({ type, isData }) => groupTypes.includes(type) && !isData);
  const groups = owned.map((resource): Ec2Group => {
    const about = groupOf(resource);
    const own = rulesOf(about.id).map((rule) => withoutOwnAccount(rule, resource));
    const known = new Set(own.map(ruleIdentity));
    // Terraform also reports the rules of separate resources here, as EC2 had them before the plan.
    const inline = reader.inlineRules(resource, about.id).filter((rule) => {
      const identity = ruleIdentity(rule);
      return !known.has(identity) && !before.has(`${about.id} ${identity}`);
    });
    return { ...about, rules: [...own, ...inline] };
  });
  const known = new Set(groups.map(({ id }) => id));
  const read = new Map(
    resources.flatMap((one) => (one.type === "aws_security_group" && one.isData ? [[idOf(one), one] as const] : [])),
  );
  const others = [...byGroup.keys()]
    .filter((id) => !known.has(id))
    .map((id): Ec2Group => {
      const resource = read.get(id);
      const about = resource ? groupOf(resource) : { ...named(id), name: id, vpcId: "", description: "", tags: {} };
      return { ...about, rules: rulesOf(id), unread: `${file} has only the rules that Terraform adds to ${id}` };
    });
  return [...groups, ...others];
}

const named = (id: string) => ({ id, peer: { type: "securityGroup", value: id } as const, deployment: "" });

function groupOf(resource: ShownResource): Omit<Ec2Group, "rules"> {
  const { address, values } = resource;
  const text = (key: string) => (typeof values[key] === "string" ? values[key] : "");
  const tags = Object.entries(record(values.tags_all ?? values.tags)).map(([key, value]) => [key, `${value}`]);
  return {
    ...named(idOf(resource) ?? address),
    name: text("name") || (resource.type === "aws_default_security_group" ? "default" : address),
    vpcId: text("vpc_id"),
    description: text("description"),
    tags: Object.fromEntries(tags),
  };
}

/** Terraform may write the account in front of a group of the same account. */
function withoutOwnAccount(rule: NetworkRule, { values }: ShownResource): NetworkRule {
  const { peer } = rule;
  const isOwn = peer.type === "securityGroup" && peer.value.startsWith(`${values.owner_id}/`);
  return isOwn ? { ...rule, peer: { ...peer, value: peer.value.slice(`${values.owner_id}/`.length) } } : rule;
}

/** Identities of the rules, with their groups, that resources had before the plan deletes or changes them. */
function changedRules(json: JsonMap, resources: readonly ShownResource[]): ReadonlySet<string> {
  const [module] = resources.map((one) => one.module);
  const ignore = () => undefined;
  return new Set(
    list(json.resource_changes).flatMap((resource) => {
      const { before, actions } = record(resource.change);
      const isChanged = Array.isArray(actions) && !actions.includes("no-op") && isRecord(before);
      if (!module || !isChanged || !ruleTypes.has(`${resource.type}`)) return [];
      const { address, type, name } = resource;
      const empty = { isData: false, unknown: {}, expressions: {}, module };
      const was = { address: `${address}`, type: `${type}`, name: `${name}`, values: before, ...empty };
      const references = new ShownReferences([], {}, ignore);
      return new RuleReader(references, ignore)
        .singleRules(was)
        .map(({ group, rule }) => `${group} ${ruleIdentity(rule)}`);
    }),
  );
}

/** Reads the forms in which the provider has rules. */
class RuleReader {
  constructor(
    private readonly references: ShownReferences,
    private readonly fault: Fault,
  ) {}

  /** The rules of a resource that is one rule; none for any other resource. */
  singleRules(resource: ShownResource): readonly GroupRule[] {
    const { type, values, address } = resource;
    if (!ruleTypes.has(type)) return [];
    const direction = ruleTypes.get(type) ?? (values.type === "egress" ? "egress" : "ingress");
    const isOlder = type === "aws_security_group_rule";
    const group = this.one(resource, "security_group_id");
    const traffic = this.traffic(resource, values, isOlder ? "protocol" : "ip_protocol");
    const peers = isOlder
      ? this.listedPeers(resource, values, resource.unknown, group)
      : [
          ...this.cidr(resource, "cidrIpv4", "cidr_ipv4"),
          ...this.cidr(resource, "cidrIpv6", "cidr_ipv6"),
          ...this.optional(resource, "prefixList", "prefix_list_id"),
          ...this.optional(resource, "securityGroup", "referenced_security_group_id"),
        ];
    if (group === undefined || !traffic) return [];
    const id = values.security_group_rule_id;
    const key = typeof id === "string" && id !== "" ? id : address;
    const description = `${values.description ?? ""}`;
    return peers.map((peer) => ({ group, rule: { direction, ...traffic, peer, key, portRules: [], description } }));
  }

  /** The blocks `ingress` and `egress` of a group. */
  inlineRules(resource: ShownResource, group: string): readonly NetworkRule[] {
    return (["ingress", "egress"] as const).flatMap((direction) => {
      const { values, unknown, expressions } = resource;
      // Without blocks, Terraform learns the rules of a new group from EC2. It removes the egress that EC2 gives every group.
      if (unknown[direction] === true) {
        if (expressions[direction] !== undefined) this.notKnown(resource, direction);
        return [];
      }
      const unknowns = Array.isArray(unknown[direction]) ? unknown[direction] : [];
      const blocks = list(values[direction]);
      const open = unknowns.filter((one) => hasUnknown(record(one).security_groups)).length;
      return blocks.flatMap((block, index) => {
        const of = record(unknowns[index]);
        const traffic = this.traffic(resource, block, "protocol");
        const peers = this.listedPeers(resource, block, of, group, { argument: direction, open });
        const description = `${block.description ?? ""}`;
        const key = `${resource.address}.${direction}[${index}]`;
        if (!traffic) return [];
        return peers.map((peer) => ({ direction, ...traffic, peer, key, portRules: [], description }));
      });
    });
  }

  /**
   * The peers of a form with lists. In a group, references are known for the whole argument `ingress`, so they tell the
   * groups of one block, or of all blocks if there is only one group.
   */
  private listedPeers(
    resource: ShownResource,
    values: JsonMap,
    unknown: JsonMap,
    group: string | undefined,
    inline?: { readonly argument: string; readonly open: number },
  ): readonly NetworkPeer[] {
    const strings = (key: string) => [values[key] ?? []].flat().filter((one) => typeof one === "string" && one !== "");
    const known = (type: PeerType, key: string): readonly NetworkPeer[] =>
      strings(key).map((value) => ({ type, value: value as string }));
    const at = inline?.argument;
    for (const key of ["cidr_blocks", "ipv6_cidr_blocks"]) {
      if (hasUnknown(unknown[key])) this.notKnown(resource, at ?? key);
    }
    const peers = [
      ...this.judged(resource, at ?? "cidr_blocks", known("cidrIpv4", "cidr_blocks")),
      ...this.judged(resource, at ?? "ipv6_cidr_blocks", known("cidrIpv6", "ipv6_cidr_blocks")),
      ...known("prefixList", "prefix_list_ids"),
      ...known("securityGroup", "security_groups"),
      ...known("securityGroup", "source_security_group_id"),
      ...(values.self === true && group !== undefined ? [{ type: "securityGroup", value: group } as const] : []),
    ];
    const later = (["security_groups", "prefix_list_ids", "source_security_group_id"] as const).flatMap((key) => {
      // Without an argument in the configuration, the provider computes the value: there is no peer of this kind.
      if (!hasUnknown(unknown[key]) || (!inline && resource.expressions[key] === undefined)) return [];
      const type: PeerType = key === "prefix_list_ids" ? "prefixList" : "securityGroup";
      const found =
        key === "source_security_group_id"
          ? [this.references.single(resource, key)].filter((one) => one !== undefined)
          : (this.references.candidates(resource, at ?? key) ?? []);
      const isTold = found.length === 1 || (found.length > 1 && (inline?.open ?? 1) === 1);
      if (!isTold) this.notKnown(resource, at ?? key);
      return isTold ? found.map((value): NetworkPeer => ({ type, value })) : [];
    });
    const seen = new Map([...peers, ...later].map((peer) => [`${peer.type} ${peer.value}`, peer]));
    return [...seen.values()];
  }

  private traffic(resource: ShownResource, values: JsonMap, protocolKey: string) {
    const isUnknown = [protocolKey, "from_port", "to_port"].find((key) => resource.unknown[key] === true);
    if (isUnknown !== undefined) return this.notKnown(resource, isUnknown);
    const notPort = ["from_port", "to_port"].find((key) => !Number.isInteger(values[key] ?? 0));
    if (notPort !== undefined) {
      this.fault(problems.wrongType("a port"), resource, notPort, values[notPort]);
      return undefined;
    }
    const { from_port: from, to_port: to, [protocolKey]: protocol } = values;
    const [FromPort, ToPort] = [from, to].map((port) => (port ?? undefined) as number | undefined);
    const written = { IpProtocol: `${protocol ?? ""}`, FromPort, ToPort };
    const [wrong] = trafficIssues(written, []);
    if (wrong) {
      this.fault(wrong, resource, wrong.path[0] === "IpProtocol" ? protocolKey : "from_port", wrong.received);
      return undefined;
    }
    return canonicalTraffic({ ipProtocol: written.IpProtocol, fromPort: FromPort, toPort: ToPort });
  }

  private cidr(resource: ShownResource, type: "cidrIpv4" | "cidrIpv6", key: string): readonly NetworkPeer[] {
    if (resource.unknown[key] === true) return this.notKnown(resource, key) ?? [];
    const value = resource.values[key];
    return typeof value === "string" && value !== "" ? this.judged(resource, key, [{ type, value }]) : [];
  }

  private judged(resource: ShownResource, key: string, peers: readonly NetworkPeer[]): readonly NetworkPeer[] {
    for (const { type, value } of peers) {
      for (const issue of cidrIssues(value, [type === "cidrIpv6" ? "Ipv6" : "Ipv4"])) {
        this.fault(issue, resource, key, value);
      }
    }
    return peers;
  }

  private optional(resource: ShownResource, type: PeerType, key: string): readonly NetworkPeer[] {
    const isMissing = resource.unknown[key] !== true && !resource.values[key];
    const value = isMissing ? undefined : this.one(resource, key);
    return value === undefined ? [] : [{ type, value }];
  }

  /** A group or a prefix list. */
  private one(resource: ShownResource, key: string): string | undefined {
    const value = resource.values[key];
    if (typeof value === "string" && value !== "") return value;
    return this.references.single(resource, key) ?? this.notKnown(resource, key);
  }

  private notKnown(resource: ShownResource, key: string): undefined {
    const { references } = record(resource.expressions[key]);
    this.fault(problems.knownAfterApply(textsIn(references)), resource, key);
    return undefined;
  }
}

/** Whether any part of a value is known only after the apply. */
function hasUnknown(unknown: unknown): boolean {
  return unknown === true || (Array.isArray(unknown) && unknown.some(hasUnknown));
}

/** Prefix lists whose entries are all in the JSON. */
function prefixListsOf(
  resources: readonly ShownResource[],
  references: ShownReferences,
  fault: Fault,
): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, string[]>();
  for (const resource of resources.filter(({ type }) => listTypes.includes(type))) {
    const { values, unknown, isData } = resource;
    const entries = list(values.entry ?? values.entries);
    if (hasUnknown(list(unknown.entry).map(({ cidr }) => cidr))) fault(problems.knownAfterApply([]), resource, "entry");
    const cidrs = [...entries.map(({ cidr }) => cidr), ...[values.cidr_blocks ?? []].flat()];
    if (isData && values.entries === undefined && values.cidr_blocks === undefined) continue;
    lists.set(
      idOf(resource) ?? "",
      cidrs.filter((cidr) => typeof cidr === "string"),
    );
  }
  for (const resource of resources.filter(({ type }) => type === "aws_ec2_managed_prefix_list_entry")) {
    const { prefix_list_id: id, cidr } = resource.values;
    const known = typeof id === "string" && id !== "" ? id : references.single(resource, "prefix_list_id");
    if (known === undefined) fault(problems.knownAfterApply([]), resource, "prefix_list_id");
    else if (typeof cidr !== "string") fault(problems.knownAfterApply([]), resource, "cidr");
    // A list that is not in the JSON may have other entries.
    else lists.get(known)?.push(cidr);
  }
  return new Map([...lists].map(([id, cidrs]) => [id, [...new Set(cidrs)]]));
}
