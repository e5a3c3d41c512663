/** Which mistakes can a user make, and how are they fixed? The error class, the stable codes, and the texts. */
export { fileFault, isFileFault } from "./file-fault";
export { type Issue, issueLine, mistake, type Path, type Place, SecurityGroupsError } from "./issue";
export { nearest } from "./nearest";
export type { ProblemText } from "./problem";
export { type IssueCode, type IssueFields, type Problem, problems } from "./problems";
