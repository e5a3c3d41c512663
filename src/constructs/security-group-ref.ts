import { DataAwsSecurityGroup } from "@cdktf/provider-aws/lib/data-aws-security-group";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { SecurityGroupsError } from "../errors";
import { lookupSchema } from "../model/lookup";
import { withoutUndefined } from "../model/without-undefined";
import { validateProps } from "./validate-props";

/** Options of an existing group. */
export interface SecurityGroupRefOptions {
  /**
   * Whether rules are added to the group, in addition to those it has. Default: false, the group is only referenced.
   */
  readonly manageRules?: boolean;
  /**
   * The outbound traffic that the group already allows. `all`: everything, as in a new group of EC2. `required`:
   * nothing, so outbound rules are created too. Only with `manageRules`. Default: the egress of the deployment that
   * refers to it.
   */
  readonly egress?: "all" | "required";
  /** Public addresses of its members, as `publicCidrs` in a binding. Default: none. */
  readonly publicCidrs?: readonly string[];
  /** The AWS provider that looks a group up. Default: the stack's provider without an alias. */
  readonly provider?: TerraformProvider;
}

/** Search criteria for a group: Terraform fails unless exactly one group matches. */
export interface SecurityGroupLookup {
  /** The group's exact name in EC2. */
  readonly name?: string;
  /** The VPC of the group. Needed with `name`, which is unique within a VPC only. */
  readonly vpcId?: string;
  /** Tags that the group has, among others. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** An existing security group: a binding of a party, or a peer of a connection. */
export class SecurityGroupRef {
  readonly manageRules: boolean;
  readonly egress: "all" | "required" | undefined;
  readonly publicCidrs: readonly string[] | undefined;

  private constructor(
    /** The id, prefixed with the account number if the group belongs to another account. */
    readonly securityGroupId: string,
    { manageRules = false, egress, publicCidrs }: SecurityGroupRefOptions,
  ) {
    this.manageRules = manageRules;
    this.egress = egress;
    this.publicCidrs = publicCidrs;
  }

  /** By its id, such as `sg-0123456789abcdef0`; of another account, `123456789012/sg-0123456789abcdef0`. Or a token. */
  static fromId(securityGroupId: string, options: SecurityGroupRefOptions = {}): SecurityGroupRef {
    return new SecurityGroupRef(securityGroupId, options);
  }

  /** By its name and VPC, or by its tags: a data source under `scope`, which Terraform reads at each plan. */
  static fromLookup(
    scope: Construct,
    id: string,
    lookup: SecurityGroupLookup,
    options: SecurityGroupRefOptions = {},
  ): SecurityGroupRef {
    const judged = validateProps(lookupSchema, lookup);
    if (judged.issues) {
      throw new SecurityGroupsError(judged.issues.map((issue) => ({ ...issue, root: `${scope.node.path}/${id}` })));
    }
    const { name, vpcId, tags } = judged.value;
    const found = new DataAwsSecurityGroup(
      scope,
      id,
      withoutUndefined({ name, vpcId, tags, provider: options.provider }),
    );
    return new SecurityGroupRef(found.id, options);
  }
}
