/** The editions of the group `rancher-nodes`, the oldest first. */
import type { IpFamily } from "./settings";

interface RancherNodesEditionFacts {
  /** The title of the catalog. */
  readonly title: string;
  /** Whose rules the edition has. */
  readonly text: string;
  /** The default `ipFamily`. */
  readonly ipFamily: IpFamily;
}

export const rancherNodesEditions = {
  "2.x": {
    title: "The EC2 node driver's security group rancher-nodes",
    text: "those of Rancher's document",
    ipFamily: "ipv4",
  },
  "2022-05": {
    title: "The group rancher-nodes as the EC2 node driver makes it since May 2022",
    text: "those that the node driver writes since May 2022",
    ipFamily: "ipv4",
  },
  "2025-09": {
    title: "The group rancher-nodes as the EC2 node driver makes it since September 2025",
    text: "those that the node driver writes since September 2025, for IPv4 and IPv6",
    ipFamily: "dual",
  },
} as const satisfies Record<string, RancherNodesEditionFacts>;

export type RancherNodesEdition = keyof typeof rancherNodesEditions;
