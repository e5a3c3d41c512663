/** Flows that no port rule asks for, open because roles share a group. */
import { groupBy } from "../model/group-by";
import { addedFlowText } from "../reach/added-flow";
import type { Check } from "./check";
import { rancherPorts } from "./references";
import { fewOf } from "./wording";

export const sharedGroupChecks: readonly Check[] = [
  {
    id: "shared-group",
    severity: "warning",
    title: "Roles share a group, which opens traffic that no port rule asks for",
    fix: "Give the roles separate groups: see groups",
    matches: {},
    reference: rancherPorts,
    *find({ plan, groups }) {
      const nameOf = (key: string) => groups.find(({ group }) => group.planned?.key === key)?.group.name ?? key;
      for (const flows of groupBy(plan.addedFlows, (flow) => flow.groups.join("\n")).values()) {
        const [from = "", to = ""] = flows[0]?.groups.map(nameOf) ?? [];
        const texts = flows.map(addedFlowText).sort();
        const where = from === to ? `within ${to}` : `by rules from ${from} to ${to}`;
        yield {
          message: `${where} ${texts.length === 1 ? "1 flow is" : `${texts.length} flows are`} open that no port rule asks for: ${fewOf(texts, 50)}; give the roles separate groups`,
        };
      }
    },
  },
];
