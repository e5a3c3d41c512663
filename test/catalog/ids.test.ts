import { addonCatalogs, cniCatalogs } from "../../src/catalog";
import { catalogById } from "./catalog-by-id";

// Ids are a public contract: Terraform users find them in tags and outputs. They are never reused, and deprecated
// rather than deleted.
const idsOf = (catalog: string) =>
  catalogById(catalog)
    .rules.map(({ id }) => id)
    .sort();

test("has exactly these port rules in the rancher-nodes table", () => {
  expect(idsOf("rancher-nodes")).toEqual([
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

test("has exactly these port rules in the Node Pools matrix", () => {
  expect(idsOf("rke-node-pools")).toEqual([
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

test("has exactly these port rules in the Custom Nodes matrix", () => {
  expect(idsOf("rke-custom-nodes")).toEqual([
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

test("has exactly these port rules in the Hosted Clusters matrix", () => {
  expect(idsOf("hosted-clusters")).toEqual([
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

test("has exactly these port rules in the Imported Clusters matrix", () => {
  expect(idsOf("imported-clusters")).toEqual([
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

test("has exactly these port rules in the list of the Rancher nodes", () => {
  expect(idsOf("rancher-server")).toEqual([
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

test("has exactly these port rules for the commonly used ports, in addition to a matrix", () => {
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
  expect(idsOf("rke-node-pools-common-ports")).toEqual([...idsOf("rke-node-pools"), ...common].sort());
  expect(idsOf("rke-custom-nodes-common-ports")).toEqual([...idsOf("rke-custom-nodes"), ...common].sort());
});

test("has exactly these port rules in the node driver's group since 2022, and these in the hardened group", () => {
  const added = idsOf("rancher-nodes-2022-05").filter((id) => !idsOf("rancher-nodes").includes(id));
  expect(added).toEqual([
    "rancher-nodes-bgp-tcp",
    "rancher-nodes-node-exporter-tcp",
    "rancher-nodes-supervisor-tcp",
    "rancher-nodes-typha-tcp",
    "rancher-nodes-webhook-tcp",
  ]);
  expect(idsOf("rancher-nodes-2025-09")).toEqual(idsOf("rancher-nodes-2022-05"));
  expect(idsOf("rancher-nodes-2025-09-hardened").filter((id) => !id.startsWith("rancher-nodes-"))).toEqual([
    "hardened-nodes-administrators-api-tcp",
    "hardened-nodes-administrators-ssh-tcp",
    "hardened-nodes-docker-tls-tcp",
    "hardened-nodes-http-tcp",
    "hardened-nodes-https-tcp",
    "hardened-nodes-kube-api-tcp",
    "hardened-nodes-node-ports-tcp",
    "hardened-nodes-node-ports-udp",
    "hardened-nodes-ssh-tcp",
    "hardened-nodes-webhook-tcp",
  ]);
});

test("has exactly these port rules for RKE2 and K3s only", () => {
  const ownOf = (catalog: string, prefix: string) => idsOf(catalog).filter((id) => id.startsWith(prefix));
  expect(ownOf("rke2-node-pools", "rke2-")).toEqual([
    "rke2-etcd-client-tcp",
    "rke2-etcd-metrics-tcp",
    "rke2-etcd-peer-tcp",
    "rke2-kube-api-tcp",
    "rke2-kubelet-tcp",
    "rke2-node-ports-tcp",
    "rke2-node-ports-udp",
    "rke2-supervisor-lb-servers-tcp",
    "rke2-supervisor-lb-tcp",
    "rke2-supervisor-tcp",
  ]);
  expect(ownOf("k3s-node-pools", "k3s-")).toEqual([
    "k3s-etcd-tcp",
    "k3s-flannel-overlay-udp",
    "k3s-flannel-wireguard-ipv6-udp",
    "k3s-flannel-wireguard-udp",
    "k3s-kube-api-tcp",
    "k3s-kubelet-tcp",
  ]);
  expect(ownOf("rke2-node-pools", "cluster-")).toEqual([
    "cluster-administrators-api-tcp",
    "cluster-administrators-ssh-tcp",
    "cluster-api-endpoint-tcp",
    "cluster-api-lb-administrators-tcp",
    "cluster-api-lb-clients-tcp",
    "cluster-api-lb-rancher-tcp",
    "cluster-api-lb-servers-tcp",
    "cluster-api-lb-tcp",
    "cluster-api-preserved-clients-tcp",
    "cluster-api-preserved-rancher-tcp",
    "cluster-datastore-tcp",
    "cluster-ingress-http-tcp",
    "cluster-ingress-https-tcp",
    "cluster-lb-https-tcp",
    "cluster-node-ports-tcp",
    "cluster-node-ports-udp",
    "cluster-node-ssh-tcp",
    "cluster-rancher-https-tcp",
  ]);
  expect(ownOf("k3s-custom-nodes", "cluster-")).toEqual(
    ownOf("rke2-node-pools", "cluster-").filter((id) => id !== "cluster-node-ssh-tcp"),
  );
});

test("has exactly these port rules for Rancher on RKE2 and on a hosted control plane, in addition to the list", () => {
  const list = idsOf("rancher-server");
  const ownOf = (catalog: string) => idsOf(catalog).filter((id) => !list.includes(id));
  expect(ownOf("rancher-server-rke2-2.12")).toEqual([
    "canal-health-tcp",
    "canal-overlay-udp",
    "canal-wireguard-ipv6-udp",
    "canal-wireguard-udp",
    "cluster-administrators-api-tcp",
    "cluster-administrators-ssh-tcp",
    "cluster-api-lb-administrators-tcp",
    "cluster-api-lb-clients-tcp",
    "cluster-api-lb-servers-tcp",
    "cluster-api-lb-tcp",
    "cluster-api-preserved-clients-tcp",
    "egress-api-lb-all",
    "rke2-supervisor-lb-servers-tcp",
    "rke2-supervisor-lb-tcp",
    "server-agents-lb-https-tcp",
    "server-api-clients-tcp",
    "server-datastore-tcp",
    "server-hosted-https-tcp",
    "server-hosted-lb-https-tcp",
    "server-imperative-api-tcp",
    "server-registered-api-tcp",
    "server-rke2-etcd-client-tcp",
    "server-rke2-etcd-metrics-tcp",
    "server-rke2-etcd-peer-tcp",
    "server-rke2-kube-api-tcp",
    "server-rke2-kubelet-tcp",
    "server-rke2-node-ports-tcp",
    "server-rke2-node-ports-udp",
    "server-rke2-supervisor-tcp",
  ]);
  expect(ownOf("rancher-server-hosted-2.12")).toEqual([
    "cluster-administrators-ssh-tcp",
    "server-administrators-control-plane-tcp",
    "server-agents-lb-https-tcp",
    "server-control-plane-https-tcp",
    "server-control-plane-imperative-api-tcp",
    "server-control-plane-kubelet-tcp",
    "server-control-plane-webhook-tcp",
    "server-hosted-https-tcp",
    "server-hosted-lb-https-tcp",
    "server-nodes-control-plane-tcp",
    "server-pods-all",
    "server-registered-api-tcp",
  ]);
  expect(ownOf("rancher-server-hosted")).not.toContain("server-control-plane-imperative-api-tcp");
});

test("has exactly these port rules for each CNI on each distribution", () => {
  const own = cniCatalogs.map(({ id, rules }) => [id, rules.map((rule) => rule.id).sort()]);
  const canal = ["canal-health-tcp", "canal-overlay-udp", "canal-wireguard-ipv6-udp", "canal-wireguard-udp"];
  const calico = [
    "calico-bgp-tcp",
    "calico-ip-in-ip-4",
    "calico-overlay-udp",
    "calico-pods-all",
    "calico-wireguard-ipv6-udp",
    "calico-wireguard-udp",
  ];
  const typha = [...calico, "calico-health-tcp", "calico-typha-health-tcp", "calico-typha-tcp"].sort();
  const cilium = [
    "cilium-bgp-tcp",
    "cilium-geneve-udp",
    "cilium-health-icmp",
    "cilium-health-icmpv6",
    "cilium-health-tcp",
    "cilium-ipsec-50",
    "cilium-overlay-udp",
    "cilium-pods-all",
    "cilium-wireguard-udp",
  ];
  expect(Object.fromEntries(own)).toEqual({
    "rke-canal": ["rke-network-probe-tcp", "rke-overlay-udp"],
    "rke2-canal": canal,
    "k3s-canal": canal,
    "rke-calico": calico,
    "rke2-calico": typha,
    "k3s-calico": typha,
    "rke2-cilium": cilium,
    "k3s-cilium": cilium,
    "rke-flannel": ["flannel-pods-all", "rke-network-probe-tcp", "rke-overlay-udp", "rke-windows-overlay-udp"],
    "rke2-flannel": ["flannel-pods-all", "rke2-flannel-overlay-udp"],
    "k3s-flannel": [
      "flannel-pods-all",
      "k3s-flannel-overlay-udp",
      "k3s-flannel-wireguard-ipv6-udp",
      "k3s-flannel-wireguard-udp",
    ],
    "rke-weave": ["weave-control-tcp", "weave-data-udp", "weave-ipsec-50"],
    "rke-none": ["own-cni-pods-all"],
    "rke2-none": ["own-cni-pods-all"],
    "k3s-none": ["own-cni-pods-all"],
  });
});

test("has exactly these port rules for each add-on on each distribution and in each edition", () => {
  const outbound = [
    ["aws-apis", "outbound-aws-apis-https-tcp"],
    ["directory", "outbound-directory-ldap-tcp", "outbound-directory-ldaps-tcp"],
    ["dns", "outbound-dns-tcp", "outbound-dns-udp"],
    ["git", "outbound-git-ssh-tcp", "outbound-git-https-tcp"],
    ["ntp", "outbound-ntp-udp"],
    ["registries", "outbound-registries-https-tcp"],
    ["s3-backups", "outbound-s3-backups-https-tcp"],
  ];
  const everywhere = [
    ...outbound,
    ["ingress-metrics", "ingress-metrics-tcp"],
    ["kube-proxy-health", "kube-proxy-health-tcp"],
    ["path-mtu", "path-mtu-icmp", "path-mtu-icmpv6"],
  ];
  const today = [
    ...everywhere,
    ["monitoring", "cluster-node-exporter-tcp"],
    ["monitoring-2.15", "monitoring-node-exporter-tcp"],
    ["hubble", "cilium-hubble-tcp"],
    ["cilium-metrics", "cilium-metrics-tcp"],
    ["cilium-mutual-authentication", "cilium-mutual-authentication-tcp"],
  ];
  const expected = {
    rke: [...everywhere, ["monitoring", "cluster-node-exporter-tcp", "monitoring-kubelet-tcp"]],
    rke2: [
      ...today,
      ["ingress-migration", "ingress-migration-http-tcp", "ingress-migration-https-tcp"],
      ["embedded-registry", "rke2-registry-peer-tcp", "rke2-registry-tcp"],
    ],
    k3s: [
      ...today,
      ["service-load-balancer", "service-load-balancer-tcp", "service-load-balancer-udp"],
      ["embedded-registry", "k3s-registry-peer-tcp", "k3s-registry-tcp"],
    ],
  };
  const own = addonCatalogs.map(({ id, rules }) => [id, rules.map((rule) => rule.id)]);
  expect(Object.fromEntries(own)).toEqual(
    Object.fromEntries(
      Object.entries(expected).flatMap(([distribution, addons]) =>
        addons.map(([name, ...ids]) => [`${distribution}-${name}`, ids]),
      ),
    ),
  );
});
