/** Pools whose nodes have roles that the documented tables keep apart. */
import { isolationPromises, promiseTexts } from "../questions/promises";
import type { Check } from "./check";
import { rancherPorts } from "./references";

export const poolPromiseChecks: readonly Check[] = [
  {
    id: "pool-weakens-promise",
    severity: "note",
    title: "The nodes of a pool have a role that may not reach some ports, and another that may",
    fix: "Give the roles separate pools, or accept that workloads of one role reach what the other role reaches",
    matches: {},
    reference: rancherPorts,
    *find({ deployment, plan: { pools } }) {
      for (const { name, roles } of pools) {
        for (const { id, from, appliesTo } of isolationPromises) {
          const others = roles.filter((role) => !from.includes(role));
          const mayReach = roles.filter((role) => from.includes(role));
          if (others.length === 0 || mayReach.length === 0 || !appliesTo(deployment)) continue;
          yield {
            message: `nodes of ${name} are ${others.join(" and ")} and ${mayReach.join(" and ")} at once, which weakens the promise that ${promiseTexts[id].promise}; give these roles separate pools`,
          };
        }
      }
    },
  },
];
