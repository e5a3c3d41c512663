import { catalogs } from "../../src/catalog";

// Ids are public contract: Terraform users find them in tags and outputs. Never reused, deprecated rather than deleted.
test("the rancher-nodes table has exactly these port rules", () => {
  expect(catalogs.rancherNodes.rules.map(({ id }) => id).sort()).toEqual([
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
  expect(catalogs.rkeNodePools.rules.map(({ id }) => id).sort()).toEqual([
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
  expect(catalogs.rkeCustomNodes.rules.map(({ id }) => id).sort()).toEqual([
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
