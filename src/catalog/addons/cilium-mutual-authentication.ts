/** Mutual authentication of Cilium: agents authenticate each other for the pods of their nodes. */
import { rowOf, tcp } from "../row";
import { ciliumOptionalPorts } from "../tables";
import { type Addon, onEach } from "./addon";

const row = rowOf(ciliumOptionalPorts);

export const ciliumMutualAuthentication: Addon = {
  name: "cilium-mutual-authentication",
  title: "Mutual authentication of Cilium",
  cnis: ["cilium"],
  on: onEach(["rke2", "k3s"], ({ nodes }) => [
    row("cilium-mutual-authentication-tcp", nodes, nodes, tcp(4250), "Mutual authentication of Cilium"),
  ]),
};
