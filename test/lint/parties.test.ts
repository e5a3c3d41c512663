/** Findings about the bindings of parties, and about the tags of groups. */
import type { DeploymentInput } from "../../src";
import { parseDeployment, planDeployment } from "../../src";
import { lint } from "../../src/lint/lint";
import { today } from "./plans";

const clients = { rancher: "none", apiClients: "none", workloadClients: "none" } as const;
const cluster = { type: "cluster", name: "shop", provisioning: "custom", distribution: "k3s" } as const;

function found(id: string, input: DeploymentInput, tags?: Readonly<Record<string, string>>): readonly string[] {
  const plan = planDeployment(parseDeployment(input));
  const subject = { ...plan, deployment: { ...plan.deployment, tags } };
  return lint(subject, today).flatMap((finding) => (finding.id === id ? finding.message : []));
}

describe("a party with addresses of one family", () => {
  const dual = {
    ...cluster,
    ipFamily: "dual",
    cni: { name: "flannel", encapsulation: "wireguard" },
  } as const;
  const worker = { cidrs: ["10.11.0.0/24"] };

  test("is reported if the nodes have both, with the port rules that need the other family", () => {
    expect(found("one-family", { ...dual, parties: { ...clients, worker } })).toEqual([
      "worker is bound to IPv4 addresses only, and ipFamily is dual; add its IPv6 CIDRs, which k3s-flannel-wireguard-ipv6-udp, k3s-flannel-wireguard-udp, k3s-kube-api-tcp, k3s-kubelet-tcp need too",
    ]);
  });

  test("is reported for IPv6 too", () => {
    const parties = { ...clients, workloadClients: { cidrs: ["2001:db8::/32"] } };
    expect(found("one-family", { ...dual, parties })).toEqual([
      "workloadClients is bound to IPv6 addresses only, and ipFamily is dual; add its IPv4 CIDRs, which cluster-ingress-http-tcp, cluster-ingress-https-tcp, cluster-node-ports-tcp, cluster-node-ports-udp need too",
    ]);
  });

  test.each([
    ["nodes of one family", { ...dual, ipFamily: "ipv4", parties: { ...clients, worker } }],
    ["both families", { ...dual, parties: { ...clients, worker: { cidrs: ["10.11.0.0/24", "2001:db8::/64"] } } }],
    ["a group", { ...dual, parties: { ...clients, worker: { securityGroupId: "sg-0123456789abcdef0" } } }],
    ["a prefix list", { ...dual, parties: { ...clients, workloadClients: { prefixListIds: ["pl-0a1b2c3d"] } } }],
    ["no rule", { ...dual, parties: { ...clients, rancherCatalog: { cidrs: ["10.0.0.0/8"] } } }],
  ] as const)("is not reported with %s", (_, input) => {
    expect(found("one-family", input as DeploymentInput)).toEqual([]);
  });
});

describe("a group that a cluster creates for its Rancher", () => {
  test("is reported, because it has no rules among the Rancher nodes", () => {
    expect(found("created-rancher", { ...cluster, parties: { ...clients, rancher: { create: true } } })).toEqual([
      "shop-rancher has no rules among the Rancher nodes, so Rancher cannot run on several nodes; bind rancher to a rancher-server deployment, to its existing group or to its cidrs",
    ]);
  });

  test("is not reported if Rancher is elsewhere", () => {
    expect(
      found("created-rancher", { ...cluster, parties: { ...clients, rancher: { cidrs: ["10.0.0.0/28"] } } }),
    ).toEqual([]);
  });
});

describe("the tags of two clusters on one group", () => {
  const tags = { "kubernetes.io/cluster/b": "owned", "kubernetes.io/cluster/a": "owned", team: "web" };

  test("are reported on the group of the node driver", () => {
    expect(found("two-cluster-tags", { type: "rancher-nodes", edition: "2025-09", name: "nodes" }, tags)).toEqual([
      "rancher-nodes has the tags kubernetes.io/cluster/a and kubernetes.io/cluster/b, and a group may have the tag of one cluster; use one rancher-nodes group, with its own groupName, for each cluster",
    ]);
  });

  test("are reported on each group that a cluster creates", () => {
    const only = { ...clients, etcd: "none", controlplane: "none" } as const;
    expect(found("two-cluster-tags", { ...cluster, parties: only }, tags)).toEqual([
      "shop-worker has the tags kubernetes.io/cluster/a and kubernetes.io/cluster/b, and a group may have the tag of one cluster; keep the tag of this cluster only",
    ]);
  });

  test("are not reported if there is one", () => {
    expect(
      found(
        "two-cluster-tags",
        { type: "rancher-nodes", edition: "2025-09", name: "nodes" },
        { "kubernetes.io/cluster/a": "owned" },
      ),
    ).toEqual([]);
  });
});

describe("public addresses that only one side has", () => {
  const balanced = { ...cluster, loadBalancer: { terminatesTls: true } } as const;
  const loadBalancer = { create: true, publicCidrs: ["192.0.2.10/32"] } as const;
  const node = { create: true, publicCidrs: ["198.51.100.9/32"] } as const;

  test("are reported at a load balancer whose rules name the groups of nodes", () => {
    expect(
      found("unknown-public-addresses", { ...balanced, parties: { ...clients, loadBalancer, etcd: node } }),
    ).toEqual([
      "shop-load-balancer has public addresses, and its rules for controlplane, worker name groups, so it denies their traffic through NAT gateways: cluster-lb-https-tcp; add the addresses of these NAT gateways as publicCidrs of controlplane, worker",
    ]);
  });

  test("are reported at nodes whose load balancer has none", () => {
    expect(found("unused-public-addresses", { ...balanced, parties: { ...clients, worker: node } })).toEqual([
      "worker has publicCidrs, but sends nothing to a load balancer that has them; add publicCidrs to the load balancer, or remove them here",
    ]);
  });

  test("are not reported if both have them, or the load balancer has no group here", () => {
    const nodes = { etcd: node, controlplane: node, worker: node };
    for (const balancer of [loadBalancer, { cidrs: ["10.0.0.0/28"], publicCidrs: ["192.0.2.10/32"] }]) {
      const input = { ...balanced, parties: { ...clients, ...nodes, loadBalancer: balancer } };
      expect(found("unknown-public-addresses", input as DeploymentInput)).toEqual([]);
      expect(found("unused-public-addresses", input as DeploymentInput)).toEqual([]);
    }
  });
});
