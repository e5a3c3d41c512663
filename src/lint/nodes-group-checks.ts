/**
 * Checks whether the group of the EC2 node driver opens the traffic among the nodes of the same config's node pools.
 */
import { catalogOf } from "../catalog/product";
import { clusterWith } from "../catalog/products";
import { rancherNodes } from "../catalog/rancher-nodes";
import {
  cniNameOf,
  distributionOf,
  distributionTitles,
  isLaunched,
  type LaunchedDeployment,
} from "../catalog/settings";
import { rancherVersionOf } from "../catalog/table-choice";
import { type TrafficSet, trafficLines, trafficSet } from "../flows";
import { clusterRoles, type Party } from "../model/party";
import { type PortRule, pairsOf } from "../model/port-rule";
import { type RancherNodesEdition, rancherNodesEditions } from "../model/rancher-nodes-edition";
import { rememberedByObject } from "../model/remembered";
import { trafficOf } from "../projection/rule-traffic";
import type { Check, Sighting } from "./check";
import type { LintedGroup } from "./linted-group";
import type { LintedPlan, LintSubject } from "./linted-plan";
import { ec2NodeDriver } from "./references";
import { fewOf } from "./wording";

export const nodesGroupChecks: readonly Check[] = [
  {
    id: "small-nodes-group",
    severity: "warning",
    title: "The group of the EC2 node driver lacks ports that node pools of the same VPC need among their nodes",
    fix: "Write the edition that opens them, or add them to rules.add",
    matches: {},
    reference: ec2NodeDriver,
    find: smallGroups,
  },
];

function* smallGroups({ deployment, groups, plans }: LintedPlan): Generator<Sighting> {
  const [group] = groups;
  if (deployment.type !== "rancher-nodes" || !group) return;
  const opened = openedBy(group);
  for (const { needed, pools } of nodePoolsIn(plans).get(deployment.vpcId)?.values() ?? []) {
    const missing = needed.filter(({ traffic }) => !opened.contains(traffic));
    if (missing.length === 0) continue;
    const traffic = trafficSet(missing.map(({ rule }) => trafficOf(rule))).subtract(opened);
    const ids = fewOf(missing.map(({ rule }) => rule.id).sort());
    for (const pool of pools) {
      const nodes = `the ${distributionTitles[distributionOf(pool)]} nodes of ${pool.name}`;
      const message = `${group.group.name} does not open ${textOf(traffic)} among its nodes, which ${nodes} need (${ids}); ${fixOf(deployment.edition, traffic)}`;
      yield { group, message };
    }
  }
}

interface NodePools {
  /** Clusters that share one list of port rules in effect. */
  readonly pools: LaunchedDeployment[];
  readonly needed: readonly { readonly rule: PortRule; readonly traffic: TrafficSet }[];
}

/** By VPC, what node pools need among their nodes: computed once for all plans, and not again for each group. */
const nodePoolsIn = rememberedByObject((plans: readonly LintSubject[]) => {
  const byVpc = new Map<string | undefined, Map<readonly PortRule[], NodePools>>();
  for (const plan of plans) {
    const { deployment, portRules } = plan;
    if (!isLaunched(deployment) || deployment.provisioning !== "node-pools") continue;
    const ofVpc = byVpc.get(plan.deployment.vpcId) ?? new Map<readonly PortRule[], NodePools>();
    byVpc.set(plan.deployment.vpcId, ofVpc);
    const alike = ofVpc.get(portRules) ?? { pools: [], needed: neededAmongNodes(plan, deployment) };
    ofVpc.set(portRules, alike);
    alike.pools.push(deployment);
  }
  return byVpc;
});

/** Counts every source, because the addresses of the nodes may be among them. */
const openedBy = ({ ingress }: LintedGroup): TrafficSet => trafficSet(ingress.rules.map(({ rule }) => rule));

/** The port rules in effect among the nodes for the distribution and the CNI, without metrics and health checks. */
function neededAmongNodes({ portRules }: LintSubject, deployment: LaunchedDeployment): NodePools["needed"] {
  const product = clusterWith(distributionOf(deployment), deployment.provisioning, cniNameOf(deployment));
  const known = new Set(catalogOf(product, rancherVersionOf(deployment)).rules.map(({ id }) => id));
  const isNode = (party: Party) => (clusterRoles as readonly Party[]).includes(party);
  return portRules
    .filter(
      (rule) =>
        known.has(rule.id) &&
        rule.scope === "network" &&
        !rule.observes &&
        pairsOf(rule).some(([from, to]) => isNode(from) && isNode(to)),
    )
    .map((rule) => ({ rule, traffic: trafficSet([trafficOf(rule)]) }));
}

/**
 * The fix: the next edition that opens the traffic. If none does, the edition that opens most of it, and the rest as
 * rules to add.
 */
function fixOf(current: RancherNodesEdition, traffic: TrafficSet): string {
  const editions = Object.keys(rancherNodesEditions) as RancherNodesEdition[];
  const later = editions.slice(editions.indexOf(current) + 1);
  const openedIn = (edition: RancherNodesEdition) =>
    trafficSet(
      catalogOf(rancherNodes, edition)
        .rules.filter(({ to }) => to.includes("nodes"))
        .map(trafficOf),
    );
  const rests = later.map((edition) => ({ edition, rest: traffic.subtract(openedIn(edition)) }));
  const enough = rests.find(({ rest }) => rest.isEmpty);
  if (enough) return `write edition: ${enough.edition}, which opens it`;
  const newest = rests.at(-1);
  if (!newest || newest.rest.contains(traffic)) return "add it to rules.add";
  return `write edition: ${newest.edition}, and add ${textOf(newest.rest)} to rules.add`;
}

const textOf = (traffic: TrafficSet) => fewOf(trafficLines(traffic), 6);
