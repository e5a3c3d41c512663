import { Fn, propertyAccess, type TerraformProvider, TerraformResource, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { issueLine, problems } from "../errors";
import type { RuleResource } from "./rule-resource";

/** The first version of the AWS provider that has the resource. */
const since = { major: 6, minor: 29 };

/** A group and all the rules that it shall have, as they are at synth. */
export interface ExclusiveGroup {
  readonly id: string;
  allRules(direction: "ingress" | "egress"): readonly RuleResource[];
}

/**
 * Makes the rules written here all that a group has: at each apply, those of others are removed. Written out here, since
 * bindings made from an AWS provider before 6.29 have no class for it.
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

/** A list; an expression for one, where rules stand for lists of unknown length. */
function idsOf(rules: readonly RuleResource[]): string[] {
  const each = rules.filter(({ forEach }) => forEach);
  const ids = rules.filter(({ forEach }) => !forEach).map(({ id }) => id);
  if (each.length === 0) return ids;
  // Reading `id` of such a resource gives `.*.id`, which Terraform takes for one of a list; this is a map.
  return Fn.concat([ids, ...each.map(({ fqn }) => Token.asList(propertyAccess(Fn.values(fqn), ["*", "id"])))]);
}

/** What is wrong where the stack of a construct pins the provider to a version without the resource. */
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
