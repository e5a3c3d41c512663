/** The diagram of parties and flows. Activating an edge opens the rules behind it. */
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { diagramSvg } from "../report/draw/diagram-svg";
import { type FlowGraph, flowGraph, type GraphTraffic } from "../report/draw/flow-graph";
import { trafficKey } from "../report/draw/wording";
import type { PictureProps } from "./matrix-table";
import { useTexts } from "./words";

export function Diagram({ view, flows, chosen, choose }: PictureProps) {
  const texts = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const graph = useMemo(() => flowGraph(view.plan, flows), [view, flows]);
  const svg = useMemo(
    // Adds spaces between texts: without them a screen reader joins the last word of one text and the first of the
    // next.
    () =>
      diagramSvg(graph, { deployment: view.plan.deployment.name, texts, isEmbedded: true }).replaceAll(
        "</text>",
        "</text> ",
      ),
    [graph, texts],
  );
  useLayoutEffect(() => {
    for (const element of box.current?.querySelectorAll<SVGElement>("[role=button]") ?? []) {
      // The accessible name starts with the visible text, so that users of voice control can say what they see.
      const seen = element.textContent?.trim().replaceAll(/\s+/g, " ");
      element.setAttribute("aria-label", `${seen}; ${element.getAttribute("aria-label")}`);
    }
    const width = box.current?.querySelector("svg")?.getAttribute("width");
    box.current?.style.setProperty("--natural-width", `${width}px`);
  }, [svg]);
  useLayoutEffect(() => {
    for (const element of box.current?.querySelectorAll<SVGElement>("[role=button]") ?? []) {
      const own = trafficOf(graph, element).flatMap((traffic) => traffic.flows);
      element.setAttribute("aria-pressed", `${chosen.length > 0 && chosen.every((flow) => own.includes(flow))}`);
    }
  }, [svg, chosen]);
  if (flows.length === 0) return <p class="empty">{texts.page.pictures.empty}</p>;

  const activate = (target: EventTarget | null) => {
    const element = target instanceof Element ? target.closest<SVGElement>("[role=button]") : null;
    if (!element) return;
    const key = (target as Element).closest("[data-traffic]")?.getAttribute("data-traffic");
    const own = trafficOf(graph, element).flatMap((traffic) => traffic.flows);
    choose(
      own.filter((flow) => !key || trafficKey(flow) === key),
      element,
    );
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the edges inside are the buttons, and their events arrive here
    <div
      ref={box}
      class="scroll diagram"
      onClick={({ target }) => activate(target)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        activate(event.target);
      }}
      // This is SVG of this package, in which every text is escaped.
      dangerouslySetInnerHTML={{ __html: svg }}
    />
  );
}

/** The part of the graph that an element of its picture shows. */
function trafficOf(graph: FlowGraph, element: Element): readonly GraphTraffic[] {
  const [from, to] = ["data-from", "data-to"].map((name) => element.getAttribute(name));
  const isAt = (ends: readonly string[], text: string | null | undefined) => ends.join(" ") === text;
  if (element.classList.contains("rsg-among")) return graph.frame?.among ?? [];
  if (element.classList.contains("rsg-within")) return graph.nodes.find(({ party }) => party === from)?.within ?? [];
  return graph.edges.find((edge) => isAt(edge.from, from) && isAt(edge.to, to))?.traffic ?? [];
}
