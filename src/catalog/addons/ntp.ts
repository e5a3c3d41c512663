/** Time servers. Security groups do not filter the time service of Amazon. */
import { rowOf, udp } from "../row";
import { outboundNeeds } from "../tables";
import { type Addon, everyDistribution, onEach } from "./addon";

const row = rowOf(outboundNeeds);
const destination = ["peer"] as const;

export const ntp: Addon = {
  name: "ntp",
  title: "Outbound: time servers other than the time service of Amazon",
  options: { to: "required" },
  on: onEach(everyDistribution, ({ outbound }) => [
    row("outbound-ntp-udp", outbound, destination, udp(123), "Time servers"),
  ]),
};
