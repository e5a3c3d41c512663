/** What a page holds: plans and results as they were found out, with nothing left for the page but to show them. */

import type { ComparedGroup, Status } from "../../diff/compare-all-groups";
import type { Relation } from "../../diff/diff";
import type { FlowMove } from "../../diff/moved-flows";
import type { Deployment } from "../../model/deployment";
import type { Finding, FindingCount } from "../../model/finding";
import type { Plan } from "../../model/plan";
import type { DeploymentKind, Language } from "../../texts";

/** A deployment, with the region and the VPC of its stack if they are known. */
export type ReportedDeployment = Deployment & { readonly region?: string; readonly vpcId?: string };

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
    };

/** A page: its index, and for each deployment what its block holds. */
export type Page =
  | { readonly index: PageIndex & { readonly kind: "report" }; readonly blocks: readonly ReportEntry[] }
  | {
      readonly index: PageIndex & { readonly kind: "comparison" };
      readonly blocks: readonly ComparisonEntry[];
    };
