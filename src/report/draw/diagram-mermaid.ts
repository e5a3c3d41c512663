/** The parties of a deployment and the flows between them as a Mermaid flowchart, which code hosts draw in Markdown. */
import { oneLine } from "../../errors/one-line";
import type { Party } from "../../model/party";
import { unitsOf } from "./diagram-order";
import { frameLines, nodeLines } from "./diagram-text";
import type { DrawOptions } from "./draw-options";
import type { FlowGraph, GraphEdge } from "./flow-graph";
import { paletteOf } from "./styles";
import { type BlockLine, trafficLines } from "./text-block";

const FRAME = "cluster";
const LABEL_WIDTH = 180;

/** For Mermaid 10 and later. `auto` leaves the theme to whoever draws it. */
export function diagramMermaid(graph: FlowGraph, { deployment, texts, theme = "auto" }: DrawOptions): string {
  const nameOf = (parties: readonly Party[]) => (parties.length > 1 ? FRAME : `${parties[0]}`);
  const box = (party: Party) => {
    const node = graph.nodes.find((one) => one.party === party);
    return `${party}[${quoted(node ? nodeLines(node, texts, LABEL_WIDTH) : [])}]`;
  };
  const units = unitsOf(graph).flatMap((unit) => {
    if (unit !== "frame") return [box(unit)];
    const { parties, among } = graph.frame ?? { parties: [], among: [] };
    const title = quoted(frameLines(among, texts, LABEL_WIDTH));
    return [`subgraph ${FRAME}[${title}]`, ...parties.map((party) => `  ${box(party)}`), "end"];
  });
  const edges = graph.edges.map((edge) => {
    const label = quoted(trafficLines(texts, edge.traffic, LABEL_WIDTH));
    return `${nameOf(edge.from)} ${arrowOf(edge)}|${label}| ${nameOf(edge.to)}`;
  });
  const { open, out } = paletteOf(theme);
  const styles = graph.edges.flatMap(({ world }, index) =>
    world ? [`linkStyle ${index} stroke:${world === "ingress" ? `${open},stroke-width:3px` : out}`] : [],
  );
  const lines = [`accTitle: ${escaped(texts.draw.diagramTitle(deployment))}`, ...units, ...edges, ...styles];
  const directive = { auto: [], light: ["default"], dark: ["dark"] }[theme].map(
    (name) => `%%{init: {"theme": "${name}"}}%%`,
  );
  return [...directive, "flowchart TB", ...lines.map((line) => `  ${line}`), ""].join("\n");
}

/** Dotted where no rule opens it, thick where any address may send it. */
function arrowOf({ world, isWritten }: GraphEdge): string {
  if (!isWritten) return "-.->";
  return world === "ingress" ? "==>" : "-->";
}

function quoted(lines: readonly BlockLine[]): string {
  return `"${lines.map(({ pieces }) => escaped(pieces.map(({ text }) => text).join(""))).join("<br>")}"`;
}

/** Mermaid's own entities: what it takes for markup or for syntax comes out as text. */
function escaped(text: string): string {
  return oneLine(text).replace(
    /[^\p{L}\p{N} .,:()/_+*=@!，。：；、（）-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}
