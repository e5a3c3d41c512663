/** Helper functions that let a catalog file read like a table. */
import type { Party } from "../model/party";
import type { PortRule } from "../model/port-rule";
import type { Versions } from "./edition";
import { editionsIn, referencesOf, type Table } from "./tables";

/** How the nodes of a cluster are created. */
export type Provisioning = "node-pools" | "custom" | "hosted" | "imported";

/** A port rule and the catalogs that contain it: those of its versions and, if it names one, of its provisioning. */
export interface Row extends Versions {
  readonly rule: PortRule;
  readonly provisioning?: Provisioning;
}

type Traffic = Pick<PortRule, "protocol" | "ports">;
type Details = Partial<Pick<PortRule, "when" | "scope" | "parameter" | "observes" | "correction">> & Omit<Row, "rule">;

export const tcp = (from: number, to = from): Traffic => ({ protocol: "tcp", ports: { from, to } });
export const udp = (from: number, to = from): Traffic => ({ protocol: "udp", ports: { from, to } });
export const icmp = (type: number, code: number): Traffic => ({ protocol: "icmp", ports: { from: type, to: code } });
export const icmpv6 = (type: number, code: number): Traffic => ({
  protocol: "icmpv6",
  ports: { from: type, to: code },
});
export const ipInIp: Traffic = { protocol: "4", ports: "all" };
export const esp: Traffic = { protocol: "50", ports: "all" };
export const allTraffic: Traffic = { protocol: "all", ports: "all" };

/**
 * Writes a row of one or several tables. It applies always, in all editions and between nodes, unless `details` differ.
 */
export type WriteRow = (
  id: string,
  from: readonly Party[],
  to: readonly Party[],
  traffic: Traffic,
  purpose: string,
  details?: Details,
) => Row;

/** Rows that each of `tables` contains. */
export function rowOf(...tables: readonly Table[]): WriteRow {
  return rowIn({}, ...tables);
}

/** Rows that apply to some versions only. They cite the editions of `tables` that cover one of these versions. */
export function rowIn(versions: Versions, ...tables: readonly Table[]): WriteRow {
  return (id, from, to, traffic, purpose, details = {}) => {
    const { since, until, provisioning, ...rest } = { ...versions, ...details };
    const range = { ...(since ? { since } : {}), ...(until ? { until } : {}) };
    const references = referencesOf(...tables.map((table) => editionsIn(range, table)));
    const rule = { id, from, to, ...traffic, purpose, when: [], scope: "network" as const, ...rest, references };
    return { rule, ...range, ...(provisioning ? { provisioning } : {}) };
  };
}
