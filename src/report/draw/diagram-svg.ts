/** The parties of a deployment and the flows between them, as SVG. */
import { type Box, diagramLayout, type PlacedEdge, type PlacedFrame } from "./diagram-layout";
import type { DrawOptions } from "./draw-options";
import type { FlowGraph, GraphTraffic } from "./flow-graph";
import type { Point } from "./layout/layered";
import { legend } from "./legend";
import { part, picture, textLine } from "./picture";
import { element, rounded } from "./svg";
import { drawnLines } from "./text-block";
import { type Font, textWidth, wrap } from "./text-width";

const titleFont: Font = { size: 17, isBold: true };
const MARGIN = 16;
const LEAST_WIDTH = 420;
const TIP = 8;

/** The parties of a deployment and their flows as one SVG: an arrow for each pair, with its ports. */
export function diagramSvg(graph: FlowGraph, options: DrawOptions): string {
  const { texts, deployment } = options;
  const title = texts.draw.diagramTitle(deployment);
  const layout = diagramLayout(graph, texts);
  const width = Math.max(LEAST_WIDTH, layout.width);
  const out: string[] = [];
  let y = MARGIN;
  for (const text of options.isEmbedded ? [] : wrap(title, width, titleFont)) {
    out.push(textLine({ x: MARGIN, y: y + titleFont.size * 0.7, text, font: titleFont }));
    y += titleFont.size * 1.4;
  }
  y += options.isEmbedded ? 0 : 14;
  if (graph.nodes.length === 0)
    out.push(textLine({ x: MARGIN, y: y + 8, text: texts.draw.nothing, font: { size: 12 } }));
  const shift = { x: MARGIN + (width - layout.width) / 2, y };
  out.push(
    element(
      "g",
      { transform: `translate(${rounded(shift.x)} ${rounded(shift.y)})` },
      ...(layout.frame ? [drawnFrame(layout.frame, graph.frame?.among ?? [], options)] : []),
      ...layout.boxes.map((box) => drawnBox(box, options)),
      ...layout.edges.map((edge) => drawnEdge(edge, options)),
    ),
  );
  y += Math.max(16, layout.height) + 20;
  const flows = allTraffic(graph).flatMap((traffic) => traffic.flows);
  if (flows.length > 0) y = legend(flows, options, { x: MARGIN, y, width }, out);
  return picture(
    title,
    Math.max(width, textWidth(texts.draw.nothing, { size: 12 })) + 2 * MARGIN,
    y + MARGIN - 8,
    options,
    ...out,
  );
}

function allTraffic({ nodes, frame, edges }: FlowGraph): readonly GraphTraffic[] {
  return [
    ...nodes.flatMap(({ within }) => within),
    ...(frame?.among ?? []),
    ...edges.flatMap(({ traffic }) => traffic),
  ];
}

function drawnFrame(
  { x, y, width, height, lines, text }: PlacedFrame,
  among: readonly GraphTraffic[],
  options: DrawOptions,
): string {
  const content = drawnLines(lines, text);
  return element(
    "g",
    { class: "rsg-frame" },
    element("rect", { class: "rsg-frame-line", x, y, width, height, rx: 8 }),
    among.length > 0
      ? part(
          "rsg-among",
          among.flatMap(({ flows }) => flows),
          options,
          {},
          content,
        )
      : content,
  );
}

function drawnBox({ node, x, y, width, height, lines }: Box, options: DrawOptions): string {
  const content = drawnLines(lines, { x: x + width / 2, y: y + height / 2 });
  return element(
    "g",
    { class: "rsg-party", "data-party": node.party },
    element("rect", { class: "rsg-box", x, y, width, height, rx: 6 }),
    node.within.length > 0
      ? part(
          "rsg-within",
          node.within.flatMap(({ flows }) => flows),
          options,
          {},
          content,
        )
      : content,
  );
}

function drawnEdge({ edge, lines, size, label, way }: PlacedEdge, options: DrawOptions): string {
  const { d, tip } = "runs" in way ? runsPath(way.runs) : cornersPath(way.points);
  const state =
    edge.world === "ingress" ? "rsg-open" : edge.world === "egress" ? "rsg-out" : edge.isWritten ? "" : "rsg-unwritten";
  const box = { x: label.x - size.width / 2, y: label.y - size.height / 2, ...size };
  return part(
    ["rsg-edge", state].filter(Boolean).join(" "),
    edge.traffic.flatMap(({ flows }) => flows),
    options,
    {},
    element("path", { class: "rsg-halo", d }),
    element("path", { class: "rsg-way", d }),
    element("path", { class: "rsg-tip", d: tip }),
    element("rect", { class: "rsg-label", ...box, rx: 4 }),
    drawnLines(lines, label),
  );
}

interface Drawn {
  readonly d: string;
  readonly tip: string;
}

/** Straight in each run, and a curve from one to the next. */
function runsPath(runs: readonly { readonly x: number; readonly from: number; readonly to: number }[]): Drawn {
  const last = runs.at(-1) ?? { x: 0, from: 0, to: 0 };
  const way = Math.sign(last.to - (runs.at(-2)?.to ?? last.from)) || 1;
  const pieces = runs.map(({ x, from, to }, index) => {
    const before = runs[index - 1];
    const end = index === runs.length - 1 ? to - way * TIP * 0.8 : to;
    const start = before ? curve({ x: before.x, y: before.to }, { x, y: from }) : `M${point({ x, y: from })}`;
    return `${start}V${rounded(end)}`;
  });
  return { d: pieces.join(""), tip: tipAt({ x: last.x, y: last.to }, { x: 0, y: way }) };
}

function curve(from: Point, to: Point): string {
  const middle = (from.y + to.y) / 2;
  if (Math.abs(from.x - to.x) < 0.5) return `L${point(to)}`;
  return `C${point({ x: from.x, y: middle })} ${point({ x: to.x, y: middle })} ${point(to)}`;
}

function cornersPath(points: readonly Point[]): Drawn {
  const [end, before] = [points.at(-1), points.at(-2)] as [Point, Point];
  const way = { x: Math.sign(end.x - before.x), y: Math.sign(end.y - before.y) };
  const short = { x: end.x - way.x * TIP * 0.8, y: end.y - way.y * TIP * 0.8 };
  const d = [...points.slice(0, -1), short].map((one, index) => `${index === 0 ? "M" : "L"}${point(one)}`).join("");
  return { d, tip: tipAt(end, way) };
}

/** An arrow head that ends at a point. */
function tipAt({ x, y }: Point, way: Point): string {
  const [back, side] = [TIP, TIP * 0.5];
  const left = { x: x - way.x * back - way.y * side, y: y - way.y * back - way.x * side };
  const right = { x: x - way.x * back + way.y * side, y: y - way.y * back + way.x * side };
  return `M${point({ x, y })}L${point(left)}L${point(right)}z`;
}

const point = ({ x, y }: Point) => `${rounded(x)} ${rounded(y)}`;
