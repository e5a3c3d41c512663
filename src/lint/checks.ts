/** All checks, in the order of reports. Documents and SARIF rules are generated from this list. */
import type { CheckDescription } from "../model/finding";
import { addressListChecks } from "./address-lists";
import type { Check } from "./check";
import { clusterTagChecks } from "./cluster-tag";
import { createdRancherChecks } from "./created-rancher";
import { descriptionChecks } from "./descriptions";
import { nearWorldChecks } from "./near-world";
import { nodesGroupChecks } from "./nodes-group-checks";
import { oneFamilyChecks } from "./one-family";
import { oneSidedChecks } from "./one-sided";
import { openEgressChecks } from "./open-egress";
import { openIngressChecks } from "./open-ingress";
import { poolPromiseChecks } from "./pool-promises";
import { publicAddressChecks } from "./public-addresses";
import { quotaChecks } from "./quotas";
import { redundantRuleChecks } from "./redundant-rules";
import { sharedGroupChecks } from "./shared-groups";
import { versionChecks } from "./version-checks";

/** The checks of a plan: a deployment can acknowledge what they find. */
export const checks: readonly Check[] = [
  ...openIngressChecks,
  ...nearWorldChecks,
  ...openEgressChecks,
  ...oneSidedChecks,
  ...oneFamilyChecks,
  ...publicAddressChecks,
  ...createdRancherChecks,
  ...sharedGroupChecks,
  ...poolPromiseChecks,
  ...clusterTagChecks,
  ...quotaChecks,
  ...redundantRuleChecks,
  ...addressListChecks,
  ...versionChecks,
  ...nodesGroupChecks,
  ...descriptionChecks,
];

/** The checks of the acknowledgements themselves. Their findings cannot be acknowledged. */
export const acknowledgementChecks = {
  expired: {
    id: "expired-acknowledgement",
    severity: "warning",
    title: "An acknowledgement has expired: its findings count again",
    fix: "Fix the findings, or renew it with a new reason",
    matches: {},
    reference: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  },
  stale: {
    id: "stale-acknowledgement",
    severity: "warning",
    title: "An acknowledgement matches no finding",
    fix: "Remove it, or correct its group",
    matches: {},
    reference: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  },
} as const satisfies Record<string, CheckDescription>;

export const checkDescriptions: readonly CheckDescription[] = [...checks, ...Object.values(acknowledgementChecks)];
