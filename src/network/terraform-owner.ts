/** Which security groups and rules a Terraform configuration manages, by `terraform show -json` of its state or plan. */
import { groupBy } from "../model/group-by";
import type { Direction, NetworkRule } from "../model/network";
import type { JsonMap } from "./terraform-folder";
import { groupTypes, isPlan, parseTerraformShown, ruleTypes } from "./terraform-shown";
import { type ModuleInstance, type ShownResource, shownResources } from "./terraform-shown-modules";

/** An instance of a resource that is a group, a rule, or the list of the only rules that a group may have. */
export interface OwnedResource {
  /** With the keys of `count` and `for_each`. */
  readonly address: string;
  /** Without these keys. Absent if a name in it is no identifier of ASCII letters, digits, `_` and `-`. */
  readonly block?: string;
  readonly kind: "group" | "rule" | "exclusive";
  readonly groupId: string;
  /** The rules that the resource manages: of a group, those that are no separate resources. */
  readonly rules: readonly NetworkRule[];
  /** Directions in which each apply removes the rules that the resource does not list. Default: none. */
  readonly only?: Only;
}

/**
 * A group lists its rules in blocks `ingress` or `egress`. A state does not tell: it has the rules of EC2 as well, so rules that
 * are no separate resource may be of blocks, or of others.
 */
export interface Only {
  readonly directions: readonly Direction[];
  readonly isCertain: boolean;
}

/** A configuration of Terraform that manages security groups. */
export interface TerraformOwner {
  readonly file: string;
  readonly resources: readonly OwnedResource[];
}

const directions = ["ingress", "egress"] as const;
const exclusiveType = "aws_vpc_security_group_rules_exclusive";

/** @throws SecurityGroupsError with every value that cannot be told. */
export function terraformOwner(json: JsonMap, file: string): TerraformOwner {
  const network = parseTerraformShown(json, file);
  const placed = network.groups.flatMap(({ id, rules }) => rules.map((rule) => ({ groupId: id, rule })));
  const byKey = groupBy(placed, ({ rule }) => rule.key);
  const byBlock = groupBy(placed, ({ rule }) => rule.key.replace(/\[\d+\]$/, ""));
  const resources = shownResources(json).flatMap((resource): OwnedResource[] => {
    const { type, address, values, isData } = resource;
    const block = blockOf(resource);
    const named = { address, ...(block === undefined ? {} : { block }) };
    const about = (kind: OwnedResource["kind"], groupId: unknown) => ({
      ...named,
      kind,
      groupId: `${groupId}`,
      rules: [],
    });
    if (isData) return [];
    if (type === exclusiveType) {
      return [{ ...about("exclusive", values.security_group_id), only: { directions, isCertain: true } }];
    }
    if (ruleTypes.has(type)) {
      const rules = byKey.get(`${values.security_group_rule_id}`) ?? byKey.get(address) ?? [];
      const groupId = rules[0]?.groupId ?? values.security_group_id;
      return [{ ...about("rule", groupId), rules: rules.map(({ rule }) => rule) }];
    }
    if (!groupTypes.includes(type)) return [];
    const isCertain = isPlan(json);
    const inline = (direction: Direction) => (byBlock.get(`${address}.${direction}`) ?? []).map(({ rule }) => rule);
    const listed = directions.filter((direction) =>
      isCertain ? resource.expressions[direction] !== undefined : inline(direction).length > 0,
    );
    const group = { ...about("group", values.id), rules: listed.flatMap(inline) };
    return [listed.length > 0 ? { ...group, only: { directions: listed, isCertain } } : group];
  });
  return { file, resources };
}

function blockOf({ type, name, module }: ShownResource): string | undefined {
  const modules: string[] = [];
  for (let one: ModuleInstance | undefined = module; one?.parent; one = one.parent) modules.unshift(one.name);
  const areIdentifiers = [...modules, name].every((text) => /^[A-Za-z_][\w-]*$/.test(text));
  return areIdentifiers ? [...modules.map((one) => `module.${one}`), type, name].join(".") : undefined;
}
