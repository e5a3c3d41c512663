/** ServiceLB of K3s: every node listens on the ports of each service of type LoadBalancer. */
import { rowOf, tcp, udp } from "../row";
import { k3sServiceLb } from "../tables";
import type { Addon } from "./addon";

const row = rowOf(k3sServiceLb);

export const serviceLoadBalancer: Addon = {
  name: "service-load-balancer",
  title: "Services of type LoadBalancer that ServiceLB of K3s serves on every node",
  options: { ports: "required" },
  on: {
    k3s: {
      // The deployment names the ports.
      rows: ({ clients, nodes }) => [
        row("service-load-balancer-tcp", clients, nodes, tcp(0, 65535), "Services of type LoadBalancer"),
        row("service-load-balancer-udp", clients, nodes, udp(0, 65535), "Services of type LoadBalancer"),
      ],
    },
  },
};
