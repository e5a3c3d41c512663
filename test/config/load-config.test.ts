import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../src/config/load-config";
import { SecurityGroupsError } from "../../src/errors";
import { inFolder } from "../stacks/program";
import { cluster, issuesOf, issuesOfFiles, linesOf, member, nodes } from "./config-lines";

const sample = join(__dirname, "../../stacks/rancher-sg.yaml");

test("loads one rancher-nodes and one node-pools deployment from the sample config", () => {
  expect(loadConfig(sample).map(({ plan }) => plan.deployment)).toMatchObject([
    { type: "rancher-nodes", edition: "2025-09", name: "rancher-nodes", groupName: "rancher-nodes", sources: {} },
    {
      type: "cluster",
      rancherVersion: "2.15",
      name: "production",
      provisioning: "node-pools",
      egress: "all",
      loadBalancer: { terminatesTls: true },
    },
  ]);
});

test("reports a missing file with a fix", () => {
  expect(() => loadConfig("no-such.yaml")).toThrow(
    new Error("no-such.yaml: cannot be read: there is no such file; name the config file in RANCHER_SG_CONFIG"),
  );
});

test("reads .yaml and .yml files of a folder in any case, except hidden files", () => {
  inFolder({ "a.YAML": nodes(""), ".b.yaml": "not: a config", "c.yaml~": "backup" }, (folder) => {
    // Emacs creates such a link for a file with unsaved changes.
    symlinkSync("user@host.1234", join(folder, ".#a.yaml"));
    expect(loadConfig(folder).map(({ name }) => name)).toEqual(["lab"]);
  });
});

test("reports a link to a missing file, a cycle of links and a folder with the name of a config", () => {
  inFolder({ "a.yaml": nodes("") }, (folder) => {
    symlinkSync("nowhere", join(folder, "b.yaml"));
    symlinkSync("c.yaml", join(folder, "c.yaml"));
    mkdirSync(join(folder, "d.yaml"));
    const fix = "name the config file in RANCHER_SG_CONFIG";
    expect(() => loadConfig(folder)).toThrow(
      [
        `${folder}/b.yaml: cannot be read: it is a link to a file that does not exist; ${fix}`,
        `${folder}/c.yaml: cannot be read: it is a link to itself; ${fix}`,
        `${folder}/d.yaml: cannot be read: it is a folder; ${fix}`,
      ].join("\n"),
    );
  });
});

test.each([
  ["pipe.yaml", ["mkfifo", "pipe.yaml"]],
  ["link.yml", ["ln", "-s", "/dev/zero", "link.yml"]],
  ["null.YAML", ["ln", "-s", "/dev/null", "null.YAML"]],
])("a pipe or a device in a folder of configs is refused before it is opened: %s", (name, [command = "", ...args]) => {
  inFolder({ "a.yaml": nodes("") }, (folder) => {
    execFileSync(command, args, { cwd: folder });
    expect(() => loadConfig(folder)).toThrow(
      `${folder}/${name}: cannot be read: it is a pipe or a device; remove it from the folder of configs, or rename it`,
    );
  });
});

test("the configs of a folder have 20 MB together", () => {
  const files = Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`${number}.yaml`, "#".repeat(3_900_000)]));
  inFolder({ ...files, "6.yaml": nodes("").padEnd(500_001, "#") }, (folder) => {
    expect(() => loadConfig(folder)).toThrow(
      `${folder}: is larger than 20 MB, the limit for the configs of a folder together; split it into several folders`,
    );
  });
});

test.each([
  ["x".repeat(300), "the name is too long"],
  ["a.yaml/b.yaml", "its folder is a file"],
])("rejects a path that no file can have: %.15s", (name, why) => {
  inFolder({ "a.yaml": nodes("") }, (folder) => {
    expect(() => loadConfig(join(folder, name))).toThrow(`${folder}/${name}: cannot be read: ${why}; name the config`);
  });
});

test("reports a folder without config files", () => {
  const folder = mkdtempSync(join(tmpdir(), "config-"));
  try {
    expect(() => loadConfig(folder)).toThrow(`${folder}: holds no config file; config files end in .yaml or .yml`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("reports all mistakes of all deployments at once, in the order of their places", () => {
  const text = `deployments:
  - name: 1lab
    type: rancher-nodes
    edition: 2.x
    region: useast1
    vpcId: vpc-1
    colour: red
    sources: { rancher-nodes-ssh-tcp: { cidrs: [10.0.0.5/24] } }
  - name: production
    type: cluster
    rancherVersion: 2.x
    provisioning: node-pool
    region: us-east-1
    vpcId: vpc-0a1b2c3d
    ports: { nodePorts: 32767-30000 }
    parties:
      contolplane: none
      apiClients: { cidrs: [10.0.0.0/24, 10.0.0/24] }
    tags: { rancher-nodes: x }
  - name: Production
    type: rancher-nodes
    edition: 2.x
    region: us-east-1
    vpcId: vpc-0a1b2c3d
    tags: [a]
`;
  const issues = issuesOf(text);
  expect(issues.map(({ code, place }) => `${place?.line}:${place?.column} ${code}`)).toEqual([
    "2:11 not-a-name",
    "5:13 not-a-region",
    "6:12 not-aws-id",
    "7:5 unknown-key",
    "8:49 host-bits",
    "12:19 not-one-of",
    "15:25 reversed-ports",
    "17:7 unknown-key",
    "17:7 unbound-rancher",
    "17:7 unbound-party",
    "18:42 not-cidr",
    "19:13 driver-tag",
    "20:11 duplicate-name",
    "25:11 wrong-type",
  ]);
});

test("names file, line, column, path, value and fix on each line", () => {
  expect(linesOf(issuesOf(cluster("", "apiClients: { cidrs: [10.0.0.5/24] }, workloadClients: none")))).toEqual([
    'c.yaml:7:38 deployments[0].parties.apiClients.cidrs[0]: has host bits set, got "10.0.0.5/24"; the network is 10.0.0.0/24',
  ]);
});

test("reports the mistakes of a deployment even if an earlier one has a mistake", () => {
  const codes = issuesOf(`deployments:\n  - 5\n${member("lab", "worker: 7")}`).map(({ code }) => code);
  expect(codes).toEqual(["wrong-type", "not-word-or-map"]);
});

test("reports a mistake in an aliased value where the value is written", () => {
  const text = cluster("", "apiClients: &clients { cidrs: [10.0.0.5/24] }, workloadClients: *clients");
  expect(issuesOf(text).map(({ path, place }) => [path.slice(2).join("."), place?.line, place?.column])).toEqual([
    ["parties.apiClients.cidrs.0", 7, 47],
    ["parties.workloadClients.cidrs.0", 7, 47],
  ]);
});

test("names the file of each issue, in the order of the files", () => {
  const files = { "b.yaml": cluster("    colour: red\n"), "a.yml": nodes("    groupName: sg-a\n"), "notes.txt": "-" };
  const places = issuesOfFiles(files).map(({ place }) => `${place?.file}:${place?.line}`);
  expect(places).toEqual(["a.yml:6", "b.yaml:2", "b.yaml:8"]);
});

test("accepts a byte order mark", () => {
  expect(issuesOf(`\uFEFF${nodes("")}`)).toEqual([]);
});

test("lets any number of deployments share one anchor", () => {
  const shared = (index: number) =>
    index === 0 ? "&parties { rancher: { create: true }, apiClients: none, workloadClients: none }" : "*parties";
  const members = Array.from(
    { length: 300 },
    (_, index) =>
      `  - { name: d${index}, type: cluster, provisioning: custom, region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718, parties: ${shared(index)}, rancherVersion: 2.x }\n`,
  );
  expect(issuesOf(`deployments:\n${members.join("")}`)).toEqual([]);
});

test("rejects nested aliases before they fill the memory", () => {
  const level = (n: number) =>
    `l${n}: &l${n} [${Array(10)
      .fill(`*l${n - 1}`)
      .join(", ")}]\n`;
  expect(issuesOf(`l0: &l0 [a]\n${[1, 2, 3, 4, 5, 6, 7, 8].map(level).join("")}`)[0]?.code).toBe("too-much-repeated");
});

test("reports a path that cannot be read as an issue", () => {
  for (const path of ["a".repeat(300), join(sample, "x")]) {
    expect(() => loadConfig(path)).toThrow(SecurityGroupsError);
  }
});

test("rejects a file that is neither UTF-8 nor UTF-16", () => {
  const folder = mkdtempSync(join(tmpdir(), "latin1-"));
  try {
    const file = join(folder, "latin1.yaml");
    writeFileSync(file, Buffer.from("deployments: [{ tags: { place: caf\u00e9 } }]", "latin1"));
    expect(() => loadConfig(file)).toThrow(
      `${file}: is not text: neither UTF-8 nor UTF-16 with a byte order mark; save it as UTF-8`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("merges the content of an anchor with merge keys", () => {
  const text = `deployments:
  - &first { name: a, type: rancher-nodes, region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718, edition: 2.x }
  - { <<: *first, name: b, groupName: b }
`;
  expect(linesOf(issuesOf(text))).toEqual([]);
});

test("reports one issue for maps that are nested too deeply for the parser", () => {
  const issues = issuesOf(`deployments: ${"{a: ".repeat(20_000)}1${"}".repeat(20_000)}`);
  expect(issues.map(({ code, message }) => [code, message])).toEqual([
    ["too-deep", "is nested more than 100 levels deep"],
  ]);
});
