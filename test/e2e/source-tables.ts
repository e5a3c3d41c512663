/** The source tables as rows of figures: what has to be open. Shares nothing with the catalogs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const parties = [
  "rancher",
  "etcd",
  "controlplane",
  "worker",
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

/** What decides whether a footnote holds. */
export interface Circumstances {
  readonly table: "node-pools" | "custom";
  readonly loadBalancer?: { readonly terminatesTls: boolean } | undefined;
}

/** The cells of a matrix that ask for a port under these circumstances. */
export function cellsOf({ table, loadBalancer }: Circumstances): readonly Cell[] {
  const [withoutLoadBalancer, withinTheNode, tlsPassedThrough] = ["3", "4", "6"] as const;
  return records("rke-matrices.csv")
    .filter((record) => record.table === table)
    .filter(({ footnotes = "" }) => {
      const notes = footnotes.split("+");
      if (notes.includes(withinTheNode)) return false;
      if (notes.includes(withoutLoadBalancer)) return !loadBalancer;
      return notes.includes(tlsPassedThrough) ? loadBalancer?.terminatesTls === false : true;
    })
    .map((record) => ({ from: record.from as Party, to: record.to as Party, ...trafficOf(record) }))
    .filter(({ from, to }) => loadBalancer || (from !== "loadBalancer" && to !== "loadBalancer"));
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
