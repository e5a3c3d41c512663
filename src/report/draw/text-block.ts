/** Lines of text that are measured first and drawn where they turn out to belong: in boxes, on edges. */
import { portsText } from "../../model/ports";
import type { PartyFlow } from "../../reach/party-flows";
import type { Texts } from "../../texts";
import type { GraphTraffic } from "./flow-graph";
import type { Point, Size } from "./layout/layered";
import { colourOf } from "./legend";
import { element, escaped } from "./svg";
import { type Font, textWidth, wrapEvenly } from "./text-width";
import { firstFew, isNumbered, protocolName, trafficKey, trafficLabel } from "./wording";

/** A part of a line; what stands for traffic says which. */
export interface Piece {
  readonly text: string;
  readonly flow?: PartyFlow;
}

export interface BlockLine {
  readonly pieces: readonly Piece[];
  readonly font: Font;
  readonly className?: string;
  /** The colour of the stripe beside it. Default: no stripe. */
  readonly colour?: ReturnType<typeof colourOf>;
  /** Whether the line before it is of the same protocol, and the stripe goes on. Default: false. */
  readonly isContinued?: boolean;
}

export const smallFont: Font = { size: 11 };
const trafficFont: Font = { size: 12 };
const STRIPE = 9;
const LEADING = 1.35;

const lineWidth = ({ pieces, font }: BlockLine) => textWidth(pieces.map(({ text }) => text).join(""), font);

export function sizeOf(lines: readonly BlockLine[]): Size {
  const indent = lines.some(({ colour }) => colour) ? STRIPE : 0;
  return {
    width: Math.max(0, ...lines.map(lineWidth)) + indent,
    height: lines.reduce((sum, { font }) => sum + font.size * LEADING, 0),
  };
}

/** Lines of plain text. */
export function textLines(text: string, width: number, font: Font, className?: string): readonly BlockLine[] {
  return wrapEvenly(text, width, font).map((line) => ({
    pieces: [{ text: line }],
    font,
    ...(className ? { className } : {}),
  }));
}

/** Draws the lines around a middle, one below the other from the left. */
export function drawnLines(lines: readonly BlockLine[], middle: Point): string {
  const { width, height } = sizeOf(lines);
  const indent = lines.some(({ colour }) => colour) ? STRIPE : 0;
  const left = middle.x - width / 2;
  let y = middle.y - height / 2;
  return lines
    .map(({ pieces, font, className, colour, isContinued }) => {
      const step = font.size * LEADING;
      const attributes = {
        x: left + indent,
        y: y + step / 2 + font.size * 0.35,
        "font-size": font.size,
        class: [className, font.isBold && "rsg-bold"].filter(Boolean).join(" ") || undefined,
      };
      const [top, bottom] = [y + (isContinued ? -1 : 1), y + step - 1];
      const bar = element("rect", { class: "rsg-fill", x: left, y: top, width: 4, height: bottom - top });
      y += step;
      return `${colour ? element("g", { class: `rsg-${colour}` }, bar) : ""}${element("text", attributes, ...pieces.map(drawnPiece))}`;
    })
    .join("");
}

function drawnPiece({ text, flow }: Piece): string {
  return flow ? element("tspan", { "data-traffic": trafficKey(flow) }, escaped(text)) : escaped(text);
}

/** `22, 2376 TCP`, a line or more for each protocol; then who may use it, where that is the world or part of a party. */
export function trafficLines(texts: Texts, traffic: readonly GraphTraffic[], width: number): readonly BlockLine[] {
  const groups = new Map<string, GraphTraffic[]>();
  for (const one of traffic) {
    const key = [reachKey(one), one.protocol, one.scope].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  // Those of one reach stand together, and its words below the last of them.
  const ordered = [...groups.values()].sort((a, b) => reachOrder(groups, a) - reachOrder(groups, b));
  return ordered.flatMap((group, index) => {
    const lines = groupLines(texts, group, width);
    const [one, next] = [group[0], ordered[index + 1]?.[0]] as [GraphTraffic, GraphTraffic | undefined];
    return next && reachKey(next) === reachKey(one) ? lines : [...lines, ...reachLines(texts, group, width)];
  });
}

const reachKey = ({ world, only }: GraphTraffic) => `${world ?? ""} ${only ?? ""}`;

/** The place of the first group of the same reach. */
function reachOrder(groups: ReadonlyMap<string, readonly GraphTraffic[]>, group: readonly GraphTraffic[]): number {
  const keys = [...groups.values()].map(([first]) => reachKey(first as GraphTraffic));
  return keys.indexOf(reachKey(group[0] as GraphTraffic));
}

function reachLines(texts: Texts, traffic: readonly GraphTraffic[], width: number): readonly BlockLine[] {
  const { world, only } = traffic[0] as GraphTraffic;
  const { only: onlyFrom, world: worldWords, listSeparator } = texts.draw;
  if (only) return textLines(onlyFrom(firstFew(only, texts).join(listSeparator)), width, smallFont, "rsg-muted");
  if (!world) return [];
  const end = world === "ingress" ? "from" : "to";
  const isSaid = traffic.every(({ flows }) => flows.every((flow) => flow[end] === "internet"));
  const className = world === "ingress" ? "rsg-open-text" : "rsg-out-text";
  return isSaid ? [] : textLines(worldWords[world], width, { ...smallFont, isBold: true }, className);
}

/** Traffic of one protocol. */
function groupLines(texts: Texts, traffic: readonly GraphTraffic[], width: number): readonly BlockLine[] {
  const [first] = traffic as [GraphTraffic];
  const suffix = first.scope === "node" ? ` ${texts.draw.local}` : "";
  const numbered = traffic.filter(isNumbered);
  const words: Piece[] = [
    ...numbered.map((one, index) => {
      const isLast = index === numbered.length - 1;
      const text = `${portsText(one.ports)}${isLast ? ` ${protocolName(one.protocol)}` : ","}`;
      return { text, flow: one.flows[0] as PartyFlow };
    }),
    ...traffic
      .filter((one) => !isNumbered(one))
      .map((one) => ({ text: trafficLabel(texts, one), flow: one.flows[0] as PartyFlow })),
  ];
  const last = words.at(-1);
  if (last && suffix) words[words.length - 1] = { ...last, text: `${last.text}${suffix}` };
  const lines: Piece[][] = [];
  for (const word of words) {
    const line = lines.at(-1);
    const longer = [...(line ?? []), { ...word, text: line ? ` ${word.text}` : word.text }];
    if (line && textWidth(longer.map(({ text }) => text).join(""), trafficFont) <= width)
      lines[lines.length - 1] = longer;
    else lines.push([word]);
  }
  return lines.map((pieces, index) => ({
    pieces,
    font: trafficFont,
    colour: colourOf(first),
    isContinued: index > 0,
  }));
}
