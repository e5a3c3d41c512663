/** Options of a deployment that do not go together, and what does. */
import { type Issue, type Path, problems } from "../errors";
import { type Condition, conditionFacts, datastoreOf, isMet } from "../model/condition";
import type { ClusterDeployment, Deployment } from "../model/deployment";
import type { Catalog } from "../model/port-rule";
import { cnis } from "./cni";
import type { CniSupport, Distribution } from "./cni/cni";
import {
  cniNameOf,
  distributionOf,
  distributionTitles,
  isLaunched,
  type LaunchedDeployment,
  settingsOf,
  supportOf,
} from "./settings";

export function combinationIssues(deployment: Deployment, catalog: Catalog): readonly Issue[] {
  if (deployment.type === "rancher-nodes") return [];
  return [
    ...(deployment.type === "cluster" ? clusterIssues(deployment) : []),
    ...optionIssues(deployment, catalog),
    ...datastoreIssues(deployment),
  ];
}

function clusterIssues(deployment: ClusterDeployment): readonly Issue[] {
  if (isLaunched(deployment)) return launchedIssues(deployment);
  return (["distribution", "cni"] as const)
    .filter((key) => deployment[key] !== undefined)
    .map((key) => ({ ...problems.notLaunched(deployment.provisioning), path: [key] }));
}

function launchedIssues(deployment: LaunchedDeployment): readonly Issue[] {
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
  return [...networkIssues(deployment, cni.title, support), ...windowsIssues(deployment, cni.title, support)];
}

function networkIssues(deployment: LaunchedDeployment, title: string, support: CniSupport): readonly Issue[] {
  const { encapsulation, bgp } = deployment.cni ?? {};
  const distribution = distributionTitles[distributionOf(deployment)];
  const issues: Issue[] = [];
  if (encapsulation && !support.encapsulations.includes(encapsulation)) {
    const problem = problems.noSuchEncapsulation(title, distribution, support.encapsulations);
    issues.push({ ...problem, path: ["cni", "encapsulation"], received: encapsulation });
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

/** The conditions that no port rule can have without other options, each with these options. */
const dependentConditions = Object.entries(conditionFacts).flatMap(([condition, { option, companions }]) =>
  companions ? [{ condition: condition as Condition, option, companions }] : [],
);

/** An option that no port rule depends on would be ignored without notice. */
function optionIssues(deployment: Deployment, catalog: Catalog): readonly Issue[] {
  const settings = settingsOf(deployment);
  return dependentConditions
    .filter(({ condition }) => isMet(condition, deployment, settings) && !isExplainedElsewhere(condition, deployment))
    .filter(({ condition }) => !catalog.rules.some(({ when }) => when.includes(condition)))
    .map(({ option, companions }) => ({ ...problems.unusedOption(companions), path: [option] }));
}

/** If Rancher launches the cluster, the CNI decides about Windows workers: its rows may serve them. */
function isExplainedElsewhere(condition: Condition, deployment: Deployment): boolean {
  return condition === "windowsWorkers" && isLaunched(deployment);
}

function datastoreIssues(deployment: Deployment): readonly Issue[] {
  const isExternal = datastoreOf(deployment) === "external";
  const { datastore: port } = deployment.ports;
  if (isExternal && !port) return [{ ...problems.noDatastorePort(), path: ["datastore"] }];
  return !isExternal && port ? [{ ...problems.datastorePortWithout(), path: ["ports", "datastore"] }] : [];
}
