/** Short forms in which a catalog reads as a table. */
import type { Party } from "../model/party";
import type { PortRule, TableReference } from "../model/port-rule";

type Traffic = Pick<PortRule, "protocol" | "ports">;
type Details = Partial<Pick<PortRule, "when" | "scope" | "parameter" | "correction">>;

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

/** A row of one or several tables: always, and across the network, unless `details` says otherwise. */
export type Row = (
  id: string,
  from: readonly Party[],
  to: readonly Party[],
  traffic: Traffic,
  purpose: string,
  details?: Details,
) => PortRule;

/** Rows that stand in all of `references`. */
export function rowOf(...references: readonly TableReference[]): Row {
  return (id, from, to, traffic, purpose, details = {}) => ({
    id,
    from,
    to,
    ...traffic,
    purpose,
    when: [],
    scope: "network",
    ...details,
    references,
  });
}
