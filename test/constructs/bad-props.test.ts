import { App, TerraformStack } from "cdktf";
import { ClusterSecurityGroups, RancherNodesSecurityGroup } from "../../src";
import { linesOf } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";

/** Props as a JavaScript user could write them. */
const clusterLines = (props: object) =>
  linesOf(
    (stack) =>
      new ClusterSecurityGroups(stack, "production", {
        vpcId,
        provisioning: "custom",
        rancherVersion: "2.x",
        ...props,
      } as never),
  );
const nodesLines = (props: object) =>
  linesOf((stack) => new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId, ...props } as never));

test("throws all mistakes in the props at once, each with the path of the construct", () => {
  expect(
    clusterLines({
      vpcId: "vpc-1",
      provisioning: "hand-made",
      rancherVersion: "2.x",
      tags: { "rancher-nodes": "" },
      parties: {
        contolplane: { create: true },
        apiClients: { cidrs: ["10.0.0.5/24"] },
        workloadClients: { create: true },
      },
    }),
  ).toEqual([
    'network/production vpcId: is not the id of a VPC, got "vpc-1"; it looks like vpc-0a1b2c3d4e5f60718',
    "network/production tags.rancher-nodes: is the tag by which Rancher's EC2 node driver takes the group over and adds world-open rules to it; use another tag key",
    'network/production provisioning: is not an allowed value, got "hand-made"; use one of node-pools, custom, hosted, imported',
    'network/production parties.apiClients.cidrs[0]: has host bits set, got "10.0.0.5/24"; the network is 10.0.0.0/24',
    "network/production parties.workloadClients: is a party outside the deployment, so no group is created or managed for it; bind it to cidrs, prefixListIds, securityGroupIds, anywhere or none",
    'network/production parties.contolplane: is not a known key; did you mean "controlplane"?',
  ]);
});

test("reports a party that port rules need and the props do not bind", () => {
  expect(clusterLines({ parties: { rancher: { create: true }, apiClients: "anywhere" } })).toEqual([
    "network/production parties.workloadClients: is bound to nothing, and these port rules need it: rke-ingress-http-tcp, rke-ingress-https-tcp, rke-node-ports-tcp, rke-node-ports-udp; bind it to cidrs, prefixListIds, securityGroupIds, anywhere or none",
  ]);
});

test("reports a key of the config file as unknown", () => {
  expect(
    clusterLines({
      parties: { rancher: { create: true }, apiClients: "none", workloadClients: "none" },
      region: "us-east-1",
    }),
  ).toEqual([expect.stringMatching(/^network\/production region: is not a known key; use one of type, name, /)]);
});

test("rejects narrowing the source of a port rule that is not open to the world", () => {
  expect(nodesLines({ sources: { "rancher-nodes-ssh": "none", "rancher-nodes-etcd-tcp": "none" } })).toEqual([
    'network/nodes sources.rancher-nodes-ssh: is not a port rule of this deployment with a world-open source; did you mean "rancher-nodes-ssh-tcp"?',
    expect.stringMatching(
      /^network\/nodes sources\.rancher-nodes-etcd-tcp: is not a port rule of this deployment with a world-open source; /,
    ),
  ]);
});

test("rejects a name that AWS rejects", () => {
  expect(nodesLines({ name: "sg-nodes" })).toEqual([
    'network/nodes name: makes the security group name "sg-nodes": EC2 refuses names that start with sg-; choose another name',
  ]);
});

test("throws an error with a stable code and structured issues", () => {
  const build = () =>
    new RancherNodesSecurityGroup(new TerraformStack(new App(), "s"), "nodes", { edition: "2.x", vpcId: "vpc" });
  expect(build).toThrow(
    expect.objectContaining({
      name: "SecurityGroupsError",
      code: "INVALID_INPUT",
      issues: [expect.objectContaining({ code: "not-aws-id", path: ["vpcId"], received: "vpc", root: "s/nodes" })],
    }),
  );
});

test("treats an undefined prop as omitted", () => {
  const parties = { rancher: { create: true }, apiClients: "none", workloadClients: "none" };
  expect(clusterLines({ name: undefined, loadBalancer: undefined, tags: undefined, parties })).toEqual([]);
});

test("rejects a deployment with the name of an object's method as unknown", () => {
  const parties = { apiClients: "none", workloadClients: "none", rancher: { deployment: "constructor" } };
  expect(clusterLines({ parties })).toEqual([
    'network/production parties.rancher.deployment: is not another deployment, got "constructor"; there is no other',
  ]);
});

test("accepts a slash in the name of a deployment", () => {
  const parties = { rancher: { create: true }, apiClients: "none", workloadClients: "none" } as const;
  const props = { vpcId, provisioning: "custom", rancherVersion: "2.x", egress: "required" } as const;
  const build = (stack: TerraformStack) => {
    const other = new ClusterSecurityGroups(stack, "other", { ...props, parties });
    const deployments = { "team/other": other };
    const bound = { ...parties, rancher: { deployment: "team/other" } };
    new ClusterSecurityGroups(stack, "production", { ...props, deployments, parties: bound });
  };
  expect(linesOf(build)).toEqual([]);
});

test("reports an unknown CNI with the nearest known one", () => {
  const parties = { rancher: { create: true }, apiClients: "none", workloadClients: "none" };
  expect(clusterLines({ distribution: "rke2", cni: "cillium", parties })).toEqual([
    'network/production cni: is not a CNI that is known here, got "cillium"; did you mean "cilium"?; for another CNI, write none, which opens every protocol among the nodes',
  ]);
});

test("rejects the key __proto__, which zod would skip", () => {
  const parties = { rancher: "none", apiClients: "none", workloadClients: "none" };
  expect(clusterLines({ parties, tags: JSON.parse('{ "__proto__": "x" }') })).toEqual([
    "network/production tags: has the key __proto__; rename it",
  ]);
});
