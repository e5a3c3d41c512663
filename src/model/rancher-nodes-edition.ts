/** The editions of the group `rancher-nodes`, the oldest first. */
import { minorOf } from "./rancher-version";
import type { IpFamily } from "./settings";

interface RancherNodesEditionFacts {
  /** The title of the catalog. */
  readonly title: string;
  /** Whose rules the edition has. */
  readonly text: string;
  /** The versions of Rancher whose node driver makes the group so. A patch release can have a newer node driver. */
  readonly rancher: string;
  /** The first Rancher 2.<minor> whose node driver writes these rules. Undefined: older than the versions on record. */
  readonly sinceMinor?: number;
  /** The default `ipFamily`. */
  readonly ipFamily: IpFamily;
}

export const rancherNodesEditions = {
  "2.x": {
    title: "The EC2 node driver's security group rancher-nodes",
    text: "those of the original document",
    rancher: "the original document",
    ipFamily: "ipv4",
  },
  "2022-05": {
    title: "The group rancher-nodes as the EC2 node driver makes it since May 2022",
    text: "those that the node driver writes since May 2022 (v0.15.0-rancher85)",
    rancher: "Rancher 2.7 to 2.12",
    sinceMinor: 7,
    ipFamily: "ipv4",
  },
  "2025-09": {
    title: "The group rancher-nodes as the EC2 node driver makes it since September 2025",
    text: "those that the node driver writes since September 2025 (v0.15.0-rancher134), for IPv4 and IPv6",
    rancher: "Rancher 2.13 and later",
    sinceMinor: 13,
    ipFamily: "dual",
  },
} as const satisfies Record<string, RancherNodesEditionFacts>;

export type RancherNodesEdition = keyof typeof rancherNodesEditions;

/** The editions as choices, the newest first: `2025-09 for Rancher 2.13 and later`. */
export const rancherNodesEditionChoices: readonly string[] = Object.entries(rancherNodesEditions)
  .map(([edition, { rancher }]) => `${edition} for ${rancher}`)
  .reverse();

/** The edition for nodes that the driver of a Rancher makes today: the first one in which they can join, for older versions. */
export function driverEdition(rancherVersion: string): RancherNodesEdition {
  const minor = minorOf(rancherVersion) ?? 0;
  const editions = Object.entries<RancherNodesEditionFacts>(rancherNodesEditions).flatMap(
    ([edition, { sinceMinor }]) =>
      sinceMinor === undefined ? [] : [{ edition: edition as RancherNodesEdition, sinceMinor }],
  );
  const [first] = editions as [(typeof editions)[number]];
  return (editions.findLast(({ sinceMinor }) => sinceMinor <= minor) ?? first).edition;
}
