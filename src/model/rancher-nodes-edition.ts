/** The editions of the group `rancher-nodes`, the oldest first. */
import type { IpFamily } from "./settings";

interface RancherNodesEditionFacts {
  /** Whose rules the edition has. */
  readonly text: string;
  /** The default `ipFamily`. */
  readonly ipFamily: IpFamily;
}

export const rancherNodesEditions = {
  "2.x": { text: "those of Rancher's document", ipFamily: "ipv4" },
  "2022-05": { text: "those that the node driver writes since May 2022", ipFamily: "ipv4" },
  "2025-09": {
    text: "those that the node driver writes since September 2025, for IPv4 and IPv6",
    ipFamily: "dual",
  },
} as const satisfies Record<string, RancherNodesEditionFacts>;

export type RancherNodesEdition = keyof typeof rancherNodesEditions;
