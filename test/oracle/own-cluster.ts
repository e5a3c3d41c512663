/**
 * Flows of a Rancher on RKE2 or K3s with any CNI, encapsulation and add-ons. Its nodes are the nodes of a cluster, each
 * with every role, and its clients are the clients of the add-ons. Shares no code with src: types only.
 */
import type { Party } from "../../src/model/party";
import { type ClusterFacts, type ClusterFlow, clusterFlows } from "./cluster-flows";
import { flowsOf } from "./rancher-cluster";

const roles: readonly string[] = ["etcd", "controlplane", "worker"] satisfies readonly Party[];

export function ownClusterFlows(facts: ClusterFacts): readonly ClusterFlow[] {
  const { distribution, loadBalancer, isApiBalanced, isAdministered, isApiOpen, addons } = facts;
  if (distribution === "rke") throw new Error("the fixture has no Rancher on RKE");
  const unbound: readonly string[] = [
    ...(isAdministered ? [] : ["administrators"]),
    ...(isApiOpen ? [] : ["kubernetesApiClients"]),
  ];
  const ofRancher = flowsOf({
    ...{ distribution, isExtended: false },
    ...(loadBalancer ? { loadBalancer } : {}),
    ...(isApiBalanced ? { apiLoadBalancer: "created" } : {}),
  }).filter(({ from }) => !unbound.includes(from));
  const amongNodes = clusterFlows(facts).filter(({ from, to }) => roles.includes(from) && roles.includes(to));
  const ofAddons = addons.flatMap(({ flows }) => flows(facts));
  return [...ofRancher, ...[...amongNodes, ...ofAddons].map((flow) => ({ ...flow, ...placed(flow) }))];
}

function placed({ from, to }: ClusterFlow): Pick<ClusterFlow, "from" | "to"> {
  return {
    from: from === "workloadClients" ? "apiClients" : roles.includes(from) ? "rancher" : from,
    to: roles.includes(to) ? "rancher" : to,
  };
}
