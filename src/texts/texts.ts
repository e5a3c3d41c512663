/** The type of the texts of pictures and pages. Every language has one file that satisfies it. */
import type { Condition } from "../model/condition";
import type { Direction } from "../model/network";
import type { Party } from "../model/party";
import type { SkippedRequirement } from "../model/plan";
import type { PromiseId } from "../questions/promises";
import type { PageTexts } from "./page-texts";

/** All texts of pictures and pages in one language. */
export interface Texts {
  /** The BCP 47 tag: `en`, `zh-CN`. */
  readonly language: string;
  readonly parties: Readonly<Record<Party, string>>;
  readonly conditions: Readonly<Record<Condition, string>>;
  /** Why a requirement has no separate rule. */
  readonly skipReason: Readonly<Record<SkippedRequirement["reason"], string>>;
  /** The isolation promises of the tables, each with its reason. */
  readonly promises: Readonly<Record<PromiseId, { readonly promise: string; readonly why: string }>>;
  /** Translations of purposes by the English text of the catalogs. Empty in English. */
  readonly purposes: Readonly<Record<string, string>>;
  /** Translations of catalog titles by the English title. Empty in English. */
  readonly catalogs: Readonly<Record<string, string>>;
  readonly draw: DrawTexts;
  readonly page: PageTexts;
}

export interface DrawTexts {
  /** The corner of a From/To matrix. */
  readonly fromTo: string;
  readonly matrixTitle: (deployment: string) => string;
  readonly diagramTitle: (deployment: string) => string;
  /** The heading of the notes of a matrix. */
  readonly notes: string;
  /** Every protocol and port. */
  readonly allTraffic: string;
  /** Every port of a protocol. */
  readonly allOf: (protocol: string) => string;
  /** `8`, or `8/0` with its code. */
  readonly icmpType: (protocol: string, type: string) => string;
  /** A protocol that has no name here. */
  readonly protocolNumber: (number: string) => string;
  /** The label of traffic from any address, or to any address. */
  readonly world: Readonly<Record<Direction, string>>;
  /** Like `world`, in the notes of a matrix, where the cell names one party. */
  readonly worldNotes: Readonly<Record<Direction, string>>;
  /** Traffic whose source the deployment narrows to some peers. */
  readonly only: (peers: string) => string;
  /** The label of traffic that never leaves the node. */
  readonly local: string;
  /** The frame around the nodes of one cluster. */
  readonly frame: string;
  /** The label of traffic among all parties in the frame. */
  readonly among: string;
  /** The label of traffic within one party. */
  readonly within: string;
  /** `2379 TCP from etcd nodes to etcd nodes`, for screen readers and tooltips. */
  readonly flow: (traffic: string, from: string, to: string) => string;
  /** In the legend: all protocols, and protocols shown by number. */
  readonly otherProtocols: string;
  /** In the legend: a flow for which the plan has no separate rule. */
  readonly skipReason: string;
  /** Replaces a picture without flows. */
  readonly nothing: string;
  /** The number of entries that are not shown. */
  readonly more: (count: number) => string;
  /** The separator between the names of several parties. */
  readonly listSeparator: string;
}
