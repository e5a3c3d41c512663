/** Finds flows that no port rule requires, and that are open because roles share a group. */
import { groupBy } from "../model/group-by";
import { addedFlowText } from "../reach/added-flow";
import type { Check } from "./check";
import { rancherPorts } from "./references";
import { fewOf } from "./wording";

/** Names of CIDRs and prefix lists start with their type. */
const withoutType = (name: string) => name.replace(/^(cidrIpv[46]|prefixList|securityGroup|deployment) /, "");

export const sharedGroupChecks: readonly Check[] = [
  {
    id: "shared-group",
    severity: "warning",
    title: "Roles share a group, which opens traffic that no port rule requires",
    fix: "Give the roles separate groups: see groups",
    matches: {},
    reference: rancherPorts,
    *find({ plan, groups }) {
      const nameOf = (key: string) => groups.find(({ group }) => group.planned?.key === key)?.group.name ?? key;
      for (const flows of groupBy(plan.addedFlows, (flow) => flow.groups.join("\n")).values()) {
        const [from = "", to = ""] = flows[0]?.groups.map(nameOf) ?? [];
        const texts = flows.map(addedFlowText).sort();
        const where = from === to ? `within ${to}` : `from ${withoutType(from)} to ${withoutType(to)}`;
        const count = texts.length === 1 ? "a flow" : `${texts.length} flows`;
        yield {
          message: `rules ${where} open ${count} that no port rule requires: ${fewOf(texts, 50)}; set groups: shared-and-roles, or give the roles separate groups`,
        };
      }
    },
  },
];
