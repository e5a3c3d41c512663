/** Weave Net: with RKE only, and no longer maintained. */
import { clusterRoles as nodes } from "../../model/party";
import { esp, rowOf, tcp, udp } from "../row";
import { commonlyUsedPorts, editionsIn, tableOf } from "../tables";
import type { Cni } from "./cni";

const weavePorts = tableOf({
  document: "Weave Net documentation, Integrating Kubernetes via the Addon",
  edition: "2.x",
  date: "before 2024-06",
  source: "weaveworks/weave@01237446ebca",
})("Network Policy Controller and ports");
const row = rowOf(weavePorts, editionsIn({ since: "2.9" }, commonlyUsedPorts));

export const weave = {
  name: "weave",
  title: "Weave Net",
  on: {
    rke: {
      encapsulations: ["vxlan", "ipsec"],
      rows: [
        row("weave-control-tcp", nodes, nodes, tcp(6783), "Control connections of Weave Net"),
        row("weave-data-udp", nodes, nodes, udp(6783, 6784), "Overlay of Weave Net"),
        rowOf(weavePorts)("weave-ipsec-50", nodes, nodes, esp, "IPsec of Weave Net: ESP", { when: ["ipsec"] }),
      ],
    },
  },
} as const satisfies Cni;
