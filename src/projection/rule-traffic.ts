/** The protocol and ports of a port rule in EC2's words. */
import type { SecurityGroupRule } from "../model/plan";
import type { PortRule } from "../model/port-rule";

/** Protocol and ports, as EC2 writes them. */
export type RuleTraffic = Pick<SecurityGroupRule, "ipProtocol" | "fromPort" | "toPort">;

/** None for `-1` and protocols without ports, -1 for all of ICMP. */
export function trafficOf({ protocol, ports }: Pick<PortRule, "protocol" | "ports">): RuleTraffic {
  if (protocol === "all") return { ipProtocol: "-1" };
  if (ports !== "all") return { ipProtocol: protocol, fromPort: ports.from, toPort: ports.to };
  if (protocol === "tcp" || protocol === "udp") return { ipProtocol: protocol, fromPort: 0, toPort: 65535 };
  return protocol.startsWith("icmp") ? { ipProtocol: protocol, fromPort: -1, toPort: -1 } : { ipProtocol: protocol };
}
