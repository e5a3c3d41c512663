import { type App, TerraformStack } from "cdktf";
import {
  ClusterSecurityGroups,
  type ClusterSecurityGroupsProps,
  Peer,
  Port,
  RancherServerSecurityGroups,
  type RancherServerSecurityGroupsProps,
  type RoleSecurityGroup,
  SecurityGroupRef,
} from "../../src";
import { linesOf, pathOf, peersOf, type Synthesized, stackOf, synthesize, synthesizeApp } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const none = { rancher: { create: true }, apiClients: "none", workloadClients: "none" } as const;
const clusterIn = (stack: TerraformStack, props: Partial<ClusterSecurityGroupsProps> = {}, id = "production") =>
  new ClusterSecurityGroups(stack, id, {
    vpcId,
    provisioning: "custom",
    rancherVersion: "2.x",
    parties: none,
    ...props,
  });
const serverIn = (stack: TerraformStack, props: Partial<RancherServerSecurityGroupsProps> = {}) =>
  new RancherServerSecurityGroups(stack, "tools", {
    rancherVersion: "2.x",
    vpcId,
    parties: {
      rancher: { create: true },
      apiClients: "none",
      clusterNodes: "none",
      nodeDriverNodes: "none",
      hostedCluster: "none",
    },
    ...props,
  });

/** Rules on the port 8443, which no table asks for: `path: group <- or -> peer`, sorted. */
const rulesOf = (synthesized: Synthesized) =>
  synthesized
    .rules()
    .filter((rule) => rule.from_port === 8443)
    .map((rule) => `${pathOf(rule)}: ${nameOf(rule.security_group_id)} ${nameOf(rule[peersOf(rule)[0] ?? ""])}`)
    .sort();
const nameOf = (reference: unknown) =>
  `${reference}`.replace(
    /^\$\{(?:data\.terraform_remote_state\.[\w-]+\.outputs\.cross-stack-output-)?(?:aws_security_group\.?)?(\w+)_[0-9A-F]{8}\.?id\}$/,
    "$1",
  );
const port = Port.tcp(8443);

test("creates both sides of a connection in the construct it is called on", () => {
  const synthesized = synthesize((stack) => {
    const [cluster, server] = [clusterIn(stack, { egress: "required" }), serverIn(stack, { egress: "required" })];
    cluster.findGroup("worker").allowTo(server.findGroup("rancher"), port, "Own API");
    expect(
      cluster.plan.groups.map(({ key, rules }) => [key, rules.filter((rule) => rule.fromPort === 8443).length]),
    ).toEqual([
      ["controlplane", 0],
      ["etcd", 0],
      ["rancher", 0],
      ["tools/rancher", 1],
      ["worker", 1],
    ]);
    expect(cluster.groups.size).toBe(4);
  });
  expect(rulesOf(synthesized)).toEqual([
    "stack/production/tools--rancher/ingress-tcp-8443-worker: tools_rancher production_worker",
    "stack/production/worker/egress-tcp-8443-tools--rancher: production_worker tools_rancher",
  ]);
});

test.each<["all" | "required", "all" | "required", number]>([
  ["all", "all", 1],
  ["all", "required", 2],
  ["required", "all", 1],
  ["required", "required", 2],
])(
  "opens the outbound side of the other group according to its own egress: caller %s, other %s",
  (own, others, expected) => {
    const synthesized = synthesize((stack) => {
      const [cluster, server] = [clusterIn(stack, { egress: own }), serverIn(stack, { egress: others })];
      cluster.findGroup("worker").allowFrom(server.findGroup("rancher"), port, "Own API");
    });
    expect(rulesOf(synthesized)).toHaveLength(expected);
  },
);

const everyOrder = (connect: (worker: RoleSecurityGroup, rancher: RoleSecurityGroup) => void) => {
  const synthesized = synthesize((stack) => {
    const [cluster, server] = [clusterIn(stack, { egress: "required" }), serverIn(stack, { egress: "required" })];
    connect(cluster.findGroup("worker"), server.findGroup("rancher"));
  });
  return { rules: rulesOf(synthesized), descriptions: synthesized.rules().map(({ description }) => `${description}`) };
};

test("creates the same connection from both ends once, in the first construct, with both purposes", () => {
  const { rules, descriptions } = everyOrder((worker, rancher) => {
    worker.allowTo(rancher, port, "Own API");
    rancher.allowFrom(worker, port, "Agents");
  });
  expect(rules).toHaveLength(2);
  expect(rules.filter((rule) => rule.startsWith("stack/production/"))).toHaveLength(2);
  expect(descriptions.filter((text) => text === "Agents; Own API [worker-to-tools-rancher-8443-tcp]")).toHaveLength(2);
});

test("treats the opposite direction as another connection", () => {
  const { rules } = everyOrder((worker, rancher) => {
    worker.allowTo(rancher, port, "Own API");
    worker.allowFrom(rancher, port, "Own API");
  });
  expect(rules).toHaveLength(4);
});

/** The lines of the error of a connection to a group of another construct, which has these groups. */
const linesAbout = (key: string, groups: unknown) =>
  linesOf((stack) => {
    const lab = clusterIn(stack, { groups } as Partial<ClusterSecurityGroupsProps>, "lab");
    clusterIn(stack)
      .findGroup("worker")
      .allowTo(lab.groupsByKey.get(key) as RoleSecurityGroup, port, "Own API");
  });
const unnamed = (key: string, parties: string) => [
  `network/production/worker allowTo.peer: is the group ${key} of another construct, which a reference to none of its parties means; make a connection for the group of each party: ${parties}`,
];

test("rejects a group of several parties as a peer, unless a reference to a party or to all nodes means it", () => {
  const [all, servers] = [{ parties: ["etcd", "controlplane", "worker"] }, { parties: ["etcd", "controlplane"] }];
  const [etcd, controlplane, agents] = ["etcd", "controlplane", "worker"].map((role) => ({ parties: [role] }));
  expect(linesAbout("all", { all, servers, agents })).toEqual([]);
  expect(linesAbout("servers", { all, servers, agents })).toEqual([]);
  expect(linesAbout("servers", { servers, etcd, controlplane, agents })).toEqual(
    unnamed("servers", "etcd, controlplane"),
  );
  expect(linesAbout("nodes", { from: "per-role", to: "shared-and-roles" })).toEqual(
    unnamed("nodes", "etcd, controlplane, worker"),
  );
});

test("treats a group that is bound by name and the same group as a peer as one", () => {
  const synthesized = synthesize((stack) => {
    const server = serverIn(stack);
    const parties = { ...none, rancher: { deployment: "rancher", manageRules: true } };
    const cluster = clusterIn(stack, { parties, deployments: { rancher: server } });
    // A table already requires this: 443 from the nodes.
    const made = cluster.findGroup("worker").allowTo(server.findGroup("rancher"), Port.tcp(443), "Agents");
    expect(made.rules).toHaveLength(1);
    cluster.findGroup("worker").allowTo(cluster.findGroup("rancher"), port, "Own API");
  });
  expect(rulesOf(synthesized)).toEqual([
    "stack/production/rancher--rancher/ingress-tcp-8443-worker: tools_rancher production_worker",
  ]);
});

test("references a group that another construct manages but did not create by its id", () => {
  const synthesized = synthesize((stack) => {
    const rancher = SecurityGroupRef.fromId("sg-0123456789abcdef0", { manageRules: true });
    const server = serverIn(stack, {
      parties: {
        apiClients: "anywhere",
        clusterNodes: "none",
        nodeDriverNodes: "none",
        hostedCluster: "none",
        rancher,
      },
    });
    clusterIn(stack).findGroup("worker").allowTo(server.findGroup("rancher"), port, "Own API");
  });
  expect(rulesOf(synthesized)).toEqual([
    "stack/production/sg-0123456789abcdef0/ingress-tcp-8443-worker: sg-0123456789abcdef0 production_worker",
  ]);
});

describe("in two stacks", () => {
  const inTwo = (connect: (cluster: ClusterSecurityGroups, server: RancherServerSecurityGroups) => void) =>
    synthesizeApp(
      (app: App) => {
        const server = serverIn(stackOf(app, "rancher"), { egress: "required" });
        connect(clusterIn(stackOf(app, "cluster"), { egress: "required" }), server);
      },
      "cluster",
      "rancher",
    );

  test("creates both sides in the stack of the construct it is called on, which alone refers to the other stack", () => {
    const [cluster, rancher] = inTwo((caller, other) => {
      caller.findGroup("worker").allowTo(other.findGroup("rancher"), port, "Own API");
      expect(TerraformStack.of(caller).dependsOn(TerraformStack.of(other))).toBe(true);
    }) as [Synthesized, Synthesized];
    expect(rulesOf(cluster)).toEqual([
      "cluster/production/tools--rancher/ingress-tcp-8443-worker: tools_rancher production_worker",
      "cluster/production/worker/egress-tcp-8443-tools--rancher: production_worker tools_rancher",
    ]);
    expect(rulesOf(rancher)).toEqual([]);
    expect(rancher.json.data).toBeUndefined();
    expect(Object.keys(rancher.json.output as object)).toHaveLength(1);
  });

  test("changes nothing if it is called from the other end afterwards", () => {
    const [cluster, rancher] = inTwo((caller, other) => {
      caller.findGroup("worker").allowTo(other.findGroup("rancher"), port, "Own API");
      other.findGroup("rancher").allowFrom(caller.findGroup("worker"), port, "Own API");
    }) as [Synthesized, Synthesized];
    expect([rulesOf(cluster).length, rulesOf(rancher).length]).toEqual([2, 0]);
  });

  test("rejects a connection that would make each stack depend on the other, and changes nothing", () => {
    inTwo((caller, other) => {
      caller.findGroup("worker").allowTo(other.findGroup("rancher"), port, "Own API");
      const before = other.plan;
      expect(() => other.findGroup("rancher").allowTo(caller.findGroup("worker"), port, "Own API")).toThrow(
        expect.objectContaining({
          message:
            "rancher/tools/rancher allowTo.peer: is in the stack cluster, which needs the stack rancher already, so neither could be deployed first; write it in the stack cluster: a connection from that group, or manageRules there",
        }),
      );
      expect(other.plan).toBe(before);
    });
  });
});

test("rejects a binding that would make each stack depend on the other", () => {
  const lines = linesOf((stack) => {
    const server = serverIn(stack);
    const other = new TerraformStack(stack.node.scope as App, "other");
    stack.addDependency(other);
    const parties = { ...none, rancher: { deployment: "rancher" } };
    clusterIn(other, { parties, deployments: { rancher: server } });
  });
  expect(lines).toEqual([
    "other/production parties.rancher.deployment: is in the stack network, which needs the stack other already, so neither could be deployed first; write it in the stack network: a connection from that group, or manageRules there",
  ]);
});

describe("rejects invalid connections with the path of the group, and changes nothing", () => {
  type Arguments = readonly [peer: unknown, port: unknown, purpose?: unknown];
  const lines = (...values: Arguments) =>
    linesOf((stack) => {
      const cluster = clusterIn(stack);
      const before = cluster.plan;
      const [peer, ports, purpose = "Own API"] = values;
      try {
        cluster.findGroup("worker").allowFrom(peer as Peer, ports as Port, purpose as string);
      } finally {
        expect(cluster.plan).toBe(before);
      }
    });
  const at = "network/production/worker allowFrom";
  const cidr = Peer.ipv4("10.0.0.0/8");

  test.each<[string, Arguments, string]>([
    ["a port out of range", [cidr, Port.tcp(70000)], ".port: is out of range, got 70000; ports are 0 to 65535"],
    [
      "a reversed range",
      [cidr, Port.udpRange(20, 10)],
      '.port: runs from the higher to the lower port, got "20-10"; write 10-20',
    ],
    [
      "only one end of a range",
      [cidr, Port.tcp(80.5)],
      ".port: is not a port, got 80.5; write a whole number from 0 to 65535, or the first and the last of a range",
    ],
    [
      "an ICMP type that does not exist",
      [cidr, Port.icmp(300)],
      '.port: is not an ICMP type and code, got "300--1"; write 8, the type with every code, or "8/0" with one; both are 0 to 255',
    ],
    [
      "a protocol that has a name",
      [cidr, Port.protocol(6)],
      '.port.protocol: is the number of tcp, got "6"; write tcp',
    ],
    [
      "a protocol that does not exist",
      [cidr, Port.protocol(256)],
      '.port.protocol: is not a protocol, got "256"; use one of tcp, udp, icmp, icmpv6, all, a number from 0 to 255',
    ],
    [
      "ICMP of the other address family",
      [Peer.ipv6("2001:db8::/32"), Port.icmpPing()],
      '.port: is the ICMP of the other family of addresses, got "icmp"; icmp goes with IPv4 peers, and icmpv6 with IPv6 ones',
    ],
    [
      "host bits",
      [Peer.ipv4("10.0.0.5/8"), port],
      '.peer.cidrs[0]: has host bits set, got "10.0.0.5/8"; the network is 10.0.0.0/8',
    ],
    [
      "IPv6 in the place of IPv4",
      [Peer.ipv4("2001:db8::/32"), port],
      '.peer: is an IPv6 CIDR, got "2001:db8::/32"; use Peer.ipv6',
    ],
    [
      "IPv4 in the place of IPv6",
      [Peer.ipv6("10.0.0.0/8"), port],
      '.peer.ipv6Cidrs[0]: is an IPv4 CIDR, got "10.0.0.0/8"; list it under cidrs',
    ],
    [
      "a text in the place of a group",
      [SecurityGroupRef.fromId("sg-1"), port],
      '.peer.securityGroupId: is not the id of a security group, got "sg-1"; it looks like sg-0123456789abcdef0',
    ],
    [
      "a purpose that EC2 refuses",
      [cidr, port, "Größe"],
      '.purpose: has characters that AWS refuses in a description, got "Größe"; use letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*',
    ],
  ])("%s", (_, given, line) => {
    expect(lines(...given)).toEqual([at + line]);
  });

  test("several mistakes at once", () => {
    expect(lines(Peer.ipv4("10.0.0/8"), Port.tcp(-1), "")).toEqual([
      expect.stringMatching(/\.port: is not a port, got -1/),
      expect.stringMatching(/\.purpose: must be 1 to 200 characters long/),
      expect.stringMatching(/\.peer\.cidrs\[0\]: is not a CIDR/),
    ]);
  });

  test("a group that another construct creates, through a binding", () => {
    const found = linesOf((stack) => {
      const server = serverIn(stack);
      const parties = { ...none, rancher: { deployment: "rancher", manageRules: true } };
      clusterIn(stack, { parties, deployments: { rancher: server } })
        .findGroup("rancher")
        .allowFrom(cidr, port, "Own");
    });
    expect(found).toEqual([
      "network/production/rancher--rancher allowFrom: is called on a group that another construct makes; call it on network/tools/rancher",
    ]);
  });
});
