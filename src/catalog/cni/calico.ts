/**
 * Calico. Default: IP in IP with BGP on RKE, VXLAN without BGP on RKE2 and K3s. WireGuard adds a port: the IP pools
 * keep their encapsulation.
 */
import { clusterRoles as nodes } from "../../model/party";
import { allTraffic, ipInIp, rowOf, tcp, udp } from "../row";
import { commonlyUsedPorts, editionsIn, issueTable, rke2Cni, rke2Windows, serverOnRke2, tableOf } from "../tables";
import type { Cni } from "./cni";

const calicoEncryption = tableOf({
  document: "Calico documentation, Encrypt in-cluster pod traffic",
  edition: "3.33",
  date: "2026",
  source: "docs.tigera.io/calico",
})("Enable WireGuard for a cluster");
const calicoUnencapsulated = issueTable("projectcalico/calico", 9138, "2024", "Pods without encapsulation");
const calicoNetwork = tableOf({
  document: "Calico documentation, System requirements",
  edition: "3.33",
  date: "2026",
  source: "docs.tigera.io/calico",
})("Network requirements");
const networkRow = rowOf(calicoNetwork);
const wireguardRow = rowOf(calicoNetwork, calicoEncryption);
const healthRow = rowOf(rke2Cni);

const everywhere = [
  rowOf(rke2Cni, rke2Windows, editionsIn({ since: "2.9" }, commonlyUsedPorts), calicoNetwork)(
    "calico-bgp-tcp",
    nodes,
    nodes,
    tcp(179),
    "BGP of Calico",
    { when: ["bgp"] },
  ),
  rowOf(rke2Cni, rke2Windows, calicoNetwork)("calico-overlay-udp", nodes, nodes, udp(4789), "VXLAN overlay of Calico", {
    when: ["vxlan"],
  }),
  networkRow("calico-ip-in-ip-4", nodes, nodes, ipInIp, "IP in IP overlay of Calico", { when: ["ipInIp"] }),
  wireguardRow("calico-wireguard-udp", nodes, nodes, udp(51820), "WireGuard of Calico", {
    when: ["encryptedBesides", "ipv4"],
  }),
  wireguardRow("calico-wireguard-ipv6-udp", nodes, nodes, udp(51821), "WireGuard of Calico, IPv6", {
    when: ["encryptedBesides", "ipv6"],
  }),
  rowOf(calicoUnencapsulated)("calico-pods-all", nodes, nodes, allTraffic, "Pods without encapsulation", {
    when: ["unencapsulated"],
  }),
];

const withTypha = [
  ...everywhere,
  rowOf(rke2Cni, calicoNetwork, serverOnRke2)("calico-typha-tcp", nodes, nodes, tcp(5473), "Typha of Calico"),
  healthRow("calico-typha-health-tcp", nodes, nodes, tcp(9098), "Health checks of Typha", { observes: true }),
  healthRow("calico-health-tcp", nodes, nodes, tcp(9099), "Health checks of Calico", { observes: true }),
];

export const calico = {
  name: "calico",
  title: "Calico",
  on: {
    rke: { encapsulations: ["ip-in-ip", "vxlan", "none"], encryptsBesides: true, bgp: true, rows: everywhere },
    rke2: {
      encapsulations: ["vxlan", "ip-in-ip", "none"],
      encryptsBesides: true,
      bgp: false,
      windowsWorkers: true,
      rows: withTypha,
    },
    k3s: { encapsulations: ["vxlan", "ip-in-ip", "none"], encryptsBesides: true, bgp: false, rows: withTypha },
  },
} as const satisfies Cni;
