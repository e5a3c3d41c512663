/** Options that do not go together. By code and case: a config, and every line that a user reads about it. */
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
    "a version that is none",
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
    "RKE with a Rancher that no longer has it",
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
    "a cluster without a distribution, of today's Rancher",
    unpinned("cluster", ""),
    [
      "c.yaml:2:5 deployments[0].distribution: is required; write rke2 or k3s, or for Rancher up to 2.11 also rke; for the tables of the original document, write rancherVersion: 2.x instead",
    ],
  ],
  [
    "no-distribution",
    "a cluster without a distribution, of the first Rancher whose tables depend on it",
    cluster('    rancherVersion: "2.9"\n'),
    [
      "c.yaml:2:5 deployments[0].distribution: is required; write rke2 or k3s, or for Rancher up to 2.11 also rke; for the tables of the original document, write rancherVersion: 2.x instead",
    ],
  ],
  [
    "no-distribution",
    "Rancher without what it runs on",
    unpinned("rancher-server", ""),
    [
      "c.yaml:2:5 deployments[0].distribution: is required; write rke2, k3s or docker, or for Rancher up to 2.11 also rke; for the tables of the original document, write rancherVersion: 2.x instead",
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
    cluster("    distribution: rke2\n    cni: canal\n    monitoring: true\n", `${none}, hostedCluster: none`, "hosted"),
    [
      "c.yaml:8:5 deployments[0].distribution: is about clusters that Rancher launches, and this one is hosted; remove it, or use provisioning: node-pools or custom",
      "c.yaml:9:5 deployments[0].cni: is about clusters that Rancher launches, and this one is hosted; remove it, or use provisioning: node-pools or custom",
      "c.yaml:10:5 deployments[0].monitoring: is an option that no port rule of this deployment depends on; remove it; it goes with distribution: rke2 or k3s, or rancherVersion 2.9 and later",
    ],
  ],
  [
    "not-word-or-map",
    "a CNI that there is not",
    cluster("    distribution: rke2\n    cni: cillium\n"),
    [
      'c.yaml:9:10 deployments[0].cni: is not understood, got "cillium"; write canal, calico, cilium, flannel, weave, none, or a map such as { name: canal, encapsulation: wireguard }',
    ],
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
    "an encapsulation, and BGP, that the CNI does not know",
    cluster("    distribution: rke2\n    cni: { name: canal, encapsulation: ip-in-ip, bgp: true }\n"),
    [
      'c.yaml:9:40 deployments[0].cni.encapsulation: is nothing that Canal does on RKE2, got "ip-in-ip"; it does vxlan, wireguard',
      "c.yaml:9:55 deployments[0].cni.bgp: is nothing that Canal does on RKE2; remove it",
    ],
  ],
  [
    "no-bgp",
    "an encapsulation, and BGP, of no CNI",
    cluster("    distribution: k3s\n    cni: { name: none, encapsulation: vxlan, bgp: true }\n"),
    [
      'c.yaml:9:39 deployments[0].cni.encapsulation: is nothing that cni: none does on K3s, got "vxlan"; remove it',
      "c.yaml:9:51 deployments[0].cni.bgp: is nothing that cni: none does on K3s; remove it",
    ],
  ],
  [
    "no-windows-workers",
    "Windows workers with a CNI that has none",
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
      "    distribution: rke2\n    cni: cilium\n    rules: { override: { cilium-ipsec-50: { ports: 22 }, cilium-health-icmp: { ports: 22 } } }\n",
    ),
    [
      "c.yaml:10:45 deployments[0].rules.override.cilium-ipsec-50.ports: sets ports of a port rule whose protocol has none; omit that port rule, and add one with these ports under rules.add",
      "c.yaml:10:80 deployments[0].rules.override.cilium-health-icmp.ports: sets ports of a port rule whose protocol has none; omit that port rule, and add one with these ports under rules.add",
    ],
  ],
  [
    "unused-option",
    "options that RKE of the first edition does not know",
    cluster("    embeddedRegistry: true\n    authorizedClusterEndpoint: true\n    monitoring: true\n"),
    [
      "c.yaml:8:5 deployments[0].embeddedRegistry: is an option that no port rule of this deployment depends on; remove it; it goes with distribution: rke2 or k3s",
      "c.yaml:9:5 deployments[0].authorizedClusterEndpoint: is an option that no port rule of this deployment depends on; remove it; it goes with distribution: rke2 or k3s, or rancherVersion 2.9 and later",
      "c.yaml:10:5 deployments[0].monitoring: is an option that no port rule of this deployment depends on; remove it; it goes with distribution: rke2 or k3s, or rancherVersion 2.9 and later",
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
    "the port of a datastore that is embedded",
    cluster("    distribution: k3s\n    ports: { datastore: 5432 }\n"),
    [
      "c.yaml:9:14 deployments[0].ports.datastore: is the port of an external datastore, and this deployment has embedded etcd; add datastore: external, or remove it",
    ],
  ],
  [
    "not-hardened",
    "clients of a group that is open as documented",
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
