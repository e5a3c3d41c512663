import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { TerraformStack } from "cdktf";
import { ClusterSecurityGroups, type ClusterSecurityGroupsProps, SecurityGroupRef } from "../../src";
import { verifySynthesized } from "../../src/entries/questions";
import { counts, inApp, linesOf, pathOf, type Synthesized, stackOf, synthesize } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const id = "sg-0123456789abcdef0";
type Parties = ClusterSecurityGroupsProps["parties"];

const add = (stack: TerraformStack, parties: Parties, props: Partial<ClusterSecurityGroupsProps> = {}) =>
  new ClusterSecurityGroups(stack, "production", {
    vpcId,
    provisioning: "custom",
    rancherVersion: "2.x",
    parties: { rancher: { create: true }, apiClients: "none", workloadClients: "none", ...parties },
    ...props,
  });
const within = (bind: (stack: TerraformStack) => Parties, props: Partial<ClusterSecurityGroupsProps> = {}) =>
  synthesize((stack) => add(stack, bind(stack), props));

/** How many rules are in the group with id `value`, and how many rules of other groups reference it. */
const about = (synthesized: Synthesized, value: string) => [
  synthesized.rules().filter((rule) => rule.security_group_id === value).length,
  synthesized.rules().filter((rule) => rule.referenced_security_group_id === value && rule.security_group_id !== value)
    .length,
];

test("references a group by its id, and creates no rules in it", () => {
  const synthesized = within(() => ({ worker: SecurityGroupRef.fromId(id) }));
  expect(counts(synthesized)[0]).toBe(3);
  expect(about(synthesized, id)).toEqual([0, 4]);
});

test("creates rules in the group if it manages rules, like the same binding in a config", () => {
  const synthesized = within(() => ({ worker: SecurityGroupRef.fromId(id, { manageRules: true }) }));
  const bound = within(() => ({ worker: { securityGroupId: id, manageRules: true } }));
  expect(synthesized.json).toEqual(bound.json);
  expect(counts(synthesized)[0]).toBe(3);
  expect(about(synthesized, id)).toEqual([4, 4]);
});

test("accepts a token as the id", () => {
  const synthesized = within((stack) => ({
    worker: SecurityGroupRef.fromId(new SecurityGroup(stack, "workers", {}).id, { manageRules: true }),
  }));
  expect(counts(synthesized)[0]).toBe(4);
  expect(about(synthesized, "${aws_security_group.workers.id}")).toEqual([4, 4]);
});

test("references the group of another account with the account in front", () => {
  const foreign = `123456789012/${id}`;
  const synthesized = within(() => ({
    worker: SecurityGroupRef.fromId(foreign),
    workloadClients: { securityGroupIds: [foreign] },
  }));
  expect(counts(synthesized)[0]).toBe(3);
  expect(about(synthesized, foreign)).toEqual([0, 6]);
  expect(synthesized.rules().map(pathOf)).toContain(
    "stack/production/controlplane/ingress-tcp-6443-123456789012--sg-0123456789abcdef0",
  );
});

test.each<[string, Parameters<typeof SecurityGroupRef.fromLookup>[2], object]>([
  ["its name and VPC", { name: "workers", vpcId }, { name: "workers", vpc_id: vpcId }],
  ["its tags", { tags: { role: "worker" } }, { tags: { role: "worker" } }],
  ["its tags and VPC", { tags: { role: "worker" }, vpcId }, { tags: { role: "worker" }, vpc_id: vpcId }],
])("looks up a group by %s in a data source", (_, lookup, expected) => {
  const synthesized = within((stack) => ({
    worker: SecurityGroupRef.fromLookup(stack, "workers", lookup, { manageRules: true }),
  }));
  expect(synthesized.json.data).toEqual({
    aws_security_group: { workers: { "//": expect.anything(), ...expected } },
  });
  expect(counts(synthesized)[0]).toBe(3);
  expect(about(synthesized, "${data.aws_security_group.workers.id}")).toEqual([4, 4]);
});

test.each<["all" | "required", "all" | "required" | undefined, number]>([
  ["all", undefined, 0],
  ["all", "all", 0],
  ["all", "required", 5],
  ["required", undefined, 5],
  ["required", "required", 5],
  ["required", "all", 0],
])(
  "under egress: %s, creates for a group that already allows %s outbound %i outbound rules",
  (egress, own, expected) => {
    const ref = SecurityGroupRef.fromId(id, { manageRules: true, ...(own ? { egress: own } : {}) });
    const synthesized = within(() => ({ worker: ref }), { egress });
    const outbound = Object.values(synthesized.resources("aws_vpc_security_group_egress_rule"));
    expect(outbound.filter((rule) => rule.security_group_id === id)).toHaveLength(expected);
    // Groups of rancher, etcd and control plane: with open egress one rule each, otherwise 3, 7 and 10 of the matrix.
    expect(outbound.filter((rule) => rule.security_group_id !== id)).toHaveLength(egress === "all" ? 3 : 20);
  },
);

test.each(["all", "required"] as const)(
  "verify considers the existing outbound rules of a group under egress: %s",
  (egress) => {
    for (const own of ["all", "required"] as const) {
      let cluster: ClusterSecurityGroups | undefined;
      const verification = inApp(
        (app) => {
          const worker = SecurityGroupRef.fromId(id, { manageRules: true, egress: own });
          cluster = add(stackOf(app, "production"), { worker }, { egress });
        },
        (outdir) => verifySynthesized(outdir, [(cluster as ClusterSecurityGroups).plan]),
      );
      expect(verification).toMatchObject({ groups: 3, violations: [] });
    }
  },
);

test("rejects invalid options with the construct's path", () => {
  const foreign = SecurityGroupRef.fromId(`123456789012/${id}`, { manageRules: true });
  expect(
    linesOf((stack) =>
      add(stack, {
        worker: foreign,
        etcd: SecurityGroupRef.fromId("sg-1"),
        controlplane: SecurityGroupRef.fromId(id, { egress: "required" }),
        workloadClients: { ipv6Cidrs: ["10.0.0.0/8"] },
      }),
    ),
  ).toEqual([
    'network/production parties.etcd.securityGroupId: is not the id of a security group, got "sg-1"; it looks like sg-0123456789abcdef0',
    "network/production parties.controlplane: egress needs a group whose rules to manage; add manageRules: true, or leave it out",
    "network/production parties.worker: is a group of another account, which takes no rules from this one; leave manageRules out, and let that account add the rules",
    'network/production parties.workloadClients.ipv6Cidrs[0]: is an IPv4 CIDR, got "10.0.0.0/8"; list it under cidrs',
  ]);
});

test.each<[object, string]>([
  [{ name: "workers" }, "network/workers: looks a group up by its name, which is unique within a VPC only; add vpcId"],
  [{}, "network/workers: says nothing by which to find the group; give its name and vpcId, or its tags"],
  [
    { name: "workers", vpcId: "vpc-1" },
    'network/workers vpcId: is not the id of a VPC, got "vpc-1"; it looks like vpc-0a1b2c3d4e5f60718',
  ],
])("rejects a lookup that could find the wrong group: %j", (lookup, line) => {
  expect(linesOf((stack) => SecurityGroupRef.fromLookup(stack, "workers", lookup))).toEqual([line]);
});
