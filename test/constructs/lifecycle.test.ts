import { Ec2ManagedPrefixList } from "@cdktf/provider-aws/lib/ec2-managed-prefix-list";
import { type TerraformStack, TerraformVariable } from "cdktf";
import {
  ClusterSecurityGroups,
  type ClusterSecurityGroupsProps,
  type Lifecycle,
  Peer,
  Port,
  RancherNodesSecurityGroup,
  SecurityGroupRef,
} from "../../src";
import { verifySynthesized } from "../../src/entries/questions";
import { type Attributes, counts, inApp, linesOf, type Synthesized, stackOf, synthesize } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const exclusive = "aws_vpc_security_group_rules_exclusive";
const add = (stack: TerraformStack, lifecycle: Lifecycle, props: Partial<ClusterSecurityGroupsProps> = {}) =>
  new ClusterSecurityGroups(stack, "production", {
    vpcId,
    provisioning: "custom",
    rancherVersion: "2.x",
    parties: { rancher: { create: true }, apiClients: "none", workloadClients: "none" },
    lifecycle,
    ...props,
  });
const withLifecycle = (lifecycle: Lifecycle) => synthesize((stack) => void add(stack, lifecycle));
const groupsOf = (synthesized: Synthesized) => Object.values(synthesized.resources("aws_security_group"));
const names = ["controlplane", "etcd", "rancher", "worker"];
/** The AWS provider, with an attribute that older bindings do not require. */
const pinned = (stack: TerraformStack, version: string) =>
  stack.addOverride("terraform.required_providers.aws.version", version);

test("uses fixed names and ignores only changes of descriptions by default", () => {
  const synthesized = withLifecycle({});
  expect(synthesized.json).toEqual(synthesize((stack) => void add(stack, undefined as never)).json);
  for (const group of groupsOf(synthesized)) {
    expect(Object.keys(group).sort()).toEqual(["//", "description", "lifecycle", "name", "tags", "vpc_id"]);
    expect(group.lifecycle).toEqual({ ignore_changes: ["description"] });
  }
});

test("creates the new group and its rules before it destroys the old ones with a name prefix", () => {
  const synthesized = withLifecycle({ namePrefix: true });
  expect(counts(synthesized)).toEqual(counts(withLifecycle({})));
  expect(
    groupsOf(synthesized)
      .map((group) => [group.name, group.name_prefix])
      .sort(),
  ).toEqual(names.map((name) => [undefined, `production-${name}-`]));
  for (const group of groupsOf(synthesized)) {
    expect(group.lifecycle).toEqual({ create_before_destroy: true, ignore_changes: ["description"] });
  }
  for (const rule of synthesized.rules()) expect(rule.lifecycle).toEqual({ create_before_destroy: true });
});

test.each<[keyof Lifecycle, Lifecycle, Attributes]>([
  [
    "preventDestroy",
    { preventDestroy: true },
    { lifecycle: { prevent_destroy: true, ignore_changes: ["description"] } },
  ],
  ["revokeRulesOnDelete", { revokeRulesOnDelete: true }, { revoke_rules_on_delete: true }],
  ["timeouts", { timeouts: { create: "5m", delete: "1h30m" } }, { timeouts: { create: "5m", delete: "1h30m" } }],
])("sets %s on each group, and on no rule", (_, lifecycle, expected) => {
  const synthesized = withLifecycle(lifecycle);
  expect(counts(synthesized)).toEqual(counts(withLifecycle({})));
  expect(groupsOf(synthesized)).toEqual(Array.from(names, () => expect.objectContaining(expected)));
  for (const rule of synthesized.rules()) {
    expect(Object.keys(rule).filter((key) => key in expected)).toEqual([]);
  }
});

test("sets no lifecycle for existing groups", () => {
  const synthesized = synthesize((stack) => {
    const worker = SecurityGroupRef.fromId("sg-0123456789abcdef0", { manageRules: true });
    add(
      stack,
      { preventDestroy: true },
      { parties: { rancher: { create: true }, apiClients: "none", workloadClients: "none", worker } },
    );
  });
  expect(groupsOf(synthesized)).toHaveLength(3);
});

test("replaces a rule of an existing group together with the created group that it references", () => {
  const withWorker = (lifecycle: Lifecycle) =>
    synthesize((stack) => {
      const worker = SecurityGroupRef.fromId("sg-0123456789abcdef0", { manageRules: true });
      add(stack, lifecycle, {
        parties: { rancher: { create: true }, apiClients: "none", workloadClients: "none", worker },
      });
    });
  const expected = (rule: Attributes, others: object) => {
    const [, id] = /^\$\{(.*)\}$/.exec(`${rule.referenced_security_group_id}`) ?? [];
    const isTowards = rule.security_group_id === "sg-0123456789abcdef0" && id !== undefined;
    const lifecycle = { ...others, ...(isTowards ? { replace_triggered_by: [id] } : {}) };
    return Object.keys(lifecycle).length > 0 ? lifecycle : undefined;
  };
  const fixed = withWorker({}).rules();
  expect(fixed.map((rule) => rule.lifecycle)).toEqual(fixed.map((rule) => expected(rule, {})));
  expect(fixed.filter((rule) => rule.lifecycle)).toHaveLength(3);
  const prefixed = withWorker({ namePrefix: true }).rules();
  expect(prefixed.map((rule) => rule.lifecycle)).toEqual(
    prefixed.map((rule) => expected(rule, { create_before_destroy: true })),
  );
});

describe("exclusive rules", () => {
  const exclusives = (build: (stack: TerraformStack, cluster: ClusterSecurityGroups) => void = () => {}) => {
    const synthesized = synthesize((stack) => {
      pinned(stack, "6.66.0");
      build(stack, add(stack, { exclusiveRules: true }));
    });
    return { synthesized, found: Object.values(synthesized.resources(exclusive)) };
  };

  test("list all rules of each created group, those of connections too", () => {
    const { synthesized, found } = exclusives((_, cluster) => {
      cluster.findGroup("worker").allowFrom(Peer.ipv4("10.0.0.0/8"), Port.tcp(9100), "Metrics");
    });
    expect(found).toHaveLength(4);
    for (const direction of ["ingress", "egress"]) {
      const rules = Object.entries(synthesized.resources(`aws_vpc_security_group_${direction}_rule`));
      const ids = (group: unknown) =>
        rules
          .filter(([, rule]) => rule.security_group_id === group)
          .map(([name]) => `\${aws_vpc_security_group_${direction}_rule.${name}.id}`);
      for (const each of found) {
        expect([...(each[`${direction}_rule_ids`] as string[])].sort()).toEqual(ids(each.security_group_id).sort());
      }
    }
  });

  test("list all ids of a rule for each element of a list", () => {
    const { found } = exclusives((stack, cluster) => {
      const offices = new TerraformVariable(stack, "offices", {}).listValue;
      cluster.findGroup("rancher").allowFrom({ cidrs: offices }, Port.tcp(9100), "Metrics");
      const list = new Ec2ManagedPrefixList(stack, "list", { name: "list", addressFamily: "IPv4", maxEntries: 1 });
      cluster.findGroup("rancher").allowFrom(Peer.prefixList(list.id), Port.tcp(9100), "Metrics");
    });
    const lists = found.map((each) => each.ingress_rule_ids).filter((ids) => typeof ids === "string");
    const rule = "aws_vpc_security_group_ingress_rule\\.production_rancher_ingress-tcp-9100-[\\w-]+";
    expect(lists).toEqual([
      expect.stringMatching(
        new RegExp(`^\\$\\{concat\\(\\[(.*, )?${rule}\\.id\\], values\\(${rule}\\)\\[\\*\\]\\.id\\)\\}$`),
      ),
    ]);
  });

  test("are not written without the option", () => {
    expect(withLifecycle({}).resources(exclusive)).toEqual({});
  });

  test.each<[string | undefined, boolean]>([
    [undefined, false],
    ["5.100.0", false],
    ["= 6.28.0", false],
    ["6.29.0", true],
    ["7.0.0", true],
    ["~> 6.20", true],
  ])("are accepted with AWS provider %s: %s", (version, isFine) => {
    const build = () =>
      synthesize((stack) => {
        if (version) pinned(stack, version);
        add(stack, { exclusiveRules: true });
      });
    const message = `lifecycle.exclusiveRules: needs the AWS provider 6.29 or newer, and the stack asks for another, got "${version ?? "5.100.0"}"; use newer bindings, or override terraform.required_providers.aws.version`;
    if (isFine) expect(build).not.toThrow();
    else expect(build).toThrow(message);
  });

  test("are rejected for groups that other constructs write to", () => {
    const worker = SecurityGroupRef.fromId("sg-0123456789abcdef0", { manageRules: true });
    const parties = { rancher: { create: true }, apiClients: "none", workloadClients: "none", worker } as const;
    expect(
      linesOf((stack) => add(stack, { exclusiveRules: true }, { parties, cloudProvider: { clusterId: "a" } })),
    ).toEqual([
      "network/production lifecycle.exclusiveRules: would remove the rules of the AWS cloud provider, which writes to the group with the tag of the cluster; leave exclusiveRules out",
      "network/production lifecycle.exclusiveRules: would remove the rules of whoever made the existing group of worker; leave exclusiveRules out",
    ]);
    expect(
      linesOf(
        (stack) =>
          new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId, lifecycle: { exclusiveRules: true } }),
      ),
    ).toEqual([
      "network/nodes lifecycle.exclusiveRules: would remove the rules of Rancher's EC2 node driver, which writes to its group; leave exclusiveRules out",
    ]);
  });
});

test.each<[string, Lifecycle]>([
  ["a name prefix", { namePrefix: true }],
  ["exclusive rules", { exclusiveRules: true }],
])("verify reads a stack with %s", (_, lifecycle) => {
  let cluster: ClusterSecurityGroups | undefined;
  const verified = (changed: Lifecycle) =>
    inApp(
      (app) => {
        const stack = stackOf(app, "production");
        pinned(stack, "6.66.0");
        cluster = add(stack, lifecycle);
      },
      (outdir) => {
        const { plan } = cluster as ClusterSecurityGroups;
        return verifySynthesized(outdir, [{ ...plan, deployment: { ...plan.deployment, lifecycle: changed } }]);
      },
    );
  expect(verified(lifecycle)).toMatchObject({ groups: 4, violations: [] });
  const kinds = verified({}).violations.map(({ kind, witness }) => [kind, witness]);
  expect(kinds.sort()).toEqual(
    lifecycle.namePrefix ? names.map((name) => ["group-name", `its name is production-${name}-*`]) : [],
  );
});

test("rejects invalid lifecycles with the path of the construct", () => {
  const lifecycle = { timeouts: { delete: "soon" }, namePrefixes: true } as Lifecycle;
  expect(linesOf((stack) => add(stack, lifecycle))).toEqual([
    'network/production lifecycle.timeouts.delete: is not a duration, got "soon"; write it as 15m or 1h30m',
    'network/production lifecycle.namePrefixes: is not a known key; did you mean "namePrefix"?',
  ]);
  expect(
    linesOf(
      (stack) =>
        new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId, lifecycle: { namePrefix: true } }),
    ),
  ).toEqual([
    "network/nodes lifecycle.namePrefix: adds a suffix to the name, and Rancher's EC2 node driver finds its group by the exact one; leave it out",
  ]);
});
