/** Valid inputs that mutations start from, each with the command lines that read it. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { packageRoot } from "../../scripts/emulator/package-root";
import type { Random } from "./random";

export const kinds = ["config", "EC2's answers", "Terraform's JSON", "assertions"] as const;
export type Kind = (typeof kinds)[number];

export interface Site {
  readonly kind: Kind;
  readonly name: string;
  /** Texts by path, relative to the folder in which verbs run. */
  readonly files: ReadonlyMap<string, string>;
  /** Paths of the files that mutations edit. */
  readonly mutated: readonly string[];
  /** Words of command lines: one for each verb that reads the files. */
  commands(random: Random): readonly (readonly string[])[];
}

export const bundle = join(packageRoot, "lib/rancher-sg.js");

const config = "in/rancher-sg.yaml";
const assertions = "in/rules/assertions.yaml";
const read = (path: string) => readFileSync(join(packageRoot, path), "utf8");

const endsByType: Readonly<Record<string, readonly string[]>> = {
  cluster: ["etcd", "controlplane", "worker", "etcd,worker", "pool:worker", "rancher", "apiClients"],
  "rancher-server": ["rancher", "loadBalancer", "apiClients"],
  "rancher-nodes": ["nodes", "internet"],
};
const addressEnds = [
  "10.0.0.1",
  "0.0.0.0/0",
  "::/0",
  "sg-0123456789abcdef0",
  "pl-0123456789abcdef0",
  "apiLoadBalancer",
];
const traffic = [
  ...[
    [],
    ["--port", "443"],
    ["--port", "0-65535"],
    ["--port", "30000-32767", "--protocol", "udp"],
    ["--protocol", "all"],
  ],
  ...[
    ["--protocol", "icmp", "--port", "8/0"],
    ["--protocol", "icmpv6"],
    ["--protocol", "4"],
  ],
];

/** The first deployment of a config. */
interface Deployment {
  readonly name: string;
  readonly type: string;
}

interface Commands {
  readonly random: Random;
  readonly deployment: Deployment;
}

const format = ({ random }: Commands, ...formats: readonly string[]) => ["--format", random.pick(formats)];
const flow = ({ random, deployment }: Commands) => {
  const end = () => random.pick(random.chance(0.75) ? (endsByType[deployment.type] ?? []) : addressEnds);
  return ["--from", end(), "--to", end(), ...random.pick(traffic)];
};
const chosen = ({ random, deployment }: Commands) => (random.chance(0.8) ? ["--deployment", deployment.name] : []);
const fromConfig = ["--config", config];

/** Command lines about a config alone. `other` is a config, and `folder` a folder of synth. */
function configCommands(drawn: Commands, other: string, folder: string) {
  return [
    [
      "lint",
      ...fromConfig,
      "--fail-on",
      drawn.random.pick(["error", "note", "never"]),
      ...format(drawn, "text", "json", "sarif"),
    ],
    ["matrix", ...fromConfig, ...format(drawn, "text", "markdown", "csv", "json")],
    [
      "explain",
      ...fromConfig,
      ...chosen(drawn),
      ...flow(drawn),
      ...format(drawn, "text", "json"),
      ...drawn.random.pick([[], ["--quiet"]]),
    ],
    [
      "draw",
      ...fromConfig,
      ...chosen(drawn),
      ...format(drawn, "matrix-svg", "diagram-svg", "mermaid"),
      "--output",
      drawn.random.pick(["-", "out/picture"]),
    ],
    ["report", ...fromConfig, "--lang", drawn.random.pick(["en", "zh-CN"]), "--output", "out/page.html"],
    ["synth", ...fromConfig, ...format(drawn, "stacks", "module"), "--output", "out/synth"],
    [
      "diff",
      ...drawn.random.pick([
        [config, other],
        [other, config],
      ]),
      ...format(drawn, "text", "markdown", "json"),
    ],
    ["verify", folder, ...fromConfig, ...format(drawn, "text", "json")],
  ];
}

/** Command lines about groups of an origin, and a config. */
function originCommands(drawn: Commands, origin: string) {
  return [
    [
      "diff",
      ...drawn.random.pick([
        [config, origin],
        [origin, config],
      ]),
      ...format(drawn, "text", "markdown", "json"),
    ],
    ["explain", origin, ...fromConfig, ...chosen(drawn), ...flow(drawn), ...format(drawn, "text", "json")],
    ["matrix", origin, ...fromConfig, ...format(drawn, "text", "markdown", "csv", "json")],
    ["verify", origin, ...fromConfig, "--assertions", assertions, ...format(drawn, "text", "json")],
    [
      "report",
      ...drawn.random.pick([
        [config, origin],
        [origin, config],
      ]),
      "--output",
      "out/page.html",
    ],
  ];
}

/** Command lines about what exists. */
function foundCommands(drawn: Commands, files: readonly string[]) {
  const imports = ["--imports", "out/imports.json", "--handover", "out/handover"];
  const kind = drawn.random.pick([
    [],
    [],
    ["--kind", "custom"],
    ["--kind", "rancher-server"],
    ["--distribution", "k3s"],
  ]);
  const audits = [
    [
      "audit",
      ...files,
      ...fromConfig,
      ...chosen(drawn),
      "--fail-on",
      drawn.random.pick(["error", "note"]),
      ...format(drawn, "text", "json", "sarif"),
    ],
    ["audit", ...files, ...fromConfig, ...chosen(drawn), ...imports, ...format(drawn, "text", "json")],
    ["audit", ...files, ...fromConfig, "--format", "html", "--output", "out/page.html"],
  ];
  // It takes more time than all others.
  const init = [
    [
      "init",
      ...files,
      ...drawn.random.pick([[], ["--region", "us-east-1"]]),
      ...kind,
      ...["--for", "terraform"],
      "--output",
      "out/rancher-sg.yaml",
    ],
  ];
  return [
    drawn.random.pick(audits),
    drawn.random.pick(audits),
    ...(drawn.random.chance(0.3) ? init : []),
    ...originCommands(drawn, files.join(",")),
  ];
}

/** Found without the reader under test. */
function deploymentIn(text: string): Deployment {
  const [, name = "production"] = /name: ([\w-]+)/.exec(text) ?? [];
  const [, type = "cluster"] = /type: ([\w-]+)/.exec(text) ?? [];
  return { name, type };
}

function configSite(name: string, text: string, folder: string, more: Readonly<Record<string, string>> = {}): Site {
  const deployment = deploymentIn(text);
  return {
    kind: "config",
    name,
    files: new Map([
      [config, text],
      ["in/other/other.yaml", read("stacks/rancher-sg.yaml")],
      ...Object.entries(more),
      ...filesIn(folder, "in/synth"),
    ]),
    mutated: [config, config, config, ...Object.keys(more)],
    commands: (random) => configCommands({ random, deployment }, "in/other/other.yaml", "in/synth"),
  };
}

function foundSite(kind: Kind, name: string, text: string, found: Readonly<Record<string, string>>): Site {
  const deployment = deploymentIn(text);
  const files = Object.keys(found);
  return {
    kind,
    name,
    files: new Map([[config, text], [assertions, read("stacks/assertions.yaml")], ...Object.entries(found)]),
    mutated: files,
    commands: (random) => foundCommands({ random, deployment }, files),
  };
}

function folderSite(name: string, text: string, folder: string): Site {
  const deployment = deploymentIn(text);
  const files = filesIn(folder, "in/synth");
  return {
    kind: "Terraform's JSON",
    name,
    files: new Map([[config, text], [assertions, read("stacks/assertions.yaml")], ...files]),
    mutated: files.map(([path]) => path),
    commands: (random) => {
      const drawn = { random, deployment };
      return [
        ["verify", "in/synth", ...fromConfig, ...format(drawn, "text", "json")],
        ...originCommands(drawn, "in/synth"),
      ];
    },
  };
}

function assertionSite(
  name: string,
  text: string,
  rules: string,
  origin: string,
  files: readonly (readonly [string, string])[],
): Site {
  const deployment = deploymentIn(text);
  return {
    kind: "assertions",
    name,
    files: new Map([[config, text], [assertions, rules], ...files]),
    mutated: [assertions],
    commands: (random) => {
      const drawn = { random, deployment };
      const rest = [...fromConfig, "--assertions", assertions];
      return [
        ["verify", origin, ...rest, ...format(drawn, "text", "json")],
        ["explain", ...rest, ...chosen(drawn), ...flow(drawn), ...format(drawn, "text", "json")],
        ["explain", origin, ...rest, ...chosen(drawn), ...flow(drawn), ...format(drawn, "text", "json")],
      ];
    },
  };
}

/** Every form of an assertion. */
const manyAssertions = `assertions:
  - { name: one, deployment: production, forbids: { from: worker, to: etcd, protocol: tcp, ports: 2379-2381 } }
  - { type: cluster, permits: { from: [worker, "pool:worker"], to: 10.0.0.0/8, ports: [80, "443", 30000-32767] } }
  - only: { from: [etcd, controlplane], to: [etcd, sg-0123456789abcdef0], protocol: udp }
  - { name: three, forbids: { from: internet, to: worker, protocol: icmp, ports: 8/0 } }
  - { type: rancher-nodes, permits: { from: 2001:db8::/32, to: nodes, protocol: all } }
  - { type: rancher-server, only: { from: pl-0123456789abcdef0, to: rancher, protocol: 50 } }
`;

/** An answer about interfaces, subnets, ACLs and prefix lists, for the VPC and groups of another answer. */
function hostsOf(groups: string): string {
  const [VpcId] = /vpc-\w+/.exec(groups) ?? ["vpc-0a1b2c3d4e5f60718"];
  const ids = [...new Set(groups.match(/sg-\w+/g))];
  const SubnetId = "subnet-0123456789abcdef0";
  const nic = (number: number, attached: readonly string[], instance?: string) => ({
    NetworkInterfaceId: `eni-0123456789abcde0${number}`,
    VpcId,
    SubnetId,
    Groups: attached.map((GroupId) => ({ GroupId, GroupName: "a" })),
    PrivateIpAddress: `10.0.1.1${number}`,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: `10.0.1.1${number}` }],
    Ipv6Addresses: [{ Ipv6Address: `2001:db8::${number}` }],
    ...(instance ? { Attachment: { InstanceId: instance } } : {}),
  });
  const entry = (RuleNumber: number, more: object) => ({
    RuleNumber,
    RuleAction: "allow",
    Protocol: "6",
    CidrBlock: "10.0.0.0/16",
    ...more,
  });
  return JSON.stringify({
    NetworkInterfaces: [nic(1, ids.slice(0, 1), "i-0123456789abcdef0"), nic(2, ids.slice(1, 3)), nic(3, ids)],
    Reservations: [{ Instances: [{ InstanceId: "i-0123456789abcdef1", NetworkInterfaces: [nic(4, ids.slice(-1))] }] }],
    Subnets: [
      {
        SubnetId,
        VpcId,
        CidrBlock: "10.0.1.0/24",
        Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: "2001:db8::/64", Ipv6CidrBlockState: { State: "associated" } }],
      },
    ],
    NetworkAcls: [
      {
        NetworkAclId: "acl-0123456789abcdef0",
        VpcId,
        IsDefault: true,
        Associations: [{ SubnetId, NetworkAclAssociationId: "aclassoc-0123456789abcdef0" }],
        Entries: [
          entry(100, { Egress: false, PortRange: { From: 0, To: 65_535 } }),
          entry(110, { Egress: false, Protocol: "1", IcmpTypeCode: { Type: 8, Code: 0 }, RuleAction: "deny" }),
          entry(100, { Egress: true, Protocol: "-1", CidrBlock: "0.0.0.0/0" }),
          entry(32_767, { Egress: true, Protocol: "-1", RuleAction: "deny" }),
        ],
      },
    ],
    PrefixLists: [
      { PrefixListId: "pl-0123456789abcdef0", PrefixListName: "a", AddressFamily: "IPv4", State: "create-complete" },
    ],
  });
}

const entriesOfList = JSON.stringify({
  Entries: [{ Cidr: "10.1.0.0/16", Description: "a" }, { Cidr: "2001:db8::/32" }],
});

/** The files of a folder, under another name. */
function filesIn(folder: string, name: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => [join(name, path), readFileSync(join(folder, path), "utf8")] as const);
}

const examples = () => [
  "stacks/rancher-sg.yaml",
  ...readdirSync(join(packageRoot, "stacks/examples"))
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => `stacks/examples/${name}`),
];

const moduleSites = ["stacks/rancher-sg.yaml", "stacks/examples/rke2.yaml"];

const foundFolders = "abcdefgh".split("").map((letter) => `test/fixtures/found/${letter}`);

/** Writes to a folder what the program itself makes of valid configs: stacks, modules and an import map. */
export async function prepareSites(
  folder: string,
  run: (command: readonly string[]) => Promise<{ exitCode: number; stderr: string }>,
): Promise<void> {
  const prepare = async (...command: readonly string[]) => {
    const { exitCode, stderr } = await run(command);
    if (exitCode === 2) throw new Error(`${command.join(" ")}: ${stderr}`);
  };
  for (const path of examples()) {
    const name = basename(path, ".yaml");
    const config = ["--config", join(packageRoot, path)];
    await prepare("synth", ...config, "--output", join(folder, name));
    if (moduleSites.includes(path))
      await prepare("synth", ...config, "--format", "module", "--output", join(folder, `${name}-module`));
  }
  const first = join(packageRoot, foundFolders[0] as string);
  const answers = ["groups.json", "rules.json"].map((name) => join(first, name));
  const imports = ["--imports", join(folder, "imports.json"), "--fail-on", "never"];
  await prepare("audit", ...answers, "--config", join(first, "documented.yaml"), ...imports);
}

/** All sites. `folder` is that of `prepareSites`. */
export function sitesIn(folder: string): readonly Site[] {
  const of = (path: string) => join(folder, basename(path, ".yaml"));
  const configs = examples().map((path) => configSite(basename(path), read(path), of(path)));
  const imported = read(`${foundFolders[0]}/documented.yaml`).replace(/^( *)type:/m, "$1adopt: imports.json\n$1type:");
  const withMap = configSite("with an import map", imported, join(folder, "rke2"), {
    "in/imports.json": readFileSync(join(folder, "imports.json"), "utf8"),
  });
  const same = foundFolders.map((path) => configSite(path, read(`${path}/same-flows.yaml`), join(folder, "rke2")));
  const answers = foundFolders.flatMap((path) => {
    const groups = read(`${path}/groups.json`);
    const rules = read(`${path}/rules.json`);
    const all = {
      "in/groups.json": groups,
      "in/rules.json": rules,
      "in/hosts.json": hostsOf(groups),
      "in/pl-0123456789abcdef0.json": entriesOfList,
    };
    return [
      foundSite("EC2's answers", path, read(`${path}/documented.yaml`), {
        "in/groups.json": groups,
        "in/rules.json": rules,
      }),
      foundSite("EC2's answers", `${path} with hosts`, read(`${path}/same-flows.yaml`), all),
    ];
  });
  const shown = foundFolders.flatMap((path) => {
    const files = readdirSync(join(packageRoot, path)).filter((name) => /^(state|plan)\.json$/.test(name));
    return files.map((name) =>
      foundSite("Terraform's JSON", `${path}/${name}`, read(`${path}/documented.yaml`), {
        "in/shown.json": read(`${path}/${name}`),
      }),
    );
  });
  const modulesPlan = foundSite("Terraform's JSON", "plan of modules", read("stacks/examples/existing-groups.yaml"), {
    "in/shown.json": read("test/fixtures/terraform/plan.json"),
  });
  const synths = examples().map((path) => folderSite(basename(path), read(path), of(path)));
  const modules = moduleSites.map((path) => folderSite(`modules of ${path}`, read(path), `${of(path)}-module`));
  const rules = [read("stacks/assertions.yaml"), manyAssertions].flatMap((text, index) => [
    assertionSite(
      `synth ${index}`,
      read("stacks/rancher-sg.yaml"),
      text,
      "in/synth",
      filesIn(join(folder, "rancher-sg"), "in/synth"),
    ),
    assertionSite(`answers ${index}`, read(`${foundFolders[5]}/documented.yaml`), text, "in/groups.json", [
      ["in/groups.json", read(`${foundFolders[5]}/groups.json`)],
    ]),
    assertionSite(`config ${index}`, read("stacks/examples/node-pools.yaml"), text, config, []),
  ]);
  return [...configs, withMap, ...same, ...answers, ...shown, modulesPlan, ...synths, ...modules, ...rules];
}
