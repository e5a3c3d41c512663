/** The texts of the page, in addition to those of pictures. */

import type { FlowState } from "../audit/flow-state";
import type { Status } from "../diff/compare-all-groups";
import type { Relation } from "../diff/diff";
import type { Severity } from "../model/finding";
import type { Direction } from "../model/network";
import type { Verdict } from "../questions/check";

/** The kinds of deployments that the page distinguishes: the type, or the provisioning of a cluster. */
export type DeploymentKind = "rancher-nodes" | "rancher-server" | "node-pools" | "custom" | "hosted" | "imported";

/** The stages of a layout change; `only` if the layout does not change. */
export type StageName = "only" | "now" | "next" | "last";

export interface PageTexts {
  readonly reportTitle: string;
  /** `verb` is the command that prints the content of the page as text. */
  readonly noScript: (verb: string) => string;
  readonly kinds: Readonly<Record<DeploymentKind, string>>;
  readonly directions: Readonly<Record<Direction, string>>;
  readonly overview: {
    readonly deployment: string;
    readonly all: (count: number) => string;
    readonly kind: string;
    readonly region: string;
    readonly groups: string;
    readonly rules: string;
    readonly open: string;
    readonly findings: string;
    readonly counts: Readonly<Record<"groups" | "rules" | "open", (count: number) => string>>;
  };
  readonly question: {
    readonly heading: string;
    readonly from: string;
    readonly to: string;
    readonly protocol: string;
    readonly everyProtocol: string;
    readonly port: string;
    readonly everyPort: string;
    readonly ask: string;
    readonly hint: string;
  };
  readonly answer: {
    readonly verdicts: Readonly<Record<Verdict, string>>;
    readonly asked: (traffic: string, from: string, to: string) => string;
    readonly parts: Readonly<Record<"allowed" | "some" | "undecided" | "denied", string>>;
    /** One side of the path: whether its groups allow the traffic. */
    readonly admits: (direction: Direction, groups: string) => string;
    readonly refuses: (direction: Direction, groups: string, traffic: string) => string;
    readonly ungoverned: (direction: Direction) => string;
    readonly privateAddressesOnly: string;
    readonly unknownPublicAddresses: (from: string, to: string) => string;
    readonly alternatives: string;
    readonly omitted: string;
    /** `entry`: the missing element of the list `addons`. */
    readonly addon: (entry: string) => string;
    readonly elsewhere: (catalogs: string) => string;
    /** `isLocal`: a table requires the traffic within one node. */
    readonly notAskedFor: (traffic: string, from: string, to: string, isLocal: boolean) => string;
    /** The heading of promises and assertions that the flow breaks, or would break if it were allowed. */
    readonly breaks: string;
    readonly wouldBreak: string;
    readonly assertion: (name: string) => string;
    readonly edit: string;
    readonly alsoOpens: string;
    readonly alsoCloses: string;
    readonly groupFlows: (direction: Direction, group: string, flows: string) => string;
    readonly ifMeant: string;
    /** Follows `ifMeant`: the assertions to change. */
    readonly changeAssertions: (names: string) => string;
    readonly tooOpen: string;
  };
  readonly filters: {
    readonly heading: string;
    readonly party: string;
    readonly everyParty: string;
    readonly protocol: string;
    readonly everyProtocol: string;
    readonly port: string;
    readonly notAPort: string;
    readonly reset: string;
    readonly shown: (shown: number, all: number) => string;
  };
  readonly pictures: {
    readonly matrix: string;
    readonly diagram: string;
    readonly hint: string;
    readonly empty: string;
    /** For screen readers, after the traffic of a cell. */
    readonly ends: (from: string, to: string) => string;
    readonly findings: (count: number) => string;
  };
  readonly details: {
    readonly close: string;
    readonly purpose: string;
    readonly table: string;
    readonly condition: string;
    readonly always: string;
    readonly correction: string;
    readonly written: string;
    readonly group: string;
    readonly direction: string;
    readonly rule: string;
    readonly noRule: string;
    readonly from: string;
    readonly to: string;
    readonly existing: string;
    readonly nothing: string;
  };
  readonly findings: {
    readonly heading: string;
    readonly none: string;
    readonly severities: Readonly<Record<Severity, string>>;
    readonly acknowledged: string;
    /** The heading of acknowledged findings. */
    readonly accepted: (count: number) => string;
    readonly reason: (reason: string, until: string | undefined) => string;
  };
  /** The groups that each kind of node attaches. */
  readonly pools: {
    readonly heading: string;
    readonly hint: string;
    /** Replaces `hint` while the layout changes. */
    readonly changeHint: string;
    readonly pool: string;
    readonly roles: string;
    readonly stages: Readonly<Record<StageName, string>>;
    readonly none: string;
  };
  readonly groups: {
    readonly heading: string;
    readonly rules: (ingress: number, egress: number) => string;
    readonly omitted: string;
  };
  readonly comparisonTitle: (before: string, after: string) => string;
  readonly comparison: {
    readonly heading: string;
    readonly before: string;
    readonly after: string;
    readonly relations: Readonly<Record<Relation, string>>;
    readonly statuses: Readonly<Record<Status, string>>;
    readonly count: (status: Status, groups: number) => string;
    readonly outside: string;
    /** The label of a change that opens something towards the outside. */
    readonly towardsOutside: string;
    readonly legend: string;
    readonly changes: string;
    readonly noChanges: string;
    readonly show: string;
    readonly showAll: string;
    readonly showChanges: string;
    readonly matrix: Readonly<Record<Direction, string>>;
    readonly peer: Readonly<Record<Direction, string>>;
    readonly kind: string;
    readonly flows: string;
    readonly except: (flow: string) => string;
    readonly witness: string;
    readonly portRules: string;
    readonly empty: string;
    /** Flows that both sides allow by different rules. */
    readonly moved: {
      readonly heading: string;
      readonly hint: string;
      readonly party: string;
      readonly before: string;
      readonly after: string;
      readonly rules: (group: string, count: number) => string;
    };
  };
  readonly audit: {
    readonly title: string;
    readonly origin: (origin: string) => string;
    /** The missing permissions because of which EC2 returned less. */
    readonly refused: (permissions: string) => string;
    readonly exist: (existing: number, all: number) => string;
    readonly states: Readonly<Record<FlowState, (flows: number) => string>>;
    readonly required: string;
    readonly requiredSide: string;
    readonly existingSide: string;
    /** The heading of rules that admit, or may admit, part of a flow. */
    readonly someRules: string;
    readonly noRule: string;
    /** The label of the part of a flow that is closed, or undecided. */
    readonly closed: (direction: Direction) => string;
    readonly undecided: (direction: Direction) => string;
    /** Mark of a rule that admits more than is required. */
    readonly wider: string;
    readonly moreRules: (count: number) => string;
    readonly inGroup: (group: string) => string;
    readonly unrequired: string;
    readonly nothing: string;
    readonly traffic: string;
    readonly peer: (direction: Direction, peer: string) => string;
    readonly world: string;
    readonly rules: string;
    readonly existence: string;
    readonly missing: string;
    readonly unread: string;
    readonly elsewhere: (ids: string) => string;
    readonly attachment: string;
    readonly attached: string;
    readonly unattached: string;
    readonly unknown: string;
    /** The heading of tags that the next deploy changes. */
    readonly tags: string;
    readonly tagRemoved: (tag: string) => string;
    readonly tagChanged: (key: string, from: string, to: string) => string;
    readonly nodes: string;
    readonly misplaced: string;
    readonly placed: (count: number) => string;
    readonly node: string;
    readonly pools: string;
    readonly attaches: string;
    readonly lacks: string;
    readonly surplus: string;
    readonly blocked: string;
    readonly acl: string;
    readonly subnets: string;
    readonly drops: string;
    readonly answers: string;
    readonly portRule: string;
    readonly imports: string;
  };
}
