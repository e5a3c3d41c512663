/**
 * `rancher-security-groups/questions`: questions about networks of plans, Terraform folders and existing groups.
 * Needs no framework: `planDeployment` is exported here too.
 */
export { type Audit, audit } from "../audit/audit";
export { type GroupImports, type Imports, importsOf, type MatchedRule } from "../audit/imports";
export { type Diff, diff, type FlowChange, type Relation } from "../diff/diff";
export type { FlowMove, RulePlace } from "../diff/moved-flows";
export { type Issue, SecurityGroupsError } from "../errors";
export { type LintSubject, lint } from "../lint/lint";
export type { Deployment, DeploymentInput } from "../model/deployment";
export type { Finding, Severity } from "../model/finding";
export type { ImportMap } from "../model/import-map";
export type { Network, NetworkGroup, NetworkPeer, NetworkRule } from "../model/network";
export { parseDeployment } from "../model/parse-deployment";
export type { Plan } from "../model/plan";
export { type Ec2Answer, mergeEc2Answers, parseEc2Answer } from "../network/ec2-answer";
export { type Ec2Group, type Ec2Network, ec2Network } from "../network/ec2-network";
export type { PlacedPlan } from "../network/found-groups";
export { plannedNetwork } from "../network/planned-network";
export { readTerraformApp, type TerraformApp, terraformNetwork } from "../network/terraform-json";
export { parseTerraformShown } from "../network/terraform-shown";
export { type PlanOptions, planDeployment } from "../projection/plan-deployment";
export type { BrokenPromise, NamedAssertion } from "../questions/broken-promises";
export { type Answer, check, type Question, type Verdict } from "../questions/check";
export { type ExplainOptions, type Explanation, explain } from "../questions/explain";
export { type Matrix, matrix } from "../questions/matrix";
export { type Assertion, type Counterexample, prove } from "../questions/prove";
export type { GroupFlows, SuggestedEdit } from "../questions/suggest-edit";
export { type Endpoint, parseEndpoint } from "../reach/endpoint";
export { type PartyFlow, partyFlows } from "../reach/party-flows";
export { Reachability } from "../reach/reachability";
export type { Verification, Violation } from "../verify/verification";
export { verifySynthesized } from "../verify/verify-synthesized";
