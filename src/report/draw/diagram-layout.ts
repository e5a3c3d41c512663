/** Where everything in a diagram goes: what is in the boxes decides how large they are, and that where they stand. */
import type { Party } from "../../model/party";
import type { Texts } from "../../texts";
import { unitsOf } from "./diagram-order";
import { frameLines, nodeLines } from "./diagram-text";
import type { FlowGraph, GraphEdge, GraphNode } from "./flow-graph";
import { type FrameLayout, frameLayout } from "./frame-layout";
import { type Block, type End, type LaidLink, layered, type Point, type Size } from "./layout/layered";
import { type BlockLine, sizeOf, trafficLines } from "./text-block";

export interface DiagramLayout extends Size {
  readonly boxes: readonly Box[];
  readonly frame?: PlacedFrame;
  readonly edges: readonly PlacedEdge[];
}

export interface Box extends Size, Point {
  readonly node: GraphNode;
  readonly lines: readonly BlockLine[];
}

export interface PlacedFrame extends Size, Point {
  readonly lines: readonly BlockLine[];
  readonly text: Point;
}

export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly lines: readonly BlockLine[];
  readonly size: Size;
  readonly label: Point;
  /** Between blocks, in runs; within the frame, by corners. */
  readonly way: Pick<LaidLink, "runs"> | { readonly points: readonly Point[] };
}

const BOX_TEXT = 140;
const LABEL_TEXT = 124;
const PADDING = 10;

export function diagramLayout(graph: FlowGraph, texts: Texts): DiagramLayout {
  const boxes = new Map(
    graph.nodes.map((node) => {
      const lines = nodeLines(node, texts, BOX_TEXT);
      return [node.party, { node, lines, ...padded(sizeOf(lines), 2 * PADDING) }] as const;
    }),
  );
  const labels = new Map(
    graph.edges.map((edge) => {
      const lines = trafficLines(texts, edge.traffic, LABEL_TEXT);
      return [edge, { lines, size: padded(sizeOf(lines), 10) }] as const;
    }),
  );
  const framed: readonly Party[] = graph.frame?.parties ?? [];
  const isInner = ({ from, to }: GraphEdge) =>
    from.length === 1 && to.length === 1 && [...from, ...to].every((party) => framed.includes(party));
  const inner = graph.edges.filter(isInner);
  const outer = graph.edges.filter((edge) => !isInner(edge));

  const frameText = graph.frame ? frameLines(graph.frame.among, texts, LABEL_TEXT) : [];
  const frame = graph.frame
    ? frameLayout(
        Object.fromEntries(framed.map((party) => [party, boxes.get(party) as Size])),
        sizeOf(frameText),
        inner.map((edge) => ({ edge, size: (labels.get(edge) as { size: Size }).size })),
      )
    : undefined;

  const units = unitsOf(graph);
  const blocks = units.map((unit): Block => (unit === "frame" ? (frame as FrameLayout) : (boxes.get(unit) as Size)));
  const endOf = (parties: readonly Party[]): End => {
    const [party] = parties as [Party];
    if (!framed.includes(party)) return { block: units.indexOf(party) };
    return { block: units.indexOf("frame"), ...(parties.length === 1 ? { member: party } : {}) };
  };
  const layout = layered(
    blocks,
    outer.map((edge) => ({
      from: endOf(edge.from),
      to: endOf(edge.to),
      label: (labels.get(edge) as { size: Size }).size,
    })),
  );

  const corner = layout.blocks[units.indexOf("frame")] ?? { x: 0, y: 0 };
  const inFrame = ({ x, y }: Point): Point => ({ x: corner.x + x, y: corner.y + y });
  const placedBoxes = graph.nodes.map(({ party }): Box => {
    const box = boxes.get(party) as Omit<Box, "x" | "y">;
    const member = frame?.places[party];
    if (!member) return { ...box, ...(layout.blocks[units.indexOf(party)] as Point) };
    return { ...box, ...inFrame({ x: member.left, y: member.top }), height: member.bottom - member.top };
  });
  return {
    width: layout.width,
    height: layout.height,
    boxes: placedBoxes,
    ...(frame
      ? { frame: { ...corner, width: frame.width, height: frame.height, lines: frameText, text: inFrame(frame.text) } }
      : {}),
    edges: [
      ...outer.map((edge, index) => {
        const { runs, label } = layout.links[index] as LaidLink;
        return { edge, ...(labels.get(edge) as Pick<PlacedEdge, "lines" | "size">), label, way: { runs } };
      }),
      ...(frame?.edges ?? []).map(({ edge, points, label }) => ({
        edge,
        ...(labels.get(edge) as Pick<PlacedEdge, "lines" | "size">),
        label: inFrame(label),
        way: { points: points.map(inFrame) },
      })),
    ],
  };
}

const padded = ({ width, height }: Size, by: number): Size => ({ width: width + by, height: height + by });
