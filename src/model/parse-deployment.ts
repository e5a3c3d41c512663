import { SecurityGroupsError } from "../errors";
import { type Deployment, type DeploymentInput, deploymentSchema } from "./deployment";
import { validate } from "./validate";

/**
 * A deployment with its defaults filled in, for `planDeployment`.
 * @throws SecurityGroupsError with every mistake in its shape.
 */
export function parseDeployment(input: DeploymentInput): Deployment {
  const found = validate(deploymentSchema, input);
  if (found.issues) throw new SecurityGroupsError(found.issues);
  return found.value;
}
