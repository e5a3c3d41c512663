/** The error class, and every sentence a user can get about bad input. Codes are stable; texts may improve. */
export { type Issue, issueLine, mistake, type Path, type Place, SecurityGroupsError } from "./issue";
export { nearest } from "./nearest";
export type { ProblemText } from "./problem";
export { type IssueCode, type IssueFields, type Problem, problems } from "./problems";
