/** A rule as EC2 reports it, in the words of a plan, and what tells whether two are the same to EC2. */
import { canonicalCidr, cidrProblem } from "../model/cidr";
import { type Peer, ruleKey, type SecurityGroupRule } from "../model/plan";

/** A rule as EC2 reports it, in the words of a plan. */
export interface FoundRule extends Pick<SecurityGroupRule, "direction" | "ipProtocol" | "fromPort" | "toPort"> {
  readonly peer: Pick<Peer, "type" | "value">;
  /** `sgr-...`; absent where EC2 was only asked for the group's permissions. */
  readonly id?: string;
  readonly description?: string;
}

type Identity = Pick<FoundRule, "direction" | "ipProtocol" | "fromPort" | "toPort" | "peer">;

/** Equal for two rules of one group if and only if EC2 would call the second a duplicate. */
export function identityOf({ direction, ipProtocol, fromPort, toPort, peer }: Identity): string {
  const isCidr = peer.type.startsWith("cidr") && !cidrProblem(peer.value);
  const label = `${peer.type} ${isCidr ? canonicalCidr(peer.value) : peer.value}`;
  return ruleKey({ direction, ...trafficOf(ipProtocol, fromPort, toPort), peer: { ...peer, label } });
}

/** EC2 takes protocols by name or number and reports ports of -1 where a protocol has none. */
export function trafficOf(
  ipProtocol: string,
  fromPort: number | undefined,
  toPort: number | undefined,
): Pick<FoundRule, "ipProtocol" | "fromPort" | "toPort"> {
  const protocol = protocolNames[ipProtocol.toLowerCase()] ?? ipProtocol.toLowerCase();
  if (!withPorts.includes(protocol)) return { ipProtocol: protocol };
  return { ipProtocol: protocol, fromPort: fromPort ?? -1, toPort: toPort ?? -1 };
}

const withPorts: readonly string[] = ["tcp", "udp", "icmp", "icmpv6"];
const protocolNames: Readonly<Record<string, string>> = {
  all: "-1",
  "1": "icmp",
  "6": "tcp",
  "17": "udp",
  "58": "icmpv6",
};
