/** Metrics of the Cilium agent, the operator, Envoy and Hubble. */
import { rowOf, tcp } from "../row";
import { ciliumOptionalPorts } from "../tables";
import { type Addon, onEach } from "./addon";

const row = rowOf(ciliumOptionalPorts);

export const ciliumMetrics: Addon = {
  name: "cilium-metrics",
  title: "Metrics of Cilium and Hubble",
  cnis: ["cilium"],
  on: onEach(["rke2", "k3s"], ({ nodes }) => [
    row("cilium-metrics-tcp", nodes, nodes, tcp(9962, 9965), "Metrics of Cilium and Hubble"),
  ]),
};
