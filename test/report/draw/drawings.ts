/** Pictures of deployments, and helpers that read their content. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { LoadedEntry } from "../../../src/config/config-file";
import { loadConfig } from "../../../src/config/load-config";
import { type DeploymentInput, deploymentSchema } from "../../../src/model/deployment";
import type { Plan } from "../../../src/model/plan";
import { planDeployment } from "../../../src/projection/plan-deployment";
import { partyFlows } from "../../../src/reach/party-flows";
import { diagramSvg } from "../../../src/report/draw/diagram-svg";
import type { DrawOptions } from "../../../src/report/draw/draw-options";
import { flowGraph } from "../../../src/report/draw/flow-graph";
import { fromToMatrix } from "../../../src/report/draw/from-to-matrix";
import { matrixSvg } from "../../../src/report/draw/matrix-svg";
import { textsIn } from "../../../src/texts";

const root = join(__dirname, "../../..");
const files = [
  "stacks/rancher-sg.yaml",
  ...readdirSync(join(root, "stacks/examples"))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => `stacks/examples/${name}`),
];

/** All shipped deployments, by file and name. */
export const shipped: readonly (readonly [name: string, entry: LoadedEntry])[] = files.flatMap((file) =>
  loadConfig(file).map((entry) => [`${file} ${entry.name}`, entry] as const),
);

export const english: DrawOptions = { deployment: "test", texts: textsIn("en"), theme: "light" };

export function matrixPicture(plan: Plan, options: DrawOptions = english): string {
  return matrixSvg(fromToMatrix(partyFlows(plan)), options);
}

export function diagramPicture(plan: Plan, options: DrawOptions = english): string {
  return diagramSvg(flowGraph(plan, partyFlows(plan)), options);
}

/** A plan with every party bound, port rules of the user between most of them, and names of the maximum length. */
export function crowded(): Plan {
  const parties = ["rancher", "etcd", "controlplane", "worker", "loadBalancer", "apiClients", "workloadClients"];
  const ports = [9100, "5000-5100", "20000-29999", 4789, 6783, 8443, 179];
  const pairs = parties.flatMap((from) => parties.map((to) => [from, to] as const));
  const inside = ([from, to]: readonly [string, string]) => !from.endsWith("Clients") || !to.endsWith("Clients");
  const add = pairs.filter(inside).flatMap(([from, to], index) =>
    Array.from({ length: 1 + (index % 3) }, (_, at) => ({
      id: `added-${index}-${at}`,
      from: [from],
      to: [to],
      protocol: at === 1 ? "udp" : "tcp",
      ports: ports[(index + at) % ports.length],
      purpose: "A purpose that goes on for quite a while; & more of it",
    })),
  );
  const others = [
    { id: "ping", from: ["rancher"], to: ["worker"], protocol: "icmp", ports: { from: 8, to: 0 }, purpose: "Ping" },
    { id: "ping-v6", from: ["worker"], to: ["rancher"], protocol: "icmpv6", purpose: "Ping" },
    { id: "everything", from: ["worker"], to: ["etcd"], protocol: "all", purpose: "Everything" },
  ];
  const deployment = deploymentSchema.parse({
    type: "cluster",
    rancherVersion: "2.x",
    name: "a-rather-long-name-".repeat(10),
    provisioning: "node-pools",
    loadBalancer: { terminatesTls: false },
    egress: "required",
    localTraffic: { cidrs: ["10.0.0.0/16"] },
    parties: {
      rancher: { create: true },
      apiClients: {
        cidrs: [
          "2001:db8:ffff:ffff:ffff:ffff:ffff:0/112",
          ...Array.from({ length: 40 }, (_, at) => `203.0.${at}.0/24`),
        ],
      },
      workloadClients: "anywhere",
      rancherCatalog: { securityGroupId: "sg-0123456789abcdef0" },
    },
    rules: { add: [...add, ...others] },
  } as unknown as DeploymentInput);
  return planDeployment(deployment);
}

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

/** Parses XML strictly enough to prove that it is well-formed: no entities except five, no comments. */
export function parsed(xml: string): Element {
  const open: { name: string; attributes: Record<string, string>; children: (Element | string)[] }[] = [
    { name: "", attributes: {}, children: [] },
  ];
  const token =
    /<\/([a-z]+)>|<([a-z]+)((?: [a-zA-Z:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*)(\/?)>|([^<>&]+(?:&(?:amp|lt|gt|quot|#39);[^<>&]*)*|(?:&(?:amp|lt|gt|quot|#39);[^<>&]*)+)/gy;
  for (let at = 0; at < xml.length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(xml);
    if (!match) throw new Error(`not XML at: ${xml.slice(at, at + 80)}`);
    const [, closed, name, attributes = "", isEmpty, text] = match;
    const top = open.at(-1) as Element & { children: (Element | string)[] };
    if (text !== undefined) top.children.push(unescaped(text));
    else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/ ([a-zA-Z:-]+)="([^"]*)"/g)].map(([, key, value]) => [
        key,
        unescaped(`${value}`),
      ]);
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`an attribute twice: ${match[0]}`);
      const element = { name, attributes: Object.fromEntries(pairs), children: [] };
      top.children.push(element);
      if (!isEmpty) open.push(element);
    } else if (open.pop()?.name !== closed) throw new Error(`</${closed}> closes nothing`);
  }
  const [root] = open;
  if (open.length > 1 || !root) throw new Error(`not closed: ${open.map(({ name }) => name)}`);
  return root.children.find((child): child is Element => typeof child === "object") as Element;
}

function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replace(/&([a-z]+|#39);/g, (_, name) => characters[name] ?? "");
}

/** The element and all elements below it. */
export function elements(element: Element): readonly Element[] {
  return [element, ...element.children.flatMap((child) => (typeof child === "string" ? [] : elements(child)))];
}

/** The elements that represent flows. */
export function parts(svg: string): readonly Element[] {
  return elements(parsed(svg)).filter(({ attributes }) => attributes["data-rules"] !== undefined);
}

/** The visible text of an element. */
export function textOf(element: Element): string {
  if (element.name === "title" || element.name === "style") return "";
  return element.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}
