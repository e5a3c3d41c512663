/** The source tables as rows of figures: the ports that must be open. Shares no code with the catalogs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const parties = [
  "rancher",
  "etcd",
  "controlplane",
  "worker",
  "hostedCluster",
  "loadBalancer",
  "apiClients",
  "workloadClients",
  "rancherCatalog",
] as const;
export type Party = (typeof parties)[number];

export interface Traffic {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
}

export interface Cell extends Traffic {
  readonly from: Party;
  readonly to: Party;
}

export interface Line extends Traffic {
  readonly direction: "ingress" | "egress";
  readonly peer: "world" | "self";
}

/** A port, or the first and the last of a range. */
export type WrittenPorts = number | string;

/** Facts of a deployment that decide whether a footnote applies, and the ports that the tables leave open. */
export interface Circumstances {
  readonly table: "node-pools" | "custom" | "hosted" | "imported";
  readonly loadBalancer?: { readonly terminatesTls: boolean } | undefined;
  readonly ports?: {
    readonly kubernetesApi?: WrittenPorts;
    readonly workloadTcp?: readonly WrittenPorts[];
    readonly workloadUdp?: readonly WrittenPorts[];
  };
}

/** The footnotes that matter, as each document numbers them. */
const documents = {
  "rke-matrices.csv": { "3": "withoutLoadBalancer", "4": "withinTheNode", "6": "tlsPassedThrough" },
  "hosted-matrices.csv": {
    "2": "kubernetesApi",
    "4": "withoutLoadBalancer",
    "6": "tlsPassedThrough",
    "7": "workload",
  },
} as const;
type Footnotes = Readonly<Record<string, string>>;

/** The parties that have a row or a column in the matrix. */
export function partiesOf(circumstances: Circumstances): readonly Party[] {
  const named = recordsOf(circumstances).flatMap(({ from, to }) => [from, to]);
  return parties.filter((party) => named.includes(party) && (circumstances.loadBalancer || party !== "loadBalancer"));
}

/** The cells of a matrix that require a port under these circumstances. */
export function cellsOf(circumstances: Circumstances): readonly Cell[] {
  const { loadBalancer } = circumstances;
  return recordsOf(circumstances)
    .flatMap((record) => {
      const { from, to } = record as { from: Party; to: Party };
      return trafficsOf(record, circumstances).map((traffic) => ({ from, to, ...traffic }));
    })
    .filter(({ from, to }) => loadBalancer || (from !== "loadBalancer" && to !== "loadBalancer"));
}

function recordsOf({ table }: Circumstances): readonly Record<string, string>[] {
  return records(fileOf(table)).filter((record) => record.table === table);
}

function fileOf(table: Circumstances["table"]): keyof typeof documents {
  return table === "hosted" || table === "imported" ? "hosted-matrices.csv" : "rke-matrices.csv";
}

function trafficsOf(record: Record<string, string>, { table, loadBalancer, ports }: Circumstances): readonly Traffic[] {
  const footnotes: Footnotes = documents[fileOf(table)];
  const notes = (record.footnotes ?? "").split("+").map((note) => footnotes[note]);
  if (notes.includes("withinTheNode")) return [];
  if (notes.includes("withoutLoadBalancer") && loadBalancer) return [];
  if (notes.includes("tlsPassedThrough") && loadBalancer?.terminatesTls !== false) return [];
  if (notes.includes("kubernetesApi")) return table === "hosted" ? [traffic("tcp", ports?.kubernetesApi ?? 443)] : [];
  if (!notes.includes("workload")) return [trafficOf(record)];
  const { workloadTcp = [], workloadUdp = [] } = ports ?? {};
  return [...workloadTcp.map((written) => traffic("tcp", written)), ...workloadUdp.map((port) => traffic("udp", port))];
}

function traffic(protocol: string, written: WrittenPorts): Traffic {
  const [fromPort = -1, toPort = fromPort] = `${written}`.split("-").map(Number);
  return { protocol, fromPort, toPort };
}

/** The lines of the table of the security group `rancher-nodes`. */
export function rancherNodesLines(): readonly Line[] {
  return records("rancher-nodes.csv").map((record) => ({
    direction: record.direction as Line["direction"],
    peer: record.peer as Line["peer"],
    ...trafficOf(record),
  }));
}

export function trafficText({ protocol, fromPort, toPort }: Traffic): string {
  if (protocol === "-1") return "everything";
  return `${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}/${protocol}`;
}

function trafficOf({ protocol = "", fromPort, toPort }: Record<string, string>): Traffic {
  return { protocol, fromPort: fromPort ? Number(fromPort) : -1, toPort: toPort ? Number(toPort) : -1 };
}

function records(file: string): readonly Record<string, string>[] {
  const text = readFileSync(join(__dirname, "..", "fixtures", file), "utf8");
  const [header = "", ...lines] = text.trim().split(/\r?\n/);
  const columns = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ""]));
  });
}
