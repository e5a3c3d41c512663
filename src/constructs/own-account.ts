import type { TerraformProvider } from "cdktf";
import { issueLine } from "../errors";
import type { Deployment } from "../model/deployment";
import { accountOfRole, ownAccountIssues } from "../model/own-account";
import { type PlacedConstruct, providerOf } from "./provider";

/**
 * Reports group ids with an account number that equals the account of the construct's AWS provider, if the program
 * states that account.
 */
export function ownAccountProblems(construct: PlacedConstruct, deployment: Deployment): string[] {
  return ownAccountIssues(deployment, () => accountOf(providerOf(construct))).map(issueLine);
}

/** The account of an AWS provider, if the provider allows a single account or assumes a role. */
function accountOf(provider: TerraformProvider | undefined): string | undefined {
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
