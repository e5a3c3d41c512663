/** Cilium. WireGuard and IPsec encrypt what the overlay carries, so its VXLAN port stays open beside them. */
import { clusterRoles as nodes } from "../../model/party";
import { esp, icmp, icmpv6, rowOf, tcp, udp } from "../row";
import { rke2Cni, tableOf } from "../tables";
import type { Cni } from "./cni";

const ciliumFirewall = tableOf({
  document: "Cilium documentation, System Requirements",
  edition: "latest",
  date: "2026",
  source: "docs.cilium.io/operations/system_requirements",
})("Firewall Rules");
const row = rowOf(rke2Cni, ciliumFirewall);
const ciliumRow = rowOf(ciliumFirewall);

const support = {
  encapsulations: ["vxlan", "wireguard", "ipsec", "none"],
  bgp: false,
  rows: [
    row("cilium-health-icmp", nodes, nodes, icmp(8, 0), "Health checks of Cilium: echo request", {
      when: ["ipv4"],
      observes: true,
    }),
    ciliumRow("cilium-health-icmpv6", nodes, nodes, icmpv6(128, 0), "Health checks of Cilium: echo request", {
      when: ["ipv6"],
      observes: true,
    }),
    row("cilium-health-tcp", nodes, nodes, tcp(4240), "Health checks of Cilium", { observes: true }),
    row("cilium-overlay-udp", nodes, nodes, udp(8472), "VXLAN overlay of Cilium", { when: ["overlay"] }),
    row("cilium-wireguard-udp", nodes, nodes, udp(51871), "WireGuard of Cilium", { when: ["wireguard"] }),
    ciliumRow("cilium-ipsec-50", nodes, nodes, esp, "IPsec of Cilium: ESP", { when: ["ipsec"] }),
    ciliumRow("cilium-bgp-tcp", nodes, nodes, tcp(179), "BGP of Cilium", { when: ["bgp"] }),
  ],
} as const;

export const cilium = { name: "cilium", title: "Cilium", on: { rke2: support, k3s: support } } as const satisfies Cni;
