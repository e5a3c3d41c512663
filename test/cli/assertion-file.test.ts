import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAssertions, type PlacedAssertion } from "../../src/config/load-assertions";
import { loadConfig } from "../../src/config/load-config";
import { SecurityGroupsError } from "../../src/errors";
import type { Plan } from "../../src/model/plan";
import { parseQuestion } from "../../src/questions/question";
import { rancherSg, sample } from "./command";

const entries = loadConfig(sample);
const ids = "rancher, etcd, controlplane, worker, loadBalancer, apiClients, workloadClients, internet";
const otherEnds = "a CIDR, sg-... or pl-... will do too";
const none = "holds no assertions; start with a list under the key assertions; stacks/assertions.yaml is an example";

/** Loads an assertion file of this text under the name `a.yaml`. */
function load(text: string, deployment?: string): readonly PlacedAssertion[] | readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "assertions-"));
  try {
    writeFileSync(join(folder, "a.yaml"), text);
    const chosen = entries.filter(({ name }) => deployment === undefined || name === deployment);
    return loadAssertions(join(folder, "a.yaml"), entries, chosen);
  } catch (error) {
    if (!(error instanceof SecurityGroupsError)) throw error;
    return error.message.replaceAll(`${folder}/`, "").split("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An assertion about production on line 2. */
const claim = (text: string) => `assertions:\n  - { deployment: production, ${text} }\n`;

const mistakes: readonly (readonly [about: string, text: string, told: readonly string[]])[] = [
  ["a file without anything", "", [`a.yaml:1:1: ${none}`]],
  ["a list without an assertion", "assertions: []\n", [`a.yaml:1:13 assertions: ${none}`]],
  [
    "another file, such as a config",
    "deployments: []\n",
    [`a.yaml:1:1: ${none}`, "a.yaml:1:1 deployments: is not a known key; use one of assertions"],
  ],
  ["a list, without its key", "- forbids\n", ['a.yaml:1:1: must be a map, got ["forbids"]']],
  ["no YAML", "assertions: [\n", [expect.stringMatching(/^a\.yaml:\d+:\d+: is not YAML: /)]],
  ["no assertion", "assertions: [5]\n", ["a.yaml:1:14 assertions[0]: must be a map, got 5"]],
  [
    "no claim",
    claim("name: x"),
    ["a.yaml:2:5 assertions[0]: must claim one thing; write one of permits, forbids, only"],
  ],
  [
    "two claims",
    claim("only: { from: worker, to: etcd }, forbids: { from: worker, to: etcd }"),
    ["a.yaml:2:5 assertions[0]: must claim one thing; write one of permits, forbids, only"],
  ],
  [
    "a claim of another name",
    claim("permit: { from: worker, to: etcd }"),
    [
      'a.yaml:2:31 assertions[0].permit: is not a known key; did you mean "permits"?',
      "a.yaml:2:5 assertions[0]: must claim one thing; write one of permits, forbids, only",
    ],
  ],
  [
    "a deployment that there is not",
    "assertions:\n  - { deployment: prodution, forbids: { from: worker, to: etcd } }\n",
    [
      'a.yaml:2:19 assertions[0].deployment: is not a deployment of the config, got "prodution"; did you mean "production"?',
    ],
  ],
  [
    "a party that there is not",
    claim("forbids: { from: wroker, to: [etcd, pods] }"),
    [
      `a.yaml:2:48 assertions[0].forbids.from[0]: is not a party of production, got "wroker"; did you mean "worker"? The parties are ${ids}; ${otherEnds}`,
      `a.yaml:2:67 assertions[0].forbids.to[1]: is not a party of production, got "pods"; use one of ${ids}; ${otherEnds}`,
    ],
  ],
  [
    "no ends",
    claim("forbids: { from: [], ports: 22 }"),
    [
      "a.yaml:2:48 assertions[0].forbids.from: is empty, got []; list at least one, or leave the key out",
      "a.yaml:2:40 assertions[0].forbids.to: is required",
    ],
  ],
  [
    "ends that are addresses or ids, and wrong",
    claim("forbids: { from: 10.0.0.5/24, to: sg-1 }"),
    [
      'a.yaml:2:48 assertions[0].forbids.from[0]: has host bits set, got "10.0.0.5/24"; the network is 10.0.0.0/24',
      'a.yaml:2:65 assertions[0].forbids.to[0]: is not the id of a security group, got "sg-1"; it looks like sg-0123456789abcdef0',
    ],
  ],
  [
    "a protocol that there is not",
    claim("forbids: { from: worker, to: etcd, protocol: tpc }"),
    ['a.yaml:2:76 assertions[0].forbids.protocol: is not a protocol, got "tpc"; did you mean "tcp"?'],
  ],
  [
    "ports that are none, out of range, or in reverse",
    claim("forbids: { from: worker, to: etcd, ports: [ssh, 65536, 10-5] }"),
    [
      'a.yaml:2:74 assertions[0].forbids.ports[0]: is not a port or a range of ports, got "ssh"; write 9796, "30000-32767" or { from: 30000, to: 32767 }',
      "a.yaml:2:79 assertions[0].forbids.ports[1]: is out of range, got 65536; ports are 0 to 65535",
      'a.yaml:2:86 assertions[0].forbids.ports[2]: runs from the higher to the lower port, got "10-5"; write 5-10',
    ],
  ],
  [
    "a range in reverse, once for all deployments",
    "assertions:\n  - forbids: { from: internet, to: internet, ports: 10-5 }\n",
    ['a.yaml:2:53 assertions[0].forbids.ports[0]: runs from the higher to the lower port, got "10-5"; write 5-10'],
  ],
  [
    "an ICMP type out of range",
    claim("forbids: { from: worker, to: etcd, protocol: icmp, ports: 300 }"),
    [
      'a.yaml:2:89 assertions[0].forbids.ports[0]: is not an ICMP type and code, got 300; write 8, the type with every code, or "8/0" with one; both are 0 to 255',
    ],
  ],
  [
    "ports of every protocol",
    claim("forbids: { from: worker, to: etcd, protocol: all, ports: 22 }"),
    ["a.yaml:2:88 assertions[0].forbids.ports[0]: goes with tcp, udp or icmp, got 22; leave it out"],
  ],
  [
    "a key twice",
    "assertions:\n  - name: a\n    name: b\n    forbids: { from: nodes, to: nodes }\n    deployment: rancher-nodes\n",
    ["a.yaml:3:5: the key name stands in the same map already; keep one of the two"],
  ],
  [
    "mistakes in several assertions, all at once",
    "assertions:\n  - { deployment: x, forbids: { from: nodes, to: nodes } }\n  - 5\n  - { deployment: rancher-nodes, only: { from: node, to: nodes } }\n",
    [
      'a.yaml:2:19 assertions[0].deployment: is not a deployment of the config, got "x"; use one of rancher-nodes, production',
      "a.yaml:3:5 assertions[1]: must be a map, got 5",
      `a.yaml:4:48 assertions[2].only.from[0]: is not a party of rancher-nodes, got "node"; did you mean "nodes"? The parties are nodes, internet; ${otherEnds}`,
    ],
  ],
];

test.each(mistakes)("reports place, mistake and fix: %s", (_, text, lines) => {
  expect(load(text)).toEqual(lines);
});

test("reports a missing file with a fix", () => {
  expect(() => loadAssertions("none.yaml", entries)).toThrow(
    "none.yaml: cannot be read: there is no such file; name a file of assertions, such as stacks/assertions.yaml",
  );
});

test("applies an assertion without a deployment to every deployment, and numbers one without a name", () => {
  const text = "assertions:\n  - forbids: { from: internet, to: internet, ports: [22, 80-90] }\n";
  expect(load(text)).toMatchObject([
    { name: "assertion 1", kind: "forbids", entry: { name: "rancher-nodes" }, place: { line: 2, column: 5 } },
    { name: "assertion 1", kind: "forbids", entry: { name: "production" } },
  ]);
});

test("ignores assertions about deployments that were not chosen, and does not report them as mistakes", () => {
  const text = `${claim("forbids: { from: worker, to: etcd }")}  - forbids: { from: nodes, to: nodes }\n    deployment: rancher-nodes\n`;
  expect(load(text, "rancher-nodes")).toMatchObject([{ entry: { name: "rancher-nodes" }, name: "assertion 2" }]);
});

test("applies an assertion with a type to every deployment of the type, whatever its name", () => {
  const text = "assertions:\n  - { type: cluster, forbids: { from: worker, to: etcd, ports: 2379 } }\n";
  expect(load(text)).toMatchObject([{ entry: { name: "production" }, kind: "forbids" }]);
});

test("reports an unknown type", () => {
  expect(load("assertions:\n  - { type: clustre, forbids: { from: worker, to: etcd } }\n")).toEqual([
    'a.yaml:2:13 assertions[0].type: is not an allowed value, got "clustre"; did you mean "cluster"?',
  ]);
});

test("applies an assertion with a type only to deployments that have its parties and their groups", () => {
  // production binds apiClients to addresses.
  const text = [
    "assertions:",
    "  - { name: a, type: cluster, only: { from: etcd, to: etcd } }",
    "  - { name: b, type: cluster, only: { from: etcd, to: apiClients } }",
    "  - { name: c, type: cluster, forbids: { from: internet, to: apiClients } }",
    "  - { name: d, type: cluster, forbids: { from: worker, to: apiClients } }",
    "  - { name: e, type: cluster, forbids: { from: internet, to: nodes } }",
    "",
  ].join("\n");
  const about = load(text) as readonly PlacedAssertion[];
  expect(about.map(({ name, entry }) => `${name} ${entry.name}`)).toEqual(["a production", "d production"]);
});

test("reports a party that exists nowhere, also in an assertion with a type", () => {
  expect(load("assertions:\n  - { type: cluster, forbids: { from: wroker, to: etcd } }\n")).toEqual([
    `a.yaml:2:39 assertions[0].forbids.from[0]: is not a party of production, got "wroker"; did you mean "worker"? The parties are ${ids}; ${otherEnds}`,
  ]);
});

test("checks ports even if the assertion is about no deployment", () => {
  const text = "assertions:\n  - { type: rancher-server, forbids: { from: rancher, to: rancher, ports: 10-5 } }\n";
  expect(load(text)).toEqual([
    'a.yaml:2:75 assertions[0].forbids.ports[0]: runs from the higher to the lower port, got "10-5"; write 5-10',
  ]);
});

/** `verify` with the assertions of the sample, after a synth of a config. */
function verified(config: string, folder: string, args: readonly string[] = []) {
  const named = ["--config", config];
  expect(rancherSg(["synth", ...named, "--output", join(folder, "out")])).toMatchObject({ exitCode: 0 });
  return rancherSg(["verify", join(folder, "out"), "--assertions", "stacks/assertions.yaml", ...named, ...args]);
}

test("lists in verify the assertions that are about no deployment", () => {
  const folder = mkdtempSync(join(tmpdir(), "assertions-"));
  const { exitCode, stdout } = verified(sample, folder, ["--deployment", "rancher-nodes"]);
  rmSync(folder, { recursive: true, force: true });
  expect(exitCode).toBe(0);
  expect(stdout.split("\n")).toContain(
    "stacks/assertions.yaml:3:5 workers never reach etcd: skipped, because no deployment has its type and manages groups of its parties",
  );
  expect(stdout.endsWith("\n2 of 2 assertions hold\n")).toBe(true);
});

test.each([
  ["renames its deployments", (text: string) => text.replaceAll("name: production", "name: staging"), 10],
  ["changes its addresses", (text: string) => text.replaceAll("203.0.113.0/24", "192.0.2.0/24"), 10],
  ["removes rancher-nodes", (text: string) => text.replace(/ {2}# The group[\s\S]*?(?= {2}# An RKE2)/, ""), 8],
  ["removes the cluster", (text: string) => text.replace(/ {2}# An RKE2[\s\S]*/, ""), 2],
  ["has Rancher elsewhere", (text: string) => text.replace("{ create: true }", "{ cidrs: [198.51.100.10/32] }"), 9],
] as const)("proves the assertions of the sample if a user %s", (_, edit, count) => {
  const folder = mkdtempSync(join(tmpdir(), "assertions-"));
  try {
    const edited = edit(readFileSync(sample, "utf8"));
    expect(edited).not.toBe(readFileSync(sample, "utf8"));
    writeFileSync(join(folder, "rancher-sg.yaml"), edited);
    const { exitCode, stdout, stderr } = verified(join(folder, "rancher-sg.yaml"), folder);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.endsWith(`${count} of ${count} assertions hold\n`)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("treats a pool in an assertion as one node with its roles", () => {
  const text = `deployments:
  - { type: cluster, name: shop, region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718, distribution: rke2, provisioning: custom, rancherVersion: "2.13", pools: { servers: [etcd, controlplane], agents: [worker] }, parties: { rancher: none, workloadClients: none } }
`;
  const folder = mkdtempSync(join(tmpdir(), "assertions-"));
  try {
    writeFileSync(join(folder, "c.yaml"), text);
    const deployments = loadConfig(join(folder, "c.yaml"));
    const loaded = (claims: string) => {
      writeFileSync(join(folder, "a.yaml"), `assertions:\n${claims}`);
      return loadAssertions(join(folder, "a.yaml"), deployments);
    };
    const ofType = (ends: string) => `  - { type: cluster, forbids: { ${ends}, ports: 2379 } }\n`;
    const [named, typed, ...others] = loaded(
      `  - { deployment: shop, forbids: { from: pool:agents, to: [pool:servers, worker], ports: 2379 } }\n` +
        ofType("from: pool:agents, to: pool:servers") +
        ofType("from: pool:missing, to: pool:servers"),
    );
    expect(named?.claim.from).toEqual([{ party: "worker" }]);
    expect(named?.claim.to).toEqual([{ party: "etcd" }, { party: "controlplane" }, { party: "worker" }]);
    expect(typed?.claim.to).toEqual([{ party: "etcd" }, { party: "controlplane" }]);
    expect(others).toEqual([]);
    const issues = parseQuestion({ from: "pool:agent", to: "etcd" }, deployments[0]?.plan as Plan).issues ?? [];
    const [{ message, fix } = { message: "", fix: "" }] = issues;
    expect(() => loaded("  - { deployment: shop, forbids: { from: pool:agent, to: etcd } }\n")).toThrow(
      `a.yaml:2:42 assertions[0].forbids.from[0]: ${message}, got "pool:agent"; ${fix}`,
    );
    expect(fix).toBe('did you mean "agents"?');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("treats an ICMP type without code as the type with every code", () => {
  const traffic = (ports: string) =>
    load(claim(`forbids: { from: worker, to: etcd, protocol: icmp, ports: ${ports} }`)).map((assertion) =>
      typeof assertion === "string" ? assertion : assertion.claim.traffic,
    );
  expect(traffic("8")).toEqual([[{ ipProtocol: "icmp", fromPort: 8, toPort: -1 }]]);
  expect(traffic("[8/0]")).toEqual([[{ ipProtocol: "icmp", fromPort: 8, toPort: 0 }]]);
});

test("accepts a protocol by number", () => {
  const [first] = load(claim("forbids: { from: worker, to: etcd, protocol: 50 }"));
  expect(first).toMatchObject({ claim: { traffic: [{ ipProtocol: "50" }] } });
});
