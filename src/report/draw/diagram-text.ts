/** What the boxes of a diagram say. */
import type { Texts } from "../texts";
import type { GraphNode, GraphTraffic } from "./flow-graph";
import { type BlockLine, smallFont, textLines, trafficLines } from "./text-block";
import type { Font } from "./text-width";

const titleFont: Font = { size: 13, isBold: true };
const SHOWN_PEERS = 3;

/** Who it is, what that is in AWS, and what it sends itself; in lines of `width` at most. */
export function nodeLines(
  { party, groupName, peers, within }: GraphNode,
  texts: Texts,
  width: number,
): readonly BlockLine[] {
  const shown = peers
    .slice(0, peers.length === SHOWN_PEERS + 1 ? SHOWN_PEERS + 1 : SHOWN_PEERS)
    .map(({ label }) => label);
  const rest = peers.length - shown.length;
  const names = groupName !== undefined ? [groupName] : party === "internet" ? [] : shown;
  const more = groupName === undefined && rest > 0 ? [texts.draw.more(rest)] : [];
  return [
    ...textLines(texts.parties[party], width, titleFont),
    ...[...names, ...more].flatMap((name) => textLines(name, width, smallFont, "rsg-muted")),
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
