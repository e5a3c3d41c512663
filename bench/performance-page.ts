/** The page about performance and its chart, from what the benchmark found. */

import { element, escaped } from "../src/report/draw/svg";
import { markdownTable } from "../src/report/markdown-table";
import {
  type BenchResults,
  type FleetMeasure,
  type FleetTimes,
  judged,
  type Measure,
  type RequestCounts,
  type RequestResults,
  runs,
} from "./measure";

export const chartFile = "docs/images/growth.svg";

/** The page with its tables; `words` is the page as it stands, whose prose is kept. */
export function performancePage(
  words: string,
  { date, machine, node, fleets, measures }: BenchResults,
  requests: RequestResults,
): string {
  const parts: Readonly<Record<string, string>> = {
    machine: `Measured on ${date}: ${machine}, Node ${node.replace("v", "")}.`,
    fleets: markdownTable(
      ["deployments", "rules", "MB of JSON", "ours", "by hand", "ratio", "peak memory", "by hand", "JSON alone"],
      fleets.map(fleetRow),
    ),
    requests: `Counted on ${requests.date}.\n\n${markdownTable(requestHeader, requests.counts.map(requestRow))}`,
    measures: markdownTable(["what", "took", "against", "ratio", "goal", ""], measures.map(measureRow)),
  };
  return words.replace(
    /(<!-- (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, begin: string, name: string, end: string) => `${begin}\n${parts[name]?.trim()}\n\n${end}`,
  );
}

export const requestHeader: readonly string[] = [
  ...["cluster", "egress", "layout of groups", "groups", "rules", ...runs],
  ...runs.map((run) => `ten: ${run}`),
];

export function requestRow(counts: RequestCounts): readonly string[] {
  const { size, egress, layout, groups, rules, requests, tenClustersSeconds } = counts;
  const numbers = [groups, rules, ...runs.map((run) => requests[run])].map(String);
  return [size, egress, layout, ...numbers, ...runs.map((run) => `${tenClustersSeconds[run]} s`)];
}

const total = ({ constructMs, synthMs }: FleetTimes) => constructMs + synthMs;
const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;

function fleetRow({ deployments, rules, bytes, ours, handWritten, floorMs }: FleetMeasure): readonly string[] {
  return [
    `${deployments}`,
    `${rules}`,
    (bytes / 1e6).toFixed(1),
    seconds(total(ours)),
    seconds(total(handWritten)),
    (total(ours) / total(handWritten)).toFixed(2),
    `${ours.peakMiB.toFixed(0)} MiB`,
    `${handWritten.peakMiB.toFixed(0)} MiB`,
    seconds(floorMs),
  ];
}

/** As a person reads it: 0.04, 3.2, 640. */
function number(value: number): string {
  return value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0);
}

export function measureRow(measure: Measure): readonly string[] {
  const { what, value, unit, against, goal } = measure;
  return [
    what,
    `${number(value)} ${unit}`,
    against ? `${against.what}: ${number(against.value)}` : "",
    against ? (value / against.value).toFixed(2) : "",
    goal === undefined ? "" : `at most ${goal}`,
    goal === undefined ? "" : judged(measure) <= goal ? "reached" : "missed",
  ];
}

const size = { width: 640, height: 340, left: 56, right: 110, top: 20, bottom: 44 };

/** Time against the number of deployments, both in powers of ten, so that linear growth is a straight line. */
export function growthChart(fleets: readonly FleetMeasure[]): string {
  const series = [
    { name: "by hand", of: ({ handWritten }: FleetMeasure) => total(handWritten), color: "#b3541e", dash: undefined },
    { name: "this package", of: ({ ours }: FleetMeasure) => total(ours), color: "#2f81d6", dash: undefined },
    { name: "JSON alone", of: ({ floorMs }: FleetMeasure) => floorMs, color: "#8a8f98", dash: "4 4" },
  ];
  const values = series.flatMap(({ of }) => fleets.map(of));
  const decades = powersBetween(Math.min(...values), Math.max(...values));
  const sizes = fleets.map(({ deployments }) => deployments);
  const x = scale(Math.min(...sizes), Math.max(...sizes), size.left, size.width - size.right);
  const y = scale(decades[0] as number, decades.at(-1) as number, size.height - size.bottom, size.top);
  const text = (at: { x: number; y: number; anchor: string }, words: string) =>
    element("text", { x: at.x, y: at.y, "text-anchor": at.anchor }, escaped(words));
  const title = "Time of construct and synth by the number of deployments";
  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${size.width} ${size.height}`,
      width: size.width,
      height: size.height,
      role: "img",
      "aria-label": title,
    },
    element("title", {}, escaped(title)),
    element("style", {}, chartStyle),
    element("rect", { class: "paper", width: size.width, height: size.height }),
    ...decades.flatMap((ms) => [
      element("line", { class: "grid", x1: size.left, x2: size.width - size.right, y1: y(ms), y2: y(ms) }),
      text({ x: size.left - 8, y: y(ms) + 4, anchor: "end" }, ms < 1000 ? `${ms} ms` : `${ms / 1000} s`),
    ]),
    ...sizes.map((each) => text({ x: x(each), y: size.height - size.bottom + 20, anchor: "middle" }, `${each}`)),
    text({ x: x(sizes.at(-1) as number), y: size.height - 8, anchor: "end" }, "deployments"),
    ...series.flatMap(({ name, of, color, dash }) => {
      const points = fleets.map((fleet) => ({ x: x(fleet.deployments), y: y(of(fleet)) }));
      const last = points.at(-1) as (typeof points)[number];
      const path = points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(" ");
      return [
        element("polyline", {
          points: path,
          fill: "none",
          stroke: color,
          "stroke-width": 2.5,
          "stroke-dasharray": dash,
        }),
        ...points.map((point) => element("circle", { cx: point.x, cy: point.y, r: 3.5, fill: color })),
        text({ x: last.x + 10, y: last.y + 4, anchor: "start" }, name),
      ];
    }),
  )}\n`;
}

const chartStyle = [
  "text{font:12px system-ui,sans-serif;fill:#24292f}.paper{fill:#fff}.grid{stroke:#d8dee4}",
  "@media(prefers-color-scheme:dark){text{fill:#d1d7e0}.paper{fill:#0d1117}.grid{stroke:#30363d}}",
].join("");

/** Powers of ten from below the least to above the greatest. */
function powersBetween(least: number, greatest: number): readonly number[] {
  const first = Math.floor(Math.log10(least));
  return Array.from({ length: Math.ceil(Math.log10(greatest)) - first + 1 }, (_, index) => 10 ** (first + index));
}

/** Places the logarithm of a value between two ends. */
function scale(least: number, greatest: number, from: number, to: number): (value: number) => number {
  return (value) => from + ((to - from) * Math.log(value / least)) / Math.log(greatest / least);
}
