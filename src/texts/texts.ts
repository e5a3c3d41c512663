/** What a picture or page says, in one language. Every language has one file that satisfies this type. */
import type { Condition } from "../model/condition";
import type { Direction } from "../model/network";
import type { Party } from "../model/party";
import type { SkippedRequirement } from "../model/plan";
import type { PromiseId } from "../questions/promises";
import type { PageTexts } from "./page-texts";

/** All that pictures and pages say, in one language. */
export interface Texts {
  /** As BCP 47 writes it: `en`, `zh-CN`. */
  readonly language: string;
  readonly parties: Readonly<Record<Party, string>>;
  readonly conditions: Readonly<Record<Condition, string>>;
  /** Why a requirement has no rule of its own. */
  readonly skipReason: Readonly<Record<SkippedRequirement["reason"], string>>;
  /** Isolation promises of the tables, each with its reason. */
  readonly promises: Readonly<Record<PromiseId, { readonly promise: string; readonly why: string }>>;
  /** By the English purpose, as catalogs have it. English itself needs none. */
  readonly purposes: Readonly<Record<string, string>>;
  /** Titles of catalogs, by the English ones. English itself needs none. */
  readonly catalogs: Readonly<Record<string, string>>;
  readonly draw: DrawTexts;
  readonly page: PageTexts;
}

export interface DrawTexts {
  /** The corner of a From/To matrix. */
  readonly fromTo: string;
  readonly matrixTitle: (deployment: string) => string;
  readonly diagramTitle: (deployment: string) => string;
  /** Above the notes of a matrix. */
  readonly notes: string;
  /** Every protocol and port. */
  readonly allTraffic: string;
  /** Every port of a protocol. */
  readonly allOf: (protocol: string) => string;
  /** `8`, or `8/0` with its code. */
  readonly icmpType: (protocol: string, type: string) => string;
  /** A protocol that has no name here. */
  readonly protocolNumber: (number: string) => string;
  /** Beside traffic that any address may send, or be sent. */
  readonly world: Readonly<Record<Direction, string>>;
  /** The same in the notes of a matrix, where the cell names one party. */
  readonly worldNotes: Readonly<Record<Direction, string>>;
  /** Traffic whose source the deployment narrows to some peers. */
  readonly only: (peers: string) => string;
  /** Beside traffic that never leaves the node. */
  readonly local: string;
  /** The frame around the nodes of one cluster. */
  readonly frame: string;
  /** Before the traffic that all in the frame may send each other. */
  readonly among: string;
  /** Before the traffic within one party. */
  readonly within: string;
  /** `2379 TCP from etcd nodes to etcd nodes`, for those who hear the picture or hover over it. */
  readonly flow: (traffic: string, from: string, to: string) => string;
  /** In the legend: all of them, and those that go by their number. */
  readonly otherProtocols: string;
  /** In the legend: a flow for which the plan holds no rule of its own. */
  readonly skipReason: string;
  /** Instead of a picture of no flows. */
  readonly nothing: string;
  /** Instead of what is not shown. */
  readonly more: (count: number) => string;
  /** Between the names of several parties. */
  readonly listSeparator: string;
}
