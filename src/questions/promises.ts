/**
 * Isolation that the documented tables guarantee on every distribution: the only sources that a table names for a port.
 * Data only. Guarantee: no port rule of any catalog breaks a promise that applies to the deployment. A property test
 * checks every catalog, so a promise that a new table breaks must be narrowed or removed here.
 *
 *     etcd: only etcd and control plane nodes reach the ports of etcd (tcp 2379-2381)
 */
import { firstEdition } from "../catalog/edition";
import { distributionOf, isLaunched, settingsOf } from "../catalog/settings";
import {
  customNodes,
  ec2Group,
  editionsIn,
  eksSecurityGroups,
  hardenedGroup,
  k3sInbound,
  k3sLoadBalancer,
  nodeDriver,
  nodePools,
  optionalParties,
  rancherNodesList,
  referencesOf,
  rke2Inbound,
  rke2LoadBalancer,
  serverOnK3s,
  serverOnRke,
  serverOnRke2,
  type Table,
} from "../catalog/tables";
import type { Traffic } from "../flows";
import { addonIn } from "../model/addon";
import { conditionFacts } from "../model/condition";
import type { Deployment } from "../model/deployment";
import { clusterRoles, type Party } from "../model/party";
import type { TableReference } from "../model/port-rule";

/** Each promise in words, and the reason for it. */
export const promiseTexts = {
  etcd: {
    promise: "only etcd and control plane nodes reach the ports of etcd",
    why: "etcd holds every secret of the cluster, and its clients can change all of it",
  },
  etcdInside: {
    promise: "only nodes of the cluster reach the ports of etcd",
    why: "a node can have the role etcd in addition to others, and etcd holds every secret of the cluster",
  },
  kubelet: {
    promise: "only nodes of the cluster reach the kubelets",
    why: "a kubelet runs commands in every container of its node",
  },
  kubeletOfRke: {
    promise: "only the control plane reaches the kubelets",
    why: "a kubelet runs commands in every container of its node",
  },
  supervisor: {
    promise: "only nodes of the cluster and the load balancer of its servers reach the supervisor",
    why: "the supervisor hands out the certificates with which nodes join the cluster",
  },
  kubernetesApi: {
    promise:
      "only nodes of the cluster, its Kubernetes API clients and administrators, and the load balancer of its servers reach the Kubernetes API",
    why: "users reach the Kubernetes API through Rancher, which checks their permissions",
  },
  docker: {
    promise: "only Rancher reaches Docker on the nodes",
    why: "a client of Docker is root on the node",
  },
  overlay: {
    promise: "only nodes of the cluster reach the VXLAN overlay",
    why: "VXLAN does not authenticate: a packet to this port enters the network of pods",
  },
  rancherNodes: {
    promise: "only Rancher nodes reach etcd and the overlay of Rancher nodes",
    why: "control of the Kubernetes that Rancher runs on is control of every cluster of this Rancher",
  },
  rancherKubelets: {
    promise: "only Rancher nodes and their hosted control plane reach the kubelets of Rancher nodes",
    why: "a kubelet runs commands in every container of its node",
  },
  rancherSupervisor: {
    promise: "only Rancher nodes and the load balancer of their servers reach the supervisor of Rancher nodes",
    why: "the supervisor hands out the certificates with which nodes join the cluster",
  },
  behindLoadBalancer: {
    promise: "only the load balancer, Rancher nodes and their hosted control plane reach Rancher directly",
    why: "with a load balancer in front of Rancher, clients and nodes use the load balancer",
  },
  driverGroup: {
    promise: "only members of the group reach etcd, the kubelet, the supervisor and the overlay of its members",
    why: "on these ports the documented group admits its members only, although it admits the world on others",
  },
  dockerOfHardenedGroup: {
    promise: "only Rancher reaches Docker on the members of the hardened group",
    why: "a client of Docker is root on the node",
  },
} as const;

/** The name of a promise, stable for programs. */
export type PromiseId = keyof typeof promiseTexts;

/** Only the parties `from` reach the parties `to` on this traffic. */
export interface IsolationPromise {
  readonly id: PromiseId;
  readonly traffic: readonly Traffic[];
  readonly to: readonly Party[];
  readonly from: readonly Party[];
  /** Whether the tables that the deployment uses keep the promise. */
  readonly appliesTo: (deployment: Deployment) => boolean;
  /** The tables that name the sources. */
  readonly sources: readonly TableReference[];
}

const tcp = (fromPort: number, toPort = fromPort): Traffic => ({ ipProtocol: "tcp", fromPort, toPort });
const udp = (port: number): Traffic => ({ ipProtocol: "udp", fromPort: port, toPort: port });

const etcdPorts = tcp(2379, 2381);
const kubeletPort = tcp(10250);
const supervisorPort = tcp(9345);
const overlayPorts = [udp(4789), udp(8472)];

const nodes = clusterRoles;
const servers = ["etcd", "controlplane"] as const;
const rancher = ["rancher"] as const;

/** Later editions have the rows about Rancher in other tables. */
const inFirstEdition = (table: Table) => editionsIn({ until: firstEdition }, table);
const matrices = referencesOf(nodePools, customNodes);
const clusterTables = [...referencesOf(rke2Inbound, k3sInbound), ...matrices];

/**
 * Whether the tables name different sources for the roles of a cluster. They do not in two cases: the preset of
 * commonly used ports has all nodes as one source, and so does the row for pods without encapsulation, which reach
 * every node on every port.
 */
const separatesRoles = (deployment: Deployment) =>
  deployment.type === "cluster" && !deployment.preset && settingsOf(deployment).encapsulation !== "none";
/** Prometheus reaches the kubelets from any node. */
const onlyControlPlaneReachesKubelets = (deployment: Deployment) =>
  isRke(deployment) && separatesRoles(deployment) && !addonIn(deployment, "monitoring");
const isRke = (deployment: Deployment) => isLaunched(deployment) && distributionOf(deployment) === "rke";
const isCluster = ({ type }: Deployment) => type === "cluster";

/**
 * Whether the servers admit the addresses of Rancher: they do for the authorized cluster endpoint, behind a load
 * balancer that preserves client addresses.
 */
function admitsRancherAddresses(deployment: Deployment): boolean {
  if (deployment.type !== "cluster" || !deployment.authorizedClusterEndpoint) return false;
  return conditionFacts.clientAddresses.isMet(deployment, settingsOf(deployment));
}

export const isolationPromises: readonly IsolationPromise[] = [
  { id: "etcd", traffic: [etcdPorts], to: servers, from: servers, appliesTo: separatesRoles, sources: clusterTables },
  {
    id: "etcdInside",
    traffic: [etcdPorts],
    to: ["worker"],
    from: nodes,
    appliesTo: isCluster,
    sources: clusterTables,
  },
  {
    id: "kubelet",
    traffic: [kubeletPort],
    to: nodes,
    from: nodes,
    appliesTo: (deployment) => isCluster(deployment) && !onlyControlPlaneReachesKubelets(deployment),
    sources: referencesOf(rke2Inbound, k3sInbound),
  },
  {
    id: "kubeletOfRke",
    traffic: [kubeletPort],
    to: nodes,
    from: ["controlplane"],
    appliesTo: onlyControlPlaneReachesKubelets,
    sources: matrices,
  },
  {
    id: "supervisor",
    traffic: [supervisorPort],
    to: nodes,
    from: [...nodes, "apiLoadBalancer"],
    appliesTo: isCluster,
    sources: referencesOf(rke2Inbound, rke2LoadBalancer),
  },
  {
    id: "kubernetesApi",
    traffic: [tcp(6443)],
    to: nodes,
    from: [...nodes, "kubernetesApiClients", "administrators", "apiLoadBalancer"],
    appliesTo: (deployment) => isCluster(deployment) && !admitsRancherAddresses(deployment),
    sources: [...clusterTables, ...referencesOf(rke2LoadBalancer, k3sLoadBalancer, optionalParties)],
  },
  {
    id: "docker",
    traffic: [tcp(2376)],
    to: [...nodes, "nodeDriverNodes"],
    from: rancher,
    appliesTo: (deployment) => deployment.type === "rancher-server" || separatesRoles(deployment),
    sources: referencesOf(rancherNodesList, nodePools),
  },
  { id: "overlay", traffic: overlayPorts, to: nodes, from: nodes, appliesTo: isCluster, sources: clusterTables },
  {
    id: "rancherNodes",
    traffic: [etcdPorts, ...overlayPorts],
    to: rancher,
    from: rancher,
    appliesTo: ({ type }) => type !== "rancher-nodes",
    sources: referencesOf(serverOnK3s, serverOnRke2, serverOnRke),
  },
  {
    id: "rancherKubelets",
    traffic: [kubeletPort],
    to: rancher,
    from: [...rancher, "hostedControlPlane"],
    appliesTo: ({ type }) => type !== "rancher-nodes",
    sources: referencesOf(serverOnK3s, serverOnRke2, serverOnRke, eksSecurityGroups),
  },
  {
    id: "rancherSupervisor",
    traffic: [supervisorPort],
    to: rancher,
    from: [...rancher, "apiLoadBalancer"],
    appliesTo: ({ type }) => type !== "rancher-nodes",
    sources: referencesOf(serverOnRke2, rke2LoadBalancer),
  },
  {
    id: "behindLoadBalancer",
    traffic: [tcp(80), tcp(443)],
    to: rancher,
    from: ["loadBalancer", "rancher", "hostedControlPlane"],
    appliesTo: (deployment) => deployment.type !== "rancher-nodes" && deployment.loadBalancer !== undefined,
    sources: referencesOf(rancherNodesList, ...[nodePools, customNodes].map(inFirstEdition)),
  },
  {
    id: "driverGroup",
    traffic: [etcdPorts, tcp(10250, 10252), supervisorPort, ...overlayPorts],
    to: ["nodes"],
    from: ["nodes"],
    appliesTo: ({ type }) => type === "rancher-nodes",
    sources: referencesOf(ec2Group, editionsIn({ until: "2022-05" }, nodeDriver)),
  },
  {
    id: "dockerOfHardenedGroup",
    traffic: [tcp(2376)],
    to: ["nodes"],
    from: rancher,
    appliesTo: (deployment) => deployment.type === "rancher-nodes" && deployment.hardened === true,
    sources: referencesOf(hardenedGroup),
  },
];
