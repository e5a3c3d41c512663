/**
 * The load balancer in front of a cluster's own servers, which its nodes register with and its API clients use. In
 * these rows the servers are etcd and control plane nodes. Nodes also keep their direct rows to the servers.
 */
import { clusterRoles as nodes } from "../model/party";
import { allTraffic, type Row, rowIn, tcp } from "./row";
import { egressDefault, k3sLoadBalancer, optionalParties, rke2LoadBalancer } from "./tables";

const everyDistribution = { since: "2.9" } as const;
const row = rowIn(everyDistribution, rke2LoadBalancer, k3sLoadBalancer);
const rke2Row = rowIn(everyDistribution, rke2LoadBalancer);
const administratorRow = rowIn(everyDistribution, optionalParties);

const servers = ["etcd", "controlplane"] as const;
const balancer = ["apiLoadBalancer"] as const;
const clients = ["kubernetesApiClients"] as const;
const balanced = { when: ["withApiLoadBalancer"] } as const;

/** The load balancer passes traffic on from its own addresses, and from those of its clients if it preserves them. */
export const apiLoadBalancerRows: readonly Row[] = [
  row("cluster-api-lb-tcp", nodes, balancer, tcp(6443), "Kubernetes API through its load balancer", balanced),
  row("cluster-api-lb-servers-tcp", balancer, servers, tcp(6443), "Kubernetes API from its load balancer", balanced),
  row("cluster-api-lb-clients-tcp", clients, balancer, tcp(6443), "Kubernetes API through its load balancer", {
    when: ["withApiLoadBalancer", "withKubernetesApiClients"],
  }),
  administratorRow(
    "cluster-api-lb-administrators-tcp",
    ["administrators"],
    balancer,
    tcp(6443),
    "Kubernetes API through its load balancer",
    { when: ["withApiLoadBalancer", "withAdministrators"] },
  ),
  row("cluster-api-lb-rancher-tcp", ["rancher"], balancer, tcp(6443), "Authorized cluster endpoint", {
    when: ["withApiLoadBalancer", "authorizedClusterEndpoint"],
  }),
  row("cluster-api-preserved-clients-tcp", clients, servers, tcp(6443), "Kubernetes API, client addresses preserved", {
    when: ["clientAddresses", "withKubernetesApiClients"],
  }),
  row("cluster-api-preserved-rancher-tcp", ["rancher"], servers, tcp(6443), "Authorized cluster endpoint", {
    when: ["clientAddresses", "authorizedClusterEndpoint"],
  }),
  rowIn(everyDistribution, egressDefault)("egress-api-lb-all", balancer, ["internet"], allTraffic, "Outbound traffic", {
    when: ["withApiLoadBalancer", "egressAll"],
  }),
];

/** Nodes of RKE2 join through the load balancer too. */
export const supervisorLoadBalancerRows: readonly Row[] = [
  rke2Row("rke2-supervisor-lb-tcp", nodes, balancer, tcp(9345), "Supervisor API through the load balancer", balanced),
  rke2Row(
    "rke2-supervisor-lb-servers-tcp",
    balancer,
    servers,
    tcp(9345),
    "Supervisor API from the load balancer",
    balanced,
  ),
];
