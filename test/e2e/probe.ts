/** The packets that are tested for every pair of parties. */
import type { Traffic } from "./source-tables";

/** A packet: protocol and destination port, or ICMP type. */
export interface Probe {
  readonly protocol: string;
  /** -1 for a protocol that has neither ports nor types. */
  readonly port: number;
}

const neverMentioned = [0, 1, 53, 111, 179, 1433, 3306, 3389, 5432, 5473, 8080, 9345, 9796, 49152, 65535];

/** Both ends of each range, the ports next to them, and ports and protocols that no table mentions. */
export function probesFor(traffic: readonly Traffic[]): readonly Probe[] {
  const edges = traffic.flatMap(({ fromPort, toPort }) => [fromPort, toPort]);
  const near = edges.flatMap((port) => [port - 1, port, port + 1]).filter((port) => port >= 0 && port <= 65535);
  const ports = [...new Set([...near, ...neverMentioned])].sort((a, b) => a - b);
  const transport = ["tcp", "udp"].flatMap((protocol) => ports.map((port) => ({ protocol, port })));
  const icmp = [0, 3, 8, 11].map((port) => ({ protocol: "icmp", port }));
  return [...transport, ...icmp, { protocol: "50", port: -1 }];
}

/** Whether a range of the tables includes the packet. */
export function includes({ protocol, fromPort, toPort }: Traffic, probe: Probe): boolean {
  return protocol === "-1" || (protocol === probe.protocol && fromPort <= probe.port && probe.port <= toPort);
}

export function probeText({ protocol, port }: Probe): string {
  return port === -1 ? `protocol ${protocol}` : `${port}/${protocol}`;
}
