import type { Deployment } from "../../../src/model/deployment";
import { planDeployment } from "../../../src/projection/plan-deployment";
import { type PartyFlow, partyFlows } from "../../../src/reach/party-flows";
import { diagramMermaid } from "../../../src/report/draw/diagram-mermaid";
import { diagramSvg } from "../../../src/report/draw/diagram-svg";
import { flowGraph } from "../../../src/report/draw/flow-graph";
import { fromToMatrix } from "../../../src/report/draw/from-to-matrix";
import { matrixSvg } from "../../../src/report/draw/matrix-svg";
import { drawStyles, paletteOf } from "../../../src/report/draw/styles";
import { textWidth } from "../../../src/report/draw/text-width";
import { trafficKey } from "../../../src/report/draw/wording";
import { languages, textsIn } from "../../../src/texts";
import { cluster } from "../../verify/shipped";
import {
  diagramPicture,
  type Element,
  elements,
  english,
  matrixPicture,
  parsed,
  parts,
  shipped,
  textOf,
} from "./drawings";

const kinds = [
  ["matrix", matrixPicture],
  ["diagram", diagramPicture],
] as const;

const list = (part: Element, name: string) => (part.attributes[name] ?? "").split(" ");
const key = (from: string, to: string, traffic: string) => `${traffic} from ${from} to ${to}`;
const keyOf = (flow: PartyFlow) => key(flow.from, flow.to, trafficKey(flow));

/** The flows that a part of a picture represents: for each of its ends, the traffic in its text. */
function claimed(part: Element): readonly string[] {
  const traffic = elements(part).flatMap(({ attributes }) => attributes["data-traffic"] ?? []);
  return list(part, "data-from").flatMap((from) =>
    list(part, "data-to").flatMap((to) => traffic.map((one) => key(from, to, one))),
  );
}

describe.each(shipped)("%s", (_, { plan }) => {
  const flows = partyFlows(plan);

  test.each(kinds)("as a %s shows every flow, with its port rules, and no other", (_kind, draw) => {
    const shown = parts(draw(plan));
    expect(new Set(shown.flatMap(claimed))).toEqual(new Set(flows.map(keyOf)));
    for (const flow of flows) {
      const rules = shown.filter((one) => claimed(one).includes(keyOf(flow))).flatMap((one) => list(one, "data-rules"));
      for (const { id } of flow.portRules) expect(rules).toContain(id);
    }
  });

  test.each(kinds)("as a %s has no text beyond its borders, in any language", (_kind, draw) => {
    for (const language of languages) {
      const picture = parsed(draw(plan, { ...english, texts: textsIn(language) }));
      const width = Number(picture.attributes.width);
      for (const one of elements(picture).filter(({ name }) => name === "text")) {
        const [x, size] = [Number(one.attributes.x), Number(one.attributes["font-size"])];
        const length = textWidth(textOf(one), { size, isBold: one.attributes.class?.includes("rsg-bold") ?? false });
        const left = one.attributes["text-anchor"] === "middle" ? x - length / 2 : x;
        // Boxes of a diagram are in a group that is moved to the right.
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left + length).toBeLessThanOrEqual(width);
      }
    }
  });
});

test("keeps the text of a matrix cell within the cell", () => {
  for (const [, { plan }] of shipped) {
    for (const language of languages) {
      for (const cell of parts(matrixPicture(plan, { ...english, texts: textsIn(language) }))) {
        const box = elements(cell).find(({ name }) => name === "rect")?.attributes ?? {};
        for (const one of elements(cell).filter(({ name }) => name === "text")) {
          const length = textWidth(textOf(one), { size: Number(one.attributes["font-size"]) });
          expect(length).toBeLessThanOrEqual(Number(box.width));
          expect(Math.abs(Number(box.x) + Number(box.width) / 2 - Number(one.attributes.x))).toBeLessThan(1);
        }
      }
    }
  }
});

describe("of a user's text with markup", () => {
  const purpose = `<script>alert("x" + 'y')</script> & ]]> --> %% #lt;`;
  const { deployment } = cluster({
    rules: { add: [{ id: "odd", from: ["rancher"], to: ["worker"], protocol: "tcp", ports: 9796, purpose: "Odd" }] },
  });
  const label = '${aws_vpc.main["a<b>&"].cidr_block}';
  const odd = {
    ...deployment,
    name: `x"y<z>'&`,
    rules: { add: [{ ...deployment.rules.add?.[0], purpose }] },
    parties: { rancher: { create: true }, apiClients: { cidrs: [label] }, workloadClients: "anywhere" },
  } as unknown as Deployment;
  const plan = planDeployment(odd);

  test.each(kinds)("a %s has it as text", (kind, draw) => {
    for (const isEmbedded of [false, true]) {
      const svg = draw(plan, { ...english, deployment: odd.name, isEmbedded });
      expect(svg).not.toContain("<script");
      const all = elements(parsed(svg));
      const words = all.map((one) => (isEmbedded ? one.attributes["aria-label"] : one.children.join("")) ?? "");
      expect(words.filter((text) => text.includes(purpose)).length).toBeGreaterThan(0);
      expect(all.map(textOf).join("\n")).toContain(odd.name);
      if (kind === "diagram") expect(all.map(textOf).join("").replaceAll(" ", "")).toContain('["a<b>&"]');
    }
  });

  test("replaces a character that is invalid in XML", () => {
    const svg = matrixPicture(plan, { ...english, deployment: "a\u0000b\u001b[31m\ud800" });
    expect(textOf(parsed(svg))).toContain("a\ufffdb\ufffd[31m\ufffd");
  });

  test("escapes with Mermaid's own entities", () => {
    const chart = diagramMermaid(flowGraph(plan, partyFlows(plan)), { ...english, deployment: odd.name });
    expect(chart).toContain("accTitle: x#34;y#60;z#62;#39;#38;: parties and flows");
    for (const line of chart.split("\n")) {
      const outsideBreaks = line.replaceAll("<br>", "");
      expect(outsideBreaks).not.toMatch(/[<&']|#(?!\d+;|[0-9a-f]{6}\b)/);
      expect((outsideBreaks.match(/"/g) ?? []).length % 2).toBe(0);
    }
  });
});

test("names the peers of a narrowed source in both pictures", () => {
  const [, entry] = shipped.find(([name]) => name.includes("examples/rancher-nodes")) as (typeof shipped)[number];
  for (const [, draw] of kinds) {
    const words = textOf(parsed(draw(entry.plan)))
      .toLowerCase()
      .replaceAll(" ", "");
    for (const cidr of ["10.0.0.0/24", "10.0.0.0/16", "203.0.113.0/24"]) expect(words).toContain(`onlyfrom${cidr}`);
  }
});

test("adds no styles to a picture in a page, whose parts have names and can be focused; a file has its own styles", () => {
  const [, entry] = shipped[1] as (typeof shipped)[number];
  for (const [, draw] of kinds) {
    const [file, embedded] = [false, true].map((isEmbedded) =>
      parsed(draw(entry.plan, { ...english, isEmbedded })),
    ) as [Element, Element];
    expect(elements(file).filter(({ name }) => name === "style")).toHaveLength(1);
    expect(file.attributes.role).toBe("img");
    expect(elements(embedded).filter(({ name, attributes }) => name === "style" || attributes.id)).toEqual([]);
    expect(embedded.attributes.role).toBe("group");
    const focusable = elements(embedded).filter(({ attributes }) => attributes["data-rules"]);
    expect(focusable.length).toBeGreaterThan(5);
    for (const { attributes } of focusable) {
      expect(attributes).toMatchObject({
        tabindex: "0",
        role: "button",
        "aria-label": expect.stringContaining(" from "),
      });
    }
  }
});

test("states that a picture has no flows", () => {
  const { plan } = cluster();
  expect(textOf(parsed(matrixSvg(fromToMatrix([]), english)))).toContain("No flows.");
  expect(textOf(parsed(diagramSvg(flowGraph(plan, []), english)))).toContain("No flows.");
  expect(diagramMermaid(flowGraph(plan, []), english)).toBe(
    '%%{init: {"theme": "default"}}%%\nflowchart TB\n  accTitle: test: parties and flows\n',
  );
});

describe("a Mermaid chart", () => {
  const { plan } = cluster({ loadBalancer: { terminatesTls: true } });
  const chart = diagramMermaid(flowGraph(plan, partyFlows(plan)), { ...english, theme: "auto" });
  const lines = chart.split("\n").map((line) => line.trim());

  test("has the nodes of a cluster in a subgraph, and its common flows at it", () => {
    expect(lines[0]).toBe("flowchart TB");
    expect(lines).toContain('subgraph cluster["nodes of the cluster<br>among all of them<br>8472 UDP"]');
    expect(lines).toContain('cluster -->|"443 TCP"| loadBalancer');
  });

  test("has thick lines for traffic from any address, and dotted ones for traffic without a rule", () => {
    expect(lines).toContain('workloadClients ==>|"80, 443 TCP<br>from any address"| controlplane');
    expect(lines).toContain('rancher -.->|"443 TCP"| rancherCatalog');
    const edges = lines.filter((line) => /^\w+ (-->|==>|-\.->)/.test(line));
    const styled = lines.flatMap((line) => /^linkStyle (\d+) .*width:3px$/.exec(line)?.[1] ?? []);
    expect(styled.map((index) => edges[Number(index)]?.includes("==>"))).toEqual([true, true]);
  });
});

describe("colours", () => {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a: string, b: string) => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };

  test.each(["light", "dark"] as const)("have enough contrast: %s", (theme) => {
    const { paper, panel, ink, muted, onFill, tcp, udp, icmp, other, open, out } = paletteOf(theme);
    const texts = [
      ...[tcp, udp, icmp, other].map((fill) => [onFill, fill]),
      ...[ink, muted, open, out].flatMap((text) => [[text, paper]]),
      ...[ink, muted].map((text) => [text, panel]),
    ] as [string, string][];
    const faint = texts
      .filter(([a, b]) => contrast(a, b) < 4.5)
      .map(([a, b]) => `${a} on ${b}: ${contrast(a, b).toFixed(2)}`);
    expect(faint).toEqual([]);
  });

  test("are literal in a single theme, for viewers without custom properties, and follow the viewer with auto", () => {
    expect(drawStyles("light") + drawStyles("dark")).not.toMatch(/var\(|--rsg|@media/);
    expect(drawStyles("light")).not.toBe(drawStyles("dark"));
    expect(drawStyles("auto")).toMatch(/@media screen and \(prefers-color-scheme:dark\)\{\.rsg-picture\{--rsg-paper:#/);
  });
});
