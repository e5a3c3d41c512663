/** Results of a comparison of Terraform's JSON with the tables. */
import type { Deployment } from "../model/deployment";
import type { Lifecycle } from "../model/lifecycle";
import type { Plan } from "../model/plan";

/** Where and by whom a deployment is deployed, as a config says it. */
export interface DeployedPlace {
  readonly vpcId?: string | undefined;
  readonly region?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly lifecycle?: Lifecycle | undefined;
  readonly profile?: string | undefined;
  readonly assumeRole?:
    | { readonly roleArn: string; readonly sessionName?: string | undefined; readonly externalId?: string | undefined }
    | undefined;
  readonly endpoint?: string | undefined;
  readonly awsProviderVersion?: string | undefined;
  /** Default: `local`. */
  readonly state?: "local" | { readonly s3?: StateBucket | undefined; readonly cloud?: StateWorkspace | undefined };
}

interface StateBucket {
  readonly bucket: string;
  readonly region: string;
  readonly key?: string | undefined;
  readonly lockFile?: boolean;
  readonly profile?: string | undefined;
  readonly kmsKeyId?: string | undefined;
}

interface StateWorkspace {
  readonly organization: string;
  readonly workspace?: string | undefined;
  readonly hostname?: string | undefined;
}

/** The plan of a configured deployment. If `vpcId` and `region` are known, groups must be there. */
export type VerifiedPlan = Plan<
  Deployment &
    DeployedPlace & {
      /** Default: the stack is named like the deployment. */
      readonly stack?: string | undefined;
      /** The former name of the deployment in its stack. Default: none. */
      readonly movedFrom?: string | undefined;
    }
>;

export type ViolationKind =
  /** Flows that the tables require and the JSON lacks, or has and no table asks for. */
  | "missing-flow"
  | "extra-flow"
  /** The same flows, but not the rules that are written for the deployment. */
  | "missing-rule"
  | "extra-rule"
  /** Flows with a party, by the port rules rather than by the plan. */
  | "missing-reach"
  | "extra-reach"
  | "missing-group"
  | "unexpected-group"
  | "group-name"
  | "group-vpc"
  | "provider-region"
  | "unexpected-stack"
  /** Another block than those of groups and rules, in a stack that has none. */
  | "other-block"
  /** A setting of the stack, a group or a rule is another than the synth of this package writes for the deployment. */
  | "other-setting"
  /** A rule on a group whose rules are not this deployment's. */
  | "foreign-rule"
  /** `-1` with ports: every plan of Terraform would show a difference. */
  | "ports-with-all"
  | "no-peer"
  | "several-peers"
  /** A rule that EC2 would refuse. */
  | "invalid-rule"
  | "unreadable";

/** A difference between Terraform's JSON and the tables. */
export interface Violation {
  readonly kind: ViolationKind;
  /** The deployment, or the stack where no deployment has it. */
  readonly deployment: string;
  /** The group's name in EC2, the id of an existing one, or its address where it has neither. */
  readonly group?: string;
  readonly direction?: "ingress" | "egress";
  /** One concrete flow, such as `tcp 2379 from production/production-etcd`; else what was found, in words. */
  readonly witness: string;
  /** All the flows that are missing or extra. Empty where the violation is not about flows. */
  readonly flows: readonly string[];
  /** Ids of the port rules that ask for what is missing, sorted. */
  readonly portRules: readonly string[];
  /** Terraform addresses of what should not be there, or should be otherwise, sorted. */
  readonly addresses: readonly string[];
}

/** A flow that no table requires, and that is open because roles share a group. */
export interface SharedGroupFlow {
  readonly deployment: string;
  /** Such as `tcp 2379 from worker to etcd`. */
  readonly flow: string;
}

/** A port rule that a deployment omits. */
export interface OmittedPortRule {
  readonly deployment: string;
  readonly portRule: string;
}

/** What was compared, and what was found. */
export interface Verification {
  readonly deployments: number;
  readonly groups: number;
  readonly rules: number;
  /** Flows that the layout of groups adds to those of the tables, sorted within each deployment. */
  readonly added: readonly SharedGroupFlow[];
  /** Other blocks of a user's own stacks, with the stack: `shop: aws_s3_bucket.logs`. Not judged. */
  readonly others: readonly string[];
  /** Port rules of the tables that deployments leave out with `rules.omit`, in whole or in part. */
  readonly omitted: readonly OmittedPortRule[];
  /** Empty if and only if Terraform's JSON opens exactly what the tables require, and what `added` lists. */
  readonly violations: readonly Violation[];
}
