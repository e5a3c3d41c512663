/** The Rancher nodes and the load balancer in front of them. */
import { openEgress } from "./egress";
import type { PrintedAddresses, Product } from "./product";
import { type Row, rowOf, tcp } from "./row";
import {
  matricesWithRancher,
  rancherNodesList,
  serverOnDocker,
  serverOnK3s,
  serverOnRke,
  serverOnRke2,
} from "./tables";

const ownTables = [serverOnK3s, serverOnRke2, serverOnDocker, serverOnRke] as const;
/** RKE2 has no outbound table. */
const outboundTables = [serverOnK3s, serverOnDocker, serverOnRke] as const;

const listRow = rowOf(rancherNodesList, ...ownTables);
const outboundRow = rowOf(rancherNodesList, ...outboundTables);
const matrixRow = rowOf(...matricesWithRancher);
const everyRow = rowOf(rancherNodesList, ...matricesWithRancher, ...ownTables);

const rancher = ["rancher"] as const;
const loadBalancer = ["loadBalancer"] as const;
const apiClients = ["apiClients"] as const;
const balanced = { when: ["withLoadBalancer"] } as const;
const direct = { when: ["withoutLoadBalancer"] } as const;
const passedThrough = { when: ["tlsPassthrough"] } as const;

/**
 * Addresses of git.rancher.io. The first edition of the document prints them as 35.160.43.145:32 and so on: the 32 is
 * the prefix length /32, and the port is 443. The host left these addresses before June 2020 (rancher/docs#2540). Later
 * editions print only its name.
 */
export const rancherCatalogAddresses: PrintedAddresses = {
  until: "2.8",
  addresses: {
    rancherCatalog: { cidrs: ["35.160.43.145/32", "35.167.242.46/32", "52.33.59.17/32"], invalidSince: "2020" },
  },
};

/**
 * The rows about Rancher itself, which every matrix repeats. Where the list is less exact, the notes of the matrices
 * apply.
 */
export const rancherServerRows: readonly Row[] = [
  rowOf(rancherNodesList, ...matricesWithRancher, ...outboundTables)(
    "rancher-catalog-tcp",
    rancher,
    ["rancherCatalog"],
    tcp(443),
    "Chart library of git.rancher.io",
  ),
  everyRow("rancher-lb-http-tcp", loadBalancer, rancher, tcp(80), "Rancher UI and API, TLS ended before", balanced),
  everyRow("rancher-lb-https-tcp", loadBalancer, rancher, tcp(443), "Rancher UI and API, TLS passed on", passedThrough),
  matrixRow("rancher-client-http-tcp", apiClients, rancher, tcp(80), "Rancher UI and API over HTTP", direct),
  everyRow("rancher-client-https-tcp", apiClients, rancher, tcp(443), "Rancher UI and API", direct),
  matrixRow("rancher-client-lb-http-tcp", apiClients, loadBalancer, tcp(80), "Rancher UI and API over HTTP", balanced),
  matrixRow("rancher-client-lb-https-tcp", apiClients, loadBalancer, tcp(443), "Rancher UI and API", balanced),
];

/** The rows between a Rancher server and its clusters and nodes. */
export const rancherListRows: readonly Row[] = [
  ...rancherServerRows,
  listRow("server-node-https-tcp", ["clusterNodes"], rancher, tcp(443), "Agents to Rancher", direct),
  matrixRow("server-node-lb-https-tcp", ["clusterNodes"], loadBalancer, tcp(443), "Agents to Rancher", balanced),
  outboundRow("server-node-ssh-tcp", rancher, ["nodeDriverNodes"], tcp(22), "SSH provisioning by the node driver", {
    parameter: "ssh",
  }),
  outboundRow("server-docker-tls-tcp", rancher, ["nodeDriverNodes"], tcp(2376), "Docker over TLS, for the node driver"),
  rowOf(rancherNodesList, serverOnRke)(
    "server-kube-api-tcp",
    rancher,
    ["hostedCluster"],
    tcp(443),
    "Kubernetes API of hosted clusters",
    { parameter: "kubernetesApi" },
  ),
  ...openEgress(rancher),
];

/** The list of ports in and out of the Rancher nodes, without a cluster. */
export const rancherServer: Product = {
  until: "2.8",
  rows: rancherListRows,
  printed: rancherCatalogAddresses,
  named: () => ({ id: "rancher-server", title: "Rancher nodes" }),
};
