/** What a page holds: plans and results as they were found out, with nothing left for the page but to show them. */

import type { Audit } from "../../audit/audit";
import type { FlowState } from "../../audit/flow-state";
import type { GroupTags } from "../../audit/group-tags";
import type { AuditedNode } from "../../audit/nodes";
import type { RequiredFlow } from "../../audit/required-flows";
import type { UnrequiredFlow } from "../../audit/unrequired-flows";
import type { ComparedGroup, Status } from "../../diff/compare-all-groups";
import type { Relation } from "../../diff/diff";
import type { FlowMove } from "../../diff/moved-flows";
import type { Deployment } from "../../model/deployment";
import type { Finding, FindingCount } from "../../model/finding";
import type { Direction } from "../../model/network";
import type { Party } from "../../model/party";
import type { Plan } from "../../model/plan";
import type { PortRule } from "../../model/port-rule";
import type { DeploymentKind, Language } from "../../texts";

/** A deployment, with its stack, and the region and the VPC of its groups if they are known. */
export type ReportedDeployment = Deployment & {
  readonly region?: string;
  readonly vpcId?: string;
  readonly stack?: string | undefined;
};

/** A deployment to report, with its findings. */
export interface ReportSubject {
  readonly plan: Plan<ReportedDeployment>;
  readonly findings: readonly Finding[];
}

/** Everything about one deployment that the page cannot plan itself. Read when the deployment is opened. */
export interface ReportEntry {
  readonly deployment: ReportedDeployment;
  readonly findings: readonly Finding[];
  /** Terraform addresses by the key of the group; of the rules in the order of the plan. */
  readonly addresses: Readonly<Record<string, GroupAddresses>>;
}

export interface GroupAddresses {
  /** Absent where the group exists already. */
  readonly group?: string;
  readonly rules: readonly string[];
}

/** What the list of deployments says about one. */
export interface ReportSummary {
  readonly name: string;
  readonly kind: DeploymentKind;
  readonly region?: string;
  readonly groups: number;
  readonly rules: number;
  /** How many of the ingress rules let any address in. */
  readonly open: number;
  readonly findings: FindingCount;
}

/** Everything about one deployment of a comparison. */
export interface ComparisonEntry {
  readonly groups: readonly ComparedGroup[];
  readonly moved: readonly FlowMove[];
}

export interface ComparisonSummary {
  readonly name: string;
  /** Groups, each counted once, by what became of them. */
  readonly statuses: Readonly<Record<Status, number>>;
  /** Whether addresses, and not only groups, gained access. */
  readonly isOutside: boolean;
}

/** An audit of a deployment, with its findings. */
export interface AuditSubject {
  readonly audit: Audit;
  readonly findings: readonly Finding[];
  /** The result of an import, as `audit --imports` prints it. Default: the page does not show it. */
  readonly imports?: string;
}

/** Everything about the audit of one deployment. A rule is written once: flows have its position in `rules`. */
export interface AuditEntry {
  readonly findings: readonly Finding[];
  readonly imports?: string;
  readonly rules: readonly ExistingRule[];
  readonly required: readonly RequiredPorts[];
  /** Open to every address first. */
  readonly unrequired: readonly UnrequiredPorts[];
  readonly groups: readonly ComparedWithEc2[];
  readonly blocked: readonly BlockedPorts[];
  /** Absent if no network interfaces were read. */
  readonly nodes?: readonly AuditedNode[];
}

/** A rule that exists. */
export interface ExistingRule {
  /** `sgr-...`, or the Terraform address. Empty if it is not known. */
  readonly id: string;
  /** The name of the group that has it. Absent if it is not a group of the deployment. */
  readonly group?: string;
  /** `tcp 443 from 0.0.0.0/0` */
  readonly text: string;
  readonly description: string;
}

/** A port rule, and whether its flows are open. */
export interface RequiredPorts extends Pick<PortRule, "id" | "protocol" | "ports" | "purpose"> {
  /** Empty if no table has the port rule. */
  readonly tables: string;
  readonly outcomes: readonly Outcome[];
}

/** What exists for some flows of a port rule. */
export interface Outcome extends Pick<RequiredFlow, "state" | "closed" | "undecided"> {
  readonly pairs: readonly (readonly [from: Party, to: Party])[];
  readonly by: readonly number[];
  readonly wider: readonly number[];
}

/** What rules open to one peer and nothing requires. */
export interface UnrequiredPorts extends Pick<UnrequiredFlow, "direction" | "peer" | "world"> {
  readonly group: string;
  readonly traffic: readonly string[];
  readonly by: readonly number[];
}

/** A group of the deployment. */
export interface ComparedWithEc2 {
  readonly name: string;
  /** Absent if it does not exist, or was not read. */
  readonly id?: string;
  /** Whether the deployment does not create it. */
  readonly isExisting: boolean;
  /** Ids of groups of its name in other VPCs. */
  readonly elsewhere: readonly string[];
  readonly tags: TagChanges;
  /** Absent if it is not known. */
  readonly isAttached?: boolean;
}

/** Tags of a group that the next deploy changes or removes. */
export interface TagChanges extends Pick<GroupTags, "changed"> {
  /** `key=value`, or the key alone. */
  readonly removed: readonly string[];
}

/** Flows of a port rule that a network ACL drops. */
export interface BlockedPorts {
  readonly acl: string;
  readonly subnets: readonly string[];
  readonly direction: Direction;
  readonly isAnswer: boolean;
  readonly flows: readonly string[];
  readonly portRule: string;
  readonly pairs: readonly (readonly [from: Party, to: Party])[];
}

export interface AuditSummary {
  readonly name: string;
  readonly kind: DeploymentKind;
  readonly region?: string;
  readonly vpcId?: string;
  readonly groups: number;
  /** How many of the groups exist. */
  readonly existing: number;
  readonly states: Readonly<Record<FlowState, number>>;
  readonly findings: FindingCount;
}

/** What is read first: enough to choose a deployment by. The blocks of the deployments follow in the same order. */
export type PageIndex =
  | { readonly kind: "report"; readonly language: Language; readonly deployments: readonly ReportSummary[] }
  | {
      readonly kind: "comparison";
      readonly language: Language;
      /** What was compared, as it was named. */
      readonly before: string;
      readonly after: string;
      readonly relation: Relation;
      readonly deployments: readonly ComparisonSummary[];
    }
  | {
      readonly kind: "audit";
      readonly language: Language;
      /** What exists, as it was named. */
      readonly origin: string;
      /** Permissions without which EC2 told less. */
      readonly refused: readonly string[];
      readonly deployments: readonly AuditSummary[];
    };

/** A page: its index, and for each deployment what its block holds. */
export type Page =
  | { readonly index: PageIndex & { readonly kind: "report" }; readonly blocks: readonly ReportEntry[] }
  | {
      readonly index: PageIndex & { readonly kind: "comparison" };
      readonly blocks: readonly ComparisonEntry[];
    }
  | { readonly index: PageIndex & { readonly kind: "audit" }; readonly blocks: readonly AuditEntry[] };
