/** Options that cannot be combined. By code and case: a config, and every line that a user reads about it. */
import { cluster, nodes } from "./config-lines";
import type { ErrorCase } from "./error-case";

const none = "apiClients: none, workloadClients: none";

/** A deployment without `rancherVersion`, unless `extra` has it. */
const unpinned = (type: string, extra: string): string => `deployments:
  - name: lab
    type: ${type}
${type === "cluster" ? "    provisioning: custom\n" : ""}    region: us-east-1
    vpcId: vpc-0a1b2c3d
${extra}`;

export const combinationErrorCases: readonly ErrorCase[] = [
  [
    "not-a-rancher-version",
    "an invalid version",
    cluster("    rancherVersion: latest\n"),
    [
      'c.yaml:8:21 deployments[0].rancherVersion: is not a version of Rancher 2, got "latest"; write "2.15", or 2.x for the tables of the original document',
    ],
  ],
  [
    "wrong-type",
    "a version that YAML reads as a number",
    cluster("    rancherVersion: 2.13\n"),
    ["c.yaml:8:21 deployments[0].rancherVersion: must be a text, got 2.13; put it in quotes"],
  ],
  [
    "no-rke",
    "RKE with a Rancher version that no longer supports it",
    cluster('    rancherVersion: "2.12"\n    distribution: rke\n'),
    [
      'c.yaml:8:21 deployments[0].rancherVersion: is a version without RKE, which ended with Rancher 2.11, got "2.12"; write "2.11" or earlier, or set distribution to rke2 or k3s',
    ],
  ],
  [
    "no-rke-version",
    "RKE without a version",
    unpinned("cluster", "    distribution: rke\n"),
    [
      'c.yaml:2:5 deployments[0].rancherVersion: is required for RKE, which ended with Rancher 2.11; write "2.11" or earlier, or 2.x for the tables of the original document',
    ],
  ],
  [
    "no-rke-version",
    "Rancher on RKE without a version",
    unpinned("rancher-server", "    distribution: rke\n"),
    [
      'c.yaml:2:5 deployments[0].rancherVersion: is required for RKE, which ended with Rancher 2.11; write "2.11" or earlier, or 2.x for the tables of the original document',
    ],
  ],
  [
    "no-distribution",
    "a cluster of the current Rancher version without a distribution",
    unpinned("cluster", ""),
    [
      "c.yaml:2:5 deployments[0].distribution: is required; write rke2 or k3s, or for Rancher up to 2.11 also rke; for the tables of the original document, write rancherVersion: 2.x instead",
    ],
  ],
  [
    "no-distribution",
    "a cluster without a distribution, of the first Rancher version whose tables depend on it",
    cluster('    rancherVersion: "2.9"\n'),
    [
      "c.yaml:2:5 deployments[0].distribution: is required; write rke2 or k3s, or for Rancher up to 2.11 also rke; for the tables of the original document, write rancherVersion: 2.x instead",
    ],
  ],
  [
    "no-distribution",
    "a Rancher server without a distribution",
    unpinned("rancher-server", ""),
    [
      "c.yaml:2:5 deployments[0].distribution: is required; write rke2, k3s, hosted (such as EKS) or docker, or for Rancher up to 2.11 also rke; for the tables of the original document, write rancherVersion: 2.x instead",
    ],
  ],
  [
    "no-edition",
    "a group of the node driver without an edition",
    "deployments: [{ name: lab, type: rancher-nodes, region: us-east-1, vpcId: vpc-0a1b2c3d }]\n",
    [
      "c.yaml:1:15 deployments[0].edition: is required; write 2025-09 for Rancher 2.13 and later, 2022-05 for Rancher 2.7 to 2.12, or 2.x for the original document",
    ],
  ],
  [
    "not-launched",
    "the distribution and CNI of a cluster that a provider runs",
    cluster(
      "    distribution: rke2\n    cni: canal\n    addons: [monitoring]\n",
      `${none}, hostedCluster: none`,
      "hosted",
    ),
    [
      "c.yaml:8:5 deployments[0].distribution: is about clusters that Rancher launches, and this one is hosted; remove it, or use provisioning: node-pools or custom",
      "c.yaml:9:5 deployments[0].cni: is about clusters that Rancher launches, and this one is hosted; remove it, or use provisioning: node-pools or custom",
      "c.yaml:10:5 deployments[0].addons: is about clusters that Rancher launches, and this one is hosted; remove it, or use provisioning: node-pools or custom",
    ],
  ],
  [
    "not-word-or-map",
    "a CNI that does not exist",
    cluster("    distribution: rke2\n    cni: cillium\n"),
    ['c.yaml:9:10 deployments[0].cni: is not understood, got "cillium"; did you mean "cilium"?'],
  ],
  [
    "no-such-cni",
    "a CNI of another distribution",
    cluster("    distribution: rke2\n    cni: weave\n"),
    [
      'c.yaml:9:10 deployments[0].cni: does not exist on RKE2, only on RKE, got "weave"; RKE2 has canal, calico, cilium, flannel, none',
    ],
  ],
  [
    "no-such-encapsulation",
    "an encapsulation, and BGP, that the CNI does not support",
    cluster("    distribution: rke2\n    cni: { name: canal, encapsulation: ip-in-ip, bgp: true }\n"),
    [
      'c.yaml:9:40 deployments[0].cni.encapsulation: is nothing that Canal does on RKE2, got "ip-in-ip"; it does vxlan, wireguard',
      "c.yaml:9:55 deployments[0].cni.bgp: is nothing that Canal does on RKE2; remove it",
    ],
  ],
  [
    "no-bgp",
    "an encapsulation, and BGP, without a CNI",
    cluster("    distribution: k3s\n    cni: { name: none, encapsulation: vxlan, bgp: true }\n"),
    [
      'c.yaml:9:39 deployments[0].cni.encapsulation: is nothing that cni: none does on K3s, got "vxlan"; it does none',
      "c.yaml:9:51 deployments[0].cni.bgp: is nothing that cni: none does on K3s; remove it",
    ],
  ],
  [
    "no-windows-workers",
    "Windows workers with a CNI that does not support them",
    cluster("    distribution: rke2\n    windowsWorkers: true\n"),
    [
      "c.yaml:9:21 deployments[0].windowsWorkers: there are no Windows workers with Canal on RKE2; there are with Flannel on RKE, Calico on RKE2, Flannel on RKE2",
    ],
  ],
  [
    "no-windows-workers",
    "Windows workers in node pools of RKE",
    cluster("    cni: flannel\n    windowsWorkers: true\n", undefined, "node-pools"),
    [
      "c.yaml:9:21 deployments[0].windowsWorkers: there are no Windows workers with RKE node pools; there are with provisioning: custom",
    ],
  ],
  [
    "ports-of-everything",
    "ports of ESP and of ICMP",
    cluster(
      "    distribution: rke2\n    cni: cilium\n    rules: { override: { cilium-ipsec-50: { ports: 22 }, cilium-health-icmp: { ports: 8-0 } } }\n",
    ),
    [
      "c.yaml:10:45 deployments[0].rules.override.cilium-ipsec-50.ports: sets ports of a port rule whose protocol has none; omit that port rule, and add one with these ports under rules.add",
      'c.yaml:10:87 deployments[0].rules.override.cilium-health-icmp.ports: is not an ICMP type and code, got "8-0"; write 8, the type with every code, or "8/0" with one; both are 0 to 255',
    ],
  ],
  [
    "unused-option",
    "options that RKE of the first edition does not have",
    cluster("    authorizedClusterEndpoint: true\n"),
    [
      "c.yaml:8:5 deployments[0].authorizedClusterEndpoint: is an option that no port rule of this deployment depends on; remove it; it goes with distribution: rke2 or k3s, or rancherVersion 2.9 and later",
    ],
  ],
  [
    "replaced-key",
    "former options that are now add-ons",
    cluster("    distribution: k3s\n    monitoring: true\n    embeddedRegistry: false\n"),
    [
      "c.yaml:9:5 deployments[0].monitoring: has been replaced by an add-on; write addons: [monitoring]",
      "c.yaml:10:5 deployments[0].embeddedRegistry: has been replaced by an add-on; write addons: [embedded-registry]",
    ],
  ],
  [
    "unknown-addon",
    "add-ons that do not exist, and a duplicate",
    cluster("    distribution: rke2\n    addons: [hubbel, path-mtu, path-mtu, nothing-like-it]\n"),
    [
      'c.yaml:9:14 deployments[0].addons[0]: is not an add-on, got "hubbel"; did you mean "hubble"?',
      'c.yaml:9:32 deployments[0].addons[2]: is listed twice, got "path-mtu"; keep one of them',
      'c.yaml:9:42 deployments[0].addons[3]: is not an add-on, got "nothing-like-it"; use one of monitoring, ingress-metrics, kube-proxy-health, ingress-migration, embedded-registry, path-mtu, registries, aws-apis, git, s3-backups, directory, dns, ntp',
    ],
  ],
  [
    "addon-twice",
    "an add-on as a name and as a map",
    cluster("    distribution: rke2\n    addons: [monitoring, { name: monitoring }]\n"),
    ['c.yaml:9:26 deployments[0].addons[1]: is listed twice, got "monitoring"; keep one of them'],
  ],
  [
    "addon-elsewhere",
    "add-ons of another CNI and of another distribution",
    cluster("    distribution: k3s\n    addons: [hubble, ingress-migration]\n"),
    [
      'c.yaml:9:14 deployments[0].addons[0]: is an add-on that does not exist with Flannel on K3s, got "hubble"; remove it; it exists with Cilium on RKE2, Cilium on K3s',
      'c.yaml:9:22 deployments[0].addons[1]: is an add-on that does not exist with K3s, got "ingress-migration"; remove it; it exists with RKE2',
    ],
  ],
  [
    "addon-elsewhere",
    "monitoring on RKE without a version",
    cluster("    addons: [monitoring]\n"),
    [
      'c.yaml:8:14 deployments[0].addons[0]: is an add-on that does not exist with RKE of Rancher 2.x, got "monitoring"; remove it; it exists with RKE of Rancher 2.9 and later, RKE2, K3s',
    ],
  ],
  [
    "addon-without-to",
    "add-ons without required options, and with options of other add-ons",
    cluster(
      "    distribution: k3s\n    addons: [registries, service-load-balancer, { name: path-mtu, to: none }, { name: dns, to: { create: true } }]\n",
    ),
    [
      'c.yaml:9:14 deployments[0].addons[0]: has no destination, got "registries"; write { name: registries, to: ... } with cidrs, prefixListIds, securityGroupIds, anywhere or none',
      'c.yaml:9:26 deployments[0].addons[1]: has no ports, got "service-load-balancer"; write { name: service-load-balancer, ports: { tcp: [1883] } }',
      "c.yaml:9:67 deployments[0].addons[2].to: is not a known key; use one of name",
      "c.yaml:9:96 deployments[0].addons[3].to: is a party outside the deployment, so no group is created or managed for it; bind it to cidrs, prefixListIds, securityGroupIds, anywhere or none",
    ],
  ],
  [
    "addon-without-ports",
    "ports of a service without any port",
    cluster("    distribution: k3s\n    addons: [{ name: service-load-balancer, ports: {} }]\n"),
    [
      'c.yaml:9:14 deployments[0].addons[0]: has no ports, got "service-load-balancer"; write { name: service-load-balancer, ports: { tcp: [1883] } }',
    ],
  ],
  [
    "port-of-nodes",
    "ports of a service on which the nodes serve each other",
    cluster(
      '    distribution: k3s\n    addons: [{ name: service-load-balancer, ports: { tcp: [1883, 10250, "9000-10300"], udp: [8472] } }]\n',
    ),
    [
      "c.yaml:9:66 deployments[0].addons[0].ports.tcp[1]: is a port that the nodes use (k3s-kubelet-tcp), so a service cannot listen on it, got 10250; use another port",
      'c.yaml:9:73 deployments[0].addons[0].ports.tcp[2]: is a port that the nodes use (k3s-kubelet-tcp), so a service cannot listen on it, got "9000-10300"; use another port',
      "c.yaml:9:94 deployments[0].addons[0].ports.udp[0]: is a port that the nodes use (k3s-flannel-overlay-udp), so a service cannot listen on it, got 8472; use another port",
    ],
  ],
  [
    "port-of-service",
    "service ports of K3s under the keys of a hosted cluster",
    cluster("    distribution: k3s\n    ports: { workloadTcp: [1883], workloadUdp: [5353] }\n"),
    [
      "c.yaml:9:14 deployments[0].ports.workloadTcp: is for hosted and imported clusters; write addons: [{ name: service-load-balancer, ports: { tcp: [...] } }] for services of K3s",
      "c.yaml:9:35 deployments[0].ports.workloadUdp: is for hosted and imported clusters; write addons: [{ name: service-load-balancer, ports: { udp: [...] } }] for services of K3s",
    ],
  ],
  [
    "wrong-type",
    "add-ons in other forms",
    cluster("    distribution: rke2\n    addons: [5, { nme: x }]\n"),
    [
      "c.yaml:9:14 deployments[0].addons[0]: must be a text or a map, got 5",
      "c.yaml:9:17 deployments[0].addons[1].name: is required; for example monitoring",
      'c.yaml:9:19 deployments[0].addons[1].nme: is not a known key; did you mean "name"?',
    ],
  ],
  [
    "wireguard-besides",
    "WireGuard as an encapsulation of Calico",
    cluster("    distribution: rke2\n    cni: { name: calico, encapsulation: wireguard }\n"),
    [
      'c.yaml:9:41 deployments[0].cni.encapsulation: is not an encapsulation of Calico, which encrypts in addition to encapsulating, got "wireguard"; write wireguard: true, and the encapsulation if it is not the default',
    ],
  ],
  [
    "no-wireguard",
    "WireGuard in addition to an encapsulation that it replaces",
    cluster("    distribution: rke2\n    cni: { name: canal, wireguard: true }\n"),
    ["c.yaml:9:25 deployments[0].cni.wireguard: is not an option of Canal on RKE2; write encapsulation: wireguard"],
  ],
  [
    "no-wireguard",
    "WireGuard with a CNI that does not encrypt",
    cluster("    distribution: rke2\n    cni: { name: flannel, wireguard: true }\n"),
    ["c.yaml:9:27 deployments[0].cni.wireguard: is not an option of Flannel on RKE2; remove it"],
  ],
  [
    "no-ip-in-ip",
    "IP in IP with Windows workers and with IPv6 only",
    cluster(
      "    distribution: rke2\n    ipFamily: ipv6\n    windowsWorkers: true\n    cni: { name: calico, encapsulation: ip-in-ip }\n",
    ),
    [
      "c.yaml:11:41 deployments[0].cni.encapsulation: Calico does not encapsulate IP in IP to Windows workers; write encapsulation: vxlan",
      "c.yaml:11:41 deployments[0].cni.encapsulation: Calico does not encapsulate IP in IP among nodes that have IPv6 addresses only; write encapsulation: vxlan",
    ],
  ],
  [
    "no-ip-in-ip",
    "the default of Calico on RKE with IPv6 only",
    cluster("    ipFamily: ipv6\n    cni: calico\n"),
    [
      "c.yaml:9:10 deployments[0].cni.encapsulation: Calico does not encapsulate IP in IP among nodes that have IPv6 addresses only; write encapsulation: vxlan",
    ],
  ],
  [
    "no-datastore-port",
    "an external datastore without a port",
    cluster("    distribution: k3s\n    datastore: external\n"),
    [
      "c.yaml:9:16 deployments[0].datastore: is external, and its port is not given; add ports: { datastore: 5432 } for PostgreSQL, 3306 for MySQL or MariaDB, 2379 for etcd",
    ],
  ],
  [
    "datastore-port-without",
    "the port of an embedded datastore",
    cluster("    distribution: k3s\n    ports: { datastore: 5432 }\n"),
    [
      "c.yaml:9:14 deployments[0].ports.datastore: is the port of an external datastore, and this deployment has embedded etcd; add datastore: external, or remove it",
    ],
  ],
  [
    "not-hardened",
    "clients of a group without hardening",
    nodes("    parties: { rancher: anywhere }\n"),
    [
      "c.yaml:6:16 deployments[0].parties.rancher: names a client of a hardened group, and this one is open as documented; add hardened: true, or narrow single port rules under sources",
    ],
  ],
  [
    "not-narrowable",
    "a source of a hardened group",
    nodes(
      "    hardened: true\n    parties: { rancher: none, apiClients: none, workloadClients: none }\n    sources: { rancher-nodes-ssh-tcp: none }\n",
    ),
    [
      "c.yaml:8:16 deployments[0].sources.rancher-nodes-ssh-tcp: is not a port rule of this deployment with a world-open source; it has none: name its clients under parties",
    ],
  ],
  [
    "unbound-party",
    "a hardened group without its clients",
    nodes("    hardened: true\n    parties: { rancher: { create: true }, apiClients: none }\n"),
    [
      "c.yaml:7:14 deployments[0].parties.workloadClients: is bound to nothing, and these port rules need it: hardened-nodes-http-tcp, hardened-nodes-https-tcp, hardened-nodes-node-ports-tcp, hardened-nodes-node-ports-udp; bind it to cidrs, prefixListIds, securityGroupIds, anywhere or none",
      "c.yaml:7:25 deployments[0].parties.rancher: is a party outside the deployment, so no group is created or managed for it; bind it to cidrs, prefixListIds, securityGroupIds, anywhere or none",
    ],
  ],
];
