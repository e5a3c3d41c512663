/** Canal: Flannel between nodes, Calico for policies. The default of RKE and RKE2. */
import { clusterRoles as nodes } from "../../model/party";
import { rowOf, tcp, udp } from "../row";
import { rke2Cni } from "../tables";
import type { Cni } from "./cni";
import { rkeNetworkProbe, rkeOverlay } from "./rke-overlay";

const row = rowOf(rke2Cni);

const rows = [
  row("canal-overlay-udp", nodes, nodes, udp(8472), "VXLAN overlay of Canal", { when: ["vxlan"] }),
  row("canal-health-tcp", nodes, nodes, tcp(9099), "Health checks of Canal", { observes: true }),
  row("canal-wireguard-udp", nodes, nodes, udp(51820), "WireGuard of Canal", { when: ["wireguard", "ipv4"] }),
  row("canal-wireguard-ipv6-udp", nodes, nodes, udp(51821), "WireGuard of Canal, IPv6", {
    when: ["wireguard", "ipv6"],
  }),
];

export const canal = {
  name: "canal",
  title: "Canal",
  on: {
    rke: { encapsulations: ["vxlan"], rows: [rkeOverlay, rkeNetworkProbe] },
    rke2: { encapsulations: ["vxlan", "wireguard"], rows },
    k3s: { encapsulations: ["vxlan", "wireguard"], rows },
  },
} as const satisfies Cni;
