/** Checks the edition of the tables that a deployment uses. */
import { isPinned } from "../model/deployment";
import { peerName } from "../model/network";
import { newestRancherVersion } from "../model/rancher-version";
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
    title: "Outbound rules name addresses of the original document that are no longer valid",
    fix: "Bind the party to its current addresses, to anywhere or to none",
    matches: {},
    reference: movedCatalog,
    *find({ plan, groups, reachability }) {
      for (const { party, invalidSince } of plan.parties) {
        if (invalidSince === undefined) continue;
        const invalid = new Set(reachability.namedPeers({ party }).map(peerName));
        for (const group of groups) {
          const rules = [...group.ingress.rules, ...group.egress.rules].filter(({ rule: { peer } }) =>
            invalid.has(peerName(peer)),
          );
          if (rules.length === 0) continue;
          const message = `${group.group.name} opens ${party} at the addresses that the original document prints, which have not been valid since ${invalidSince}; bind ${party} to its current addresses, to anywhere or to none`;
          yield { group, rules, message };
        }
      }
    },
  },
];
