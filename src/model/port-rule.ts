/** One documented requirement, in Rancher's words: source, destination, ports. */
import type { PeerBinding } from "./binding";
import type { ClusterPortRuleId, RancherNodesPortRuleId, RancherServerPortRuleId } from "./catalog-names";
import type { Condition } from "./condition";
import type { Party } from "./party";
import type { Ports } from "./ports";
import type { Protocol } from "./protocol";
import { rememberedByObject } from "./remembered";

/** The id of a port rule: a documented one, which editors complete, or any text for one that the user added. */
export type PortRuleId =
  | ClusterPortRuleId
  | RancherServerPortRuleId
  | RancherNodesPortRuleId
  | (string & Record<never, never>);

/** Ports that a deployment may set; several port rules can share one. */
export const portParameters = ["ssh", "nodePorts", "kubernetesApi", "workloadTcp", "workloadUdp", "datastore"] as const;
/** The name of ports that a deployment may set. */
export type PortParameter = (typeof portParameters)[number];

/** A table of a document. */
export interface TableReference {
  readonly document: string;
  readonly table: string;
  /** The edition of the document, as the document numbers itself. */
  readonly edition: string;
  /** The day or month of the state that was read, as far as the document tells. */
  readonly date: string;
  /** Where that state is kept: `<repository>@<commit>`. */
  readonly source: string;
}

/** A requirement of a table: who has to reach whom, on which ports, and when. */
export interface PortRule {
  /** Stable and never reused: `<table>-<purpose>-<protocol>`. */
  readonly id: PortRuleId;
  readonly from: readonly Party[];
  readonly to: readonly Party[];
  readonly protocol: Protocol;
  readonly ports: Ports;
  /** The parameter that replaces `ports` where a deployment sets it. */
  readonly parameter?: PortParameter;
  /** What the traffic is for. Ends up in the description of the rule in the EC2 console. */
  readonly purpose: string;
  /** All of them must hold; none means always. */
  readonly when: readonly Condition[];
  /** `node`: every party talks to itself only, and the traffic never leaves the node. */
  readonly scope: "network" | "node";
  /** Set if the traffic is metrics or health checks: nodes join, and the network of pods works, without it. */
  readonly observes?: true;
  /** Every table that asks for this. */
  readonly references: readonly TableReference[];
  /** What the party `peer` is, where `from` or `to` names it. */
  readonly peer?: PeerBinding | "none" | undefined;
  /** The add-on that the port rule belongs to. Default: it applies with or without add-ons. */
  readonly addon?: string;
  /** Where the source was read otherwise than it is printed, and why. */
  readonly correction?: string;
}

/** Addresses that a document prints for a party. */
export interface DocumentedAddresses {
  readonly cidrs: readonly string[];
  /** The year in which the addresses stopped being those of the party. */
  readonly invalidSince?: string;
}

/** The port rules of one table, for one product and version. */
export interface Catalog {
  readonly id: string;
  readonly title: string;
  readonly rules: readonly PortRule[];
  /** Addresses that the document itself prints for a party. */
  readonly addresses: Partial<Readonly<Record<Party, DocumentedAddresses>>>;
}

/** The pairs of parties a port rule is about. */
export const pairsOf = rememberedByObject((rule: PortRule): readonly (readonly [from: Party, to: Party])[] => {
  if (rule.scope === "node") return rule.from.map((party) => [party, party] as const);
  return rule.from.flatMap((from) => rule.to.map((to) => [from, to] as const));
});
