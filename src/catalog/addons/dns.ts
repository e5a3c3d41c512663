/** DNS servers. Security groups do not filter the resolver of the VPC. */
import { rowOf, tcp, udp } from "../row";
import { outboundNeeds } from "../tables";
import { type Addon, everyDistribution, onEach } from "./addon";

const row = rowOf(outboundNeeds);
const destination = ["peer"] as const;

export const dns: Addon = {
  name: "dns",
  title: "Outbound: DNS servers other than the resolver of the VPC",
  options: { to: "required" },
  on: onEach(everyDistribution, ({ outbound }) => [
    row("outbound-dns-tcp", outbound, destination, tcp(53), "DNS servers"),
    row("outbound-dns-udp", outbound, destination, udp(53), "DNS servers"),
  ]),
};
