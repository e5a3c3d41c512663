/** Findings about the edition of the tables that a deployment has. */
import { isPinned } from "../model/deployment";
import { invalidAddresses } from "../model/plan";
import { newestRancherVersion } from "../model/rancher-version";
import { ruleKey } from "../model/rule-identity";
import type { Check } from "./check";
import { movedCatalog, rancherPorts } from "./references";

export const versionChecks: readonly Check[] = [
  {
    id: "unpinned-version",
    severity: "warning",
    title: "The version of Rancher is not pinned: an update of this package could open or close ports",
    fix: "Write rancherVersion",
    matches: {},
    reference: rancherPorts,
    *find({ deployment }) {
      if (isPinned(deployment)) return;
      yield {
        message: `the version of Rancher is not pinned, so an update of this package could open or close ports; write rancherVersion: "${newestRancherVersion}", the newest on record, which applies now`,
      };
    },
  },
  {
    id: "invalid-addresses",
    severity: "warning",
    title: "Traffic may leave for addresses that the document prints and that its host no longer has",
    fix: "Bind the party to its addresses of today, to anywhere or to none",
    matches: {},
    reference: movedCatalog,
    *find({ plan, groups }) {
      for (const { party, invalidSince, group, rules } of invalidAddresses(plan)) {
        const linted = groups.find((one) => one.group.planned === group);
        if (!linted) continue;
        const keys = new Set(rules.map(ruleKey));
        yield {
          group: linted,
          rules: [...linted.ingress.rules, ...linted.egress.rules].filter(({ key }) => keys.has(key)),
          message: `${group.name} opens ${party} at the addresses that the original document prints, which have not been valid since ${invalidSince}; bind ${party} to its addresses of today, to anywhere or to none`,
        };
      }
    },
  },
];
