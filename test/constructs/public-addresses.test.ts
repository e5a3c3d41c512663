import { Eip } from "@cdktf/provider-aws/lib/eip";
import type { TerraformStack } from "cdktf";
import { ClusterSecurityGroups, Port, RancherServerSecurityGroups, SecurityGroupRef } from "../../src";
import { linesOf, type Synthesized, synthesize } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const loadBalancer = { create: true, publicCidrs: ["192.0.2.10/32"] } as const;
const settings = { vpcId, rancherVersion: "2.13", distribution: "rke2", egress: "required" } as const;

const serverIn = (stack: TerraformStack) =>
  new RancherServerSecurityGroups(stack, "tools", {
    ...settings,
    loadBalancer: { terminatesTls: true },
    parties: {
      ...{ loadBalancer, rancherCatalog: "none", apiClients: "none" },
      ...{ clusterNodes: "none", nodeDriverNodes: "none", hostedCluster: "none" },
    },
  });

/** The peers of the rules for a port: IPv4 CIDRs, and `group` for each reference to a group. */
function peersOn(synthesized: Synthesized, port: number): readonly string[] {
  return synthesized
    .rules()
    .filter((rule) => rule.from_port === port)
    .map((rule) => `${rule.cidr_ipv4 ?? "group"}`)
    .sort();
}

test("takes the public addresses of a cluster's load balancer from its Rancher construct", () => {
  const synthesized = synthesize((stack) => {
    const tools = serverIn(stack);
    const node = { create: true, publicCidrs: ["198.51.100.9/32"] } as const;
    new ClusterSecurityGroups(stack, "shop", {
      ...{ ...settings, provisioning: "custom", deployments: { tools } },
      parties: {
        ...{ etcd: node, controlplane: node, worker: node, apiClients: "none", workloadClients: "none" },
        rancher: { deployment: "tools", manageRules: true },
      },
    });
  });
  const agents = synthesized
    .rules()
    .filter((rule) => `${rule.description}`.includes("cluster-lb-https-tcp"))
    .map((rule) => rule.cidr_ipv4)
    .sort();
  expect(agents).toEqual(["192.0.2.10/32", "192.0.2.10/32", "192.0.2.10/32", "198.51.100.9/32"]);
});

test("accepts public addresses that only Terraform knows", () => {
  const synthesized = synthesize((stack) => {
    const nat = new Eip(stack, "nat", {});
    new ClusterSecurityGroups(stack, "shop", {
      ...{ ...settings, provisioning: "custom" },
      parties: {
        ...{ rancher: "none", workloadClients: "none", etcd: { create: true }, controlplane: { create: true } },
        apiLoadBalancer: SecurityGroupRef.fromId("sg-0123456789abcdef0", {
          ...{ manageRules: true, egress: "required", publicCidrs: ["192.0.2.20/32"] },
        }),
        worker: { create: true, publicCidrs: [`${nat.publicIp}/32`] },
      },
    });
  });
  const ofBalancer = synthesized.rules().filter((rule) => rule.security_group_id === "sg-0123456789abcdef0");
  const sources = ofBalancer.filter((rule) => rule.from_port === 9345 && `${rule.description}`.includes("-lb-tcp"));
  expect(sources.map((rule) => `${rule.cidr_ipv4 ?? "group"}`).sort()).toEqual([
    "${aws_eip.nat.public_ip}/32",
    "group",
    "group",
  ]);
});

test("uses public addresses in connections to the load balancer of another construct, and the group in those to nodes", () => {
  const synthesized = synthesize((stack) => {
    const tools = serverIn(stack);
    const node = { create: true, publicCidrs: ["198.51.100.9/32"] } as const;
    const shop = new ClusterSecurityGroups(stack, "shop", {
      ...{ ...settings, provisioning: "custom" },
      parties: { ...{ rancher: "none", workloadClients: "none" }, worker: node },
    });
    shop.findGroup("worker").allowTo(tools.findGroup("loadBalancer"), Port.tcp(8443), "Own API");
    tools.findGroup("loadBalancer").allowFrom(shop.findGroup("worker"), Port.tcp(8444), "Other API");
    tools.findGroup("rancher").allowTo(shop.findGroup("worker"), Port.tcp(8445), "Nodes");
  });
  expect(peersOn(synthesized, 8443)).toEqual(["192.0.2.10/32", "198.51.100.9/32"]);
  expect(peersOn(synthesized, 8444)).toEqual(["192.0.2.10/32", "198.51.100.9/32"]);
  expect(peersOn(synthesized, 8445)).toEqual(["group", "group"]);
});

test("validates public addresses in props like other CIDRs", () => {
  const lines = linesOf((stack) => {
    new ClusterSecurityGroups(stack, "shop", {
      ...{ ...settings, provisioning: "custom" },
      parties: { rancher: "none", workloadClients: "none", worker: { create: true, publicCidrs: ["198.51.100.9"] } },
    });
  });
  expect(lines).toEqual([
    'network/shop parties.worker.publicCidrs[0]: is not a CIDR, got "198.51.100.9"; write an address and a prefix length, such as 10.0.0.0/16 or 2001:db8::/32, without leading zeros',
  ]);
});
