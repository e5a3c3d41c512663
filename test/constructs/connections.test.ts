import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { TerraformStack } from "cdktf";
import {
  ClusterSecurityGroups,
  type ClusterSecurityGroupsProps,
  Peer,
  Port,
  RancherNodesSecurityGroup,
  SecurityGroupRef,
} from "../../src";
import { explain, lint, verifySynthesized } from "../../src/entries/questions";
import { expectReachability } from "../../src/entries/testing";
import { type Attributes, counts, inApp, pathOf, peersOf, type Synthesized, stackOf, synthesize } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const database = "sg-0123456789abcdef0";
const add = (stack: TerraformStack, props: Partial<ClusterSecurityGroupsProps> = {}, id = "production") =>
  new ClusterSecurityGroups(stack, id, {
    vpcId,
    provisioning: "custom",
    rancherVersion: "2.x",
    parties: { rancher: { create: true }, apiClients: "none", workloadClients: "none" },
    ...props,
  });

/** The rules that connections add to a cluster, as `path protocol from to peer`, sorted. Fails if a rule is removed. */
function added(
  connect: (cluster: ClusterSecurityGroups, stack: TerraformStack) => void,
  props: Partial<ClusterSecurityGroupsProps> = {},
): readonly string[] {
  const before = synthesize((stack) => add(stack, props));
  const after = synthesize((stack) => connect(add(stack, props), stack));
  const [old, now] = [before, after].map((synthesized) => synthesized.rules().map(line));
  expect(old?.filter((rule) => !now?.includes(rule))).toEqual([]);
  expect(counts(after)[0]).toBe(counts(before)[0]);
  return (now ?? []).filter((rule) => !old?.includes(rule)).sort();
}

const line = (rule: Attributes) => {
  const [peer = "none"] = peersOf(rule);
  const path = pathOf(rule).replace("stack/production/", "");
  return [path, rule.ip_protocol, rule.from_port, rule.to_port, rule[peer]]
    .filter((part) => part !== undefined)
    .join(" ");
};

const own = (synthesized: Synthesized, name: string) => {
  const groups = Object.entries(synthesized.resources("aws_security_group"));
  return `\${aws_security_group.${groups.find(([, group]) => group.name === name)?.[0]}.id}`;
};
const etcd = "${aws_security_group.production_etcd_2B7606F1.id}";
const worker = "${aws_security_group.production_worker_244C11E0.id}";

test("creates both sides of a connection between two groups of a construct", () => {
  const connect = (cluster: ClusterSecurityGroups) => {
    cluster.findGroup("worker").allowTo(cluster.findGroup("etcd"), Port.tcp(5432), "Own database");
  };
  expect(added(connect, { egress: "required" })).toEqual([
    `etcd/ingress-tcp-5432-worker tcp 5432 5432 ${worker}`,
    `worker/egress-tcp-5432-etcd tcp 5432 5432 ${etcd}`,
  ]);
  expect(added(connect)).toEqual([`etcd/ingress-tcp-5432-worker tcp 5432 5432 ${worker}`]);
});

test("creates the same resources with allowFrom as with allowTo from the other end", () => {
  const from = synthesize((stack) => {
    const cluster = add(stack, { egress: "required" });
    cluster.findGroup("etcd").allowFrom(cluster.findGroup("worker"), Port.udpRange(4000, 4010), "Own traffic");
  });
  const to = synthesize((stack) => {
    const cluster = add(stack, { egress: "required" });
    cluster.findGroup("worker").allowTo(cluster.findGroup("etcd"), Port.udpRange(4000, 4010), "Own traffic");
  });
  expect(from.json).toEqual(to.json);
});

test("creates both sides within a group, with the group's own id", () => {
  const connect = (cluster: ClusterSecurityGroups) => {
    cluster.findGroup("worker").allowInternally(Port.tcp(7946), "Gossip");
  };
  expect(added(connect, { egress: "required" })).toEqual([
    `worker/egress-tcp-7946-worker tcp 7946 7946 ${worker}`,
    `worker/ingress-tcp-7946-worker tcp 7946 7946 ${worker}`,
  ]);
});

test.each<[string, Peer | SecurityGroupRef | object, readonly string[]]>([
  ["an IPv4 CIDR", Peer.ipv4("10.1.0.0/16"), ["10.1.0.0--16 tcp 443 443 10.1.0.0/16"]],
  ["an IPv6 CIDR", Peer.ipv6("2001:DB8::/32"), ["2001:db8::--32 tcp 443 443 2001:db8::/32"]],
  ["all of IPv4", Peer.anyIpv4(), ["0.0.0.0--0 tcp 443 443 0.0.0.0/0"]],
  ["all of IPv6", Peer.anyIpv6(), ["::--0 tcp 443 443 ::/0"]],
  ["a prefix list", Peer.prefixList("pl-0123456789abcdef0"), ["pl-0123456789abcdef0 tcp 443 443 pl-0123456789abcdef0"]],
  ["an existing group", SecurityGroupRef.fromId(database), [`${database} tcp 443 443 ${database}`]],
  [
    "the group of another account",
    SecurityGroupRef.fromId(`123456789012/${database}`),
    [`123456789012--${database} tcp 443 443 123456789012/${database}`],
  ],
  [
    "a binding of several",
    { cidrs: ["10.1.0.0/16"], securityGroupIds: [database] },
    ["10.1.0.0--16 tcp 443 443 10.1.0.0/16", `${database} tcp 443 443 ${database}`],
  ],
])("accepts as a peer %s, in either direction", (_, peer, expected) => {
  const rules = added(
    (cluster) => {
      cluster.findGroup("worker").allowFrom(peer as Peer, Port.tcp(443), "In");
      cluster.findGroup("worker").allowTo(peer as Peer, Port.tcp(443), "Out");
    },
    { egress: "required" },
  );
  const directions = ["egress", "ingress"];
  expect(rules).toEqual(directions.flatMap((way) => expected.map((rule) => `worker/${way}-tcp-443-${rule}`)));
});

test("accepts a token as a peer", () => {
  const rules = added((cluster, stack) => {
    const vpc = new Vpc(stack, "main", { cidrBlock: "10.0.0.0/16" });
    cluster.findGroup("worker").allowFrom(Peer.ipv4(vpc.cidrBlock), Port.tcp(443), "In");
    cluster.findGroup("worker").allowFrom(Peer.ipv6(vpc.ipv6CidrBlock), Port.tcp(443), "In");
  });
  expect(rules).toEqual([
    "worker/ingress-tcp-443-aws_vpc.main.cidr_block tcp 443 443 ${aws_vpc.main.cidr_block}",
    "worker/ingress-tcp-443-aws_vpc.main.ipv6_cidr_block tcp 443 443 ${aws_vpc.main.ipv6_cidr_block}",
  ]);
});

test("creates both sides if the rules of an existing group are managed", () => {
  const group = SecurityGroupRef.fromId(database, { manageRules: true });
  const rules = added(
    (cluster) => {
      cluster.findGroup("worker").allowTo(group, Port.tcp(5432), "Database");
    },
    { egress: "required" },
  );
  expect(rules).toEqual([
    `${database}/ingress-tcp-5432-worker tcp 5432 5432 ${worker}`,
    `worker/egress-tcp-5432-${database} tcp 5432 5432 ${database}`,
  ]);
});

test.each<[string, Port, string]>([
  ["a range", Port.tcpRange(8000, 8010), "tcp 8000 8010"],
  ["all of TCP", Port.allTcp(), "tcp 0 65535"],
  ["all of UDP", Port.allUdp(), "udp 0 65535"],
  ["an ICMP type and code", Port.icmp(3, 4), "icmp 3 4"],
  ["an ICMP type", Port.icmp(3), "icmp 3 -1"],
  ["echo requests", Port.icmpPing(), "icmp 8 0"],
  ["all of ICMP", Port.allIcmp(), "icmp -1 -1"],
  ["a protocol by number", Port.protocol(50), "50"],
  ["every protocol", Port.allTraffic(), "-1"],
])("accepts as ports %s", (_, port, expected) => {
  const rules = added((cluster) => {
    cluster.findGroup("worker").allowFrom(Peer.ipv4("10.1.0.0/16"), port, "In");
  });
  expect(rules.map((rule) => rule.replace(/^\S+ /, ""))).toEqual([`${expected} 10.1.0.0/16`]);
});

test("names connections of ICMP by type and code, in any order", () => {
  const ports = [Port.icmp(8), Port.icmp(8, 1), Port.icmp(8, 8), Port.allIcmp()];
  const idsOf = (ordered: readonly Port[]) => {
    const ids: string[] = [];
    added((cluster) => {
      const worker = cluster.findGroup("worker");
      ids.push(...ordered.map((port) => worker.allowFrom(Peer.ipv4("10.1.0.0/16"), port, "In").portRule));
    });
    return ids.sort();
  };
  const expected = ["icmp", "8-icmp", "8-1-icmp", "8-8-icmp"].map((end) => `worker-from-10-1-0-0-16-${end}`).sort();
  expect(idsOf(ports)).toEqual(expected);
  expect(idsOf(ports.toReversed())).toEqual(expected);
});

test("uses ICMPv6 for IPv6 peers", () => {
  const rules = added((cluster) => {
    cluster.findGroup("worker").allowFrom(Peer.anyIpv6(), Port.icmpv6(128, 0), "In");
    cluster.findGroup("worker").allowFrom(Peer.anyIpv6(), Port.allIcmpv6(), "In");
  });
  expect(rules).toEqual([
    "worker/ingress-icmpv6--1-::--0 icmpv6 -1 -1 ::/0",
    "worker/ingress-icmpv6-128-0-::--0 icmpv6 128 0 ::/0",
  ]);
});

test("writes the purpose into the description, and explains the port rule", () => {
  synthesize((stack) => {
    const group = add(stack).findGroup("worker");
    const { portRule, rules, skippedRequirements } = group.allowFrom(
      SecurityGroupRef.fromId(database),
      Port.tcp(9100),
      "Node metrics",
    );
    expect(portRule).toBe(`worker-from-${database}-9100-tcp`);
    expect(rules.map(({ descriptionInput }) => descriptionInput)).toEqual([`Node metrics [${portRule}]`]);
    expect(group.rules.get(portRule)).toEqual(rules);
    expect(skippedRequirements).toEqual([]);
  });
});

test("creates no outbound rule if open egress covers it, and reports that", () => {
  synthesize((stack) => {
    const cluster = add(stack);
    const made = cluster.findGroup("worker").allowTo(Peer.ipv4("10.1.0.0/16"), Port.tcp(5432), "Database");
    expect(made.rules).toEqual([]);
    const skippedRequirements = {
      portRule: "worker-to-10-1-0-0-16-5432-tcp",
      from: "worker",
      to: "peer",
      reason: "egressAll",
    };
    expect(made.skippedRequirements).toEqual([skippedRequirements]);
    expect(cluster.plan.skippedRequirements).toContainEqual(skippedRequirements);
    const six = cluster.findGroup("worker").allowTo(Peer.ipv6("2001:db8::/32"), Port.tcp(5432), "Database");
    expect(six.rules).toHaveLength(1);
  });
});

test("includes an added connection in the plan, for every check", () => {
  let cluster: ClusterSecurityGroups | undefined;
  const verification = inApp(
    (app) => {
      cluster = add(stackOf(app, "production"), { egress: "required" });
      expectReachability(cluster.plan).from("worker").to("etcd").tcp(5432).toBeDenied();
      cluster.findGroup("worker").allowTo(cluster.findGroup("etcd"), Port.tcp(5432), "Own database");
      cluster.findGroup("etcd").allowFrom(Peer.anyIpv4(), Port.tcp(22), "SSH");
      expectReachability(cluster.plan).from("worker").to("etcd").tcp(5432).toBeAllowed();
    },
    (outdir) => verifySynthesized(outdir, [(cluster as ClusterSecurityGroups).plan]),
  );
  expect(verification).toMatchObject({ groups: 4, violations: [] });
  const { plan } = cluster as ClusterSecurityGroups;
  expect(lint(plan, "2026-01-01").map(({ id }) => id)).toContain("open-ssh");
  const traffic = { ipProtocol: "tcp", fromPort: 5432, toPort: 5432 };
  const question = { from: [{ party: "worker" }], to: [{ party: "etcd" }], traffic } as const;
  const { sides } = explain(plan, question);
  const reasons = sides.flatMap(({ contributions }) => contributions.flatMap(({ portRules }) => portRules));
  expect(reasons.map(({ id, purpose }) => [id, purpose])).toEqual([
    ["worker-to-etcd-5432-tcp", "Own database"],
    ["worker-to-etcd-5432-tcp", "Own database"],
  ]);
});

test("merges the same connection made twice into one rule with both purposes, in either order", () => {
  const texts = (...purposes: readonly string[]) =>
    synthesize((stack) => {
      const cluster = add(stack, { egress: "required" });
      for (const purpose of purposes) {
        cluster.findGroup("worker").allowFrom(Peer.ipv4("10.1.0.0/16"), Port.tcp(9100), purpose);
      }
    }).json;
  const rules = added((cluster) => {
    for (const purpose of ["Metrics", "Alerts", "Metrics"]) {
      cluster.findGroup("worker").allowFrom(Peer.ipv4("10.1.0.0/16"), Port.tcp(9100), purpose);
    }
  });
  expect(rules).toHaveLength(1);
  expect(texts("Metrics", "Alerts", "Metrics")).toEqual(texts("Alerts", "Metrics"));
  expect(JSON.stringify(texts("Alerts", "Metrics"))).toContain('"Alerts; Metrics [worker-from-10-1-0-0-16-9100-tcp]"');
});

test("keeps a rule that a table already requires as one rule, which has both ids", () => {
  const synthesized = synthesize((stack) => {
    const cluster = add(stack);
    const made = cluster
      .findGroup("etcd")
      .allowFrom(cluster.findGroup("controlplane"), Port.tcpRange(2379, 2379), "Backup");
    expect(made.rules).toEqual(cluster.findGroup("etcd").rules.get("rke-etcd-client-tcp")?.slice(0, 1));
  });
  expect(counts(synthesized)).toEqual(counts(synthesize((stack) => add(stack))));
  const texts = synthesized.rules().map(({ description }) => description);
  expect(texts).toContain("Backup; etcd client requests [controlplane-to-etcd-2379-tcp, rke-etcd-client-tcp]");
});

test("replaces rules that optimize merges with an added connection by one rule", () => {
  const optimized = (ports: readonly number[]) =>
    synthesize((stack) => {
      const cluster = add(stack, { optimize: true });
      for (const port of ports) {
        cluster.findGroup("worker").allowFrom(Peer.ipv4("10.1.0.0/16"), Port.tcp(port), "In");
      }
    });
  const paths = (ports: readonly number[]) =>
    optimized(ports)
      .rules()
      .map(pathOf)
      .filter((path) => path.includes("10.1.0.0"));
  expect(paths([8000, 8002])).toHaveLength(2);
  expect(paths([8000, 8002, 8001])).toEqual(["stack/production/worker/ingress-tcp-8000-8002-10.1.0.0--16"]);
});

test("creates the same resources for any order of connections", () => {
  const json = (order: readonly number[]) =>
    synthesize((stack) => {
      const cluster = add(stack, { egress: "required" });
      const group = cluster.findGroup("worker");
      const connect = [
        () => group.allowTo(cluster.findGroup("etcd"), Port.tcp(1), "One"),
        () => group.allowFrom(Peer.ipv4("10.1.0.0/16"), Port.tcp(2), "Two"),
        () => group.allowTo(SecurityGroupRef.fromId(database, { manageRules: true }), Port.tcp(3), "Three"),
        () => group.allowInternally(Port.allIcmp(), "Four"),
      ];
      for (const index of order) connect[index]?.();
    }).json;
  expect(json([3, 1, 0, 2])).toEqual(json([0, 1, 2, 3]));
});

test("connects each role of a group for all nodes", () => {
  const connect = (cluster: ClusterSecurityGroups) => {
    cluster.findGroup("etcd").allowFrom(Peer.ipv4("10.1.0.0/16"), Port.tcp(9100), "Node metrics");
  };
  const rules = added(connect, { preset: "common-ports" });
  expect(rules).toEqual(["nodes/ingress-tcp-9100-10.1.0.0--16 tcp 9100 9100 10.1.0.0/16"]);
});

test("connects the group of the node driver too", () => {
  const synthesized = synthesize((stack) => {
    const nodes = new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId });
    nodes.allowFrom(SecurityGroupRef.fromId(database), Port.tcp(9100), "Node metrics");
    nodes.allowInternally(Port.tcp(7946), "Gossip");
    expect(nodes.allowTo(Peer.anyIpv4(), Port.tcp(443), "Images").skippedRequirements).toHaveLength(1);
  });
  expect(counts(synthesized)).toEqual([1, 12 + 2, 1]);
  expect(synthesized.rules().filter((rule) => rule.from_port === 7946)).toEqual([
    expect.objectContaining({ referenced_security_group_id: own(synthesized, "rancher-nodes") }),
  ]);
});
