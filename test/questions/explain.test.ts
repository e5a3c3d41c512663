import type { NamedAssertion } from "../../src/questions/broken-promises";
import { type ExplainOptions, explain } from "../../src/questions/explain";
import { explanationJson, explanationText } from "../../src/report/explanation";
import { plainText } from "../../src/report/styled-text";
import { cluster, ends, question } from "../verify/shipped";

/** The text of an explanation, line by line. */
function explained(
  { plan }: ReturnType<typeof cluster>,
  text: string,
  options: ExplainOptions = {},
): readonly string[] {
  const parsed = question(plan, text);
  return plainText(explanationText(parsed, explain(plan, parsed, options)))
    .trimEnd()
    .split("\n");
}

/** The suggested edit, and the line that replaces it if there is none. */
function suggested(of: ReturnType<typeof cluster>, text: string, options: ExplainOptions = {}) {
  const { edit, noEdit, promises, assertions } = explain(of.plan, question(of.plan, text), options);
  return { edit: edit?.text, noEdit, broken: [...promises.map(({ id }) => id), ...assertions.map(({ name }) => name)] };
}

const notAskedFor = (flow: string) => `no table in effect asks for ${flow}`;
const ifMeant = "if you mean it, write a port rule under rules.add yourself";
const ownRule = (id: string, rest: string) => `rules: { add: [{ id: ${id}, ${rest} }] }`;

const tables = (...names: readonly string[]) => `(Rancher documentation, Port Requirements 2.x: ${names.join("; ")})`;
const launched = tables("Node Pools", "Custom Nodes");
const ungoverned = (direction: string) => `${direction}: no group of this deployment, so nothing is held back here`;
const direct = cluster();
const balanced = cluster({ loadBalancer: { terminatesTls: true } });
const strict = cluster({ egress: "required" });
const preset =
  "only for: RKE cluster whose nodes a node driver makes, with the commonly used ports open among its nodes; RKE cluster on custom nodes, with the commonly used ports open among its nodes";

test("explains an allowed flow by the rules of both sides, their purpose and their tables", () => {
  expect(explained(strict, "tcp 2379 from controlplane to etcd")).toEqual([
    "tcp 2379 from controlplane to etcd: allowed",
    "egress of lab-controlplane lets it through",
    "  tcp 2379 to etcd (lab-controlplane)",
    `    rke-etcd-client-tcp: etcd client requests ${launched}`,
    "ingress of lab-etcd lets it through",
    "  tcp 2379 from controlplane (lab-etcd)",
    `    rke-etcd-client-tcp: etcd client requests ${launched}`,
    "a rule that names a group matches private addresses only, not traffic through a NAT gateway or to a public address",
  ]);
});

test("reports that a side without a group here restricts nothing", () => {
  expect(explained(direct, "tcp 80 from workloadClients to worker")).toEqual([
    "tcp 80 from workloadClients to worker: allowed",
    ungoverned("egress"),
    "ingress of lab-worker lets it through",
    "  tcp 80 from 0.0.0.0/0 (lab-worker)",
    `    rke-ingress-http-tcp: Ingress controller over HTTP ${launched}`,
  ]);
});

test("suggests no edit if no group here is between the two sides", () => {
  expect(explained(direct, "tcp 80 from apiClients to workloadClients")).toEqual([
    "tcp 80 from apiClients to workloadClients: not decided here: no group of this deployment stands between the two",
    ungoverned("egress"),
    ungoverned("ingress"),
  ]);
});

test("explains a denied flow: no table requires it, then the promise, the sides and the alternatives", () => {
  expect(explained(balanced, "tcp 443 from worker to rancher")).toEqual([
    "tcp 443 from worker to rancher: denied",
    notAskedFor("tcp 443 from worker to rancher"),
    `it would break the promise "only the load balancer, Rancher nodes and their hosted control plane reach Rancher directly": with a load balancer in front of Rancher, clients and nodes use the load balancer ${tables("Rancher Nodes", "Node Pools", "Custom Nodes")}`,
    "egress of lab-worker lets it through",
    "  all traffic to 0.0.0.0/0 (lab-worker)",
    "    egress-nodes-all: Outbound traffic (rancher-security-groups 1: docs/decisions/0003-egress-default.md)",
    "ingress of lab-rancher does not let through tcp 443",
    "documented, but not in effect here:",
    `  rke-rancher-https-tcp: Agents to Rancher ${tables("Rancher Nodes", "Node Pools", "Custom Nodes")}: only without an external load balancer`,
    ifMeant,
  ]);
});

test("suggests a port rule on both sides for a denied flow that breaks nothing", () => {
  expect(explained(strict, "tcp 9999 from worker to etcd")).toEqual([
    "tcp 9999 from worker to etcd: denied",
    notAskedFor("tcp 9999 from worker to etcd"),
    "egress of lab-worker does not let through tcp 9999",
    "ingress of lab-etcd does not let through tcp 9999",
    "smallest edit that allows it:",
    "  rules: { add: [{ id: worker-to-etcd-9999-tcp, from: [worker], to: [etcd], protocol: tcp, ports: 9999, purpose: ... }] }",
  ]);
});

test("names a rule that is omitted between some parties for those parties only", () => {
  const omitting = cluster({ rules: { omit: [{ id: "rke-etcd-peer-tcp", from: ["controlplane"] }] } });
  expect(explained(omitting, "tcp 2380 from controlplane to etcd")).toEqual(
    expect.arrayContaining([
      `  rke-etcd-peer-tcp: etcd peer communication ${launched}: left out by rules.omit`,
      "  remove rke-etcd-peer-tcp from rules.omit",
    ]),
  );
  expect(explained(omitting, "tcp 2380 from etcd to etcd")[0]).toBe("tcp 2380 from etcd to etcd: allowed");
});

test("names a rule that the deployment omits, and suggests restoring it", () => {
  const omitting = cluster({ rules: { omit: ["rke-etcd-peer-tcp"] } });
  expect(explained(omitting, "tcp 2380 from etcd to etcd").slice(5)).toEqual([
    "ingress of lab-etcd does not let through tcp 2380",
    "documented, but not in effect here:",
    `  rke-etcd-peer-tcp: etcd peer communication ${launched}: left out by rules.omit`,
    `  common-etcd-peer-tcp: etcd peer communication ${tables("Commonly Used Ports")}: ${preset}`,
    "smallest edit that allows it:",
    "  remove rke-etcd-peer-tcp from rules.omit",
    "  it also opens:",
    "    ingress of lab-etcd: tcp 2380 from controlplane",
  ]);
});

test("distinguishes traffic that never leaves the node from denied traffic, and suggests an edit for it too", () => {
  expect(explained(direct, "tcp 9099 from worker to worker")[1]).toBe(
    notAskedFor("tcp 9099 from worker to worker, except within one node"),
  );
  expect(explained(direct, "tcp 9099 from worker to worker").slice(5)).toEqual([
    "ingress of lab-worker does not let through tcp 9099",
    "documented, but not in effect here:",
    `  rke-network-probe-tcp: Probes of Canal and Flannel ${launched}: local to the node: no security group sees it`,
    `  common-network-probe-tcp: Probes of Canal and Flannel ${tables("Commonly Used Ports")}: ${preset}`,
    "smallest edit that allows it:",
    "  localTraffic: self",
    "  it also opens:",
    "    ingress of lab-controlplane: tcp 9099 from controlplane; tcp 10254 from controlplane",
    "    ingress of lab-etcd: tcp 9099 from etcd",
    "    ingress of lab-worker: tcp 10254 from worker",
  ]);
});

test("names the catalogs of other kinds of deployments that open the flow", () => {
  const custom = cluster({ provisioning: "custom" });
  expect(explained(custom, "tcp 22 from rancher to worker").slice(5)).toEqual([
    "ingress of lab-worker does not let through tcp 22",
    "documented, but not in effect here:",
    `  rke-node-ssh-tcp: SSH provisioning by the node driver ${tables("Rancher Nodes", "Node Pools")}: only for: RKE cluster whose nodes a node driver makes; RKE cluster whose nodes a node driver makes, with the commonly used ports open among its nodes`,
    "smallest edit that allows it:",
    "  rules: { add: [{ id: rancher-to-worker-22-tcp, from: [rancher], to: [worker], protocol: tcp, ports: 22, purpose: ... }] }",
  ]);
});

test("suggests passing TLS through if it ends at the load balancer", () => {
  expect(explained(balanced, "tcp 443 from loadBalancer to rancher").slice(-2)).toEqual([
    "smallest edit that allows it:",
    "  loadBalancer: { terminatesTls: false }",
  ]);
});

test("does not name a rule that is omitted between other parties only", () => {
  const partial = cluster({}, { worker: "none" });
  expect(explained(partial, "tcp 442-443 from etcd to rancher").join("\n")).not.toContain("bound to none");
  expect(explained(partial, "tcp 443 from worker to rancher").join("\n")).toContain("a party of it is bound to none");
});

test("names only the tables of a distribution that the deployment does not support", () => {
  expect(suggested(direct, "50 from worker to etcd").edit).toBe(
    ownRule("worker-to-etcd-protocol-50", "from: [worker], to: [etcd], protocol: 50, purpose: ..."),
  );
  expect(explained(direct, "50 from worker to etcd").join("\n")).toMatch(/: only for: Weave Net on RKE\n/);
});

describe.each(["rke", "rke2", "k3s"])("worker to etcd on %s", (distribution) => {
  const launchedOn = cluster({ distribution, provisioning: "custom" });

  test("gets no edit, but the broken promise and advice for a user who wants it anyway", () => {
    const lines = explained(launchedOn, "tcp 2379 from worker to etcd");
    expect(lines.slice(0, 2)).toEqual([
      "tcp 2379 from worker to etcd: denied",
      notAskedFor("tcp 2379 from worker to etcd"),
    ]);
    expect(lines[2]).toMatch(
      /^it would break the promise "only etcd and control plane nodes reach the ports of etcd": etcd holds every secret/,
    );
    expect(lines.at(-1)).toBe(ifMeant);
    expect(lines.join("\n")).not.toMatch(/rules: \{|smallest edit/);
  });

  test.each(["2379", "2380", "2381", "2378-2382"])("breaks the promise on tcp %s", (ports) => {
    const withheld = { edit: undefined, noEdit: "broken", broken: ["etcd"] };
    expect(suggested(launchedOn, `tcp ${ports} from worker to etcd`)).toEqual(withheld);
    expect(suggested(launchedOn, `tcp ${ports} from apiClients to etcd`)).toEqual(withheld);
    expect(suggested(launchedOn, `tcp ${ports} from 10.0.0.0/8 to etcd`)).toEqual(withheld);
    expect(suggested(launchedOn, `tcp ${ports} from sg-0123456789abcdef0 to etcd`)).toEqual(withheld);
  });

  test("keeps the promise on other ports, and for a node that has the role etcd as well", () => {
    expect(suggested(launchedOn, "tcp 2378 from worker to etcd").broken).toEqual([]);
    expect(suggested(launchedOn, "udp 2379 from worker to etcd").broken).toEqual([]);
    expect(suggested(launchedOn, "tcp 2379 from worker+etcd to etcd").broken).toEqual([]);
  });

  test("keeps the kubelets, the supervisor, the overlay and Docker closed to the world", () => {
    const kubelet = distribution === "rke" ? "kubeletOfRke" : "kubelet";
    for (const source of ["0.0.0.0/0", "internet", "workloadClients", "apiClients", "rancher"]) {
      expect(suggested(launchedOn, `tcp 10250 from ${source} to worker`).broken).toEqual([kubelet]);
      expect(suggested(launchedOn, `tcp 9345 from ${source} to controlplane`).broken).toEqual(["supervisor"]);
      expect(suggested(launchedOn, `udp 8472 from ${source} to worker`).broken).toEqual(["overlay"]);
    }
    expect(suggested(launchedOn, "tcp 2376 from worker to worker").broken).toEqual(["docker"]);
    expect(suggested(launchedOn, "tcp 2376 from rancher to worker").broken).toEqual([]);
    expect(suggested(launchedOn, "tcp 6443 from apiClients to controlplane").broken).toEqual(["kubernetesApi"]);
  });
});

test("cites each distribution's own tables as the source of a promise", () => {
  const source = (distribution: string) => {
    const { plan } = cluster({ distribution });
    return explain(plan, question(plan, "tcp 2379 from worker to etcd")).promises.map(
      ({ sources: [first] }) => `${first?.document}: ${first?.table}`,
    );
  };
  expect(source("rke")).toEqual(["Rancher documentation, Port Requirements: Node Pools"]);
  expect(source("rke2")).toEqual(["RKE2 documentation, Requirements: Inbound Network Rules"]);
  expect(source("k3s")).toEqual(["K3s documentation, Requirements: Inbound Rules for K3s Nodes"]);
});

test("keeps etcd closed to hosts outside with a preset that puts all nodes into one group", () => {
  const shared = cluster({ preset: "common-ports" });
  expect(explained(shared, "tcp 2379 from worker to etcd")[0]).toBe("tcp 2379 from worker to etcd: allowed");
  expect(suggested(shared, "tcp 2379 from apiClients to etcd").broken).toEqual(["etcdInside"]);
});

test("reports that only the user requires an allowed flow, and the promise that it breaks", () => {
  const opened = cluster({
    rules: {
      add: [{ id: "hole", from: ["worker"], to: ["etcd"], protocol: "tcp", ports: 2379, purpose: "Backup" }],
    },
  });
  const lines = explained(opened, "tcp 2379 from worker to etcd");
  expect(lines.slice(0, 2)).toEqual([
    "tcp 2379 from worker to etcd: allowed",
    notAskedFor("tcp 2379 from worker to etcd"),
  ]);
  expect(lines[2]).toMatch(/^it breaks the promise "only etcd and control plane nodes reach the ports of etcd"/);
  expect(lines.at(-2)).toBe("    hole: Backup (this deployment -: rules.add)");
});

describe("the edit that opens least", () => {
  test("is a port rule for outbound traffic, not egress: all", () => {
    expect(suggested(strict, "tcp 443 from worker to internet").edit).toBe(
      ownRule("worker-to-internet-443-tcp", "from: [worker], to: [internet], protocol: tcp, ports: 443, purpose: ..."),
    );
    expect(suggested(strict, "udp 54 from worker to 198.51.100.0/24").edit).toBe(
      ownRule(
        "worker-to-peer-54-udp",
        "from: [worker], to: [peer], protocol: udp, ports: 54, purpose: ..., peer: { cidrs: [198.51.100.0/24] }",
      ),
    );
    expect(suggested(strict, "icmp 8 from worker to internet").edit).toBe(
      ownRule(
        "worker-to-internet-8-8-icmp",
        "from: [worker], to: [internet], protocol: icmp, ports: { from: 8, to: 8 }, purpose: ...",
      ),
    );
    expect(suggested(strict, "all from worker to internet").edit).toBe(
      ownRule("worker-to-internet-all", "from: [worker], to: [internet], protocol: all, purpose: ..."),
    );
  });

  test("is a port rule for a protocol by number, not egress: all", () => {
    expect(suggested(strict, "50 from worker to internet").edit).toBe(
      ownRule("worker-to-internet-protocol-50", "from: [worker], to: [internet], protocol: 50, purpose: ..."),
    );
  });

  test.each([
    [{ distribution: "rke2" }, "tcp 9796 from worker to worker", "addons: [monitoring]"],
    [{ distribution: "rke2", cni: "calico" }, "tcp 179 from worker to worker", "cni: { name: calico, bgp: true }"],
    [{ provisioning: "custom", cni: "flannel" }, "udp 4789 from worker to controlplane", "windowsWorkers: true"],
    [{ distribution: "rke2" }, "tcp 5001 from worker to worker", "addons: [embedded-registry]"],
  ])("is the option that makes a table require the flow: %j, %s", (more, flow, edit) => {
    expect(suggested(cluster(more), flow).edit).toBe(edit);
  });

  test("lists the flows that an option opens in addition", () => {
    const lines = explained(cluster({ distribution: "rke2" }), "tcp 9796 from worker to worker");
    expect(lines.slice(1, 2)).toEqual([notAskedFor("tcp 9796 from worker to worker")]);
    expect(lines.slice(lines.indexOf("smallest edit that allows it:"))).toEqual([
      "smallest edit that allows it:",
      "  addons: [monitoring]",
      "  it also opens:",
      "    ingress of lab-controlplane: tcp 9796 from controlplane, etcd, worker",
      "    ingress of lab-etcd: tcp 9796 from controlplane, etcd, worker",
      "    ingress of lab-worker: tcp 9796 from controlplane, etcd",
    ]);
  });

  test("lists the flows that an option closes", () => {
    const lines = explained(cluster({ distribution: "rke2" }), "udp 51820 from worker to worker");
    expect(lines).toContain("  cni: { name: canal, encapsulation: wireguard }");
    expect(lines.slice(lines.indexOf("  it also closes:"))).toEqual([
      "  it also closes:",
      "    ingress of lab-controlplane: udp 8472 from controlplane, etcd, worker",
      "    ingress of lab-etcd: udp 8472 from controlplane, etcd, worker",
      "    ingress of lab-worker: udp 8472 from controlplane, etcd, worker",
    ]);
  });

  test("is a port rule for one of the roles of a node with several", () => {
    expect(suggested(direct, "tcp 9999 from worker+controlplane to etcd").edit).toBe(
      ownRule("worker-to-etcd-9999-tcp", "from: [worker], to: [etcd], protocol: tcp, ports: 9999, purpose: ..."),
    );
  });

  test("has an id that no port rule of the deployment has", () => {
    const add = [
      { id: "worker-to-etcd-9999-tcp", from: ["etcd"], to: ["etcd"], protocol: "tcp", ports: 9999, purpose: "x" },
    ];
    expect(suggested(cluster({ rules: { add } }), "tcp 9999 from worker to etcd").edit).toBe(
      ownRule("worker-to-etcd-9999-tcp-2", "from: [worker], to: [etcd], protocol: tcp, ports: 9999, purpose: ..."),
    );
  });
});

describe("an end that is not a party", () => {
  const peer = (source: string, binding: string) => {
    expect(suggested(direct, `tcp 9100 from ${source} to worker`).edit).toBe(
      ownRule(
        "peer-to-worker-9100-tcp",
        `from: [peer], to: [worker], protocol: tcp, ports: 9100, purpose: ..., peer: { ${binding} }`,
      ),
    );
  };

  test("is the peer of the suggested port rule", () => {
    peer("10.1.0.0/16", "cidrs: [10.1.0.0/16]");
    peer("2001:db8::/32", 'cidrs: ["2001:db8::/32"]');
    peer("sg-0123456789abcdef0", "securityGroupIds: [sg-0123456789abcdef0]");
    peer("pl-0123456789abcdef0", "prefixListIds: [pl-0123456789abcdef0]");
    peer("10.1.0.0/16+sg-0123456789abcdef0", "securityGroupIds: [sg-0123456789abcdef0]");
  });

  test.each(["0.0.0.0/0", "::/0", "internet", "workloadClients", "64.0.0.0/2"])(
    "gets no edit if it is the world: %s",
    (source) => {
      expect(suggested(direct, `tcp 9100 from ${source} to worker`)).toEqual({
        edit: undefined,
        noEdit: "world",
        broken: [],
      });
      expect(explained(direct, `tcp 9100 from ${source} to worker`).at(-1)).toBe(
        `no edit is suggested, since it would admit any address; ${ifMeant}, for the addresses that need it`,
      );
    },
  );

  test("gets its port rule back if a table admits the world", () => {
    const omitting = cluster({ rules: { omit: ["rke-ingress-http-tcp"] } });
    expect(suggested(omitting, "tcp 80 from workloadClients to worker").edit).toBe(
      "remove rke-ingress-http-tcp from rules.omit",
    );
  });
});

describe("assertions", () => {
  const assertion = (kind: NamedAssertion["kind"], from: string, to: string, port: number): NamedAssertion => ({
    name: `${kind} ${from} ${to} ${port}`,
    kind,
    claim: {
      from: ends(direct.plan, from).flatMap((end) => [end]),
      to: ends(direct.plan, to),
      traffic: [{ ipProtocol: "tcp", fromPort: port, toPort: port }],
    },
  });
  const broken = (flow: string, ...assertions: readonly NamedAssertion[]) =>
    suggested(direct, flow, { assertions }).broken;

  test("are named and prevent an edit if the flow would break them", () => {
    const assertions = [
      { ...assertion("forbids", "worker", "etcd", 9999), place: { file: "a.yaml", line: 2, column: 5 } },
    ];
    const lines = explained(direct, "tcp 9999 from worker to etcd", { assertions });
    expect(lines.slice(1, 3)).toEqual([
      notAskedFor("tcp 9999 from worker to etcd"),
      'it would break the assertion "forbids worker etcd 9999" (a.yaml:2:5)',
    ]);
    expect(lines.at(-1)).toBe(`${ifMeant}, and change the assertion "forbids worker etcd 9999"`);
    expect(lines.join("\n")).not.toContain("rules: {");
  });

  test("are broken if they forbid the flow, or admit others only", () => {
    const flow = "tcp 9999 from worker to etcd";
    expect(broken(flow, assertion("forbids", "worker", "etcd", 9999))).toHaveLength(1);
    expect(broken(flow, assertion("forbids", "worker+rancher", "controlplane+etcd", 9999))).toHaveLength(1);
    expect(broken(flow, assertion("only", "etcd", "etcd", 9999))).toHaveLength(1);
    expect(broken(flow, assertion("forbids", "worker", "etcd", 9998))).toEqual([]);
    expect(broken(flow, assertion("forbids", "rancher", "etcd", 9999))).toEqual([]);
    expect(broken(flow, assertion("forbids", "worker", "worker", 9999))).toEqual([]);
    expect(broken(flow, assertion("only", "etcd+worker", "etcd", 9999))).toEqual([]);
    expect(broken(flow, assertion("permits", "worker", "etcd", 9999))).toEqual([]);
  });

  test("are broken by addresses that contain those of the assertion", () => {
    expect(broken("tcp 9999 from 10.0.0.0/8 to etcd", assertion("forbids", "10.1.0.0/16", "etcd", 9999))).toHaveLength(
      1,
    );
    expect(broken("tcp 9999 from 0.0.0.0/0 to etcd", assertion("forbids", "worker", "etcd", 9999))).toHaveLength(1);
    expect(broken("tcp 9999 from 10.0.0.0/8 to etcd", assertion("forbids", "192.168.0.0/16", "etcd", 9999))).toEqual(
      [],
    );
  });

  test("are named if they already fail and the flow adds to the failure", () => {
    expect(broken("tcp 9999 from worker to worker", assertion("only", "etcd", "worker", 9999))).toHaveLength(1);
    const ingress = { ...assertion("only", "etcd", "worker", 443), name: "ingress" };
    expect(broken("tcp 9999 from worker to worker", ingress)).toEqual([]);
  });
});

test("has the same in JSON: promises, sides, rules, port rules, alternatives and the reason for no edit", () => {
  const { plan } = balanced;
  const parsed = question(plan, "tcp 443 from worker to rancher");
  const found = explanationJson(parsed, explain(plan, parsed));
  expect(found).toMatchObject({
    from: ["worker"],
    to: ["rancher"],
    traffic: "tcp 443",
    verdict: "denied",
    governs: { egress: true, ingress: true },
    tableInEffect: false,
    notAskedFor: "tcp 443",
    promises: [
      {
        id: "behindLoadBalancer",
        promise: "only the load balancer, Rancher nodes and their hosted control plane reach Rancher directly",
        why: "with a load balancer in front of Rancher, clients and nodes use the load balancer",
        sources: [{ table: "Rancher Nodes" }, { table: "Node Pools" }, { table: "Custom Nodes" }],
      },
    ],
    assertions: [],
    sides: [
      {
        direction: "egress",
        groups: ["lab-worker"],
        rules: [{ portRules: [{ id: "egress-nodes-all" }] }],
        missing: "",
      },
      { direction: "ingress", groups: ["lab-rancher"], rules: [], missing: "tcp 443" },
    ],
    alternatives: [{ portRule: { id: "rke-rancher-https-tcp" }, reason: "only without an external load balancer" }],
    noEdit: "broken",
  });
  expect(found).not.toHaveProperty("edit");
});

test("has the edit in JSON with the flows that it opens and closes in addition", () => {
  const { plan } = cluster({ rules: { omit: ["rke-etcd-peer-tcp"] } });
  const parsed = question(plan, "tcp 2380 from etcd to etcd");
  const found = explanationJson(parsed, explain(plan, parsed));
  expect(found).toMatchObject({
    edit: {
      text: "remove rke-etcd-peer-tcp from rules.omit",
      alsoOpens: [{ group: "lab-etcd", direction: "ingress", flows: ["tcp 2380 from controlplane"] }],
      alsoCloses: [],
    },
  });
  expect(found).not.toHaveProperty("noEdit");
});

test("has in JSON that a table is in effect for an allowed flow", () => {
  const { plan } = direct;
  const parsed = question(plan, "tcp 2379 from controlplane to etcd");
  expect(explanationJson(parsed, explain(plan, parsed))).toMatchObject({
    tableInEffect: true,
    notAskedFor: "",
    promises: [],
    assertions: [],
  });
});
