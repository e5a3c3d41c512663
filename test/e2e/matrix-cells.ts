import { isIPv6 } from "node:net";
import { type ClusterCase, cellsBetween, isAsked, isGrouped, type Speaker } from "./deployment-case";
import type { Place, Site } from "./landscape";
import { membersOf } from "./members";
import { type Probe, probesFor, probeText } from "./probe";
import { type Endpoint, isAllowed } from "./reachability";
import { trafficText } from "./source-tables";

/** The number of evaluated cells. */
export const evaluated = { allowed: 0, forbidden: 0 };

/** A test for each pair of parties: each packet passes in EC2's report if and only if the matrix requires it. */
export function testMatrixCells(deployment: ClusterCase, file: string, site: () => Site): void {
  const { table, loadBalancer, egress, speakers } = deployment;
  const balancing = loadBalancer
    ? `TLS ${loadBalancer.terminatesTls ? "ends at" : "passes"} the load balancer`
    : "no load balancer";

  describe(`${deployment.name}: ${table}, ${balancing}, egress ${egress}`, () => {
    for (const from of speakers) {
      for (const to of speakers.filter((speaker) => isGrouped(from) || isGrouped(speaker))) {
        test(sentence(deployment, from, to), () => {
          const { outputs, places } = site();
          const { groups, standIns } = places[file] as Place;
          const members = membersOf(deployment, outputs, standIns);
          const probes = probesFor([...deployment.cells, ...groups.flatMap(({ rules }) => rules)]);
          const wrong: string[] = [];
          for (const [source, destination] of pairs(members(from), members(to))) {
            const family = [source, destination].some(({ address }) => isIPv6(address)) ? "ipv6" : "ipv4";
            for (const probe of probes) {
              const required = isAsked(deployment, from, to, probe, family);
              evaluated[required ? "allowed" : "forbidden"] += 1;
              if (isAllowed(groups, source, destination, probe) === required) continue;
              wrong.push(complaint(source, destination, probe, required));
            }
          }
          expect(wrong).toEqual([]);
        });
      }
    }
  });
}

function sentence(deployment: ClusterCase, from: Speaker, to: Speaker): string {
  if (!isGrouped(to) && deployment.egress === "all") return `${from} reaches ${to} on everything`;
  const cells = cellsBetween(deployment, from, to).filter((cell) => isAsked(deployment, from, to, probeOf(cell)));
  const traffic = [...new Set(cells.map(trafficText))];
  return traffic.length > 0 ? `${from} reaches ${to} on ${traffic.join(", ")} only` : `${from} does not reach ${to}`;
}

function probeOf({ protocol, fromPort }: { protocol: string; fromPort: number }): Probe {
  return { protocol, port: fromPort };
}

/** Every source with every destination other than itself. */
function pairs(sources: readonly Endpoint[], destinations: readonly Endpoint[]) {
  return sources.flatMap((source) =>
    destinations
      .filter(({ address }) => address !== source.address)
      .map((destination) => [source, destination] as const),
  );
}

function complaint({ address: from }: Endpoint, { address: to }: Endpoint, probe: Probe, required: boolean): string {
  return `${from} to ${to}, ${probeText(probe)}: ${required ? "asked for, and closed" : "open, and not asked for"}`;
}
