/** `rancher-sg audit` as a user runs it, on files with the answers of EC2. */
import { execFile, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseDeployment } from "../../src/model/parse-deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import {
  deployed,
  describeSecurityGroupRules,
  describeSecurityGroups,
  type ExistingGroup,
  type ExistingRule,
  groupIdOf,
  vpcId,
} from "../audit/emulated-answers";
import { asEc2 } from "../network/ec2-server";
import { inFolder } from "../stacks/program";
import { bundle, type Run, rancherSg, refusal } from "./command";

const plan = planDeployment(parseDeployment({ type: "rancher-nodes", edition: "2.x", name: "nodes" }));
const groupId = groupIdOf(plan, "nodes");
const whole = deployed(plan);
const config = (more = "") =>
  `deployments:\n  - { name: nodes, type: rancher-nodes, region: us-east-1, vpcId: ${vpcId}${more}, edition: 2.x }\n`;
const byHand: ExistingRule = {
  id: "sgr-0123456789abcdef0",
  direction: "ingress",
  ipProtocol: "tcp",
  fromPort: 8443,
  toPort: 8443,
  peer: { type: "cidrIpv4", value: "0.0.0.0/0" },
  description: "by hand",
};

/** Writes a config and EC2's answers about these groups into a folder, and calls `use` with it. */
function answered<T>(groups: readonly ExistingGroup[], use: (folder: string) => T, text = config()): T {
  const files = {
    "c.yaml": text,
    "groups.json": JSON.stringify(describeSecurityGroups(groups)),
    "rules.json": JSON.stringify(describeSecurityGroupRules(groups)),
  };
  return inFolder(files, use);
}
const both = "groups.json rules.json";
const withMap = `${both} --imports nodes.import.json`;
const auditIn = (folder: string, words: string) => rancherSg(`audit --config c.yaml ${words}`, { cwd: folder });
const refused = (folder: string, words: string) => refusal(`audit --config c.yaml ${words}`, { cwd: folder });
const written = (folder: string, file = "nodes.import.json") => JSON.parse(readFileSync(join(folder, file), "utf8"));
const place = "c.yaml:2:5";

test("finds nothing if exactly the planned groups and rules exist, and maps everything", () => {
  answered(whole, (folder) => {
    expect(auditIn(folder, both)).toEqual({
      exitCode: 0,
      stdout: "nodes: 1 of 1 group exists; 13 required flows: 13 open\n\nno findings\n",
      stderr: "",
    });
    expect(existsSync(join(folder, "nodes.import.json"))).toBe(false);
    expect(auditIn(folder, withMap)).toEqual({
      exitCode: 0,
      stdout: `rancher-nodes is ${groupId}: 13 of 13 rules exist

nodes: 1 of 1 group exists; 13 required flows: 13 open

no findings
wrote nodes.import.json
to import what exists, add this line to the deployment nodes, then deploy it: adopt: nodes.import.json
`,
      stderr: "",
    });
    const { deployment, vpcId: vpc, groups } = written(folder);
    expect([deployment, vpc, Object.keys(groups), groups.nodes.securityGroupId]).toEqual([
      "nodes",
      vpcId,
      ["nodes"],
      groupId,
    ]);
    expect(Object.values(groups.nodes.rules)).toEqual(whole[0]?.rules.map(({ id }) => id));
  });
});

test("reports closed flows, other rules and tags; with --imports it also explains how to keep or remove rules", () => {
  const [group] = whole as [ExistingGroup];
  const changed = [
    {
      ...group,
      tags: { Name: "old", owner: "ops", "rancher-nodes": "v0.15" },
      rules: [...group.rules.slice(1), byHand],
    },
  ];
  answered(changed, (folder) => {
    expect(auditIn(folder, withMap)).toEqual({
      exitCode: 1,
      stdout: `nodes: this deploy opens tcp 22 to the world, closed today
    to keep it closed: rules: { omit: [rancher-nodes-ssh-tcp] }
rancher-nodes is ${groupId}: 12 of 13 rules exist; the deploy creates 1: 1 closed today, 0 open already
    closed today  tcp 22 from 0.0.0.0/0 [rancher-nodes-ssh-tcp]
    and 1 rule that the deployment does not have

nodes: 1 of 1 group exists; 13 required flows: 1 closed, 12 open

nodes (${place})
  error    closed-flow         tcp 22 from internet to nodes: no rule admits inbound tcp 22 from 0.0.0.0/0
  error    open-to-world       rancher-nodes: tcp 8443 from 0.0.0.0/0 (sgr-0123456789abcdef0 "by hand"); documented for other peers as common-webhook-tcp, hardened-nodes-webhook-tcp, hosted-nodes-webhook-tcp
  warning  tags-change         rancher-nodes: the deploy changes Name from old to rancher-nodes and removes owner=ops
  note     driver-tag-removed  rancher-nodes: the deploy removes the tag rancher-nodes, so Rancher's node driver adds no more rules

2 errors, 1 warning, 1 note
to keep what nothing requires, write under the deployment:
    rules:
      add:
        - { id: kept-peer-nodes-tcp-8443, from: [peer], to: [nodes], protocol: tcp, ports: 8443, peer: { cidrs: [0.0.0.0/0] }, purpose: "by hand" }
wrote nodes.import.json
to import what exists, add this line to the deployment nodes, then deploy it: adopt: nodes.import.json
after that deploy, to remove the rules that the deployment does not have:
    aws ec2 revoke-security-group-ingress --region us-east-1 --group-id ${groupId} --security-group-rule-ids sgr-0123456789abcdef0
`,
      stderr: "",
    });
  });
});

test("reports a rule that opens only required traffic, and exits with 1 with --imports", () => {
  const [group] = whole as [ExistingGroup];
  const redundant = { ...byHand, fromPort: 80, toPort: 80, peer: { type: "cidrIpv4", value: "192.0.2.0/24" } } as const;
  answered([{ ...group, rules: [...group.rules, redundant] }], (folder) => {
    expect(auditIn(folder, both)).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = auditIn(folder, withMap);
    expect([exitCode, stdout]).toEqual([
      1,
      expect.stringContaining(`    and 1 rule that the deployment does not have
    not needed    tcp 80 from 192.0.2.0/24 (sgr-0123456789abcdef0): opens only what is required

nodes: 1 of 1 group exists; 13 required flows: 13 open

no findings
`),
    ]);
    expect(auditIn(folder, `${withMap} --fail-on error`)).toMatchObject({ exitCode: 0 });
  });
});

test("keeps the outbound rules of an existing group, and reports its other rules", () => {
  const bound = `deployments:
  - name: prod
    type: cluster
    provisioning: custom
    distribution: k3s
    rancherVersion: "2.13"
    region: us-east-1
    vpcId: ${vpcId}
    parties:
      rancher: none
      etcd: { securityGroupId: ${groupId}, manageRules: true }
      controlplane: { securityGroupId: ${groupId}, manageRules: true }
      worker: { securityGroupId: ${groupId}, manageRules: true }
      apiClients: none
      workloadClients: none
`;
  const itself = { type: "securityGroup", value: groupId } as const;
  const rule = (index: number, some: Partial<ExistingRule>): ExistingRule => ({
    id: `sgr-0000000000000000${index}`,
    direction: "ingress",
    ipProtocol: "tcp",
    peer: itself,
    ...some,
  });
  const ports = (port: number) => ({ fromPort: port, toPort: port });
  const everything = { direction: "egress", ipProtocol: "-1", peer: { type: "cidrIpv4", value: "0.0.0.0/0" } } as const;
  const rules = [
    rule(1, { fromPort: 2379, toPort: 2380 }),
    rule(2, ports(6443)),
    rule(3, { ipProtocol: "udp", ...ports(8472) }),
    rule(4, ports(10250)),
    rule(5, everything),
  ];
  const group = { id: groupId, name: "k3s-nodes", rules };
  answered(
    [group],
    (folder) => {
      const { stdout, exitCode } = auditIn(folder, withMap);
      expect([exitCode, stdout.split("\n", 1)]).toEqual([0, [`k3s-nodes is ${groupId}: 4 of 4 rules exist`]]);
    },
    bound,
  );
  const opened = [rule(6, { ...ports(22), peer: everything.peer }), rule(7, ports(2379))];
  answered(
    [{ ...group, rules: [...rules, ...opened] }],
    (folder) => {
      const { stdout, exitCode } = auditIn(folder, withMap);
      expect([exitCode, stdout]).toEqual([
        1,
        expect.stringContaining("    and 2 rules that the deployment does not have\n"),
      ]);
      expect(stdout).toContain(`    not needed    tcp 2379 from ${groupId} (sgr-00000000000000007): opens only what`);
      expect(stdout).toContain("error  open-to-world  k3s-nodes: tcp 22 from 0.0.0.0/0 (sgr-00000000000000006)");
    },
    bound,
  );
});

describe("groups of another kind", () => {
  test("reports a group that does not exist, and mentions the same name in another VPC", () => {
    const other = { ...(whole[0] as ExistingGroup), vpcId: "vpc-00000000000000001" };
    answered([other], (folder) => {
      const { exitCode, stdout } = auditIn(folder, withMap);
      expect(exitCode).toBe(1);
      expect(stdout).toContain("rancher-nodes does not exist: the deploy creates it, with 13 rules\n");
      expect(stdout).toContain(
        `error  missing-group  rancher-nodes does not exist; ${groupId} has this name in another VPC\n`,
      );
      expect(stdout).toContain("wrote nodes.import.json: there is nothing to import\n");
      expect(written(folder)).toEqual({ deployment: "nodes", vpcId, groups: {} });
    });
  });

  const prefixed = `deployments:
  - name: sre
    type: cluster
    provisioning: custom
    distribution: k3s
    rancherVersion: "2.13"
    region: us-east-1
    vpcId: ${vpcId}
    lifecycle: { namePrefix: true }
    parties: { rancher: none, etcd: none, controlplane: none, apiClients: none, workloadClients: none }
`;
  const named = (suffix: string, id: string) => ({
    ...(whole[0] as ExistingGroup),
    id,
    name: `sre-worker-${suffix}`,
    rules: [],
  });

  test("finds a group with a name prefix", () => {
    const groups = [named("20261128163201653000000001", "sg-00000000000000001")];
    answered(
      groups,
      (folder) => {
        expect(auditIn(folder, both).stdout).toContain("sre: 1 of 1 group exists; ");
      },
      prefixed,
    );
  });

  test("reports both groups if two have one name and VPC", () => {
    const [one] = whole as [ExistingGroup];
    answered([one, { ...one, id: "sg-00000000000000002" }], (folder) => {
      expect(refused(folder, both)).toEqual([
        `nodes: rancher-nodes: is the name of several groups of the VPC: rancher-nodes (${groupId}), rancher-nodes (sg-00000000000000002); EC2 has one group of a name in a VPC, so give only the answer about this account and VPC`,
      ]);
    });
  });

  test("reports both groups if two have the name prefix", () => {
    const groups = [
      named("20261128163201653000000001", "sg-00000000000000001"),
      named("2026112816320165300000000a", "sg-00000000000000002"),
    ];
    answered(
      groups,
      (folder) => {
        expect(refused(folder, both)).toEqual([
          "sre: sre-worker: is the name prefix of several groups: sre-worker-20261128163201653000000001 (sg-00000000000000001), sre-worker-2026112816320165300000000a (sg-00000000000000002); remove the groups that nothing attaches, or bind the right one with securityGroupId",
        ]);
      },
      prefixed,
    );
  });
});

test("suggests options that plan all existing rules, after which there is nothing to keep", () => {
  const later = planDeployment(parseDeployment({ type: "rancher-nodes", edition: "2025-09", name: "nodes" }));
  answered(deployed(later), (folder) => {
    const { stdout } = auditIn(folder, withMap);
    const rules = later.groups[0]?.rules.length;
    expect(stdout).toContain(`all ${rules} rules are those of edition: 2025-09`);
    expect(stdout).not.toContain("to keep");
  });
});

test("reports a port first that was open to one address and would be open to the world, with the sources that keep it narrow", () => {
  const [group] = whole as [ExistingGroup];
  const narrow = (rule: ExistingRule) =>
    rule.fromPort === 22 ? { ...rule, peer: { type: "cidrIpv4" as const, value: "198.51.100.7/32" } } : rule;
  answered([{ ...group, rules: group.rules.map(narrow) }], (folder) => {
    const { stdout } = auditIn(folder, withMap);
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      "nodes: this deploy opens tcp 22 to the world, closed today",
      "    to keep it narrow: sources: { rancher-nodes-ssh-tcp: { cidrs: [198.51.100.7/32] } }",
    ]);
    expect(stdout).toContain("no rule admits inbound tcp 22 from 0.0.0.0/0 except 198.51.100.7/32\n");
  });
});

test("suggests the existing sources for a port that would be open to the world, or to close it", () => {
  const [group] = whole as [ExistingGroup];
  const from: Readonly<Record<number, ExistingRule["peer"]>> = {
    22: { type: "cidrIpv4", value: "198.51.100.7/32" },
    80: { type: "prefixList", value: "pl-0123456789abcdef0" },
    443: { type: "securityGroup", value: groupId },
  };
  const rules = group.rules.flatMap((rule) => {
    const peer = from[rule.fromPort ?? 0];
    if (rule.fromPort === 2376) return [];
    return [peer ? { ...rule, peer } : rule];
  });
  const wide = { ...byHand, fromPort: 6000, toPort: 7000, peer: { type: "cidrIpv6", value: "2001:db8::/32" } } as const;
  answered([{ ...group, rules: [...rules.filter(({ fromPort }) => fromPort !== 6443), wide] }], (folder) => {
    const { stdout } = auditIn(folder, withMap);
    expect(stdout.split("\n").slice(0, 3)).toEqual([
      "nodes: this deploy opens tcp 22, tcp 80, tcp 443, tcp 2376, tcp 6443 to the world, closed today",
      '    to keep it narrow: sources: { rancher-nodes-ssh-tcp: { cidrs: [198.51.100.7/32] }, rancher-nodes-http-tcp: { prefixListIds: [pl-0123456789abcdef0] }, rancher-nodes-kube-api-tcp: { cidrs: ["2001:db8::/32"] } }',
      "    to keep it closed: rules: { omit: [rancher-nodes-https-tcp, rancher-nodes-docker-tls-tcp] }",
    ]);
    writeFileSync(
      join(folder, "c.yaml"),
      config(
        ', sources: { rancher-nodes-ssh-tcp: { cidrs: [198.51.100.7/32] }, rancher-nodes-http-tcp: { prefixListIds: [pl-0123456789abcdef0] }, rancher-nodes-kube-api-tcp: { cidrs: ["2001:db8::/32"] } }, rules: { omit: [rancher-nodes-https-tcp, rancher-nodes-docker-tls-tcp] }',
      ),
    );
    expect(auditIn(folder, withMap).stdout).not.toContain("to the world");
  });
});

test("prints every flow and the rules that admit it with --format json", () => {
  const [group] = whole as [ExistingGroup];
  answered([{ ...group, rules: [...group.rules.slice(1), byHand] }], (folder) => {
    const { exitCode, stdout } = auditIn(folder, `${both} --format json`);
    expect(exitCode).toBe(1);
    const [deployment] = JSON.parse(stdout).deployments;
    expect(deployment).toMatchObject({ name: "nodes", groups: [{ key: "nodes", securityGroupId: groupId }] });
    expect(deployment.required).toHaveLength(13);
    expect(deployment.required[0]).toEqual({
      portRule: "rancher-nodes-ssh-tcp",
      from: "internet",
      to: "nodes",
      protocol: "tcp",
      ports: "22",
      state: "closed",
      by: [],
      wider: [],
      closed: { ingress: ["tcp 22 from 0.0.0.0/0"] },
      undecided: {},
    });
    expect(deployment.unrequired).toEqual([
      {
        group: groupId,
        direction: "ingress",
        protocol: "tcp",
        ports: "8443",
        peer: "0.0.0.0/0",
        world: true,
        by: ["sgr-0123456789abcdef0"],
      },
    ]);
  });
});

test("reports findings at the line of the deployment with --format sarif", () => {
  answered([], (folder) => {
    const { runs } = JSON.parse(auditIn(folder, `${both} --format sarif`).stdout);
    expect(runs[0].results[0]).toMatchObject({
      ruleId: "missing-group",
      level: "error",
      locations: [{ physicalLocation: { artifactLocation: { uri: "c.yaml" }, region: { startLine: 2 } } }],
    });
  });
});

test("ignores warnings with --fail-on error", () => {
  const [group] = whole as [ExistingGroup];
  answered([{ ...group, tags: { owner: "ops" } }], (folder) => {
    expect(auditIn(folder, both).exitCode).toBe(1);
    expect(auditIn(folder, `${both} --fail-on error`).exitCode).toBe(0);
  });
});

test("reads the standard input, and several answers in any order", () => {
  answered(whole, (folder) => {
    const args = [bundle, "audit", "--config", "c.yaml", "--imports", "nodes.import.json", "rules.json", "-"];
    const input = readFileSync(join(folder, "groups.json"), "utf8");
    const { status } = spawnSync(process.execPath, args, { cwd: folder, input, encoding: "utf8" });
    expect([status, Object.keys(written(folder).groups)]).toEqual([0, ["nodes"]]);
  });
});

describe("the import map", () => {
  test("replaces an older map, whether or not the deployment refers to it", () => {
    answered(
      whole,
      (folder) => {
        const words = `${both} --imports taken.json`;
        expect(auditIn(folder, words).stdout).toContain("findings\nwrote taken.json\n");
        const old = JSON.stringify({ ...written(folder, "taken.json"), deployment: "gone" });
        writeFileSync(join(folder, "taken.json"), old);
        expect(auditIn(folder, words).stdout.endsWith("findings\nwrote taken.json\n")).toBe(true);
        expect(written(folder, "taken.json").deployment).toBe("nodes");
      },
      config(", adopt: taken.json"),
    );
  });

  test("replaces no other file", () => {
    answered(whole, (folder) => {
      expect(refused(folder, `${both} --imports c.yaml`)).toEqual([
        '--imports: exists, and is not an import map, got "c.yaml"; name another file with --imports',
      ]);
      expect(readFileSync(join(folder, "c.yaml"), "utf8")).toBe(config());
    });
  });

  test("needs the ids of the rules, unlike the audit", () => {
    answered(whole, (folder) => {
      expect(auditIn(folder, "groups.json")).toMatchObject({ exitCode: 0, stderr: "" });
      expect(refused(folder, "groups.json --imports nodes.import.json")).toEqual([
        `nodes: has rules that can only be imported by their ids, so no import map is written; name the rules too: aws ec2 describe-security-group-rules --region us-east-1 --filters Name=group-id,Values=${groupId} > rules.json`,
      ]);
      expect(existsSync(join(folder, "nodes.import.json"))).toBe(false);
    });
  });
});

test("rejects rules without their groups", () => {
  answered(whole, (folder) => {
    expect(refused(folder, "rules.json")).toEqual([
      "rules.json: has no security groups; add what aws ec2 describe-security-groups prints: groups.json,rules.json",
    ]);
    expect(refused(folder, "rules.json rules.json")).toEqual([
      `rules.json rules.json: names no security group, only rules; name the groups too: aws ec2 describe-security-groups --region us-east-1 --filters Name=vpc-id,Values=${vpcId} > groups.json`,
    ]);
  });
});

test("rejects a config, which is not about existing groups", () => {
  answered(whole, (folder) => {
    expect(refused(folder, "c.yaml")).toEqual([
      "c.yaml: is not about groups that exist; name EC2's answers, or the JSON of terraform show -json of a plan or a state; compare configs and synthesised folders with rancher-sg diff",
    ]);
  });
});

test("rejects two answers that differ, because one was filtered or is older", () => {
  const [group] = whole as [ExistingGroup];
  const less = JSON.stringify(describeSecurityGroupRules([{ ...group, rules: group.rules.slice(1) }]));
  answered(whole, (folder) => {
    writeFileSync(join(folder, "less.json"), less);
    expect(refused(folder, "groups.json less.json")).toEqual([
      `rancher-nodes (${groupId}): has other rules in describe-security-groups than in describe-security-group-rules; ask EC2 for both again, without filtering rules`,
    ]);
    expect(existsSync(join(folder, "nodes.import.json"))).toBe(false);
  });
});

test("rejects a rule that EC2 cannot have, with its place, before it writes anything", () => {
  answered(whole, (folder) => {
    const { SecurityGroups } = JSON.parse(readFileSync(join(folder, "groups.json"), "utf8"));
    SecurityGroups[0].IpPermissions.unshift({ IpProtocol: "foo", IpRanges: [{ CidrIp: "192.0.2.1/32" }] });
    const foreign = { ...SecurityGroups[0], GroupId: "sg-0fedcba9876543210", GroupName: "strange" };
    const write = (groups: readonly unknown[]) =>
      writeFileSync(join(folder, "groups.json"), JSON.stringify({ SecurityGroups: groups }));
    write(SecurityGroups);
    expect(refused(folder, both)).toEqual([
      'groups.json SecurityGroups[0].IpPermissions[0].IpProtocol: is not a protocol, got "foo"; use one of tcp, udp, icmp, icmpv6, all, a number from 0 to 255',
    ]);
    expect(existsSync(join(folder, "nodes.import.json"))).toBe(false);
    SecurityGroups[0].IpPermissions.shift();
    write([foreign, ...SecurityGroups]);
    expect(auditIn(folder, both).exitCode).toBe(0);
  });
});

test("cannot be misled by tags with line breaks, or by a tag with the name of a method", () => {
  const tags = { "k\u001b[2J\n::error::forged": "v", toString: "y" };
  answered(
    whole.map((group) => ({ ...group, tags })),
    (folder) => {
      const { stdout } = auditIn(folder, both);
      expect(stdout).toContain("rancher-nodes: the deploy removes k\ufffd[2J\ufffd::error::forged=v, toString=y\n");
      expect(stdout).not.toMatch(/^::error/m);
    },
  );
});

test("reports all unusable files at once", () => {
  const files = {
    "c.yaml": config(),
    "cut.json": '{"SecurityGroups": [',
    "other.json": '{"Vpcs": []}',
    "wrong.json": '{"SecurityGroups": [{ "GroupId": 1 }]}',
  };
  inFolder(files, (folder) => {
    expect(refused(folder, "none.json cut.json other.json wrong.json")).toEqual([
      "none.json: cannot be read: there is no such file; name a file that an aws command wrote, or - for the standard input",
      expect.stringMatching(
        /^cut.json: is not JSON, or is cut short: .*; run the aws command again, with --output json$/,
      ),
      "other.json: is not an answer of EC2 about security groups; name what aws ec2 prints as JSON for describe-security-group-rules, describe-network-interfaces, describe-network-acls, describe-instances, describe-subnets, describe-managed-prefix-lists, describe-security-groups, get-managed-prefix-list-entries",
      "wrong.json SecurityGroups[0].GroupId: must be a text, got 1; put it in quotes",
      "wrong.json SecurityGroups[0].GroupName: is required",
    ]);
  });
});

describe("audit --live", () => {
  test("names the package to install if the SDK is missing, and what to run instead", () => {
    inFolder({ "c.yaml": config() }, (folder) => {
      // A copy of the program in a folder from which no package can be found.
      cpSync(bundle, join(folder, "rancher-sg.js"));
      const args = [join(folder, "rancher-sg.js"), "audit", "--config", "c.yaml"];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
      expect({ exitCode: status, stdout, stderr } satisfies Run).toEqual({
        exitCode: 2,
        stdout: "",
        stderr: `@aws-sdk/client-ec2: is not installed, and EC2 cannot be asked without it; npm install @aws-sdk/client-ec2; or run aws ec2 describe-security-groups --region us-east-1 --filters Name=vpc-id,Values=${vpcId} > groups.json and aws ec2 describe-security-group-rules --region us-east-1 > rules.json, then rancher-sg audit groups.json rules.json\n`,
      });
    });
  });

  test("reports the reason if EC2 does not answer", () => {
    // Port 9 is that of the discard service, which does not run here.
    inFolder({ "c.yaml": config(', endpoint: "http://127.0.0.1:9"') }, (folder) => {
      const { exitCode, stdout, stderr } = auditIn(folder, "");
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(
        /^http:\/\/127\.0\.0\.1:9: does not say what exists: .*ECONNREFUSED.*; check region, profile and credentials, or name files: see rancher-sg audit --help$/m,
      );
      expect(readdirSync(folder)).toEqual(["c.yaml"]);
    });
  });

  test("reports on one line what the role may not read, and audits the rest", async () => {
    const code = "UnauthorizedOperation";
    const cwd = mkdtempSync(join(tmpdir(), "live-"));
    try {
      const run = await asEc2({ DescribeNetworkInterfaces: code, DescribeNetworkAcls: code }, (endpoint) => {
        writeFileSync(join(cwd, "c.yaml"), config(`, endpoint: "${endpoint}"`));
        const args = [bundle, "audit", "--config", "c.yaml", "--format", "json"];
        const options = { cwd, env: { ...process.env, NODE_NO_WARNINGS: "1" } };
        return promisify(execFile)(process.execPath, args, options).catch((failure) => failure);
      });
      expect([run.code, run.stderr]).toEqual([
        1,
        "EC2 refused, so these are not judged: the groups and addresses of nodes (needs ec2:DescribeNetworkInterfaces), network ACLs (needs ec2:DescribeNetworkAcls)\n",
      ]);
      const { deployments, refused: permissions } = JSON.parse(run.stdout);
      expect(permissions).toEqual(["ec2:DescribeNetworkInterfaces", "ec2:DescribeNetworkAcls"]);
      expect(deployments[0].required).toHaveLength(13);
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  });
});
