/**
 * Reports missing options that decide which tables apply. They have no default, because a guess could select the wrong
 * table.
 */
import { type Issue, problems } from "../errors";
import type { Deployment } from "../model/deployment";
import { newestRancherVersion } from "../model/rancher-version";
import { contains, rkeVersions } from "./edition";
import { isLaunched } from "./settings";

type VersionedDeployment = Exclude<Deployment, { type: "rancher-nodes" }>;

/** The version of Rancher whose tables apply. */
export const rancherVersionOf = ({ rancherVersion = newestRancherVersion }: VersionedDeployment): string =>
  rancherVersion;

/** The versions of Rancher whose tables do not depend on the distribution. */
const versionsWithoutDistribution = { until: "2.8" } as const;

export function tableChoiceIssues(deployment: Deployment): readonly Issue[] {
  if (deployment.type === "rancher-nodes") return [];
  const { rancherVersion, distribution } = deployment;
  if (deployment.type === "cluster" && !isLaunched(deployment)) return [];
  if (distribution === undefined) {
    if (contains(versionsWithoutDistribution, rancherVersionOf(deployment))) return [];
    const problem = deployment.type === "cluster" ? problems.noDistribution() : problems.noServerDistribution();
    return [{ ...problem, path: ["distribution"] }];
  }
  if (distribution !== "rke" || contains(rkeVersions, rancherVersionOf(deployment))) return [];
  const problem = rancherVersion === undefined ? problems.noRkeVersion() : problems.noRke();
  return [{ ...problem, path: ["rancherVersion"], received: rancherVersion }];
}
