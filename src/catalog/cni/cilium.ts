/**
 * Cilium. WireGuard and IPsec encrypt what the overlay carries, so its VXLAN port stays open as well. RKE2 sets up
 * native routing if nodes have IPv6 addresses only.
 */
import { clusterRoles as nodes } from "../../model/party";
import { allTraffic, esp, icmp, icmpv6, rowOf, tcp, udp } from "../row";
import { rke2Cni, rke2NetworkOptions, tableOf } from "../tables";
import type { Cni } from "./cni";

const ciliumBgp = tableOf({
  document: "Cilium documentation, BGP Control Plane",
  edition: "latest",
  date: "2026",
  source: "docs.cilium.io/network/bgp-control-plane",
})("Cilium BGP Control Plane");
const ciliumFirewall = tableOf({
  document: "Cilium documentation, System Requirements",
  edition: "latest",
  date: "2026",
  source: "docs.cilium.io/operations/system_requirements",
})("Firewall Rules");
const row = rowOf(rke2Cni, ciliumFirewall);
const ciliumRow = rowOf(ciliumFirewall);

const support = {
  encapsulations: ["vxlan", "geneve", "wireguard", "ipsec", "none"],
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
    ciliumRow("cilium-geneve-udp", nodes, nodes, udp(6081), "Geneve overlay of Cilium", { when: ["geneve"] }),
    row("cilium-wireguard-udp", nodes, nodes, udp(51871), "WireGuard of Cilium", { when: ["wireguard"] }),
    ciliumRow("cilium-ipsec-50", nodes, nodes, esp, "IPsec of Cilium: ESP", { when: ["ipsec"] }),
    rowOf(ciliumBgp)("cilium-bgp-tcp", nodes, nodes, tcp(179), "BGP of Cilium", { when: ["bgp"] }),
    rowOf(ciliumFirewall, rke2NetworkOptions)(
      "cilium-pods-all",
      nodes,
      nodes,
      allTraffic,
      "Pods without encapsulation",
      { when: ["unencapsulated"] },
    ),
  ],
} as const;

export const cilium = {
  name: "cilium",
  title: "Cilium",
  on: { rke2: { ...support, encapsulationOfIpv6: "none" }, k3s: support },
} as const satisfies Cni;
