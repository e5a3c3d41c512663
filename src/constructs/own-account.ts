import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { issueLine } from "../errors";
import type { Deployment } from "../model/deployment";
import { accountOfRole, ownAccountIssues } from "../model/own-account";

/** Reports group ids that name the account of the construct's AWS provider, if the program states that account. */
export function ownAccountProblems(construct: Construct, deployment: Deployment): string[] {
  return ownAccountIssues(deployment, () => accountOf(TerraformStack.of(construct))).map(issueLine);
}

/** As the default AWS provider of a stack states it: the one account that it allows, or that of the role it assumes. */
function accountOf(stack: TerraformStack): string | undefined {
  const provider = stack.allProviders().find(({ terraformResourceType, alias }) => {
    return terraformResourceType === "aws" && alias === undefined;
  });
  const { allowedAccountIds = [], assumeRole } = (provider ?? {}) as StatedAccount;
  const [allowed, ...others] = allowedAccountIds;
  if (allowed !== undefined && others.length === 0 && /^\d{12}$/.test(allowed)) return allowed;
  const [role] = Array.isArray(assumeRole) ? assumeRole : [];
  return accountOfRole(role?.roleArn);
}

interface StatedAccount {
  readonly allowedAccountIds?: readonly string[] | undefined;
  readonly assumeRole?: readonly { readonly roleArn?: string }[] | object | undefined;
}
