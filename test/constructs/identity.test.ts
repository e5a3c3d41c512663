import fc from "fast-check";
import { ClusterSecurityGroups, type ClusterSecurityGroupsProps } from "../../src";
import { type Attributes, synthesize } from "./synthesized";

const ruleTypes = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"];

/** Terraform addresses by what EC2 sees of a rule. */
function addresses(props: Partial<ClusterSecurityGroupsProps>): ReadonlyMap<string, string> {
  const synthesized = synthesize((stack) => {
    const parties = {
      rancher: { create: true },
      apiClients: "anywhere",
      workloadClients: "anywhere",
      ...props.parties,
    } as const;
    const rest = { vpcId: "vpc-0a1b2c3d", provisioning: "node-pools", rancherVersion: "2.x" } as const;
    new ClusterSecurityGroups(stack, "cluster", { ...rest, ...props, parties });
  });
  const entries = ruleTypes.flatMap((type) =>
    Object.entries(synthesized.resources(type)).map(
      ([name, rule]) => [awsView(type, rule), `${type}.${name}`] as const,
    ),
  );
  expect(new Set(entries.map(([view]) => view)).size).toBe(entries.length);
  return new Map(entries);
}

function awsView(
  type: string,
  { "//": _metadata, description: _description, tags: _tags, ...identifying }: Attributes,
): string {
  return `${type} ${JSON.stringify(identifying)}`;
}

const cidrs = fc.uniqueArray(fc.constantFrom("10.0.0.0/8", "10.1.0.0/16", "203.0.113.0/24", "2001:db8::/32", "::/0"), {
  minLength: 1,
});

test("keeps the Terraform address of a rule, whatever else changes", () => {
  const props = fc.record(
    {
      provisioning: fc.constantFrom<"node-pools" | "custom">("node-pools", "custom"),
      loadBalancer: fc.record({ terminatesTls: fc.boolean() }),
      egress: fc.constantFrom<"all" | "required">("all", "required"),
      tags: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.stringMatching(/^[a-z]{0,5}$/), { maxKeys: 2 }),
      parties: cidrs.map((list) => ({ rancher: { create: true as const }, apiClients: { cidrs: list } })),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(props, props, (one, other) => {
      const before = addresses(one);
      for (const [view, address] of addresses(other)) expect(before.get(view) ?? address).toBe(address);
    }),
    { numRuns: 25 },
  );
});

test("has these Terraform addresses: a change here replaces the rules of every user", () => {
  expect([...addresses({ egress: "required" }).values()]).toEqual(
    expect.arrayContaining([
      "aws_vpc_security_group_ingress_rule.cluster_controlplane_ingress-tcp-443-0000--0_7D2D299F",
      "aws_vpc_security_group_ingress_rule.cluster_controlplane_ingress-tcp-10250-controlplane_45139FA7",
      "aws_vpc_security_group_egress_rule.cluster_etcd_egress-tcp-2380-etcd_F836FA10",
    ]),
  );
});
