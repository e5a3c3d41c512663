/** The embedded registry of RKE2 and K3s: nodes mirror images to each other, over the port of the supervisor. */
import { rowOf, tcp } from "../row";
import { k3sInbound, rke2RegistryMirror } from "../tables";
import type { Addon } from "./addon";

const rke2Row = rowOf(rke2RegistryMirror);
const k3sRow = rowOf(k3sInbound);

export const embeddedRegistry: Addon = {
  name: "embedded-registry",
  title: "Image mirror among nodes (`embedded-registry` of RKE2 and K3s)",
  on: {
    rke2: {
      rows: ({ nodes }) => [
        rke2Row("rke2-registry-peer-tcp", nodes, nodes, tcp(5001), "Embedded registry: peers"),
        rke2Row("rke2-registry-tcp", nodes, nodes, tcp(9345), "Embedded registry: images"),
      ],
    },
    k3s: {
      rows: ({ nodes }) => [
        k3sRow("k3s-registry-peer-tcp", nodes, nodes, tcp(5001), "Embedded registry: peers"),
        k3sRow("k3s-registry-tcp", nodes, nodes, tcp(6443), "Embedded registry: images"),
      ],
    },
  },
};
