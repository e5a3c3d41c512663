/** The eight existing setups of test/fixtures/found, and facts about each that are not in its files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Setup {
  /** The name of its folder. */
  readonly id: string;
  /** The groups that each kind of node attaches, by name. Default: each group is attached alone. */
  readonly kinds?: Readonly<Record<string, readonly string[]>>;
  /** Groups that the config binds by id, and that keep EC2's outbound rule for all traffic. Default: none. */
  readonly bound?: readonly string[];
  /** Ids of the custom rules, as `<deployment>/<id>`. */
  readonly custom: readonly string[];
  /** Custom rules of `custom` whose port a row of the tables has between other parties. */
  readonly ofDocumentedPorts: readonly string[];
}

export const setups: readonly Setup[] = [
  { id: "a", custom: ["quick/anything"], ofDocumentedPorts: [] },
  { id: "b", custom: ["demo/among-nodes"], ofDocumentedPorts: [] },
  {
    id: "c",
    kinds: {
      servers: ["edge-self", "edge-database"],
      agents: ["edge-self", "edge-ingress"],
      database: ["edge-database"],
    },
    bound: ["edge-database"],
    custom: ["edge/among-nodes"],
    ofDocumentedPorts: [],
  },
  {
    id: "d",
    custom: [
      ...["inside", "probes", "supervisor", "weave-tcp", "weave-udp"].flatMap((id) => [
        `perf-public/${id}`,
        `perf-private/${id}`,
      ]),
      "perf-ssh/prefix-list",
    ],
    ofDocumentedPorts: ["perf-public/supervisor", "perf-private/supervisor"],
  },
  {
    id: "e",
    custom: [
      "lab-sg-rke2/aio-node-ports",
      "lab-sg-rke/aio-http",
      "lab-sg-rke/aio-https",
      "lab-sg-rke/aio-node-ports-tcp",
      "lab-sg-rke/aio-node-ports-udp",
      "lab-sg-rke/ingress-probe",
    ],
    ofDocumentedPorts: [
      "lab-sg-rke2/aio-node-ports",
      "lab-sg-rke/aio-http",
      "lab-sg-rke/aio-https",
      "lab-sg-rke/aio-node-ports-tcp",
      "lab-sg-rke/aio-node-ports-udp",
      "lab-sg-rke/ingress-probe",
    ],
  },
  {
    id: "f",
    custom: ["proj/agents-api", "proj/agents-supervisor", "proj/components", "proj/kube-proxy", "proj/one-service"],
    ofDocumentedPorts: ["proj/agents-api", "proj/agents-supervisor", "proj/one-service"],
  },
  { id: "g", custom: [], ofDocumentedPorts: [] },
  {
    id: "h",
    custom: ["from-nodes", "to-nodes", "ping-in", "ssh-out", "proxy", "http-out", "ping-out"].map((id) => `px/${id}`),
    ofDocumentedPorts: ["px/ssh-out", "px/http-out"],
  },
];

const folderOf = ({ id }: Setup) => join(__dirname, "../fixtures/found", id);

/** The config of a setup that opens the same flows. */
export const configOf = (setup: Setup): string => join(folderOf(setup), "same-flows.yaml");

/** A file of a setup as JSON. */
export const jsonOf = (setup: Setup, file: "groups.json" | "rules.json" | "state.json") =>
  JSON.parse(readFileSync(join(folderOf(setup), file), "utf8"));

/** Lines of the config that are neither blank nor comments. */
export function configLines(setup: Setup): number {
  const lines = readFileSync(configOf(setup), "utf8").split("\n");
  return lines.filter((line) => !/^\s*(#|$)/.test(line)).length;
}
