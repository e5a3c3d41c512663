import { lint } from "../../src/lint/lint";
import { egress, group, ids, peer, plan, rule, subject, today } from "./plans";

const toEtcd = (traffic: string) => rule("egress", traffic, peer("group", "etcd"));
const fromWorker = (traffic: string) => rule("ingress", traffic, peer("group", "worker"));
const between = (worker: ReturnType<typeof rule>[], etcd: ReturnType<typeof rule>[]) =>
  lint(subject(plan(group("worker", worker), group("etcd", etcd))), today);

describe("a pair of groups", () => {
  it("is accepted if both sides allow the same, in any number of rules", () => {
    expect(between([toEtcd("tcp 2379-2380")], [fromWorker("tcp 2379"), fromWorker("tcp 2380")])).toEqual([]);
  });

  it("is reported if one side does not let the traffic out", () => {
    expect(between([toEtcd("tcp 2379")], [fromWorker("tcp 2379-2380")])).toMatchObject([
      {
        id: "one-sided-ingress",
        severity: "warning",
        group: "etcd",
        rules: ["ingress-tcp-2379-2380-worker"],
        message:
          "test-etcd takes tcp 2380 in from test-worker, which does not let it out; add it to rules.add, which writes both sides",
      },
    ]);
  });

  it("is reported if one side does not let the traffic in", () => {
    expect(between([toEtcd("tcp 2379"), toEtcd("tcp 22")], [fromWorker("tcp 2379")])).toMatchObject([
      {
        id: "one-sided-egress",
        severity: "warning",
        group: "worker",
        rules: ["egress-tcp-22-etcd"],
        message:
          "test-worker lets tcp 22 out to test-etcd, which does not take it in; add it to rules.add, which writes both sides",
      },
    ]);
  });

  it("needs no egress rule if egress is open, and then no ingress rule either", () => {
    expect(ids(between(egress("-1", "0.0.0.0/0"), [fromWorker("tcp 2379")]))).toEqual(["open-egress"]);
  });

  it("is not checked if the other group has rules that are managed elsewhere", () => {
    const existing = { existing: { securityGroupId: "sg-1" } };
    const plans = plan(group("worker", [], existing), group("etcd", [fromWorker("tcp 2379")]));
    expect(lint(subject(plans), today)).toEqual([]);
  });

  it("is compared with some of the other side's nodes if that side has addresses in addition to a group", () => {
    const { parties, ...rest } = plan(group("worker", [toEtcd("tcp 2379")]), group("etcd", [fromWorker("tcp 2379")]));
    const withAddresses = parties.map((party) => ({
      ...party,
      peers: [...party.peers, peer("cidrIpv4", "10.0.0.0/8")],
    }));
    expect(lint(subject({ ...rest, parties: withAddresses }), today)).toEqual([]);
  });

  it("is checked although other rules have CIDRs that only Terraform knows", () => {
    const token = rule("ingress", "tcp 2379", peer("cidrIpv4", "${var.cidr}"));
    expect(ids(between([toEtcd("tcp 2379")], [token]))).toEqual(["one-sided-egress"]);
  });

  it("may be one group", () => {
    const self = (direction: "ingress" | "egress") => rule(direction, "udp 8472", peer("group", "worker"));
    expect(lint(subject(plan(group("worker", [self("ingress"), self("egress")]))), today)).toEqual([]);
    expect(ids(lint(subject(plan(group("worker", [self("ingress")]))), today))).toEqual(["one-sided-ingress"]);
  });
});
