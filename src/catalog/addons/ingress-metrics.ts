/** Metrics of the NGINX ingress controller. Prometheus runs on any node. */
import { rowOf, tcp } from "../row";
import { ingressMetricsIssue } from "../tables";
import { type Addon, everyDistribution, onEach } from "./addon";

const row = rowOf(ingressMetricsIssue);

export const ingressMetrics: Addon = {
  name: "ingress-metrics",
  title: "Metrics of the NGINX ingress controller",
  on: onEach(everyDistribution, ({ nodes, ingressNodes }) => [
    row("ingress-metrics-tcp", nodes, ingressNodes, tcp(10254), "Metrics of the NGINX ingress controller"),
  ]),
};
