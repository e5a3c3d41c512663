/** The health check of kube-proxy, which load balancers of services with externalTrafficPolicy Cluster use. */
import { rowOf, tcp } from "../row";
import { kubernetesPorts } from "../tables";
import { type Addon, everyDistribution, onEach } from "./addon";

const row = rowOf(kubernetesPorts);

export const kubeProxyHealth: Addon = {
  name: "kube-proxy-health",
  title: "Health checks of kube-proxy by the load balancers of services",
  options: { from: "optional" },
  on: onEach(everyDistribution, ({ clients, workers }) => [
    row("kube-proxy-health-tcp", clients, workers, tcp(10256), "Health checks of kube-proxy"),
  ]),
};
