/**
 * `rancher-security-groups/questions`: questions about a plan, a Terraform folder or existing groups, and their answers.
 * Needs no framework: `planDeployment` is exported here too.
 */
export { type Adoption, adopt, type GroupAdoption, type MatchedRule } from "../adopt/adopt";
export { type Ec2Answer, mergeEc2Answers, parseEc2Answer } from "../adopt/ec2-answer";
export { type FoundGroup, foundGroups } from "../adopt/found-group";
export type { AdoptionSubject } from "../adopt/found-names";
export type { FoundRule } from "../adopt/found-rule";
export { type Issue, SecurityGroupsError } from "../errors";
export type { Deployment, DeploymentInput } from "../model/deployment";
export type { Finding, Severity } from "../model/finding";
export type { ImportMap } from "../model/import-map";
export { parseDeployment } from "../model/parse-deployment";
export type { Plan } from "../model/plan";
export { type PlanOptions, planDeployment } from "../projection/plan-deployment";
export type { BrokenPromise, NamedAssertion } from "../verify/broken";
export { type Answer, check, type Question, type Verdict } from "../verify/check";
export { type Diff, type DiffSubject, diff, type FlowChange, type Relation } from "../verify/diff";
export { plannedSubjects, synthesizedSubjects } from "../verify/diff-subjects";
export { type Endpoint, parseEndpoint } from "../verify/endpoint";
export { type ExplainOptions, type Explanation, explain } from "../verify/explain";
export { type LintSubject, lint } from "../verify/lint";
export { type Matrix, matrix } from "../verify/matrix";
export { type PartyFlow, partyFlows } from "../verify/party-flows";
export { type Assertion, type Counterexample, prove } from "../verify/prove";
export { Reachability } from "../verify/reachability";
export type { GroupFlows, SuggestedEdit } from "../verify/suggest-edit";
export { readSynthesized, type SynthesizedApp } from "../verify/synthesized";
export type { Verification, Violation } from "../verify/verification";
export { verifySynthesized } from "../verify/verify-synthesized";
