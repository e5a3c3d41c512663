import { catalogs } from "../../src/catalog";

// Ids are public contract: Terraform users find them in tags and outputs. Never reused, deprecated rather than deleted.
const idsOf = (name: keyof typeof catalogs) => catalogs[name].rules.map(({ id }) => id).sort();

test("the rancher-nodes table has exactly these port rules", () => {
  expect(idsOf("rancherNodes")).toEqual([
    "rancher-nodes-components-tcp",
    "rancher-nodes-docker-tls-tcp",
    "rancher-nodes-egress-all",
    "rancher-nodes-etcd-tcp",
    "rancher-nodes-http-tcp",
    "rancher-nodes-https-tcp",
    "rancher-nodes-kube-api-tcp",
    "rancher-nodes-kube-proxy-tcp",
    "rancher-nodes-node-ports-tcp",
    "rancher-nodes-node-ports-udp",
    "rancher-nodes-overlay-udp",
    "rancher-nodes-ssh-tcp",
    "rancher-nodes-windows-overlay-udp",
  ]);
});

test("the Node Pools matrix has exactly these port rules", () => {
  expect(idsOf("rkeNodePools")).toEqual([
    "egress-lb-all",
    "egress-nodes-all",
    "rancher-catalog-tcp",
    "rancher-client-http-tcp",
    "rancher-client-https-tcp",
    "rancher-client-lb-http-tcp",
    "rancher-client-lb-https-tcp",
    "rancher-lb-http-tcp",
    "rancher-lb-https-tcp",
    "rke-docker-tls-tcp",
    "rke-etcd-client-tcp",
    "rke-etcd-peer-tcp",
    "rke-ingress-http-tcp",
    "rke-ingress-https-tcp",
    "rke-ingress-probe-tcp",
    "rke-kube-api-tcp",
    "rke-kubelet-tcp",
    "rke-lb-https-tcp",
    "rke-network-probe-tcp",
    "rke-node-ports-tcp",
    "rke-node-ports-udp",
    "rke-node-ssh-tcp",
    "rke-overlay-udp",
    "rke-rancher-https-tcp",
  ]);
});

test("the Custom Nodes matrix has exactly these port rules", () => {
  expect(idsOf("rkeCustomNodes")).toEqual([
    "egress-lb-all",
    "egress-nodes-all",
    "rancher-catalog-tcp",
    "rancher-client-http-tcp",
    "rancher-client-https-tcp",
    "rancher-client-lb-http-tcp",
    "rancher-client-lb-https-tcp",
    "rancher-lb-http-tcp",
    "rancher-lb-https-tcp",
    "rke-etcd-client-tcp",
    "rke-etcd-peer-tcp",
    "rke-ingress-http-tcp",
    "rke-ingress-https-tcp",
    "rke-ingress-probe-tcp",
    "rke-kube-api-tcp",
    "rke-kubelet-tcp",
    "rke-lb-https-tcp",
    "rke-network-probe-tcp",
    "rke-node-ports-tcp",
    "rke-node-ports-udp",
    "rke-overlay-udp",
    "rke-rancher-https-tcp",
  ]);
});

test("the Hosted Clusters matrix has exactly these port rules", () => {
  expect(idsOf("hostedCluster")).toEqual([
    "egress-lb-all",
    "egress-nodes-all",
    "hosted-kube-api-tcp",
    "hosted-lb-https-tcp",
    "hosted-rancher-https-tcp",
    "hosted-workload-tcp",
    "hosted-workload-udp",
    "rancher-catalog-tcp",
    "rancher-client-http-tcp",
    "rancher-client-https-tcp",
    "rancher-client-lb-http-tcp",
    "rancher-client-lb-https-tcp",
    "rancher-lb-http-tcp",
    "rancher-lb-https-tcp",
  ]);
});

test("the Imported Clusters matrix has exactly these port rules", () => {
  expect(idsOf("importedCluster")).toEqual([
    "egress-lb-all",
    "egress-nodes-all",
    "hosted-lb-https-tcp",
    "hosted-rancher-https-tcp",
    "hosted-workload-tcp",
    "hosted-workload-udp",
    "rancher-catalog-tcp",
    "rancher-client-http-tcp",
    "rancher-client-https-tcp",
    "rancher-client-lb-http-tcp",
    "rancher-client-lb-https-tcp",
    "rancher-lb-http-tcp",
    "rancher-lb-https-tcp",
  ]);
});

test("the list of the Rancher nodes has exactly these port rules", () => {
  expect(idsOf("rancherServer")).toEqual([
    "egress-lb-all",
    "egress-nodes-all",
    "rancher-catalog-tcp",
    "rancher-client-http-tcp",
    "rancher-client-https-tcp",
    "rancher-client-lb-http-tcp",
    "rancher-client-lb-https-tcp",
    "rancher-lb-http-tcp",
    "rancher-lb-https-tcp",
    "server-docker-tls-tcp",
    "server-kube-api-tcp",
    "server-node-https-tcp",
    "server-node-lb-https-tcp",
    "server-node-ssh-tcp",
  ]);
});

test("the commonly used ports are exactly these port rules beside those of a matrix", () => {
  const common = [
    "common-docker-tls-tcp",
    "common-etcd-client-tcp",
    "common-etcd-peer-tcp",
    "common-ingress-probe-tcp",
    "common-kubelet-tcp",
    "common-network-probe-tcp",
    "common-node-ports-tcp",
    "common-node-ports-udp",
    "common-overlay-udp",
    "common-ssh-tcp",
  ];
  expect(idsOf("rkeNodePoolsCommonPorts")).toEqual([...idsOf("rkeNodePools"), ...common].sort());
  expect(idsOf("rkeCustomNodesCommonPorts")).toEqual([...idsOf("rkeCustomNodes"), ...common].sort());
});
