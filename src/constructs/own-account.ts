import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { issueLine } from "../errors";
import type { Deployment } from "../model/deployment";
import { accountOfRole, ownAccountIssues } from "../model/own-account";

/** Reports group ids that name the account of the construct's AWS provider, if the program states that account. */
export function ownAccountProblems(construct: Construct, deployment: Deployment): string[] {
  return ownAccountIssues(deployment, () => accountOf(TerraformStack.of(construct))).map(issueLine);
}

/** The account of a stack's default AWS provider, if the provider allows a single account or assumes a role. */
function accountOf(stack: TerraformStack): string | undefined {
  const provider = stack.allProviders().find(({ terraformResourceType, alias }) => {
    return terraformResourceType === "aws" && alias === undefined;
  });
  const { allowedAccountIds = [], assumeRole } = (provider ?? {}) as StatedAccount;
  const [allowed, ...others] = allowedAccountIds;
  if (allowed !== undefined && others.length === 0 && /^\d{12}$/.test(allowed)) return allowed;
  // Of several roles, the provider assumes one after another.
  return accountOfRole(Array.isArray(assumeRole) ? assumeRole.at(-1)?.roleArn : undefined);
}

interface StatedAccount {
  readonly allowedAccountIds?: readonly string[] | undefined;
  readonly assumeRole?: readonly { readonly roleArn?: string }[] | object | undefined;
}
