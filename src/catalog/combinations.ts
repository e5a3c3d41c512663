/** Reports options of a deployment that cannot be combined, and suggests what can. */
import { type Issue, type Path, problems } from "../errors";
import { addonIn } from "../model/addon";
import { type Condition, conditionFacts, datastoreOf, isMet } from "../model/condition";
import type { ClusterDeployment, Deployment, RancherServerDeployment } from "../model/deployment";
import type { Catalog, PortRule } from "../model/port-rule";
import { addonIssues } from "./addon-issues";
import { cnis } from "./cni";
import type { CniSupport, Distribution } from "./cni/cni";
import {
  cniNameOf,
  distributionOf,
  distributionTitles,
  hasNodes,
  isLaunched,
  type LaunchedDeployment,
  type NodesDeployment,
  settingsOf,
  supportOf,
} from "./settings";
import { rancherVersionOf } from "./table-choice";

export function combinationIssues(deployment: Deployment, catalog: Catalog): readonly Issue[] {
  if (deployment.type === "rancher-nodes") return [];
  return [...nodesIssues(deployment, catalog), ...optionIssues(deployment, catalog), ...datastoreIssues(deployment)];
}

/** Reports node options in a deployment whose distribution is unknown. */
function nodesIssues(deployment: ClusterDeployment | RancherServerDeployment, catalog: Catalog): readonly Issue[] {
  if (hasNodes(deployment)) return [...networkOptionIssues(deployment), ...addonIssuesOf(deployment, catalog)];
  if (deployment.type === "rancher-server") {
    return (["cni", "cloudProvider", "addons"] as const)
      .filter((key) => deployment[key] !== undefined)
      .map((key) => ({ ...problems.notOwnCluster(), path: [key] }));
  }
  return (["distribution", "cni", "addons"] as const)
    .filter((key) => deployment[key] !== undefined)
    .map((key) => ({ ...problems.notLaunched(deployment.provisioning), path: [key] }));
}

function addonIssuesOf(deployment: NodesDeployment, { rules }: Catalog): readonly Issue[] {
  const { addons = [] } = deployment;
  const settings = settingsOf(deployment);
  const isInEffect = ({ addon, when }: PortRule) =>
    (addon === undefined || addonIn(deployment, addon)) &&
    when.every((condition) => isMet(condition, deployment, settings));
  const isAmongNodes = ({ from, to }: PortRule) =>
    (from.includes("worker") && to.includes("controlplane")) || (from.includes("rancher") && to.includes("rancher"));
  return addonIssues(addons, {
    distribution: distributionOf(deployment),
    cni: cniNameOf(deployment),
    rancherVersion: rancherVersionOf(deployment),
    amongNodes: rules.filter((rule) => isInEffect(rule) && isAmongNodes(rule)),
  });
}

function networkOptionIssues(deployment: NodesDeployment): readonly Issue[] {
  const distribution = distributionOf(deployment);
  const name = cniNameOf(deployment);
  const cni = cnis.find((one) => one.name === name);
  const there = cnis.filter(({ on }) => on[distribution]).map((one) => one.name);
  if (!cni) return [{ ...problems.unknownCni(name, there), path: ["cni"], received: name }];
  const support = supportOf(deployment);
  if (!support) {
    const elsewhere = Object.keys(cni.on).map((known) => distributionTitles[known as Distribution]);
    const problem = problems.noSuchCni(distributionTitles[distribution], there, elsewhere);
    return [{ ...problem, path: ["cni"], received: name }];
  }
  return [
    ...networkIssues(deployment, cni.title, support),
    ...(isLaunched(deployment) ? windowsIssues(deployment, cni.title, support) : []),
  ];
}

function networkIssues(deployment: NodesDeployment, title: string, support: CniSupport): readonly Issue[] {
  const { encapsulation, wireguard, bgp } = deployment.cni ?? {};
  const distribution = distributionTitles[distributionOf(deployment)];
  const issues: Issue[] = [];
  if (encapsulation && !support.encapsulations.includes(encapsulation)) {
    const isBesides = encapsulation === "wireguard" && support.encryptsBesides;
    const problem = isBesides
      ? problems.wireguardBesides(title)
      : problems.noSuchEncapsulation(title, distribution, support.encapsulations);
    issues.push({ ...problem, path: ["cni", "encapsulation"], received: encapsulation });
  }
  if (wireguard && !support.encryptsBesides) {
    const problem = problems.noWireguard(title, distribution, support.encapsulations.includes("wireguard"));
    issues.push({ ...problem, path: ["cni", "wireguard"] });
  }
  const settings = settingsOf(deployment);
  if (settings.encapsulation === "ip-in-ip") {
    const reasons = [
      ...(isLaunched(deployment) && deployment.windowsWorkers && support.windowsWorkers ? ["to Windows workers"] : []),
      ...(settings.ipFamily === "ipv6" ? ["among nodes that have IPv6 addresses only"] : []),
    ];
    for (const why of reasons) issues.push({ ...problems.noIpInIp(title, why), path: ["cni", "encapsulation"] });
  }
  if (bgp && support.bgp === undefined) issues.push({ ...problems.noBgp(title, distribution), path: ["cni", "bgp"] });
  return issues;
}

function windowsIssues(deployment: LaunchedDeployment, title: string, support: CniSupport): readonly Issue[] {
  if (!deployment.windowsWorkers) return [];
  const distribution = distributionOf(deployment);
  const where = distributionTitles[distribution];
  const path: Path = ["windowsWorkers"];
  if (!support.windowsWorkers) {
    const others = (Object.keys(distributionTitles) as Distribution[]).flatMap((other) =>
      cnis
        .filter(({ on }) => (on[other] as CniSupport | undefined)?.windowsWorkers)
        .map((cni) => `${cni.title} on ${distributionTitles[other]}`),
    );
    return [{ ...problems.noWindows(`${title} on ${where}`, others), path }];
  }
  const isNodePools = distribution === "rke" && deployment.provisioning === "node-pools";
  return isNodePools ? [{ ...problems.noWindows("RKE node pools", ["provisioning: custom"]), path }] : [];
}

/** Conditions that are impossible without other options, each with those options. */
const dependentConditions = Object.entries(conditionFacts).flatMap(([condition, { option, companions }]) =>
  companions ? [{ condition: condition as Condition, option, companions }] : [],
);

/** Reports options that no port rule depends on: without this error they would be ignored silently. */
function optionIssues(deployment: Deployment, catalog: Catalog): readonly Issue[] {
  const settings = settingsOf(deployment);
  return dependentConditions
    .filter(({ condition }) => isMet(condition, deployment, settings) && !isExplainedElsewhere(condition, deployment))
    .filter(({ condition }) => !catalog.rules.some(({ when }) => when.includes(condition)))
    .map(({ option, companions }) => ({ ...problems.unusedOption(companions), path: [option] }));
}

/**
 * Whether another check reports the condition. For Windows workers this is the CNI's check, because the CNI's rows may
 * serve them if Rancher launches the cluster.
 */
function isExplainedElsewhere(condition: Condition, deployment: Deployment): boolean {
  return condition === "windowsWorkers" && isLaunched(deployment);
}

function datastoreIssues(deployment: Deployment): readonly Issue[] {
  const isExternal = datastoreOf(deployment) === "external";
  const { datastore: port } = deployment.ports;
  if (isExternal && !port) return [{ ...problems.noDatastorePort(), path: ["datastore"] }];
  return !isExternal && port ? [{ ...problems.datastorePortWithout(), path: ["ports", "datastore"] }] : [];
}
