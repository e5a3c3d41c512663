/** What lint says about a deployment, and how a check describes itself. Data only: renderers need no checks. */

/** In order of weight, and as SARIF calls them. */
export const severities = ["error", "warning", "note"] as const;
/** How much a finding weighs, as SARIF calls it. */
export type Severity = (typeof severities)[number];

/** The lowest severity of a finding for which `lint` exits with 1; `never` is none. */
export const failLevels = [...severities, "never"] as const;
export type FailLevel = (typeof failLevels)[number];
export const defaultFailLevel = "warning" satisfies FailLevel;

/** Severities for which `lint` exits with 1. */
export function failingSeverities(level: FailLevel): readonly Severity[] {
  return level === "never" ? [] : severities.slice(0, severities.indexOf(level) + 1);
}

/** Ids of the checks of other tools that ask for the same. */
export interface Matches {
  readonly checkov?: readonly string[];
  readonly trivy?: readonly string[];
  readonly kics?: readonly string[];
  readonly securityHub?: readonly string[];
}

/** A check, as documents and SARIF show it. */
export interface CheckDescription {
  /** In kebab-case; public contract, never reused. */
  readonly id: string;
  readonly severity: Severity;
  /** What is found, as a sentence without its full stop. */
  readonly title: string;
  /** How to mend it. */
  readonly fix: string;
  /** Absent where no other tool checks the like, or none was confirmed to. */
  readonly matches: Matches;
  /** A page that explains the finding. */
  readonly reference: string;
}

/** What a check says about a deployment. */
export interface Finding {
  /** The check's. */
  readonly id: string;
  readonly severity: Severity;
  readonly deployment: string;
  /** The group's key in the plan. Absent where the finding is about the deployment. */
  readonly group?: string;
  /** The group's name in EC2; its key, where it exists already. */
  readonly groupName?: string;
  /** Keys of the rules concerned, within the group; sorted. */
  readonly rules: readonly string[];
  /** Ids of the port rules that asked for them; sorted. */
  readonly portRules: readonly string[];
  /** What is wrong and how to mend it, in one line. */
  readonly message: string;
  readonly matches: Matches;
  /** Set where the deployment accepts the finding: it is shown, and does not count. */
  readonly acknowledged?: { readonly reason: string; readonly expires?: string };
}

/** How many findings there are of each severity, without those that are acknowledged. */
export type FindingCount = Readonly<Record<Severity | "acknowledged", number>>;

export function countFindings(findings: readonly Finding[]): FindingCount {
  const count = { error: 0, warning: 0, note: 0, acknowledged: 0 };
  for (const { severity, acknowledged } of findings) count[acknowledged ? "acknowledged" : severity]++;
  return count;
}
