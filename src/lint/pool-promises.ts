/** Finds pools whose nodes combine roles that the documented tables separate. */
import { isolationPromises, promiseTexts } from "../questions/promises";
import type { Check } from "./check";
import { rancherPorts } from "./references";

export const poolPromiseChecks: readonly Check[] = [
  {
    id: "pool-weakens-promise",
    severity: "note",
    title: "A pool combines a role that may reach certain ports with a role that may not",
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
            message: `nodes of ${name} are ${others.join(" and ")} and also ${mayReach.join(" and ")}, so workloads on them have network access that the tables do not give to ${others.join(" and ")}: ${promiseTexts[id].promise}; put ${others.join(" and ")} into a separate pool`,
          };
        }
      }
    },
  },
];
