import { inFolder } from "../stacks/program";
import { rancherSg, refusal, root, sample } from "./command";

const howToName = "name a config file, a folder of them, or an output folder of cdktf synth";
const verbs = ["matrix", "draw", "report", "check", "explain", "prove", "verify", "lint", "diff", "adopt"];
const about = "--deployment production --from worker --to etcd";
const parties =
  "rancher, etcd, controlplane, worker, loadBalancer, apiClients, workloadClients, rancherCatalog, internet";
const orElse = "a CIDR, sg-... or pl-... will do too";

/** A line of words, and all that a user is told. */
const refused: readonly (readonly [line: string, told: readonly string[]])[] = [
  ["chek", ['rancher-sg: is not a verb, got "chek"; did you mean "check"?']],
  ["toString", [`rancher-sg: is not a verb, got "toString"; use one of ${verbs.join(", ")}`]],
  [
    "check --frm worker",
    [
      '--frm: is not an option of this command; did you mean "--from"?',
      "--deployment: is missing, and the config has several; use one of rancher-nodes, production",
      "--to: is missing; give it, such as worker",
    ],
  ],
  [
    "lint -x --acknowledged",
    [
      "-x: is not an option of this command; use one of --config, --deployment, --format, --debug",
      "--acknowledged: is not an option of this command; use one of --config, --deployment, --format, --debug",
    ],
  ],
  ["matrix --format yaml", ['--format: is not an allowed value, got "yaml"; use one of text, markdown, csv, json']],
  [
    "check --format jsn",
    [
      '--format: is not an allowed value, got "jsn"; did you mean "json"?',
      "--deployment: is missing, and the config has several; use one of rancher-nodes, production",
      "--from: is missing; give it, such as worker",
      "--to: is missing; give it, such as worker",
    ],
  ],
  ["matrix --format", ["--format: needs a value; see --help"]],
  [
    "check --from --to etcd --port",
    [
      "--from: needs a value; see --help",
      "--port: needs a value; see --help",
      "--deployment: is missing, and the config has several; use one of rancher-nodes, production",
    ],
  ],
  ["lint --debug=yes", ['--debug: takes no value, got "yes"; leave it out']],
  [
    "check --deployment production --deployment rancher-nodes",
    [
      '--deployment: is given twice, got "rancher-nodes"; give it once',
      "--from: is missing; give it, such as worker",
      "--to: is missing; give it, such as worker",
    ],
  ],
  ["matrix production", ['rancher-sg: is one argument too many, got "production"; this command takes options only']],
  ["prove a.yaml b.yaml", ['rancher-sg: is one argument too many, got "b.yaml"; give FILE only']],
  ["diff a b c", ['rancher-sg: is one argument too many, got "c"; give BEFORE and AFTER only']],
  ["diff a b --config c", ["--config: is not an option of this command; use one of --format, --debug"]],

  [
    "draw --deployment production --direction in --party etdc --depth 0 --theme drak --lang zh",
    [
      '--direction: is not an allowed value, got "in"; use one of ingress, egress',
      '--theme: is not an allowed value, got "drak"; use one of auto, light, dark',
      '--lang: is not an allowed value, got "zh"; use one of en, zh-CN',
      '--party: is not a party of production, got "etdc"; did you mean "etcd"?',
      '--depth: must be a whole number from 1 to 99, got "0"',
    ],
  ],
  [
    "draw --deployment rancher-nodes --party etcd",
    ['--party: is not a party of rancher-nodes, got "etcd"; use one of nodes, internet'],
  ],
  [
    "draw --deployment production --depth 2",
    ['--depth: counts steps from a party, and none is named, got "2"; name it with --party'],
  ],
  ["draw", ["--deployment: is missing, and the config has several; use one of rancher-nodes, production"]],
  [
    "draw --deployment production --output no/such/folder.svg",
    [
      '--output: cannot be written: there is no such folder, got "no/such/folder.svg"; name a file in a folder that is there',
    ],
  ],
  [
    "draw --deployment production --output src",
    ['--output: cannot be written: it is a folder, got "src"; name a file in a folder that is there'],
  ],

  ["report --format pdf", ['--format: is not an allowed value, got "pdf"; use one of html']],
  [
    "report a b --config c --deployment=d --lang zh",
    [
      '--lang: is not an allowed value, got "zh"; use one of en, zh-CN',
      `a: cannot be read: there is no such file; ${howToName}`,
      `b: cannot be read: there is no such file; ${howToName}`,
      "--config: is about one config, and BEFORE and AFTER are two; leave it out, or them",
      "--deployment: is about one config, and BEFORE and AFTER are two; leave it out, or them",
    ],
  ],
  ["report stacks/rancher-sg.yaml", ["AFTER: is missing; give it, such as stacks/rancher-sg.yaml"]],
  ["report a b c", ['rancher-sg: is one argument too many, got "c"; give BEFORE and AFTER only']],
  [
    "report --output src",
    ['--output: cannot be written: it is a folder, got "src"; name a file in a folder that is there'],
  ],

  ["prove", ["FILE: is missing; give it, such as stacks/assertions.yaml"]],
  [
    "diff",
    [
      "BEFORE: is missing; give it, such as stacks/rancher-sg.yaml",
      "AFTER: is missing; give it, such as stacks/rancher-sg.yaml",
    ],
  ],
  ["diff stacks/rancher-sg.yaml", ["AFTER: is missing; give it, such as stacks/rancher-sg.yaml"]],
  [
    "check --deployment production",
    ["--from: is missing; give it, such as worker", "--to: is missing; give it, such as worker"],
  ],
  [
    "check --from worker --to etcd",
    ["--deployment: is missing, and the config has several; use one of rancher-nodes, production"],
  ],
  [
    "lint --deployment prodution",
    ['--deployment: is not a deployment of the config, got "prodution"; did you mean "production"?'],
  ],
  [
    "explain --deployment prod",
    [
      '--deployment: is not a deployment of the config, got "prod"; did you mean "production"?',
      "--from: is missing; give it, such as worker",
      "--to: is missing; give it, such as worker",
    ],
  ],

  [
    "check --deployment production --from wroker --to x",
    [
      `--from: is not a party of production, got "wroker"; did you mean "worker"? The parties are ${parties}; ${orElse}`,
      `--to: is not a party of production, got "x"; use one of ${parties}; ${orElse}`,
    ],
  ],
  [
    "check --deployment production --from worker, --to etcd",
    [`--from: is not a party of production, got ""; use one of ${parties}; ${orElse}`],
  ],
  [
    "check --deployment rancher-nodes --from internet --to etcd",
    [`--to: is not a party of rancher-nodes, got "etcd"; use one of nodes, internet; ${orElse}`],
  ],
  [
    "check --deployment production --from sg-xyz --to pl-1",
    [
      '--from: is not the id of a security group, got "sg-xyz"; it looks like sg-0123456789abcdef0',
      '--to: is not the id of a prefix list, got "pl-1"; it looks like pl-0123456789abcdef0',
    ],
  ],
  [
    "check --deployment production --from 10.0.0.5/24 --to 10.0.0.5",
    [
      '--from: has host bits set, got "10.0.0.5/24"; the network is 10.0.0.0/24',
      '--to: is not a CIDR, got "10.0.0.5"; write an address and a prefix length, such as 10.0.0.0/16 or 2001:db8::/32, without leading zeros',
    ],
  ],

  [`check ${about} --port 65536`, ['--port: is out of range, got "65536"; ports are 0 to 65535']],
  [`check ${about} --port 10-5`, ['--port: runs from the higher to the lower port, got "10-5"; write 5-10']],
  ...["-1", "http", "1-2-3", "1.5"].map(
    (port) =>
      [
        `check ${about} --port ${port}`,
        [`--port: is not a port or a range of ports, got "${port}"; write 2379, or 30000-32767 for a range`],
      ] as const,
  ),
  [`check ${about} --protocol tpc`, ['--protocol: is not a protocol, got "tpc"; did you mean "tcp"?']],
  ...["256", "006", "sctp-ish"].map(
    (protocol) =>
      [
        `check ${about} --protocol ${protocol}`,
        [
          `--protocol: is not a protocol, got "${protocol}"; use one of tcp, udp, icmp, icmpv6, all, a number from 0 to 255`,
        ],
      ] as const,
  ),
  ...["all", "6"].map(
    (protocol) =>
      [
        `check ${about} --protocol ${protocol} --port 22`,
        ['--port: goes with tcp, udp or icmp, got "22"; leave it out'],
      ] as const,
  ),
  ...["300", "8/256", "ping", "8/"].map(
    (port) =>
      [
        `check ${about} --protocol icmp --port ${port}`,
        [`--port: is not an ICMP type and code, got "${port}"; write 8, or 8/0 with its code; both are 0 to 255`],
      ] as const,
  ),
];

test.each(refused)("is refused with what is wrong and how to mend it: %s", (line, told) => {
  expect(refusal(line)).toEqual(told);
});

test("an empty value is none", () => {
  for (const option of ["--from", "--config", "--format"]) {
    expect(refusal([...`check ${about}`.split(" "), option, ""])).toEqual([`${option}: needs a value; see --help`]);
  }
});

test.each([
  ["--port 0", "tcp 0 from worker to etcd: denied"],
  ["--port 65535", "tcp 65535 from worker to etcd: denied"],
  ["--port 0-65535", "tcp from worker to etcd: denied"],
  ["--protocol udp --port 8472", "udp 8472 from worker to etcd: allowed"],
  ["--protocol icmp", "icmp from worker to etcd: denied"],
  ["--protocol icmp --port 8", "icmp type 8 from worker to etcd: denied"],
  ["--protocol icmpv6 --port 128/0", "icmpv6 type 128 code 0 from worker to etcd: denied"],
  ["--protocol 50", "protocol 50 from worker to etcd: denied"],
  ["--protocol 6", "tcp from worker to etcd: denied"],
])("is a question: %s", (options, answer) => {
  expect(rancherSg(`check ${about} ${options}`).stdout).toBe(`${answer}\n`);
});

test("an option may be written with an equals sign", () => {
  expect(rancherSg("check --deployment=production --from=worker --to=etcd --protocol=udp --port=8472").exitCode).toBe(
    0,
  );
});

test("without a verb, or with --help, the verbs are listed; every verb has a help of its own", () => {
  const overview = rancherSg("--help");
  expect(overview).toMatchObject({ exitCode: 0, stderr: "" });
  expect(overview.stdout.match(/^ {2}[a-z]+/gm)?.map((name) => name.trim())).toEqual(verbs);
  expect(rancherSg("")).toEqual({ ...overview, exitCode: 2 });
  expect(rancherSg("help")).toEqual(overview);
});

test.each(verbs)("%s --help says how it is used, in what formats, and which exit codes there are", (verb) => {
  const { exitCode, stdout, stderr } = rancherSg(`${verb} --help`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toMatch(new RegExp(`^Usage: rancher-sg ${verb}\\b`));
  expect(stdout).toContain("--format FORMAT");
  expect(stdout.includes("Exit code")).toBe(!["matrix", "draw", "report"].includes(verb));
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  expect(rancherSg(`${verb} -h`).stdout).toBe(stdout);
});

test("only --debug shows a stack trace, with the same exit code", () => {
  const line = "matrix --config no-such.yaml";
  expect(refusal(line)).toEqual([
    "no-such.yaml: cannot be read: there is no such file; name the config file with --config, or in RANCHER_SG_CONFIG",
  ]);
  const { exitCode, stderr } = rancherSg(`${line} --debug`);
  expect({ exitCode, hasTrace: /^ {4}at /m.test(stderr) }).toEqual({ exitCode: 2, hasTrace: true });
});

test("a config without deployments is told from one that is not there", () => {
  const told =
    "holds no deployments; start with a list under the key deployments; stacks/rancher-sg.yaml is an example";
  inFolder({ "none.yaml": "deployments: []\n", "empty.yaml": "" }, (cwd) => {
    expect(refusal("matrix --config none.yaml", { cwd })).toEqual([`none.yaml:1:14 deployments: ${told}`]);
    expect(refusal("lint --config empty.yaml", { cwd })).toEqual([`empty.yaml:1:1: ${told}`]);
    expect(refusal("matrix", { cwd })).toEqual([
      "stacks/rancher-sg.yaml: cannot be read: there is no such file; name the config file with --config, or in RANCHER_SG_CONFIG",
    ]);
  });
  expect(sample.startsWith(root)).toBe(true);
});
