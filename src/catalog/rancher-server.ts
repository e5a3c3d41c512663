/** The Rancher nodes and the load balancer in front of them: rows that every matrix repeats. */
import type { PortRule } from "../model/port-rule";
import { rowOf, tcp } from "./row";
import { customNodes, nodePools } from "./tables";

const row = rowOf(nodePools, customNodes);
const balanced = { when: ["withLoadBalancer"] } as const;
const direct = { when: ["withoutLoadBalancer"] } as const;

/** git.rancher.io. The document writes 35.160.43.145:32 and so on: addresses with a /32 prefix; the port is 443. */
export const rancherCatalogAddresses = ["35.160.43.145/32", "35.167.242.46/32", "52.33.59.17/32"];

export const rancherServerRules: readonly PortRule[] = [
  row("rancher-catalog-tcp", ["rancher"], ["rancherCatalog"], tcp(443), "Chart library of git.rancher.io"),
  row("rancher-lb-http-tcp", ["loadBalancer"], ["rancher"], tcp(80), "Rancher UI and API, TLS ended before", balanced),
  row("rancher-lb-https-tcp", ["loadBalancer"], ["rancher"], tcp(443), "Rancher UI and API, TLS passed through", {
    when: ["tlsPassthrough"],
  }),
  row("rancher-client-http-tcp", ["apiClients"], ["rancher"], tcp(80), "Rancher UI and API over HTTP", direct),
  row("rancher-client-https-tcp", ["apiClients"], ["rancher"], tcp(443), "Rancher UI and API", direct),
  row(
    "rancher-client-lb-http-tcp",
    ["apiClients"],
    ["loadBalancer"],
    tcp(80),
    "Rancher UI and API over HTTP",
    balanced,
  ),
  row("rancher-client-lb-https-tcp", ["apiClients"], ["loadBalancer"], tcp(443), "Rancher UI and API", balanced),
];
