/** The error class, and every sentence a user can get about bad input. Codes are stable; texts may improve. */

import { adoptProblems } from "./adopt-problems";
import { combinationProblems } from "./combination-problems";
import { commandProblems } from "./command-problems";
import { constructProblems } from "./construct-problems";
import { deploymentProblems } from "./deployment-problems";
import { fileProblems } from "./file-problems";
import { fleetProblems } from "./fleet-problems";
import { synthesizedProblems } from "./synthesized-problems";
import { valueProblems } from "./value-problems";

export {
  type Issue,
  issueLine,
  mistake,
  type Path,
  type Place,
  type Problem,
  SecurityGroupsError,
} from "./issue";
export { nearest } from "./nearest";

export const problems = {
  ...valueProblems,
  ...deploymentProblems,
  ...combinationProblems,
  ...fleetProblems,
  ...constructProblems,
  ...fileProblems,
  ...commandProblems,
  ...synthesizedProblems,
  ...adoptProblems,
} as const;
