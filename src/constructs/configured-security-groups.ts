import type { Construct } from "constructs";
import { deploymentPeer, type Plan } from "../model/plan";
import { ruleKey } from "../model/rule-identity";
import { MovedResources } from "./moved-resources";
import { type PlacementProps, PlannedSecurityGroups } from "./planned-security-groups";

/** Names and paths from before deployments of the config were renamed, or moved within their stacks. */
export interface FormerNames {
  /** The paths that the construct had before, the oldest first. */
  readonly paths: readonly string[];
  /** Former names of the deployments that this one refers to, by their names now. */
  readonly deployments: ReadonlyMap<string, string>;
}

/** The security groups of a plan from a config file. The plan was validated and computed when the file was read. */
export class ConfiguredSecurityGroups extends PlannedSecurityGroups {
  /** `former` says which `moved` blocks to write. Default: none. */
  constructor(
    scope: Construct,
    id: string,
    plan: Plan,
    props: Omit<PlacementProps, "movedFrom">,
    { paths, deployments }: FormerNames = { paths: [], deployments: new Map() },
  ) {
    super(scope, id, { plan }, props);
    const ids = formerIds(plan, deployments);
    // Any of the renamings may have been deployed before the others.
    const former = paths.flatMap((path) => (ids.size > 0 ? [{ path, ids }, { path }] : [{ path }]));
    const states = ids.size > 0 ? [...former, { path: this.node.path, ids }] : former;
    if (states.length > 0) new MovedResources(this, states);
  }
}

/** Former construct ids of groups and rules that name other deployments, by their ids now. */
function formerIds({ groups }: Plan, renamed: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  // As the framework writes them.
  const note = (now: string, former: string) => ids.set(now.replaceAll("/", "--"), former.replaceAll("/", "--"));
  for (const { key, existing, rules } of renamed.size > 0 ? groups : []) {
    if (existing && "deployment" in existing) {
      const former = renamed.get(existing.deployment);
      if (former !== undefined) note(key, deploymentPeer(former, existing.group).value);
    }
    for (const rule of rules) {
      const former = rule.peer.type === "deployment" ? renamed.get(rule.peer.deployment) : undefined;
      if (former === undefined || rule.peer.type !== "deployment") continue;
      note(ruleKey(rule), ruleKey({ ...rule, peer: deploymentPeer(former, rule.peer.group) }));
    }
  }
  return ids;
}
