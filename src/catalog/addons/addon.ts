/** Types of an add-on: which port rules it adds, and on which distributions, CNIs and Rancher versions it exists. */
import type { AddonOption } from "../../model/addon";
import type { Party } from "../../model/party";
import type { Distribution } from "../cni/cni";
import type { Versions } from "../edition";
import type { Row } from "../row";

/** The parties that the nodes of a cluster belong to. */
export interface NodeParties {
  readonly nodes: readonly Party[];
  /** Nodes that run the control plane or etcd. */
  readonly servers: readonly Party[];
  readonly workers: readonly Party[];
  /** Nodes that run the ingress controller on RKE. */
  readonly ingressNodes: readonly Party[];
  /** Clients of the applications on the nodes. */
  readonly clients: readonly Party[];
  /** Every party with nodes, Rancher included. */
  readonly outbound: readonly Party[];
}

/** An add-on on one distribution, in some versions of Rancher. Default: all versions. */
export interface AddonSupport extends Versions {
  readonly rows: (parties: NodeParties) => readonly Row[];
}

export interface Addon {
  /** As in `addons: [monitoring]`. */
  readonly name: string;
  /** The text in the schema and in the docs. */
  readonly title: string;
  /** Where the add-on exists. */
  readonly on: Partial<Readonly<Record<Distribution, AddonSupport>>>;
  /** The CNIs that have it. Default: it does not depend on the CNI. */
  readonly cnis?: readonly string[];
  /** Options of an entry. Default: none. */
  readonly options?: Partial<Readonly<Record<AddonOption, "required" | "optional">>>;
}

/** The same rows on each of the distributions. */
export function onEach(
  distributions: readonly Distribution[],
  rows: AddonSupport["rows"],
): Partial<Readonly<Record<Distribution, AddonSupport>>> {
  return Object.fromEntries(distributions.map((distribution) => [distribution, { rows }]));
}

/** Every distribution with nodes. */
export const everyDistribution = ["rke", "rke2", "k3s"] as const;
