import { Fn, propertyAccess, type TerraformProvider, TerraformResource, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { issueLine, problems } from "../errors";
import type { RuleResource } from "./rule-resource";

/** The first version of the AWS provider that has the resource. */
const since = { major: 6, minor: 29 };

/** A group and all rules that it may have, at synth. */
export interface ExclusiveGroup {
  readonly id: string;
  allRules(direction: "ingress" | "egress"): readonly RuleResource[];
}

/**
 * Makes the rules written here the only rules of a group: each apply removes all other rules. The resource is defined
 * here because bindings made from an AWS provider before 6.29 have no class for it.
 */
export class ExclusiveRules extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly group: ExclusiveGroup,
    provider?: TerraformProvider,
  ) {
    super(scope, id, {
      terraformResourceType: "aws_vpc_security_group_rules_exclusive",
      terraformGeneratorMetadata: { providerName: "aws" },
      ...(provider ? { provider } : {}),
    });
  }

  protected override synthesizeAttributes() {
    return {
      security_group_id: this.group.id,
      ingress_rule_ids: idsOf(this.group.allRules("ingress")),
      egress_rule_ids: idsOf(this.group.allRules("egress")),
    };
  }

  protected override synthesizeHclAttributes() {
    const attributes = Object.entries(this.synthesizeAttributes()).map(([name, value]) => {
      const kind = Array.isArray(value) ? ["set", "stringList"] : ["simple", "string"];
      return [name, { value, isBlock: false, type: kind[0], storageClassType: kind[1] }];
    });
    return Object.fromEntries(attributes);
  }
}

/** The ids as a list, or as one expression if some rules are made with `for_each`. */
function idsOf(rules: readonly RuleResource[]): string[] {
  const each = rules.filter(({ forEach }) => forEach);
  const ids = rules.filter(({ forEach }) => !forEach).map(({ id }) => id);
  if (each.length === 0) return ids;
  // For such a resource, `id` renders as `.*.id`, which Terraform reads as a splat over a list; but it is a map.
  return Fn.concat([ids, ...each.map(({ fqn }) => Token.asList(propertyAccess(Fn.values(fqn), ["*", "id"])))]);
}

/** The problem if the construct's stack pins the AWS provider to a version without the resource. */
export function exclusiveProviderProblems(construct: Construct): string[] {
  const { terraform = {} } = TerraformStack.of(construct).toTerraform();
  const version: unknown = terraform.required_providers?.aws?.version;
  const [, major, minor] = /^\s*=?\s*(\d+)\.(\d+)(\.\d+)?\s*$/.exec(`${version}`) ?? [];
  const isOlder =
    major !== undefined &&
    (Number(major) < since.major || (Number(major) === since.major && Number(minor) < since.minor));
  const path = ["lifecycle", "exclusiveRules"];
  return isOlder ? [issueLine({ ...problems.exclusiveProvider(), path, received: version })] : [];
}
