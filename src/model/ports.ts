/** Port ranges, both ends included. For ICMP, `from` is the type and `to` the code, as in EC2. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** `all` is every port of the protocol; protocols without ports have nothing else. */
export type Ports = PortRange | "all";

export const port = (number: number): PortRange => ({ from: number, to: number });
export const portRange = (from: number, to: number): PortRange => ({ from, to });

/** `2379`, `30000-32767` or `all`. */
export function portsText(ports: Ports): string {
  if (ports === "all") return "all";
  return ports.from === ports.to ? `${ports.from}` : `${ports.from}-${ports.to}`;
}
