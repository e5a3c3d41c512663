/** The rows of the RKE matrices that belong to Canal and Flannel rather than to RKE. */
import { clusterRoles as nodes } from "../../model/party";
import { rkeVersions } from "../edition";
import { rowIn, tcp, udp } from "../row";
import { customNodes, nodePools } from "../tables";

const row = rowIn(rkeVersions, nodePools, customNodes);

export const rkeOverlay = row("rke-overlay-udp", nodes, nodes, udp(8472), "VXLAN overlay of Canal and Flannel", {
  when: ["vxlan"],
});
export const rkeNetworkProbe = row("rke-network-probe-tcp", nodes, nodes, tcp(9099), "Probes of Canal and Flannel", {
  scope: "node",
});
