/** What is wrong with a deployment that only its catalog can tell. */
import { combinationIssues } from "../catalog/combinations";
import { type Issue, problems } from "../errors";
import type { Binding } from "../model/binding";
import { hasOnlyPublicAddresses } from "../model/binding-keys";
import type { Deployment } from "../model/deployment";
import { type Party, parties } from "../model/party";
import type { PlannedSecurityGroup } from "../model/plan";
import type { Catalog } from "../model/port-rule";
import type { UnboundParty } from "./direct";
import { partiesOf } from "./layer";
import { groupLayoutIssues, layoutGroups } from "./layout";
import { groupNameProblem } from "./name";
import { poolIssues } from "./pools";

export function planIssues(
  deployment: Deployment,
  catalog: Catalog,
  unbound: readonly UnboundParty[],
  groups: readonly PlannedSecurityGroup[],
): readonly Issue[] {
  return [
    ...unboundIssues(deployment, unbound),
    ...partyIssues(deployment, catalog),
    ...publicAddressIssues(deployment),
    ...presetIssues(deployment),
    ...groupLayoutIssues(deployment),
    ...poolIssues(deployment),
    ...sourceIssues(deployment, catalog),
    ...combinationIssues(deployment, catalog),
    ...nameIssues(deployment, groups),
  ];
}

function unboundIssues(deployment: Deployment, unbound: readonly UnboundParty[]): readonly Issue[] {
  return parties.flatMap((party): readonly Issue[] => {
    if (party === "rancher" && deployment.type === "cluster") {
      return deployment.parties.rancher ? [] : [{ ...problems.unboundRancher(), path: ["parties", party] }];
    }
    const needing = new Set(unbound.filter((entry) => entry.party === party).map(({ portRule }) => portRule));
    return needing.size > 0 ? [{ ...problems.unboundParty([...needing].sort()), path: ["parties", party] }] : [];
  });
}

/** A binding that no rule looks at would be ignored, and the user would believe otherwise. */
function partyIssues(deployment: Deployment, catalog: Catalog): readonly Issue[] {
  const known: readonly Party[] = partiesOf(catalog).filter((party) => party !== "internet");
  return (Object.keys(deployment.parties) as Party[]).flatMap((party): readonly Issue[] => {
    const path = ["parties", party];
    if (deployment.type === "rancher-nodes" && !deployment.hardened) return [{ ...problems.notHardened(), path }];
    if (!known.includes(party)) return [{ ...problems.notAParty(party, known), aboutKey: true, path }];
    const isMissing = party === "loadBalancer" && deployment.type !== "rancher-nodes" && !deployment.loadBalancer;
    return isMissing ? [{ ...problems.noLoadBalancer(), path }] : [];
  });
}

/** A party with nothing but public addresses would have no rules in all other traffic. */
function publicAddressIssues(deployment: Deployment): readonly Issue[] {
  const held = new Set(layoutGroups(deployment).flatMap((layout) => layout?.flatMap((group) => group.parties) ?? []));
  return (Object.entries(deployment.parties) as [Party, Binding | undefined][]).flatMap(([party, binding]): Issue[] => {
    const isAlone = binding !== undefined && hasOnlyPublicAddresses(binding) && !held.has(party);
    return isAlone ? [{ ...problems.publicAddressesAlone(), path: ["parties", party] }] : [];
  });
}

function presetIssues(deployment: Deployment): readonly Issue[] {
  if (deployment.type !== "cluster") return [];
  const { provisioning, preset, cloudProvider } = deployment;
  if (provisioning === "node-pools" || provisioning === "custom") return [];
  return [
    ...(preset ? [{ ...problems.presetWithoutNodes(), path: ["preset"], received: preset }] : []),
    ...(cloudProvider ? [{ ...problems.cloudProviderWithoutNodes(), path: ["cloudProvider"] }] : []),
  ];
}

/** Only a port rule that is open to any address has a source to narrow. */
function sourceIssues(deployment: Deployment, catalog: Catalog): readonly Issue[] {
  if (deployment.type !== "rancher-nodes") return [];
  const narrowable = catalog.rules.filter(({ from }) => from.includes("internet")).map(({ id }) => id);
  return Object.keys(deployment.sources)
    .filter((id) => !narrowable.includes(id))
    .map((id) => ({ ...problems.notNarrowable(id, narrowable), path: ["sources", id] }));
}

/** Names of created groups that EC2 refuses. */
export function nameIssues(deployment: Deployment, groups: readonly PlannedSecurityGroup[]): readonly Issue[] {
  const path = [deployment.type === "rancher-nodes" ? "groupName" : "name"];
  // The names that a layout gives are judged where they are written.
  const given = new Set(layoutGroups(deployment).flatMap((layout) => layout?.flatMap(({ name }) => name ?? []) ?? []));
  const created = groups
    .filter(({ existing, name }) => !existing && !given.has(name))
    .map(({ name }) => groupNameProblem(name));
  const problem = created.find((found) => found !== undefined);
  return problem ? [{ ...problem, path }] : [];
}
