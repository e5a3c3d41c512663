/** Puts together what a page holds. */

import type { ComparedGroup, Comparison } from "../../diff/compare-all-groups";
import type { Deployment } from "../../model/deployment";
import { countFindings } from "../../model/finding";
import { groupBy } from "../../model/group-by";
import { groupAddress, ruleAddress } from "../../network/terraform-address";
import { isWorld } from "../../reach/address-reach";
import { addressesOf } from "../../reach/reachability";
import type { DeploymentKind, Language } from "../../texts";
import type { ComparisonSummary, Page, ReportEntry, ReportSubject, ReportSummary } from "./page-data";

export function reportPage(subjects: readonly ReportSubject[], language: Language): Page {
  return {
    index: { kind: "report", language, deployments: subjects.map(summaryOf) },
    blocks: subjects.map(entryOf),
  };
}

export interface ComparisonPageOptions {
  readonly before: string;
  readonly after: string;
  readonly language: Language;
}

export function comparisonPage({ relation, groups, moved }: Comparison, options: ComparisonPageOptions): Page {
  const [groupsOf, movedOf] = [groupBy(groups, ofDeployment), groupBy(moved, ofDeployment)];
  const blocks = [...groupsOf].map(([name, own]) => ({ groups: own, moved: movedOf.get(name) ?? [] }));
  const deployments = [...groupsOf].map(([name, own]) => comparisonSummaryOf(name, own));
  return { index: { kind: "comparison", ...options, relation, deployments }, blocks };
}

const ofDeployment = ({ deployment }: { readonly deployment: string }) => deployment;

function entryOf({ plan, findings }: ReportSubject): ReportEntry {
  const { deployment, groups } = plan;
  const addresses = groups.map((group) => {
    const address = groupAddress(deployment, group);
    const rules = group.rules.map((rule) => ruleAddress(deployment, group, rule));
    return [group.key, { ...(address ? { group: address } : {}), rules }] as const;
  });
  return { deployment, addresses: Object.fromEntries(addresses), findings };
}

function summaryOf({ plan, findings }: ReportSubject): ReportSummary {
  const { deployment, groups } = plan;
  const rules = groups.flatMap((group) => group.rules);
  const open = rules.filter(({ direction, peer }) => direction === "ingress" && isWorld(addressesOf([peer])));
  return {
    name: deployment.name,
    kind: kindOf(deployment),
    ...(deployment.region ? { region: deployment.region } : {}),
    groups: groups.length,
    rules: rules.length,
    open: open.length,
    findings: countFindings(findings),
  };
}

export function kindOf(deployment: Deployment): DeploymentKind {
  return deployment.type === "cluster" ? deployment.provisioning : deployment.type;
}

function comparisonSummaryOf(name: string, groups: readonly ComparedGroup[]): ComparisonSummary {
  const statuses = { added: 0, removed: 0, changed: 0, same: 0 };
  for (const group of new Set(groups.map((one) => one.group))) {
    const own = groups.filter((one) => one.group === group).map(({ status }) => status);
    statuses[own.find((status) => status !== "same") ?? "same"]++;
  }
  return { name, statuses, isOutside: groups.some(({ changes }) => changes.some(({ isOutside }) => isOutside)) };
}
