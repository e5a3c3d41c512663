import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { App, type TerraformStack, TerraformVariable } from "cdktf";
import {
  ClusterSecurityGroups,
  type ClusterSecurityGroupsProps,
  Port,
  RancherNodesSecurityGroup,
  SecurityGroupRef,
} from "../../src";
import { stackOf, synthesizeApp } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const id = "sg-0123456789abcdef0";
const none = { rancher: { create: true }, apiClients: "none", workloadClients: "none" } as const;
const add = (stack: TerraformStack, construct: string, props: Partial<ClusterSecurityGroupsProps> = {}) =>
  new ClusterSecurityGroups(stack, construct, {
    vpcId,
    provisioning: "custom",
    rancherVersion: "2.x",
    parties: none,
    ...props,
  });

/** The first line of the synth error of one or two stacks; empty if there is no error. */
function synthError(build: (one: TerraformStack, other: TerraformStack) => void): string {
  try {
    synthesizeApp((app) => build(stackOf(app, "one"), stackOf(app, "other")));
  } catch (error) {
    return (error as Error).message.split("\n").find((line) => line.includes("] ")) ?? `${error}`;
  }
  return "";
}

const twice = (vpc: string) => `[one/a] makes the group production-controlplane in ${vpc}, and so does `;

test("rejects two constructs that create a group of one name in a VPC, in one stack or in two", () => {
  const name = "production";
  expect(synthError((one) => [add(one, "a", { name }), add(one, "b", { name })])).toContain(
    `${twice(vpcId)}one/b; a VPC takes`,
  );
  expect(synthError((one, other) => [add(one, "a", { name }), add(other, "b", { name })])).toContain(
    `${twice(vpcId)}other/b;`,
  );
});

test("compares names without case, and tokens by their expressions", () => {
  const found = synthError((one) => {
    const vpc = new Vpc(one, "main", {});
    add(one, "a", { name: "production", vpcId: vpc.id });
    add(one, "b", { name: "Production", vpcId: vpc.id });
  });
  expect(found).toContain(`${twice("one.aws_vpc.main.id")}one/b;`);
});

test("accepts two VPCs, two names, or names with a suffix", () => {
  const lifecycle = { namePrefix: true };
  const builds: readonly ((one: TerraformStack, other: TerraformStack) => unknown)[] = [
    (one) => [add(one, "a"), add(one, "b")],
    (one) => [add(one, "a", { name: "c" }), add(one, "b", { name: "c", vpcId: "vpc-0123456789abcdef0" })],
    (one) => [add(one, "a", { name: "c", lifecycle }), add(one, "b", { name: "c", lifecycle })],
    (one, other) =>
      [one, other].map((stack) => {
        const variable = new TerraformVariable(stack, "vpc", {});
        return add(stack, "a", { name: "c", vpcId: variable.stringValue });
      }),
  ];
  expect(builds.map((build) => synthError(build as never))).toEqual(["", "", "", ""]);
});

const rule = "ingress-tcp-10250-";

test.each<[string, (stack: TerraformStack) => SecurityGroupRef, string]>([
  ["by its id", () => SecurityGroupRef.fromId(id, { manageRules: true }), id],
  [
    "by a token",
    (stack) => SecurityGroupRef.fromId((stack.node.tryFindChild("shared") as SecurityGroup).id, { manageRules: true }),
    "aws_security_group.shared.id",
  ],
])("rejects two constructs that write one rule into a group they know %s", (_, refer, name) => {
  const found = synthError((one) => {
    new SecurityGroup(one, "shared", {});
    const worker = refer(one);
    const controlplane = SecurityGroupRef.fromId("sg-0fedcba9876543210");
    for (const construct of ["a", "b"]) add(one, construct, { parties: { ...none, worker: refer(one), controlplane } });
    expect(worker.manageRules).toBe(true);
  });
  expect(found).toContain(
    `[one/a] writes the rule ${rule}sg-0fedcba9876543210 into ${name}, and so does one/b: EC2 refuses the second;`,
  );
});

test("accepts two constructs that write different rules into one group", () => {
  expect(
    synthError((one) => {
      const worker = SecurityGroupRef.fromId(id, { manageRules: true });
      // Each rule's peers are the groups of its cluster's roles. Only this rule, between workers, would be the same in
      // both.
      const rules = { omit: ["rke-overlay-udp"] } as const;
      for (const construct of ["a", "b"]) add(one, construct, { parties: { ...none, worker }, rules });
    }),
  ).toBe("");
});

test("rejects a rule that one construct writes into a group of another, which writes it itself", () => {
  const found = synthError((one) => {
    const a = add(one, "a");
    const b = add(one, "b");
    a.findGroup("worker").allowFrom(b.findGroup("worker"), Port.tcp(9100), "Metrics");
    const worker = SecurityGroupRef.fromId(a.findGroup("worker").id, { manageRules: true });
    b.findGroup("worker").allowTo(worker, Port.tcp(9100), "Metrics");
  });
  expect(found).toMatch(
    /^\s*\[one\/a\] writes the rule ingress-tcp-9100-b\/worker into a-worker, and so does one\/b: EC2/,
  );
});

test("rejects rules in the exclusive group of another construct, which itself may connect to the outsider", () => {
  const build = (connect: (a: ClusterSecurityGroups, b: ClusterSecurityGroups) => void) =>
    synthError((one) => {
      one.addOverride("terraform.required_providers.aws.version", "6.66.0");
      const a = add(one, "a", { lifecycle: { exclusiveRules: true } });
      connect(a, add(one, "b"));
    });
  expect(build((a, b) => b.findGroup("worker").allowTo(a.findGroup("worker"), Port.tcp(9100), "Metrics"))).toContain(
    "[one/a] one/a lifecycle.exclusiveRules: would remove the rules that one/b writes into a-worker; leave exclusiveRules out, or let the owner of that group write them",
  );
  expect(build((a, b) => a.findGroup("worker").allowFrom(b.findGroup("worker"), Port.tcp(9100), "Metrics"))).toBe("");
});

test("accepts the group of the node driver once in a VPC", () => {
  const found = synthError((one) => {
    for (const construct of ["a", "b"]) new RancherNodesSecurityGroup(one, construct, { edition: "2.x", vpcId });
  });
  expect(found).toContain(`[one/a] makes the group rancher-nodes in ${vpcId}, and so does one/b;`);
});

test("treats a construct with two names in deployments as one, so two parties may be one group", () => {
  const found = synthError((one) => {
    const other = add(one, "b", { groups: "single" });
    const parties = { ...none, etcd: { deployment: "x" }, worker: { deployment: "y" } };
    add(one, "a", { parties, deployments: { x: other, y: other } });
  });
  expect(found).toMatch(
    /^\s*\[one\/a\] writes the rule ingress-tcp-\d+-x\/nodes into a-\w+ twice, which EC2 refuses: two of its parties are one group; name that group in the same way for both parties, such as by the same key of deployments$/,
  );
  const same = synthError((one) => {
    const other = add(one, "b", { groups: "single" });
    const parties = { ...none, etcd: { deployment: "x" }, worker: { deployment: "x" } };
    add(one, "a", { parties, deployments: { x: other } });
  });
  expect(same).toBe("");
});

test("checks each app separately", () => {
  const build = () => synthesizeApp((app) => add(stackOf(app, "one"), "a", { name: "production" }));
  build();
  expect(build).not.toThrow();
  expect(new App()).toBeDefined();
});
