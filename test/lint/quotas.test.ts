import { lint } from "../../src/lint/lint";
import { findings, group, ids, ingress, peer, plan, rule, subject, today } from "./plans";

/** This many /32 rules, of which no two can be merged. */
const many = (count: number, third = 0) =>
  ingress("tcp 22", ...Array.from({ length: count }, (_, i) => `10.${third}.${i >> 7}.${(i % 128) * 2}/32`));
const many6 = (count: number) =>
  ingress("tcp 22", ...Array.from({ length: count }, (_, i) => `2001:db8:${(i + 1).toString(16)}::/48`));
const list = (id: string) => rule("ingress", "tcp 22", peer("prefixList", id));

describe("rules-per-group", () => {
  it("allows 60 rules of a direction and family", () => {
    expect(findings(many(60))).toEqual([]);
    expect(
      findings([...many(60), ...many6(60), ...many(60).map((one) => ({ ...one, direction: "egress" as const }))]),
    ).toEqual([]);
  });

  it("reports how many groups a network interface can have once the quota is raised", () => {
    expect(findings(many(61))).toMatchObject([
      {
        id: "rules-per-group",
        severity: "warning",
        message:
          "test-worker needs 61 ingress rules where 60 are the default quota; merge rules, or raise it to 61: network interfaces then hold 16 groups at most",
      },
    ]);
  });

  it("counts a reference to a group in both families, and a duplicate once", () => {
    const reference = rule("ingress", "tcp 22", peer("group", "etcd"));
    expect(ids(findings([...many(60), reference]))).toEqual(["rules-per-group"]);
    expect(ids(findings([...many6(60), reference]))).toEqual(["rules-per-group"]);
    expect(ids(findings([...many(60), ...many(60)]))).toEqual(["duplicate-rule"]);
  });

  it("counts the entries that a prefix list can have", () => {
    const rules = [...many(40), list("pl-1")];
    expect(ids(findings(rules))).toEqual(["unknown-prefix-list-size"]);
    expect(ids(findings(rules, { lint: { prefixListEntries: { "pl-1": 20 } } }))).toEqual([]);
    expect(ids(findings(rules, { lint: { prefixListEntries: { "pl-1": 21 } } }))).toEqual(["rules-per-group"]);
  });
});

describe("the quotas of a network interface", () => {
  const held = (count: number) =>
    plan(...Array.from({ length: count }, (_, i) => group(`g${i}`, [], { parties: ["worker"] })));

  it("allow five groups, without those that nodes of the cluster do not attach", () => {
    expect(lint(subject(held(5)), today)).toEqual([]);
    expect(lint(subject(held(6)), today)).toMatchObject([
      { id: "groups-per-interface", severity: "warning", rules: [] },
    ]);
    const others = ["rancher", "loadBalancer"].map((key) => group(key, []));
    expect(lint(subject({ ...held(5), groups: [...held(5).groups, ...others] }), today)).toEqual([]);
  });

  it("allow 1000 rules times groups", () => {
    const nodes = (count: number) => plan(group("etcd", many(count)), group("worker", []));
    expect(ids(lint(subject(nodes(500)), today))).toEqual(["rules-per-group"]);
    expect(ids(lint(subject(nodes(501)), today))).toEqual(["rules-per-group", "rules-times-groups"]);
    expect(lint(subject(plan(group("rancher", many(1001)))), today)).toMatchObject([
      { id: "rules-times-groups", severity: "error", group: "rancher" },
    ]);
  });
});

describe("shared-cluster-tag", () => {
  const roles = plan(group("etcd", []), group("worker", []));
  const tag = { "kubernetes.io/cluster/c-1": "owned" };

  it("finds the tag on two groups that a node can attach", () => {
    expect(lint(subject(roles, {}, tag), today)).toMatchObject([
      {
        id: "shared-cluster-tag",
        severity: "error",
        message:
          "kubernetes.io/cluster/c-1 is a tag of test-etcd, test-worker, and a node may have it on one of its groups only; take it out of tags, and write cloudProvider: { clusterId: ... } instead",
      },
    ]);
    expect(ids(lint(subject(roles, {}, { KubernetesCluster: "c-1" }), today))).toEqual(["shared-cluster-tag"]);
  });

  it("allows the tag on one group of a node, and other groups without the tag or outside the cluster", () => {
    const one = plan(
      group("nodes", []),
      group("rancher", []),
      group("etcd", [], { existing: { securityGroupId: "sg-1" } }),
    );
    expect(lint(subject(one, {}, tag), today)).toEqual([]);
    expect(lint(subject(roles, {}, { team: "platform", "kubernetes.io/role/elb": "1" }), today)).toEqual([]);
  });
});
