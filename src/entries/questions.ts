/**
 * `rancher-security-groups/questions`: questions about a plan, a Terraform folder or existing groups, and their answers.
 * Needs no framework: `planDeployment` is exported here too.
 */
export { type Adoption, adopt, type GroupAdoption, type MatchedRule } from "../adopt/adopt";
export type { AdoptionSubject } from "../adopt/found-groups";
export { type Issue, SecurityGroupsError } from "../errors";
export type { Deployment, DeploymentInput } from "../model/deployment";
export type { Finding, Severity } from "../model/finding";
export type { ImportMap } from "../model/import-map";
export type { Network, NetworkGroup, NetworkPeer, NetworkRule } from "../model/network";
export { parseDeployment } from "../model/parse-deployment";
export type { Plan } from "../model/plan";
export { type Ec2Answer, mergeEc2Answers, parseEc2Answer } from "../network/ec2-answer";
export { type Ec2Group, type Ec2Network, ec2Network } from "../network/ec2-network";
export { plannedNetwork } from "../network/planned-network";
export { readTerraformApp, type TerraformApp, terraformNetwork } from "../network/terraform-json";
export { type PlanOptions, planDeployment } from "../projection/plan-deployment";
export type { BrokenPromise, NamedAssertion } from "../verify/broken";
export { type Answer, check, type Question, type Verdict } from "../verify/check";
export { type Diff, diff, type FlowChange, type Relation } from "../verify/diff";
export { type Endpoint, parseEndpoint } from "../verify/endpoint";
export { type ExplainOptions, type Explanation, explain } from "../verify/explain";
export { type LintSubject, lint } from "../verify/lint";
export { type Matrix, matrix } from "../verify/matrix";
export { type PartyFlow, partyFlows } from "../verify/party-flows";
export { type Assertion, type Counterexample, prove } from "../verify/prove";
export { Reachability } from "../verify/reachability";
export type { GroupFlows, SuggestedEdit } from "../verify/suggest-edit";
export type { Verification, Violation } from "../verify/verification";
export { verifySynthesized } from "../verify/verify-synthesized";
