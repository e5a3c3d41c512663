/** `rancher-sg adopt` as a user runs it, on files of what EC2 says. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
import { inFolder } from "../stacks/program";
import { bundle, type Run, rancherSg, refusal, root } from "./command";

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

/** A folder with a config and what EC2 says of these groups, to `use`. */
function answered<T>(groups: readonly ExistingGroup[], use: (folder: string) => T, text = config()): T {
  const files = {
    "c.yaml": text,
    "groups.json": JSON.stringify(describeSecurityGroups(groups)),
    "rules.json": JSON.stringify(describeSecurityGroupRules(groups)),
  };
  return inFolder(files, use);
}
const both = "groups.json rules.json";
const adopt = (folder: string, words: string) => rancherSg(`adopt --config c.yaml ${words}`, { cwd: folder });
const refused = (folder: string, words: string) => refusal(`adopt --config c.yaml ${words}`, { cwd: folder });
const written = (folder: string, file = "nodes.import.json") => JSON.parse(readFileSync(join(folder, file), "utf8"));

test("where all that is planned exists, and nothing else, it says so and writes the map", () => {
  answered(whole, (folder) => {
    expect(adopt(folder, both)).toEqual({
      exitCode: 0,
      stdout: `rancher-nodes is ${groupId}: 13 of 13 rules exist

1 of 1 group and 13 of 13 rules exist.
wrote nodes.import.json
to take all this over, deploy nodes with the line adopt: nodes.import.json
`,
      stderr: "",
    });
    const { deployment, vpcId: place, groups } = written(folder);
    expect([deployment, place, Object.keys(groups), groups.nodes.securityGroupId]).toEqual([
      "nodes",
      vpcId,
      ["nodes"],
      groupId,
    ]);
    expect(Object.values(groups.nodes.rules)).toEqual(whole[0]?.rules.map(({ id }) => id));
  });
});

test("what is missing, extra or lost is listed, and what to do about it", () => {
  const [group] = whole as [ExistingGroup];
  const changed = [
    { ...group, tags: { owner: "ops", "rancher-nodes": "v0.15" }, rules: [...group.rules.slice(1), byHand] },
  ];
  answered(changed, (folder) => {
    expect(adopt(folder, both)).toEqual({
      exitCode: 1,
      stdout: `rancher-nodes is ${groupId}: 12 of 13 rules exist
    missing  tcp 22 from 0.0.0.0/0: the deploy creates it [rancher-nodes-ssh-tcp]
    extra    tcp 8443 from 0.0.0.0/0 (sgr-0123456789abcdef0, "by hand"): the deploy leaves it, unless Terraform made it
      to keep it: rules.add: [{ id: kept-internet-nodes-tcp-8443, from: [internet], to: [nodes], protocol: tcp, ports: 8443, purpose: "by hand" }]
      to remove it: aws ec2 revoke-security-group-ingress --region us-east-1 --group-id ${groupId} --security-group-rule-ids sgr-0123456789abcdef0
    tags     the deploy removes rancher-nodes: Rancher's node driver adds no more rules of its own then
    tags     the deploy removes owner=ops: keep what is needed under tags

1 of 1 group and 12 of 13 rules exist, and 1 more that the deployment does not ask for.
wrote nodes.import.json
to take all this over, deploy nodes with the line adopt: nodes.import.json
`,
      stderr: "",
    });
  });
});

test("docs/adopt.md shows what it prints", () => {
  const page = readFileSync(join(root, "docs/adopt.md"), "utf8");
  const [, shown = ""] = /^ *```text\n([\s\S]*?)^ *```$/m.exec(page) ?? [];
  const unindented = shown.replaceAll(/^ {3}/gm, "").replaceAll("stacks/rancher-nodes.import", "nodes.import");
  const [group] = whole as [ExistingGroup];
  const extra = { ...byHand, id: "sgr-0fedcba9876543210" };
  answered([{ ...group, id: "sg-0123456789abcdef0", rules: [...group.rules.map(ownId), extra] }], (folder) => {
    const named = adopt(folder, both).stdout.replace("deploy nodes with", "deploy rancher-nodes with");
    expect(named).toBe(unindented.replace("adopt: rancher-nodes.import", "adopt: nodes.import"));
  });
});

/** A rule whose peer is the group itself, as it is on the page. */
function ownId(rule: ExistingRule): ExistingRule {
  const isOwn = rule.peer.value === groupId;
  return isOwn ? { ...rule, peer: { ...rule.peer, value: "sg-0123456789abcdef0" } } : rule;
}

test("what does not exist is created: the map is empty", () => {
  answered([], (folder) => {
    expect(adopt(folder, both)).toMatchObject({
      exitCode: 1,
      stdout: `rancher-nodes does not exist: the deploy creates it, with 13 rules

0 of 1 group and 0 of 13 rules exist.
wrote nodes.import.json: there is nothing to take over
`,
    });
    expect(written(folder)).toEqual({ deployment: "nodes", vpcId, groups: {} });
  });
});

test("--format json gives the same, rule by rule, and the map", () => {
  const [group] = whole as [ExistingGroup];
  answered([{ ...group, rules: [...group.rules.slice(1), byHand] }], (folder) => {
    const { exitCode, stdout } = adopt(folder, `${both} --format json`);
    expect(exitCode).toBe(1);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      deployment: "nodes",
      groups: [
        {
          key: "nodes",
          name: "rancher-nodes",
          securityGroupId: groupId,
          description: "by hand",
          missing: [{ rule: "ingress-tcp-22-0.0.0.0/0", portRules: ["rancher-nodes-ssh-tcp"] }],
          extra: [{ ...byHand, keep: { rule: { from: ["internet"], to: ["nodes"], protocol: "tcp" } } }],
          lostTags: {},
        },
      ],
      importMap: written(folder),
    });
    expect(report.groups[0].matching).toHaveLength(12);
  });
});

test("reads the standard input, and several answers in any order", () => {
  answered(whole, (folder) => {
    const args = [bundle, "adopt", "--config", "c.yaml", "rules.json", "-"];
    const input = readFileSync(join(folder, "groups.json"), "utf8");
    const { status } = spawnSync(process.execPath, args, { cwd: folder, input, encoding: "utf8" });
    expect([status, Object.keys(written(folder).groups)]).toEqual([0, ["nodes"]]);
  });
});

describe("the map goes to", () => {
  test("the file that the deployment's adopt names, whatever is in it and whether it is there", () => {
    answered(
      whole,
      (folder) => {
        expect(adopt(folder, both).stdout).toContain("exist.\nwrote taken.json\n");
        writeFileSync(
          join(folder, "taken.json"),
          JSON.stringify({ ...written(folder, "taken.json"), deployment: "gone" }),
        );
        expect(adopt(folder, both).stdout.endsWith("exist.\nwrote taken.json\n")).toBe(true);
        expect(written(folder, "taken.json").deployment).toBe("nodes");
      },
      config(", adopt: taken.json"),
    );
  });

  test("the file that --output names", () => {
    answered(whole, (folder) => {
      expect(adopt(folder, `${both} --output other.json`).stdout).toContain("wrote other.json\n");
      expect(readdirSync(folder).sort()).toEqual(["c.yaml", "groups.json", "other.json", "rules.json"]);
    });
  });

  test("nowhere, where --output names something else that exists", () => {
    answered(whole, (folder) => {
      expect(refused(folder, `${both} --output c.yaml`)).toEqual([
        '--output: exists, and is not an import map, got "c.yaml"; name another file with --output',
      ]);
      expect(readFileSync(join(folder, "c.yaml"), "utf8")).toBe(config());
    });
  });

  test("nowhere, where it cannot be written", () => {
    answered(whole, (folder) => {
      expect(refused(folder, `${both} --output no/such/folder.json`)).toEqual([
        '--output: cannot be written: there is no such folder, got "no/such/folder.json"; name another file',
      ]);
      expect(readdirSync(folder)).toHaveLength(3);
    });
  });
});

describe("without the ids of rules", () => {
  test("the groups alone are reported, but no map is written", () => {
    answered(whole, (folder) => {
      const { exitCode, stdout, stderr } = adopt(folder, "groups.json");
      expect({ exitCode, stdout, stderr }).toEqual({
        exitCode: 2,
        stdout: `rancher-nodes is ${groupId}: 13 of 13 rules exist\n\n1 of 1 group and 13 of 13 rules exist.\n`,
        stderr: `nodes: has rules that can only be taken over by their ids, so no import map is written; name the rules too: aws ec2 describe-security-group-rules --region us-east-1 --filters Name=group-id,Values=${groupId} > rules.json\n`,
      });
      expect(existsSync(join(folder, "nodes.import.json"))).toBe(false);
    });
  });

  test("the rules alone name no group", () => {
    answered(whole, (folder) => {
      expect(refused(folder, "rules.json")).toEqual([
        `rules.json: names no security group, only rules; name the groups too: aws ec2 describe-security-groups --region us-east-1 --filters Name=vpc-id,Values=${vpcId} > groups.json`,
      ]);
    });
  });
});

test("two answers that differ are refused: the one was filtered, or is older", () => {
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

test("a rule that EC2 cannot have is refused with its place, before anything is written", () => {
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
    expect(adopt(folder, both).exitCode).toBe(0);
  });
});

test("tags cannot forge a line of the output, and a tag that is called like a method is lost like any other", () => {
  const tags = { "k\u001b[2J\n::error::forged": "v", toString: "y" };
  answered(
    whole.map((group) => ({ ...group, tags })),
    (folder) => {
      const { stdout } = adopt(folder, both);
      expect(stdout).toContain("    tags     the deploy removes k\ufffd[2J\ufffd::error::forged=v, toString=y: keep");
      expect(stdout).not.toMatch(/^::error/m);
    },
  );
});

test("every file that cannot be used is named at once", () => {
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

describe("asked of EC2 itself", () => {
  test("without the SDK, it says what to install, and what to run instead", () => {
    inFolder({ "c.yaml": config() }, (folder) => {
      // A copy of the program in a place from which no package can be found.
      cpSync(bundle, join(folder, "rancher-sg.js"));
      const args = [join(folder, "rancher-sg.js"), "adopt", "--config", "c.yaml"];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
      expect({ exitCode: status, stdout, stderr } satisfies Run).toEqual({
        exitCode: 2,
        stdout: "",
        stderr: `@aws-sdk/client-ec2: is not installed, and EC2 cannot be asked without it; npm install @aws-sdk/client-ec2; or run aws ec2 describe-security-groups --region us-east-1 --filters Name=vpc-id,Values=${vpcId} > groups.json and aws ec2 describe-security-group-rules --region us-east-1 > rules.json, then rancher-sg adopt groups.json rules.json\n`,
      });
    });
  });

  test("where EC2 does not answer, it says why", () => {
    // Port 9 is the discard service's, and nobody listens there.
    inFolder({ "c.yaml": config(', endpoint: "http://127.0.0.1:9"') }, (folder) => {
      const { exitCode, stdout, stderr } = adopt(folder, "");
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(
        /^http:\/\/127\.0\.0\.1:9: does not say what exists: .*ECONNREFUSED.*; check region, profile and credentials, or name files: see rancher-sg adopt --help$/m,
      );
      expect(readdirSync(folder)).toEqual(["c.yaml"]);
    });
  });
});
