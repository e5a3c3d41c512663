/** What the boxes of a diagram say. */
import type { Texts } from "../../texts";
import type { GraphNode, GraphTraffic } from "./flow-graph";
import { type BlockLine, smallFont, textLines, trafficLines } from "./text-block";
import type { Font } from "./text-width";
import { firstFew } from "./wording";

const titleFont: Font = { size: 13, isBold: true };

/** Who it is, what that is in AWS, and what it sends itself; in lines of `width` at most. */
export function nodeLines(
  { party, groupName, peers, within }: GraphNode,
  texts: Texts,
  width: number,
): readonly BlockLine[] {
  const labels = peers.map(({ label }) => label);
  // What is called any address needs no 0.0.0.0/0.
  const outside = party === "internet" ? [] : firstFew(labels, texts);
  const names = groupName === undefined ? outside : [groupName];
  return [
    ...textLines(texts.parties[party], width, titleFont),
    ...names.flatMap((name) => textLines(name, width, smallFont, "rsg-muted")),
    ...(within.some(({ scope }) => scope === "network") ? textLines(texts.draw.within, width, smallFont) : []),
    ...trafficLines(texts, within, width),
  ];
}

/** What all in a frame send each other. */
export function frameLines(among: readonly GraphTraffic[], texts: Texts, width: number): readonly BlockLine[] {
  return [
    ...textLines(texts.draw.frame, width, titleFont),
    ...(among.length > 0 ? textLines(texts.draw.among, width, smallFont) : []),
    ...trafficLines(texts, among, width),
  ];
}
