/** Rancher Monitoring. Since Rancher 2.15 it is kube-prometheus-stack, whose node exporter has another port. */
import { type Row, rowIn, tcp } from "../row";
import { commonlyUsedPorts, ec2Group, monitoringRequirements } from "../tables";
import type { Addon, NodeParties } from "./addon";

const row = rowIn({ since: "2.9", until: "2.14" }, commonlyUsedPorts, ec2Group);
const rkeRow = rowIn({ since: "2.9" }, commonlyUsedPorts);
const stackRow = rowIn({ since: "2.15" }, monitoringRequirements);

const rows = ({ nodes }: NodeParties): readonly Row[] => [
  row("cluster-node-exporter-tcp", nodes, nodes, tcp(9796), "Node exporter of Rancher Monitoring"),
  stackRow("monitoring-node-exporter-tcp", nodes, nodes, tcp(9100), "Node exporter of Rancher Monitoring"),
];

const rkeRows = (parties: NodeParties): readonly Row[] => [
  ...rows(parties),
  rkeRow("monitoring-kubelet-tcp", parties.nodes, parties.nodes, tcp(10250), "kubelet API and metrics"),
];

export const monitoring: Addon = {
  name: "monitoring",
  title: "Rancher Monitoring",
  on: { rke: { since: "2.9", rows: rkeRows }, rke2: { rows }, k3s: { rows } },
};
