/**
 * Flannel: the default of K3s. Its VXLAN port is 8472, the kernel's default, but 4789 on RKE2 and in every cluster with
 * Windows nodes.
 */
import { clusterRoles as nodes } from "../../model/party";
import { rkeVersions } from "../edition";
import { allTraffic, rowIn, rowOf, udp } from "../row";
import {
  customNodes,
  customWindowsNodes,
  editionsIn,
  issueTable,
  k3sInbound,
  rke2Cni,
  rke2Windows,
  serverOnK3s,
} from "../tables";
import type { Cni } from "./cni";
import { rkeNetworkProbe, rkeOverlay } from "./rke-overlay";

const k3sRow = rowOf(k3sInbound);

const windowsOverlay = rowIn(rkeVersions, customWindowsNodes, editionsIn({ since: "2.9" }, customNodes))(
  "rke-windows-overlay-udp",
  nodes,
  nodes,
  udp(4789),
  "VXLAN overlay on Windows",
  { when: ["vxlan", "windowsWorkers"] },
);

/** The backend host-gw. */
const hostGateway = rowOf(issueTable("flannel-io/flannel", 506, "2016-09", "host-gw on AWS"))(
  "flannel-pods-all",
  nodes,
  nodes,
  allTraffic,
  "Pods without encapsulation",
  { when: ["unencapsulated"] },
);

export const flannel = {
  name: "flannel",
  title: "Flannel",
  on: {
    rke: {
      encapsulations: ["vxlan", "none"],
      windowsWorkers: true,
      rows: [rkeOverlay, rkeNetworkProbe, windowsOverlay, hostGateway],
    },
    rke2: {
      encapsulations: ["vxlan", "none"],
      windowsWorkers: true,
      rows: [
        rowOf(rke2Cni, rke2Windows)("rke2-flannel-overlay-udp", nodes, nodes, udp(4789), "VXLAN overlay of Flannel", {
          when: ["vxlan"],
        }),
        hostGateway,
      ],
    },
    k3s: {
      encapsulations: ["vxlan", "wireguard", "none"],
      rows: [
        rowOf(k3sInbound, serverOnK3s)("k3s-flannel-overlay-udp", nodes, nodes, udp(8472), "VXLAN overlay of Flannel", {
          when: ["vxlan"],
        }),
        k3sRow("k3s-flannel-wireguard-udp", nodes, nodes, udp(51820), "WireGuard of Flannel", {
          when: ["wireguard", "ipv4"],
        }),
        k3sRow("k3s-flannel-wireguard-ipv6-udp", nodes, nodes, udp(51821), "WireGuard of Flannel, IPv6", {
          when: ["wireguard", "ipv6"],
        }),
        hostGateway,
      ],
    },
  },
} as const satisfies Cni;
