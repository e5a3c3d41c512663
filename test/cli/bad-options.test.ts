import { inFolder } from "../stacks/program";
import { rancherSg, refusal, root, sample } from "./command";

const namingHint =
  "name a config file, a folder of them, an output folder of synth, terraform show -json of a plan or a state, or EC2's answers";
const verbs = ["synth", "init", "audit", "draw", "report", "explain", "matrix", "verify", "lint", "diff", "completion"];
const about = "--deployment production --from worker --to etcd";
const parties = "rancher, etcd, controlplane, worker, loadBalancer, apiClients, workloadClients, internet";
const otherEnds = "a CIDR, sg-... or pl-... will do too";

/** A command line and the one mistake that is reported. */
const refused: readonly (readonly [line: string, mistake: string])[] = [
  ["explan", 'rancher-sg: is not a verb, got "explan"; did you mean "explain"?'],
  ["check", 'rancher-sg: is no longer a verb, got "check"; use rancher-sg explain --quiet'],
  [`check ${about} --port 22`, 'rancher-sg: is no longer a verb, got "check"; use rancher-sg explain --quiet'],
  [
    "prove stacks/assertions.yaml",
    'rancher-sg: is no longer a verb, got "prove"; use rancher-sg verify --assertions FILE',
  ],
  ["check --help", 'rancher-sg: is no longer a verb, got "check"; use rancher-sg explain --quiet'],
  ["toString", `rancher-sg: is not a verb, got "toString"; use one of ${verbs.join(", ")}`],
  ["--versions", `rancher-sg: is not a verb, got "--versions"; use one of ${verbs.join(", ")}`],
  ["lint --fail-on notes", '--fail-on: is not an allowed value, got "notes"; did you mean "note"?'],
  ["explain --frm worker", '--frm: is not an option of this command; did you mean "--from"?'],
  [
    "lint -x --acknowledged",
    "-x: is not an option of this command; use one of --config, --deployment, --fail-on, --format, --debug, --help",
  ],
  [
    "diff a b --config c",
    "--config: is not an option of this command; use one of --region, --profile, --role-arn, --format, --live, --debug, --help",
  ],
  ["matrix --format", "--format: needs a value; write --format FORMAT"],
  ["matrix --config=", "--config: needs a value; write --config FILE"],
  ["explain --from --to etcd", "--from: needs a value; write --from ENDS"],
  [`explain ${about} --port -1`, "--port: needs a value; write --port PORTS, or --port=-1 if -1 is the value"],
  ["draw --output - --party", "--party: needs a value; write --party PARTY"],
  ["lint --debug=yes", '--debug: does not accept a value, got "yes"; write --debug'],
  [
    "explain --deployment production --deployment rancher-nodes",
    '--deployment: given more than once, got "rancher-nodes"; keep one',
  ],
  ["matrix --format yaml", '--format: is not an allowed value, got "yaml"; use one of text, markdown, csv, json'],
  ["explain --format jsn", '--format: is not an allowed value, got "jsn"; did you mean "json"?'],
  ["draw --direction in", '--direction: is not an allowed value, got "in"; use one of ingress, egress'],
  ["draw --theme drak", '--theme: is not an allowed value, got "drak"; did you mean "dark"?'],
  ["draw --lang zh", '--lang: is not an allowed value, got "zh"; use one of en, zh-CN'],
  ["report --format pdf", '--format: is not an allowed value, got "pdf"; use one of html'],
  [
    "matrix production",
    "production: cannot be read: there is no such file; name a config file, a folder of them, an output folder of synth, terraform show -json of a plan or a state, or EC2's answers",
  ],
  ["verify a b", 'rancher-sg: unexpected argument, got "b"; write DIR only'],
  ["diff a b c", 'rancher-sg: unexpected argument, got "c"; write BEFORE and AFTER only'],
  ["report a b c", 'rancher-sg: unexpected argument, got "c"; write BEFORE and AFTER only'],
  ["verify --assertions", "--assertions: needs a value; write --assertions FILE"],
  ["diff", "BEFORE: is required; for example stacks/rancher-sg.yaml"],
  ["diff stacks/rancher-sg.yaml", "AFTER: is required; for example stacks/rancher-sg.yaml"],
  ["report stacks/rancher-sg.yaml", "AFTER: is required; for example stacks/rancher-sg.yaml"],
  ["explain --deployment production", "--from: is required; for example worker"],
  ["explain --from worker", "--to: is required; for example etcd"],

  [
    "draw",
    "--deployment: is required, because the config has several deployments; use one of rancher-nodes, production",
  ],
  [
    "explain --from worker --to etcd",
    "--deployment: is required, because the config has several deployments; use one of rancher-nodes, production",
  ],
  [
    "lint --deployment prodution",
    '--deployment: is not a deployment of the config, got "prodution"; did you mean "production"?',
  ],
  [
    "draw --deployment production --party etdc",
    '--party: is not a party of production, got "etdc"; did you mean "etcd"?',
  ],
  [
    "draw --deployment rancher-nodes --party etcd",
    '--party: is not a party of rancher-nodes, got "etcd"; use one of nodes, internet',
  ],
  ["draw --deployment production --depth 2", '--depth: counts steps from a party, got "2"; add --party'],
  ...["0", "100", "1.5", "x"].map(
    (depth) =>
      [
        `draw --deployment production --party etcd --depth ${depth}`,
        `--depth: must be a whole number from 1 to 99, got "${depth}"`,
      ] as const,
  ),
  [
    `explain ${about} --quiet --assertions stacks/assertions.yaml`,
    "--assertions: cannot be combined with --quiet; remove one or the other",
  ],
  ["report a b --config c", "--config: cannot be combined with BEFORE and AFTER; remove one or the other"],
  ["report a b --deployment=d", "--deployment: cannot be combined with BEFORE and AFTER; remove one or the other"],
  ["diff none.yaml no-more.yaml", `none.yaml: cannot be read: there is no such file; ${namingHint}`],
  ["diff stacks/rancher-sg.yaml none.yaml", `none.yaml: cannot be read: there is no such file; ${namingHint}`],
  [
    "verify --assertions none.yaml",
    "none.yaml: cannot be read: there is no such file; name a file of assertions, such as stacks/assertions.yaml",
  ],
  [
    "verify none",
    "none: is not a folder; run the synth first, and name its output folder, such as cdktf.out or modules",
  ],

  [
    "explain --deployment production --from wroker --to x",
    `--from: is not a party of production, got "wroker"; did you mean "worker"? The parties are ${parties}; ${otherEnds}`,
  ],
  [
    "explain --deployment production --from rancher --to rancherCatalog --port 443",
    "--to: is not bound in production, so its addresses are not known; bind rancherCatalog under parties, or use an address such as 203.0.113.10/32",
  ],
  [
    "explain --deployment production --from pool:servers --to etcd",
    '--from: is not a pool of production, got "pool:servers"; use one of etcd, controlplane, worker',
  ],
  [
    "explain --deployment production --from worker, --to etcd",
    `--from: is not a party of production, got ""; use one of ${parties}; ${otherEnds}`,
  ],
  [
    "explain --deployment rancher-nodes --from internet --to etcd",
    `--to: is not a party of rancher-nodes, got "etcd"; use one of nodes, internet; ${otherEnds}`,
  ],
  ...(
    [
      ["sg-xyz", 'is not the id of a security group, got "sg-xyz"; it looks like sg-0123456789abcdef0'],
      ["pl-1", 'is not the id of a prefix list, got "pl-1"; it looks like pl-0123456789abcdef0'],
      ["10.0.0.5/24", 'has host bits set, got "10.0.0.5/24"; the network is 10.0.0.0/24'],
      [
        "10.0.0.5",
        'is not a CIDR, got "10.0.0.5"; write an address and a prefix length, such as 10.0.0.0/16 or 2001:db8::/32, without leading zeros',
      ],
    ] as const
  ).map(([end, mistake]) => [`explain --deployment production --from ${end} --to etcd`, `--from: ${mistake}`] as const),

  [`explain ${about} --port 65536`, '--port: is out of range, got "65536"; ports are 0 to 65535'],
  [`explain ${about} --port 10-5`, '--port: runs from the higher to the lower port, got "10-5"; write 5-10'],
  ...["http", "1-2-3", "1.5"].map(
    (port) =>
      [
        `explain ${about} --port ${port}`,
        `--port: is not a port or a range of ports, got "${port}"; write 2379, or 30000-32767 for a range`,
      ] as const,
  ),
  [`explain ${about} --protocol tpc`, '--protocol: is not a protocol, got "tpc"; did you mean "tcp"?'],
  ...["256", "006", "sctp-ish"].map(
    (protocol) =>
      [
        `explain ${about} --protocol ${protocol}`,
        `--protocol: is not a protocol, got "${protocol}"; use one of tcp, udp, icmp, icmpv6, all, a number from 0 to 255`,
      ] as const,
  ),
  ...["all", "6"].map(
    (protocol) =>
      [
        `explain ${about} --protocol ${protocol} --port 22`,
        '--port: goes with tcp, udp or icmp, got "22"; leave it out',
      ] as const,
  ),
  ...["300", "8/256", "ping", "8/"].map(
    (port) =>
      [
        `explain ${about} --protocol icmp --port ${port}`,
        `--port: is not an ICMP type and code, got "${port}"; write 8, or 8/0 with its code; both are 0 to 255`,
      ] as const,
  ),
];

test.each(refused)("reports one mistake and its fix: %s", (line, mistake) => {
  expect(refusal(line)).toEqual([mistake]);
});

test("accepts a value that starts with a dash after an equals sign", () => {
  expect(refusal(`explain ${about} --port=-1`)).toEqual([
    '--port: is not a port or a range of ports, got "-1"; write 2379, or 30000-32767 for a range',
  ]);
});

test.each([
  ["wrong values before missing ones", "explain --format jsn", "--format: is not an allowed value"],
  ["the command line before the config", "matrix --config none.yaml --format jsn", "--format: is not an allowed value"],
  ["the config before the question", "explain --config none.yaml --from wroker --to x", "none.yaml: cannot be read"],
  ["--from before --to", "explain --deployment production --from wroker --to x", "--from: is not a party"],
])("reports one mistake of several: %s", (_, line, start) => {
  expect(refusal(line)).toEqual([expect.stringContaining(start)]);
});

const everyTcpPort = `tcp from worker to etcd: partly allowed
  allowed: tcp 6443, tcp 9099, tcp 9345, tcp 10250, tcp 30000-32767
  denied: tcp 0-6442, tcp 6444-9098, tcp 9100-9344, tcp 9346-10249, tcp 10251-29999, tcp 32768-65535`;

test.each([
  ["--port 0", "tcp 0 from worker to etcd: denied"],
  ["--port 65535", "tcp 65535 from worker to etcd: denied"],
  ["--port 0-65535", everyTcpPort],
  ["--protocol udp --port 8472", "udp 8472 from worker to etcd: allowed"],
  ["--protocol icmp", "icmp from worker to etcd: denied"],
  ["--protocol icmp --port 8", "icmp type 8 from worker to etcd: denied"],
  ["--protocol icmpv6 --port 128/0", "icmpv6 type 128 code 0 from worker to etcd: denied"],
  ["--protocol 50", "protocol 50 from worker to etcd: denied"],
  ["--protocol 6", everyTcpPort],
])("is a question: %s", (options, answer) => {
  expect(rancherSg(`explain ${about} ${options}`).stdout.startsWith(`${answer}\n`)).toBe(true);
  const [line] = answer.split("\n");
  expect(rancherSg(`explain ${about} ${options} --quiet`).stdout).toBe(`${line}\n`);
});

test("an option may be written with an equals sign", () => {
  expect(rancherSg("explain --deployment=production --from=worker --to=etcd --protocol=udp --port=8472").exitCode).toBe(
    0,
  );
});

test("only --debug shows a stack trace, with the same exit code", () => {
  const line = "matrix --config no-such.yaml";
  expect(refusal(line)).toEqual([
    "no-such.yaml: cannot be read: there is no such file; name the config file with --config, or write a first one with rancher-sg init",
  ]);
  const { exitCode, stderr } = rancherSg(`${line} --debug`);
  expect({ exitCode, hasTrace: /^ {4}at /m.test(stderr) }).toEqual({ exitCode: 2, hasTrace: true });
});

test("distinguishes a config without deployments from a missing config", () => {
  const message =
    "holds no deployments; start with a list under the key deployments; stacks/rancher-sg.yaml is an example";
  inFolder({ "none.yaml": "deployments: []\n", "empty.yaml": "" }, (cwd) => {
    expect(refusal("matrix --config none.yaml", { cwd })).toEqual([`none.yaml:1:14 deployments: ${message}`]);
    expect(refusal("lint --config empty.yaml", { cwd })).toEqual([`empty.yaml:1:1: ${message}`]);
    expect(refusal("matrix", { cwd })).toEqual([
      "rancher-sg.yaml: cannot be read: there is no such file; name the config file with --config, or write a first one with rancher-sg init",
    ]);
  });
  expect(sample.startsWith(root)).toBe(true);
});

test("reports a missing import map with its own fix, not with that of the config file", () => {
  const config = `deployments:
  - { name: lab, type: rancher-nodes, region: us-east-1, vpcId: vpc-12345678, adopt: none.json, edition: 2.x }
`;
  inFolder({ "c.yaml": config }, (cwd) => {
    expect(refusal("matrix --config c.yaml", { cwd })).toEqual([
      'c.yaml:2:86 deployments[0].adopt: cannot be read: there is no such file, got "none.json"; run rancher-sg audit --deployment lab --imports FILE, which writes it, or remove adopt',
    ]);
  });
});

test("reports all mistakes of a config", () => {
  const config = `deployments:
  - { name: a, type: rancher-node, region: us-east-1, vpcId: vpc-12345678 }
  - { name: b, type: rancher-nodes, region: us-east-1, vpcId: vpc-1, edition: 2.x }
`;
  inFolder({ "c.yaml": config }, (cwd) => {
    expect(refusal("matrix --config c.yaml", { cwd })).toEqual([
      expect.stringContaining('did you mean "rancher-nodes"?'),
      expect.stringContaining("is not the id of a VPC"),
    ]);
  });
});
