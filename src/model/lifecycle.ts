/** How Terraform makes and removes the groups of a deployment, and who else may write to them. */
import { z } from "zod";
import { type Issue, problems } from "../errors";
import type { Binding } from "./binding";
import type { Deployment } from "./deployment";
import { text } from "./schema-parts";

const duration = text((value) => (/^([0-9]+(h|m|s))+$/.test(value) ? undefined : problems.notDuration()), "15m");

export const lifecycleSchema = z
  .strictObject({
    namePrefix: z
      .boolean()
      .optional()
      .describe(
        "Whether Terraform appends a unique suffix to each name, and creates the new group before it destroys the old one if a group has to be replaced. Default: false, because the node driver and users find groups by name.",
      ),
    preventDestroy: z
      .boolean()
      .optional()
      .describe("Whether Terraform refuses every plan that would destroy a group. Default: false."),
    revokeRulesOnDelete: z
      .boolean()
      .optional()
      .describe(
        "Whether Terraform revokes all rules of a group before it deletes the group, also rules from elsewhere. Default: false.",
      ),
    timeouts: z
      .strictObject({
        create: duration.optional().describe("The time to create a group. Default: that of the AWS provider."),
        delete: duration.optional().describe("The time to delete a group. Default: that of the AWS provider."),
      })
      .optional()
      .describe("How long Terraform retries, such as 15m. Default: the timeouts of the AWS provider."),
    exclusiveRules: z
      .boolean()
      .optional()
      .describe(
        "Whether each apply removes rules that this package did not write from the created groups. Requires AWS provider 6.29 or newer. Default: false.",
      ),
  })
  .meta({ examples: ["{ preventDestroy: true }"] })
  .describe("How Terraform creates and destroys the groups. Default: fixed names, and rules from elsewhere stay.");
/** How Terraform makes and removes the groups. */
export type Lifecycle = z.output<typeof lifecycleSchema>;

/** The tag by which the AWS cloud provider finds the one group of a node that it may write to. */
export function clusterTag(clusterId: string): string {
  return `kubernetes.io/cluster/${clusterId}`;
}

/** `kubernetes.io/cluster/<id>`, or its forerunner. */
export function isClusterTag(key: string): boolean {
  return key.startsWith("kubernetes.io/cluster/") || key === "KubernetesCluster";
}

/** Whether there are more tags than `count`, not counting the Name. */
export function hasMoreTags(tags: Readonly<Record<string, string>>, count: number): boolean {
  return Object.keys(tags).filter((key) => key !== "Name").length > count;
}

interface Placement {
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly lifecycle?: Lifecycle | undefined;
}

/** What the tags and the lifecycle of a deployment's groups cannot be, given the deployment. */
export function placementIssues(deployment: Deployment, { tags = {}, lifecycle = {} }: Placement): readonly Issue[] {
  return [...prefixIssues(deployment, lifecycle), ...exclusiveIssues(deployment, lifecycle), ...tagIssues()];

  function tagIssues(): readonly Issue[] {
    if (deployment.type === "rancher-nodes" || !deployment.cloudProvider) return [];
    const misplaced = Object.keys(tags).filter(isClusterTag);
    if (misplaced.length > 0) return misplaced.map((key) => ({ ...problems.tagOfEveryGroup(), path: ["tags", key] }));
    if (!hasMoreTags(tags, 48)) return [];
    return [{ ...problems.tooManyTags(48, "the Name and the tag of cloudProvider"), path: ["tags"] }];
  }
}

function prefixIssues(deployment: Deployment, { namePrefix }: Lifecycle): readonly Issue[] {
  if (!namePrefix || deployment.type !== "rancher-nodes") return [];
  return [{ ...problems.prefixedDriverGroup(), path: ["lifecycle", "namePrefix"] }];
}

/** Groups that somebody else writes to on purpose. */
function exclusiveIssues(deployment: Deployment, { exclusiveRules }: Lifecycle): readonly Issue[] {
  if (!exclusiveRules) return [];
  const path = ["lifecycle", "exclusiveRules"];
  const refused = (writer: string): Issue => ({ ...problems.sharedExclusive(writer), path });
  if (deployment.type === "rancher-nodes") return [refused("Rancher's EC2 node driver, which writes to its group")];
  const bindings = Object.entries(deployment.parties as Record<string, Binding>);
  const managed = bindings.filter(([, binding]) => typeof binding === "object" && binding.manageRules);
  return [
    ...(deployment.cloudProvider
      ? [refused("the AWS cloud provider, which writes to the group with the tag of the cluster")]
      : []),
    ...managed.map(([party]) => refused(`whoever made the existing group of ${party}`)),
  ];
}
