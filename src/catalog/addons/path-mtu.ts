/** Path MTU discovery: any router on a path may report that a packet is too big. */
import { icmp, icmpv6, rowOf } from "../row";
import { pathMtu as pathMtuTable } from "../tables";
import { type Addon, everyDistribution, onEach } from "./addon";

const row = rowOf(pathMtuTable);
const routers = ["internet"] as const;

export const pathMtu: Addon = {
  name: "path-mtu",
  title: "Path MTU discovery",
  on: onEach(everyDistribution, ({ nodes }) => [
    row("path-mtu-icmp", routers, nodes, icmp(3, 4), "Path MTU discovery: packet too big", { when: ["ipv4"] }),
    row("path-mtu-icmpv6", routers, nodes, icmpv6(2, 0), "Path MTU discovery: packet too big", { when: ["ipv6"] }),
  ]),
};
