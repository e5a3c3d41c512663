/** The public surface of rancher-security-groups. */
export { type Adoption, adopt, type GroupAdoption, type MatchedRule } from "./adopt/adopt";
export { type Ec2Answer, mergeEc2Answers, parseEc2Answer } from "./adopt/ec2-answer";
export { type FoundGroup, foundGroups } from "./adopt/found-group";
export type { AdoptionSubject } from "./adopt/found-names";
export type { FoundRule } from "./adopt/found-rule";
export { catalogFor, catalogs } from "./catalog";
export { ClusterSecurityGroups, type ClusterSecurityGroupsProps } from "./constructs/cluster-security-groups";
export type { Connection, ConnectionPeer } from "./constructs/connection";
export { Peer } from "./constructs/peer";
export { type PlacementProps, PlannedSecurityGroups } from "./constructs/planned-security-groups";
export { Port } from "./constructs/port";
export {
  RancherNodesSecurityGroup,
  type RancherNodesSecurityGroupProps,
} from "./constructs/rancher-nodes-security-group";
export {
  RancherServerSecurityGroups,
  type RancherServerSecurityGroupsProps,
} from "./constructs/rancher-server-security-groups";
export { RoleSecurityGroup } from "./constructs/role-security-group";
export type { RuleResource } from "./constructs/rule-resource";
export {
  type SecurityGroupLookup,
  SecurityGroupRef,
  type SecurityGroupRefOptions,
} from "./constructs/security-group-ref";
export {
  type Issue,
  type IssueCode,
  type IssueFields,
  type Path,
  type Place,
  type Problem,
  type ProblemText,
  SecurityGroupsError,
} from "./errors";
export type { Binding, PeerBinding } from "./model/binding";
export type { Condition } from "./model/condition";
export type {
  ClusterDeployment,
  Deployment,
  DeploymentInput,
  RancherNodesDeployment,
  RancherServerDeployment,
} from "./model/deployment";
export type { Finding, Severity } from "./model/finding";
export type { ImportMap } from "./model/import-map";
export type { Lifecycle } from "./model/lifecycle";
export { parseDeployment } from "./model/parse-deployment";
export type { NodeRole, Party } from "./model/party";
export type {
  ExistingGroup,
  Peer as PlannedPeer,
  Plan,
  PlannedSecurityGroup,
  SecurityGroupRule,
  UnwrittenRequirement,
} from "./model/plan";
export type { Catalog, PortParameter, PortRule, Protocol, TableReference } from "./model/port-rule";
export type { PortRange, Ports } from "./model/ports";
export { optimize } from "./projection/optimize";
export { type PlanOptions, planDeployment } from "./projection/plan-deployment";
export { diagramMermaid } from "./report/draw/diagram-mermaid";
export { diagramSvg } from "./report/draw/diagram-svg";
export type { DrawOptions, Theme } from "./report/draw/draw-options";
export { chooseFlows, type FlowChoice } from "./report/draw/flow-choice";
export { type FlowGraph, flowGraph } from "./report/draw/flow-graph";
export { type FromToMatrix, fromToMatrix } from "./report/draw/from-to-matrix";
export { matrixSvg } from "./report/draw/matrix-svg";
export { type Language, languages, type Texts, textsIn } from "./report/texts";
export type { BrokenPromise, NamedAssertion } from "./verify/broken";
export { type Answer, check, type Question, type Verdict } from "./verify/check";
export { type Diff, type DiffSubject, diff, type FlowChange, type Relation } from "./verify/diff";
export { plannedSubjects, synthesizedSubjects } from "./verify/diff-subjects";
export { type Endpoint, parseEndpoint } from "./verify/endpoint";
export {
  expectReachability,
  type PortArguments,
  type ReachabilityExpectation,
  type TrafficChoice,
} from "./verify/expect-reachability";
export { type ExplainOptions, type Explanation, explain } from "./verify/explain";
export { type LintSubject, lint } from "./verify/lint";
export { type Matrix, matrix } from "./verify/matrix";
export { type PartyFlow, partyFlows } from "./verify/party-flows";
export { type Assertion, type Counterexample, prove } from "./verify/prove";
export { Reachability } from "./verify/reachability";
export type { GroupFlows, SuggestedEdit } from "./verify/suggest-edit";
export { readSynthesized, type SynthesizedApp } from "./verify/synthesized";
export type { Verification, Violation } from "./verify/verification";
export { verifySynthesized } from "./verify/verify-synthesized";
