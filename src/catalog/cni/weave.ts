/** Weave Net: with RKE only, and no longer maintained. */
import { clusterRoles as nodes } from "../../model/party";
import { esp, rowOf, tcp, udp } from "../row";
import { commonlyUsedPorts29, weavePorts } from "../tables";
import type { Cni } from "./cni";

const row = rowOf(weavePorts, commonlyUsedPorts29);

export const weave = {
  name: "weave",
  title: "Weave Net",
  on: {
    rke: {
      encapsulations: ["vxlan", "ipsec"],
      rules: [
        row("weave-control-tcp", nodes, nodes, tcp(6783), "Control connections of Weave Net"),
        row("weave-data-udp", nodes, nodes, udp(6783, 6784), "Overlay of Weave Net"),
        rowOf(weavePorts)("weave-ipsec-50", nodes, nodes, esp, "IPsec of Weave Net: ESP", { when: ["ipsec"] }),
      ],
    },
  },
} as const satisfies Cni;
