/** Whether the tables require that a packet passes, and which packets to test. */
import type { ReportedGroup } from "../../scripts/emulator/ec2-readback";
import { type DistributionCase, type DocumentedFlow, isOfFamily } from "./distribution-cases";
import { includes, type Probe } from "./probe";
import type { Endpoint } from "./reachability";

/**
 * Whether a flow of the tables contains a packet. The world of a deployment has the address families of its edition,
 * and ICMP that of its version; every other party has the given addresses. The add-on with addresses has both families.
 */
export function isIn(
  flow: DocumentedFlow,
  probe: Probe,
  { deployment, family = "dual" }: Pick<DistributionCase, "deployment" | "family">,
  source: Endpoint,
  destination: Endpoint,
): boolean {
  const isIcmp = flow.protocol.startsWith("icmp");
  const isIpv6 = source.address.includes(":");
  const isDual = (deployment as { edition?: string }).edition === "2025-09";
  if (!isOfFamily(family, destination.address)) return false;
  if (flow.from === "internet") {
    if (isIcmp ? isIpv6 !== (flow.protocol === "icmpv6") : isIpv6 && !isDual) return false;
  } else if (flow.from !== "monitor" && !isOfFamily(family, source.address)) {
    return false;
  }
  return isIcmp ? flow.protocol === probe.protocol && flow.fromPort === probe.port : includes(flow, probe);
}

/** The probes contain ICMP of IPv4 only. */
export function icmpv6(groups: readonly ReportedGroup[]): readonly Probe[] {
  const isSpoken = groups.some(({ rules }) => rules.some(({ protocol }) => protocol === "icmpv6"));
  return isSpoken ? [1, 2, 128, 129].map((port) => ({ protocol: "icmpv6", port })) : [];
}

/** `203.0.113.7` in `203.0.113.0/24`, `2001:db8:a::7` in `2001:db8:a::/64`. */
export function hostIn(network: string): string {
  return network.replace(/0?\/\d+$/, "7");
}
