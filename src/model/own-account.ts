/**
 * Group ids of the form `<account>/<group id>` that name the deployment's own account. EC2 reports such a group without
 * its account, so Terraform would show a difference in every plan (hashicorp/terraform-provider-aws#36623).
 */
import { type Issue, type Path, problems } from "../errors";
import type { Deployment } from "./deployment";

/** A group id that starts with an account, and its place in a deployment. */
interface AccountGroup {
  readonly account: string;
  readonly id: string;
  readonly path: Path;
}

function accountGroups(written: unknown, path: Path = []): readonly AccountGroup[] {
  if (typeof written === "string") {
    const isId = path.some((key) => key === "securityGroupId" || key === "securityGroupIds");
    const [, account, id] = (isId && /^(\d{12})\/(sg-.+)$/.exec(written)) || [];
    return account === undefined || id === undefined ? [] : [{ account, id, path }];
  }
  if (typeof written !== "object" || written === null) return [];
  return Object.entries(written).flatMap(([key, value]) =>
    accountGroups(value, [...path, Array.isArray(written) ? Number(key) : key]),
  );
}

/** Reports group ids with the account that the deployment is deployed to. Calls `account` only if an id has an account. */
export function ownAccountIssues(deployment: Deployment, account: () => string | undefined): readonly Issue[] {
  const { parties, rules } = deployment;
  const found = accountGroups({ parties, rules, ...("sources" in deployment ? { sources: deployment.sources } : {}) });
  if (found.length === 0) return [];
  const own = account();
  return found
    .filter((group) => group.account === own)
    .map(({ id, path }) => ({ ...problems.ownAccount(id), path, received: `${own}/${id}` }));
}

/** The account of a role, by its ARN. */
export function accountOfRole(roleArn: string | undefined): string | undefined {
  return /^arn:[^:]+:iam::(\d{12}):/.exec(roleArn ?? "")?.[1];
}
