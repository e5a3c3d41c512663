/** What a picture or page says, in one language. Every language has one file that satisfies this type. */
import type { Condition } from "../../model/condition";
import type { Party } from "../../model/party";
import type { UnwrittenRequirement } from "../../model/plan";

export interface Texts {
  /** As BCP 47 writes it: `en`, `zh-CN`. */
  readonly language: string;
  readonly parties: Readonly<Record<Party, string>>;
  readonly conditions: Readonly<Record<Condition, string>>;
  /** Why a requirement has no rule of its own. */
  readonly unwritten: Readonly<Record<UnwrittenRequirement["reason"], string>>;
  /** By the English purpose, as catalogs have it. English itself needs none. */
  readonly purposes: Readonly<Record<string, string>>;
  readonly draw: DrawTexts;
}

export interface DrawTexts {
  /** The corner of a From/To matrix. */
  readonly fromTo: string;
  readonly matrixTitle: (deployment: string) => string;
  readonly diagramTitle: (deployment: string) => string;
  readonly notes: string;
  readonly legend: string;
  /** Every protocol and port. */
  readonly allTraffic: string;
  /** Ports of a protocol that has no numbers to show: all of it. */
  readonly allOf: (protocol: string) => string;
  /** Beside traffic that any address may send, or be sent. */
  readonly world: Readonly<Record<"ingress" | "egress", string>>;
  /** The same as a note. */
  readonly worldNotes: Readonly<Record<"ingress" | "egress", string>>;
  /** Beside traffic that never leaves the node. */
  readonly local: string;
  /** The frame around the nodes of one cluster. */
  readonly cluster: string;
  /** Before the traffic that all of them may send each other. */
  readonly among: string;
  /** Before the traffic within one party. */
  readonly within: string;
  /** A flow without a rule of its own, in the legend. */
  readonly noRule: string;
  readonly rule: string;
  /** A picture of no flows. */
  readonly nothing: string;
  /** What stands for a number of peers that are not shown. */
  readonly more: (count: number) => string;
}
