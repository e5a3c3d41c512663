import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { TerraformStack } from "cdktf";
import { ClusterSecurityGroups, type ClusterSecurityGroupsProps, RoleSecurityGroup } from "../../src";
import { counts, expressionOf, pathOf, peersOf, synthesize } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const parties = {
  rancher: { create: true },
  apiClients: { cidrs: ["203.0.113.0/24"] },
  workloadClients: "anywhere",
} as const;
const add = (stack: TerraformStack, props: Partial<ClusterSecurityGroupsProps> = {}) =>
  new ClusterSecurityGroups(stack, "production", {
    vpcId,
    provisioning: "node-pools",
    rancherVersion: "2.x",
    parties,
    ...props,
  });
const synthesizeCluster = (props: Partial<ClusterSecurityGroupsProps> = {}) =>
  synthesize((stack) => {
    add(stack, props);
  });
const terminated = { loadBalancer: { terminatesTls: true } };
const passedThrough = { loadBalancer: { terminatesTls: false } };

// Ingress: rancher 443 from 3 roles + 80, 443 from clients; etcd 2 x 22/2376, 2 x 2 etcd, 3 overlay, 1 kubelet;
// controlplane 2 x 22/2376, 3 API, 3 overlay, 1 kubelet, 80 and 443; worker 2, 3, 1, 2 node port ranges, 80 and 443.
test.each<[string, Partial<ClusterSecurityGroupsProps>, readonly number[]]>([
  ["no load balancer", {}, [4, 5 + 10 + 11 + 10, 4]],
  ["TLS terminated at a load balancer", terminated, [5, 1 + 5 + 10 + 11 + 10, 5]],
  ["TLS passed through a load balancer", passedThrough, [5, 2 + 5 + 10 + 11 + 10, 5]],
  ["custom nodes", { provisioning: "custom", rancherVersion: "2.x" }, [4, 5 + 8 + 9 + 8, 4]],
])("creates one group for each role and exactly the rules of the matrix: %s", (_, props, expected) => {
  expect(counts(synthesizeCluster(props))).toEqual(expected);
});

test("creates exactly the outbound side of the matrix if egress is restricted", () => {
  const synthesized = synthesizeCluster({ egress: "required" });
  const egress = Object.values(synthesized.resources("aws_vpc_security_group_egress_rule"));
  // rancher: 2 x 3 to nodes, 3 addresses; etcd: 443, 2, 6443, 3; controlplane: 443, 2, 6443, 3, 3; worker: 443, 6443, 3.
  expect(egress).toHaveLength(9 + 7 + 10 + 5);
  expect(egress.filter((rule) => rule.ip_protocol === "-1" || rule.cidr_ipv4 === "0.0.0.0/0")).toEqual([]);
});

test("names exactly one peer on each rule, and ports on each but those for every protocol", () => {
  for (const rule of synthesizeCluster(passedThrough).rules()) {
    expect(peersOf(rule)).toHaveLength(1);
    const ports = Object.keys(rule).filter((key) => key.endsWith("_port"));
    expect(ports).toEqual(rule.ip_protocol === "-1" ? [] : ["from_port", "to_port"]);
  }
});

test("references other groups in both directions, and a group itself by its own id", () => {
  const rules = Object.values(synthesizeCluster().resources("aws_vpc_security_group_ingress_rule"));
  const overlay = rules
    .filter((rule) => rule.from_port === 8472)
    .map((rule) =>
      [rule.security_group_id, rule.referenced_security_group_id].map((id) => roleIn(`${id}`)).join(" <- "),
    );
  const roles = ["controlplane", "etcd", "worker"];
  expect(overlay.sort()).toEqual(roles.flatMap((to) => roles.map((from) => `${to} <- ${from}`)));
});

const roleIn = (reference: string) =>
  /^\$\{aws_security_group\.production_([a-z]+)_[0-9A-F]{8}\.id\}$/.exec(reference)?.[1];

test("names groups after the construct's id, or after the name in the props", () => {
  const names = (props: Partial<ClusterSecurityGroupsProps>) =>
    Object.values(synthesizeCluster(props).resources("aws_security_group"))
      .map(({ name }) => name)
      .sort();
  const groups = ["controlplane", "etcd", "load-balancer", "rancher", "worker"];
  expect(names(terminated)).toEqual(groups.map((group) => `production-${group}`));
  expect(names({ ...terminated, name: "lab" })).toEqual(groups.map((group) => `lab-${group}`));
});

test("returns each party's group with its resource, its id and its rules by port rule id", () => {
  synthesize((stack) => {
    const cluster = add(stack);
    expect([...cluster.groups.keys()].sort()).toEqual(["controlplane", "etcd", "rancher", "worker"]);
    const etcd = cluster.findGroup("etcd");
    expect(etcd).toBeInstanceOf(RoleSecurityGroup);
    expect(etcd.resource).toBeInstanceOf(SecurityGroup);
    expect(expressionOf(etcd.id, stack)).toBe(expressionOf(etcd.resource?.id, stack));
    expect(etcd.rules.get("rke-etcd-client-tcp")?.map(({ fromPortInput }) => fromPortInput)).toEqual([2379, 2379]);
    expect(etcd.rules.get("rke-kube-api-tcp")).toBeUndefined();
  });
});

test("lists its groups if the requested one does not exist", () => {
  synthesize((stack) => {
    const cluster = add(stack);
    expect(() => cluster.findGroup("loadBalancer")).toThrow(
      new Error("stack/production has no group for loadBalancer; it has controlplane, etcd, rancher, worker"),
    );
  });
});

test("creates rules in an existing group only with manageRules, and never creates the group", () => {
  const securityGroupId = "sg-0123456789abcdef0";
  const referred = synthesizeCluster({ parties: { ...parties, worker: { securityGroupId } } });
  expect(counts(referred)[0]).toBe(3);
  expect(referred.rules().filter((rule) => rule.security_group_id === securityGroupId)).toEqual([]);
  expect(referred.rules().filter((rule) => rule.referenced_security_group_id === securityGroupId)).toHaveLength(4);
  const managed = synthesizeCluster({ parties: { ...parties, worker: { securityGroupId, manageRules: true } } });
  expect(counts(managed)[0]).toBe(3);
  const own = managed.rules().filter((rule) => rule.security_group_id === securityGroupId);
  expect(own).toHaveLength(10);
  expect(own.filter((rule) => rule.referenced_security_group_id === securityGroupId)).toHaveLength(1);
});

test("creates one set of rules for two parties that share an existing group", () => {
  const shared = { securityGroupId: "sg-0123456789abcdef0", manageRules: true };
  synthesize((stack) => {
    const cluster = add(stack, { parties: { ...parties, etcd: shared, worker: shared } });
    expect(cluster.findGroup("etcd")).toBe(cluster.findGroup("worker"));
    expect(cluster.findGroup("etcd")).toMatchObject({ resource: undefined, id: "sg-0123456789abcdef0" });
  });
});

test("passes tokens through as peers and as groups, with ids that do not depend on a token's number", () => {
  const build = (stack: TerraformStack, unrelatedTokens: number) => {
    const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
    const group = new SecurityGroup(stack, "existing", { vpcId: vpc.id });
    for (let count = 0; count < unrelatedTokens; count++) vpc.arn;
    const worker = { securityGroupId: group.id, manageRules: true };
    const apiClients = { cidrs: [vpc.cidrBlock], prefixListIds: [vpc.mainRouteTableId] };
    add(stack, { vpcId: vpc.id, parties: { ...parties, worker, apiClients } });
  };
  const addresses = (unrelatedTokens: number) => {
    const synthesized = synthesize((stack) => build(stack, unrelatedTokens));
    const types = ["security_group", "vpc_security_group_ingress_rule", "vpc_security_group_egress_rule"];
    return types.flatMap((type) => Object.entries(synthesized.resources(`aws_${type}`)));
  };
  expect(addresses(7)).toEqual(addresses(0));
  const rules = addresses(0).map(([, rule]) => rule);
  expect(rules.filter((rule) => rule.security_group_id === "${aws_security_group.existing.id}")).toHaveLength(10);
  expect(rules.filter((rule) => rule.cidr_ipv4 === "${aws_vpc.vpc.cidr_block}")).toHaveLength(2);
  expect(rules.filter((rule) => rule.prefix_list_id === "${aws_vpc.vpc.main_route_table_id}")).toHaveLength(2);
  expect(rules.map(pathOf).filter((path) => path.includes("TOKEN"))).toEqual([]);
});

test("reads the id of each group once", () => {
  const read = jest.spyOn(SecurityGroup.prototype, "id", "get");
  try {
    synthesizeCluster(terminated);
    expect(read).toHaveBeenCalledTimes(5);
  } finally {
    read.mockRestore();
  }
});

test("allows two clusters in one stack", () => {
  const synthesized = synthesize((stack) => {
    add(stack);
    new ClusterSecurityGroups(stack, "lab", { vpcId, provisioning: "custom", rancherVersion: "2.x", parties });
  });
  expect(counts(synthesized)).toEqual([8, 36 + 30, 8]);
});
