/**
 * Texts in every field of a config, of EC2's answers and of a state that hold text, and names of files, in every output
 * format. The fields of a config are those of its schema, and those of EC2's answers are the keys that are read.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { parseVerbArgs } from "../../src/cli/parse-args";
import { verbs } from "../../src/cli/verbs";
import { issueLine, SecurityGroupsError } from "../../src/errors";
import { plainLines } from "../../src/errors/one-line";
import { parseDeployment } from "../../src/model/parse-deployment";
import { parseEc2Answer } from "../../src/network/ec2-answer";
import { planDeployment } from "../../src/projection/plan-deployment";
import {
  deployed,
  describeSecurityGroupRules,
  describeSecurityGroups,
  type ExistingGroup,
  vpcId,
} from "../audit/emulated-answers";
import { defaultsWith, deploymentsWith } from "../config/text-fields";
import { faults, hostileTexts, type Medium } from "./media";

jest.setTimeout(300_000);
// The program and the style of a page are the same in every page.
jest.mock("../../src/cli/page-assets", () => ({ pageAssets: () => ({ program: "0", style: "" }) }));

const folder = mkdtempSync(join(tmpdir(), "escaped-"));
const home = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** The output of a verb, or the message of its error. */
async function printed(name: keyof typeof verbs, args: readonly string[]) {
  let stdout = "";
  const streams = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, "write").mockImplementation((chunk) => {
      stdout += stream === process.stdout ? `${chunk}` : "";
      return true;
    }),
  );
  try {
    const verb = (verbs[name] as () => ReturnType<(typeof verbs)["lint"]>)();
    await verb.run(parseVerbArgs(args, verb));
    // A stream replaces halves of characters.
    return { text: Buffer.from(stdout).toString() };
  } catch (error) {
    if (!(error instanceof SecurityGroupsError)) throw error;
    return { refusal: Buffer.from(plainLines(error.message)).toString() };
  } finally {
    for (const stream of streams) stream.mockRestore();
  }
}

type Output = readonly [Medium, keyof typeof verbs, readonly string[]];

/** Every output about a config of one deployment. */
const outputsOf = (config: string): readonly Output[] => [
  ["text", "matrix", ["--config", config]],
  ["markdown", "matrix", ["--config", config, "--format", "markdown"]],
  ["csv", "matrix", ["--config", config, "--format", "csv"]],
  ["json", "matrix", ["--config", config, "--format", "json"]],
  ["text", "lint", ["--config", config]],
  ["json", "lint", ["--config", config, "--format", "json"]],
  ["sarif", "lint", ["--config", config, "--format", "sarif"]],
  ["text", "diff", [config, "plain.yaml"]],
  ["markdown", "diff", ["plain.yaml", config, "--format", "markdown"]],
  ["json", "diff", [config, "plain.yaml", "--format", "json"]],
  ["svg", "draw", ["--config", config, "--format", "diagram-svg"]],
  ["svg", "draw", ["--config", config, "--format", "matrix-svg"]],
  ["mermaid", "draw", ["--config", config, "--format", "mermaid"]],
  ["html", "report", ["--config", config]],
  ["html", "report", [config, "plain.yaml"]],
];

/** The faults of some outputs, each with its verb. If the first is refused, the input is: then the others are left out. */
async function faultsOf(outputs: readonly Output[]) {
  const found: string[] = [];
  for (const [index, [medium, name, args]] of outputs.entries()) {
    const { text, refusal } = await printed(name, args);
    const wrong = text === undefined ? faults("text", `${refusal}`) : faults(medium, text);
    found.push(...wrong.map((fault) => `${[name, ...args].join(" ")}: ${fault.slice(0, 200)}`));
    if (text === undefined && index === 0) return { found, refusal };
  }
  return { found };
}

const place = { region: "us-east-1", vpcId };
const plain = { name: "nodes", type: "rancher-nodes", edition: "2.x", ...place };
const written = (config: object) => stringify(config, { lineWidth: 0 });

const [link = "", url = ""] = hostileTexts.slice(-2);
const everything = hostileTexts.join("");

/** The texts that each field of a config accepted, by its number. */
const acceptedTexts = new Map<number, readonly string[]>();

test.each([everything, hostileTexts.slice(0, 2).join(""), link, url])(
  "a text in any field of a config is text in every format: %j",
  async (text) => {
    writeFileSync("plain.yaml", written({ deployments: [plain] }));
    const configs = [
      ...deploymentsWith(text).map(({ path, value }) => ({
        path,
        // Only the group of the driver has an edition.
        config: { deployments: [{ ...(path[0] === "rancher-nodes" ? { edition: "2.x" } : {}), ...value }] },
      })),
      ...defaultsWith(text).map(({ path, value }) => ({ path, config: { defaults: value, deployments: [plain] } })),
    ];
    for (const [number, { path, config }] of configs.entries()) {
      const accepted = acceptedTexts.get(number) ?? [];
      // The outputs about a longer text had this one.
      if (accepted.some((longer) => longer.includes(text))) continue;
      writeFileSync("c.yaml", written(config));
      const { found, refusal } = await faultsOf(outputsOf("c.yaml"));
      expect({ path, found }).toEqual({ path, found: [] });
      if (refusal === undefined) acceptedTexts.set(number, [...accepted, text]);
    }
    expect([...acceptedTexts.keys()].map((number) => configs[number]?.path.join("."))).toEqual(
      expect.arrayContaining([
        ...["rancher-nodes.profile", "rancher-nodes.lint.acknowledge.[].reason"],
        ...([link, url].includes(text) ? ["rancher-nodes.groupName", "rancher-nodes.tags.<key>"] : []),
      ]),
    );
  },
);

const [group] = deployed(planDeployment(parseDeployment({ type: "rancher-nodes", edition: "2.x", name: "nodes" }))) as [
  ExistingGroup,
];
const ids = {
  sg: group.id,
  pl: "pl-0123456789abcdef0",
  eni: "eni-0123456789abcdef0",
  subnet: "subnet-0123456789abcdef0",
};
const stack = "aws:cloudformation:stack-name";
const ruleOf = (number: number, peer: object) => ({
  SecurityGroupRuleId: `sgr-0123456789abcdef${number}`,
  GroupId: ids.sg,
  GroupOwnerId: "123456789012",
  IsEgress: false,
  ...{ IpProtocol: "tcp", FromPort: 8443, ToPort: 8443 },
  ...peer,
  Description: "by hand",
});
const [described = {}] = describeSecurityGroups([group]).SecurityGroups;
const pair = { GroupId: "sg-0fedcba9876543210", UserId: "210987654321", PeeringStatus: "active", Description: "peer" };
const networkInterface = {
  NetworkInterfaceId: ids.eni,
  VpcId: vpcId,
  SubnetId: ids.subnet,
  Groups: [{ GroupId: ids.sg }],
  PrivateIpAddress: "10.0.0.9",
  PrivateIpAddresses: [{ PrivateIpAddress: "10.0.0.9" }],
  Ipv6Addresses: [{ Ipv6Address: "2001:db8::9" }],
  Attachment: { InstanceId: "i-0123456789abcdef0" },
};

/** Answers of EC2 with every key that is read, by file. Traffic by hand gives findings to report. */
const answers: Readonly<Record<string, object>> = {
  "groups.json": {
    SecurityGroups: [
      {
        ...described,
        Tags: [
          { Key: "team", Value: "platform" },
          { Key: stack, Value: "shop" },
          { Key: "aws:cloudformation:logical-id", Value: "Nodes" },
        ],
        IpPermissions: [
          ...(described.IpPermissions as readonly object[]),
          {
            ...{ IpProtocol: "tcp", FromPort: 8443, ToPort: 8443 },
            IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "by hand" }],
            Ipv6Ranges: [{ CidrIpv6: "::/0", Description: "by hand" }],
            PrefixListIds: [{ PrefixListId: ids.pl, Description: "by hand" }],
            UserIdGroupPairs: [pair],
          },
        ],
      },
    ],
  },
  "rules.json": {
    SecurityGroupRules: [
      ...describeSecurityGroupRules([group]).SecurityGroupRules,
      ruleOf(0, { CidrIpv4: "0.0.0.0/0" }),
      ruleOf(1, { CidrIpv6: "::/0" }),
      ruleOf(2, { PrefixListId: ids.pl }),
      ruleOf(3, { ReferencedGroupInfo: { GroupId: pair.GroupId, UserId: pair.UserId, PeeringStatus: "active" } }),
    ],
  },
  "lists.json": { PrefixLists: [{ PrefixListId: ids.pl, Cidrs: ["198.51.100.0/24"] }] },
  "entries.json": { PrefixListId: ids.pl, Entries: [{ Cidr: "198.51.100.0/24" }] },
  "interfaces.json": { NetworkInterfaces: [networkInterface] },
  "instances.json": {
    Reservations: [{ Instances: [{ InstanceId: "i-0123456789abcdef0", NetworkInterfaces: [networkInterface] }] }],
  },
  "subnets.json": {
    Subnets: [
      {
        ...{ SubnetId: ids.subnet, VpcId: vpcId, CidrBlock: "10.0.0.0/24" },
        Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: "2001:db8::/64", Ipv6CidrBlockState: { State: "associated" } }],
      },
    ],
  },
  "acls.json": {
    NetworkAcls: [
      {
        ...{ NetworkAclId: "acl-0123456789abcdef0", VpcId: vpcId, IsDefault: true },
        Associations: [{ SubnetId: ids.subnet }],
        Entries: [
          {
            ...{ RuleNumber: 1, RuleAction: "deny", Egress: false, Protocol: "6" },
            ...{ CidrBlock: "0.0.0.0/0", PortRange: { From: 22, To: 22 } },
          },
          {
            ...{ RuleNumber: 2, RuleAction: "allow", Egress: true, Protocol: "58" },
            ...{ Ipv6CidrBlock: "::/0", IcmpTypeCode: { Type: -1, Code: -1 } },
          },
        ],
      },
    ],
  },
};

type Json = Readonly<Record<string, unknown>> | readonly unknown[];
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null;

type Path = readonly string[];

/** The places of the texts in a JSON. */
function textsIn(json: unknown): readonly Path[] {
  if (typeof json === "string") return [[]];
  return isJson(json)
    ? Object.entries(json).flatMap(([key, value]) => textsIn(value).map((path) => [key, ...path]))
    : [];
}

/** The JSON with another text in one place. */
function withText(json: unknown, [key, ...rest]: Path, text: string): unknown {
  if (key === undefined) return text;
  const value = withText((json as Readonly<Record<string, unknown>>)[key], rest, text);
  return Array.isArray(json) ? Object.assign([...json], { [key]: value }) : { ...(json as object), [key]: value };
}

/** The JSON, which notes every key of it that is read and that it does not have. */
function watched(json: unknown, missing: Set<string>): unknown {
  if (!isJson(json)) return json;
  const note = (key: string | symbol) => {
    if (typeof key === "string" && /^[A-Z]/.test(key) && !Object.hasOwn(json, key)) missing.add(key);
  };
  return new Proxy(json, {
    get: (target, key, receiver) => {
      note(key);
      return watched(Reflect.get(target, key, receiver), missing);
    },
    has: (target, key) => {
      note(key);
      return Reflect.has(target, key);
    },
  });
}

test("the answers have every key of EC2's answers that is read", () => {
  const known = new Set(
    JSON.stringify(answers)
      .match(/"[A-Z]\w+"(?=:)/g)
      ?.map((key) => key.slice(1, -1)),
  );
  const read = new Set<string>();
  for (const [file, json] of Object.entries(answers)) parseEc2Answer(watched(json, read), file);
  expect([...read].filter((key) => !known.has(key))).toEqual(["NextToken"]);
});

/** Every output about what exists. */
const existingOutputs = (files: readonly string[]): readonly Output[] => {
  const audit = ["--config", "plain.yaml", ...files, "--fail-on", "never"];
  return [
    ["text", "audit", audit],
    ["json", "audit", [...audit, "--format", "json"]],
    ["sarif", "audit", [...audit, "--format", "sarif"]],
    ["html", "audit", [...audit, "--format", "html", "--output", "-"]],
    ["text", "audit", [...audit, "--imports", "map.json", "--handover", "old"]],
    ["text", "diff", ["plain.yaml", files.join(",")]],
    ["markdown", "diff", [files.join(","), "plain.yaml", "--format", "markdown"]],
    ["json", "diff", ["plain.yaml", files.join(","), "--format", "json"]],
    ["html", "report", ["plain.yaml", files.join(",")]],
    ["text", "init", [...files, "--region", "us-east-1", "--output", "found.yaml"]],
  ];
};

const media: Readonly<Record<string, Medium>> = {
  "HANDOVER.md": "markdown",
  "removed.tf": "hcl",
  "state-rm.sh": "shell",
  "cloudformation.yaml": "yaml",
  "map.json": "json",
  "found.yaml": "yaml",
};

/** The faults of the files that the outputs wrote, which are removed. */
function faultsOfFiles(): readonly string[] {
  const files = [
    ...(existsSync("old") ? readdirSync("old").map((name) => `old/${name}`) : []),
    "map.json",
    "found.yaml",
  ];
  const found = files.filter(existsSync).flatMap((file) => {
    const text = readFileSync(file, "utf8");
    if (file.endsWith(".sh")) execFileSync("sh", ["-n", file]);
    const medium = media[file.replace("old/", "")] ?? "text";
    return faults(medium, text).map((fault) => `${file}: ${fault}`);
  });
  for (const file of ["old", "map.json", "found.yaml", "cdktf.json"]) rmSync(file, { recursive: true, force: true });
  return found;
}

/** A state that has the group, in a module with keys. */
const state = {
  format_version: "1.0",
  values: {
    root_module: {
      child_modules: [
        {
          address: 'module.shop["a"]',
          resources: [
            {
              address: 'module.shop["a"].aws_security_group.nodes["b"]',
              ...{ mode: "managed", type: "aws_security_group", name: "nodes", index: "b" },
              values: {
                id: ids.sg,
                name: group.name,
                vpc_id: vpcId,
                description: "by hand",
                tags: { team: "platform" },
              },
            },
            {
              address: 'module.shop["a"].aws_vpc_security_group_ingress_rule.ssh["b"]',
              ...{ mode: "managed", type: "aws_vpc_security_group_ingress_rule", name: "ssh", index: "b" },
              values: {
                ...{
                  security_group_id: ids.sg,
                  security_group_rule_id: "sgr-0123456789abcdef0",
                  description: "by hand",
                },
                ...{ ip_protocol: "tcp", from_port: 8443, to_port: 8443, cidr_ipv4: "0.0.0.0/0" },
              },
            },
          ],
        },
      ],
    },
  },
};

/** The lines about what is wrong with an answer. */
function refusalOf(file: string, json: unknown): readonly string[] {
  try {
    const { groups = [], rules = [] } = parseEc2Answer(json, file);
    return [...groups, ...rules].flatMap(({ issues }) => issues.map(issueLine));
  } catch (error) {
    return (error as Error).message.split("\n");
  }
}

test.each([everything, link])("a text in any field of EC2's answers is text in every format: %j", async (text) => {
  writeFileSync("plain.yaml", written({ deployments: [plain] }));
  const accepted: string[] = [];
  const hostile = Object.entries(answers).map(([file, json]) => {
    const paths = textsIn(json).filter((path) => {
      const refusal = refusalOf(file, withText(json, path, text));
      expect(refusal.flatMap((line) => faults("text", plainLines(line)))).toEqual([]);
      return refusal.length === 0;
    });
    accepted.push(...paths.map((path) => path.filter((key) => !/^\d+$/.test(key)).join(".")));
    return [file, json, paths] as const;
  });
  expect(accepted).toEqual(
    expect.arrayContaining([
      "SecurityGroups.GroupName",
      "SecurityGroups.Description",
      "SecurityGroups.Tags.Key",
      "SecurityGroups.Tags.Value",
      "SecurityGroupRules.Description",
      "NetworkInterfaces.Attachment.InstanceId",
    ]),
  );
  // Only a group with the planned name is compared.
  for (const isWritten of [(key = "") => key !== "GroupName", (key = "") => key === "GroupName"]) {
    for (const [file, json, paths] of hostile) {
      const all = paths
        .filter((path) => isWritten(path.at(-1)))
        .reduce((one, path) => withText(one, path, text), json as unknown);
      writeFileSync(file, JSON.stringify(all));
    }
    const { found, refusal } = await faultsOf(existingOutputs(Object.keys(answers)));
    expect([refusal, ...found, ...faultsOfFiles()]).toEqual([undefined]);
  }
});

test.each([link])("a text in any field of a state is text in every format: %j", async (text) => {
  writeFileSync("plain.yaml", written({ deployments: [plain] }));
  const outputs = existingOutputs(["state.json"]).filter(([medium]) => medium !== "json");
  // Without these, `init` finds no group. It takes longer than all others, so it writes the other texts at once.
  const isAlone = (path: Path) => ["mode", "type", "id", "security_group_id"].includes(`${path.at(-1)}`);
  const accepted: Path[] = [];
  for (const path of textsIn(state)) {
    writeFileSync("state.json", JSON.stringify(withText(state, path, text)));
    const { found, refusal } = await faultsOf(outputs.filter(([, name]) => name !== "init" || isAlone(path)));
    expect({ path, found: [...found, ...faultsOfFiles()] }).toEqual({ path, found: [] });
    if (refusal === undefined) accepted.push(path);
  }
  expect(accepted.map((path) => path.at(-1))).toEqual(
    expect.arrayContaining(["address", "index", "name", "description", "team"]),
  );
  // Addresses are unique.
  const all = accepted
    .filter((path) => !isAlone(path))
    .reduce((one, path, index) => withText(one, path, `${text} ${index}`), state as unknown);
  writeFileSync("state.json", JSON.stringify(all));
  const { found, refusal } = await faultsOf(outputs.filter(([, name]) => name === "init"));
  expect([refusal, ...found, ...faultsOfFiles()]).toEqual([undefined]);
});

test.each(hostileTexts)("the name of a file is text in every format: %j", async (text) => {
  const name = Buffer.from(text.replaceAll("/", ":")).toString();
  writeFileSync("plain.yaml", written({ deployments: [plain] }));
  writeFileSync(`${name}.yaml`, written({ deployments: [{ ...plain, optimize: true }] }));
  writeFileSync("rules.json", JSON.stringify(answers["rules.json"]));
  // Commas join files.
  const ec2 = `${name.replaceAll(",", "")}.json`;
  writeFileSync(ec2, JSON.stringify(answers["groups.json"]));
  const { found, refusal } = await faultsOf([...outputsOf(`${name}.yaml`), ...existingOutputs([ec2, "rules.json"])]);
  expect([...found, ...faultsOfFiles()]).toEqual([]);
  expect(refusal).toBeUndefined();
});
