/** Hubble, the flow log of Cilium: its relay reaches the Cilium agent of every node. */
import { rowOf, tcp } from "../row";
import { ciliumOptionalPorts } from "../tables";
import { type Addon, onEach } from "./addon";

const row = rowOf(ciliumOptionalPorts);

export const hubble: Addon = {
  name: "hubble",
  title: "Hubble, which shows the flows that Cilium sees",
  cnis: ["cilium"],
  on: onEach(["rke2", "k3s"], ({ nodes }) => [
    row("cilium-hubble-tcp", nodes, nodes, tcp(4244), "Hubble Relay to the Cilium agents"),
  ]),
};
