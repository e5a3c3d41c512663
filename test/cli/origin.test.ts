/** Origins on the command line: `rancher-sg diff` between all kinds of inputs. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDeployment } from "../../src/model/parse-deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deployed, describeSecurityGroupRules, describeSecurityGroups, vpcId } from "../audit/emulated-answers";
import { inFolder } from "../stacks/program";
import { bundle, rancherSg, refusal } from "./command";

const plan = planDeployment(parseDeployment({ type: "rancher-nodes", edition: "2.x", name: "nodes" }));
const [group] = deployed(plan);
const config = `deployments:\n  - { name: nodes, type: rancher-nodes, region: us-east-1, vpcId: ${vpcId}, edition: 2.x }\n`;
const stranger = { id: "sg-0fedcba9876543210", name: "stranger", rules: [] };
const groups = describeSecurityGroups([...(group ? [group] : []), stranger]);

/** The group in Terraform's output, with a rule for each CIDR. */
function shown(cidrs: readonly string[] = []) {
  const rules = (group?.rules ?? []).map(({ id, direction, ipProtocol, fromPort, toPort, peer }, index) => ({
    address: `aws_vpc_security_group_${direction}_rule.r[${index}]`,
    mode: "managed",
    type: `aws_vpc_security_group_${direction}_rule`,
    name: "r",
    values: {
      security_group_id: group?.id,
      security_group_rule_id: id,
      ip_protocol: ipProtocol,
      from_port: fromPort ?? null,
      to_port: toPort ?? null,
      ...(peer.type === "cidrIpv4" ? { cidr_ipv4: peer.value } : {}),
      ...(peer.type === "securityGroup" ? { referenced_security_group_id: peer.value } : {}),
    },
  }));
  const ingress = cidrs.map((cidr) => ({ from_port: 8443, to_port: 8443, protocol: "tcp", cidr_blocks: [cidr] }));
  const values = { id: group?.id, name: group?.name, vpc_id: vpcId, ingress };
  const resources = [
    { address: "aws_security_group.nodes", mode: "managed", type: "aws_security_group", name: "nodes", values },
    ...rules,
  ];
  return { format_version: "1.0", values: { root_module: { resources } } };
}

const files = {
  "c.yaml": config,
  "groups.json": JSON.stringify(groups),
  "rules.json": JSON.stringify(describeSecurityGroupRules(group ? [group] : [])),
  "list.json": `\ufeff${JSON.stringify(groups.SecurityGroups)}`,
  "state.json": JSON.stringify(shown()),
  "wider.json": JSON.stringify(shown(["0.0.0.0/0"])),
};
const use = (run: (cwd: string) => void, more: Readonly<Record<string, string>> = {}) =>
  inFolder({ ...files, ...more }, run);

const leftOut = "1 other group is left out: only one side has such groups\n";

test.each([
  ["a config and EC2's answers in two files", "c.yaml groups.json,rules.json", leftOut],
  ["EC2's answers and a config", "groups.json,rules.json c.yaml", leftOut],
  ["a config and a bare list with a byte order mark", "c.yaml list.json", leftOut],
  ["a config and a state", "c.yaml state.json", ""],
  ["a state and EC2's answers", "state.json groups.json", leftOut],
  ["EC2's answers of two days", "groups.json list.json", ""],
])("diff finds no difference between %s", (_, args, note) => {
  use((cwd) => {
    const { exitCode, stdout, stderr } = rancherSg(`diff ${args}`, { cwd });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toBe(`${stdout.split("\n", 1)[0]}\n${note}`);
  });
});

test("reads UTF-16 as PowerShell writes it", () => {
  use((cwd) => {
    writeFileSync(join(cwd, "utf16.json"), Buffer.from(`\ufeff${JSON.stringify(groups)}`, "utf16le"));
    expect(rancherSg("diff c.yaml utf16.json", { cwd }).exitCode).toBe(0);
  });
});

test("lists groups and rules that exist and are not in the config, under the names of the config", () => {
  use((cwd) => {
    const { exitCode, stdout } = rancherSg("diff c.yaml wider.json --format json", { cwd });
    expect([exitCode, JSON.parse(stdout)]).toEqual([
      1,
      {
        relation: "looser",
        changes: [
          {
            deployment: "nodes",
            group: "nodes/rancher-nodes",
            direction: "ingress",
            kind: "added",
            flows: ["tcp 8443 from 0.0.0.0/0"],
            except: [],
            witness: "tcp 8443 from 0.0.0.0/32",
            portRules: ["aws_security_group.nodes.ingress[0]"],
            isOutside: true,
          },
        ],
        moved: [],
      },
    ]);
  });
});

test("rejects a meaningless rule in a group that is compared, and ignores it in other groups", () => {
  const strange = (name: string) => {
    const { SecurityGroups } = JSON.parse(files["groups.json"]);
    for (const one of SecurityGroups) if (one.GroupName === name) one.IpPermissions = [{ IpProtocol: "foo" }];
    return JSON.stringify({ SecurityGroups });
  };
  use(
    (cwd) => {
      expect(rancherSg("diff c.yaml other.json", { cwd }).exitCode).toBe(0);
      expect(refusal("diff c.yaml own.json", { cwd })).toEqual([
        'own.json SecurityGroups[0].IpPermissions[0].IpProtocol: is not a protocol, got "foo"; use one of tcp, udp, icmp, icmpv6, all, a number from 0 to 255',
      ]);
    },
    { "own.json": strange("rancher-nodes"), "other.json": strange("stranger") },
  );
});

const accepted =
  "name a config, an output folder of synth, the JSON that terraform show -json prints for a plan or a state, or the JSON that aws ec2 prints";

test.each([
  ["main.tf", "resource {}", "is a program of Terraform"],
  ["terraform.tfstate", '{ "version": 4, "lineage": "a", "resources": [] }', "is a state in Terraform's own format"],
  ["empty.json", '{ "format_version": "1.0" }', "is a state without resources"],
  ["plan.bin", "PK\u0003\u0004\u0014\0", "is a plan in Terraform's own format"],
  ["manifest.json", '{ "version": "x", "stacks": {} }', "is the manifest of a synth, whose folder is an origin"],
  ["cdk.tf.json", '{ "terraform": {} }', "is one stack of a synth, whose output folder is an origin"],
  ["map.json", '{ "deployment": "a", "vpcId": "v", "groups": {} }', "is an import map"],
  ["stack.json", '{ "Resources": {} }', "is a template of CloudFormation"],
  ["other.json", "{}", "is JSON of another kind"],
])("explains that %s is no origin, and lists the accepted ones", (name, text, message) => {
  use((cwd) => expect(refusal(`diff c.yaml ${name}`, { cwd })).toEqual([`${name}: ${message}; ${accepted}`]), {
    [name]: text,
  });
});

test("report names the groups that the page does not compare", () => {
  use((cwd) => {
    const { exitCode, stderr } = rancherSg("report c.yaml groups.json --output page.html", { cwd });
    expect([exitCode, stderr]).toEqual([0, leftOut]);
    const states = rancherSg("report state.json state.json --output other.html", { cwd });
    expect([states.exitCode, states.stderr]).toEqual([0, ""]);
  });
});

test("accepts pipes of a shell and the standard input as origins of every kind", () => {
  const script = (words: string, input: string) => `cat ${input} | "${process.execPath}" "${bundle}" ${words}`;
  const run = (cwd: string, words: string, input = "/dev/null") =>
    spawnSync("bash", ["-c", script(words, input)], { cwd, encoding: "utf8" });
  use((cwd) => {
    for (const sides of [
      "<(cat c.yaml) <(cat groups.json)",
      "<(cat state.json) <(cat c.yaml)",
      "<(cat groups.json),<(cat rules.json) c.yaml",
    ]) {
      expect({ sides, ...run(cwd, `diff ${sides}`) }).toMatchObject({ sides, status: 0, stderr: "" });
    }
    for (const input of ["groups.json", "state.json", "c.yaml"]) {
      expect({ input, ...run(cwd, "diff c.yaml -", input) }).toMatchObject({ input, status: 0, stderr: "" });
    }
    expect(run(cwd, "audit --config c.yaml -", "state.json").stdout).toContain("nodes: 1 of 1 group exists");
    expect(run(cwd, "diff <(cat wider.json) c.yaml")).toMatchObject({ status: 1, stderr: "" });
    writeFileSync(join(cwd, "plan"), Buffer.from("PK\u0003\u0004\u0000\u0000", "latin1"));
    expect(refusal("diff plan c.yaml", { cwd })).toEqual([
      expect.stringMatching(/^plan: is a plan in Terraform's own format; /),
    ]);
  });
});

test("rejects origins that cannot be joined, read completely or requested", () => {
  use(
    (cwd) => {
      expect(refusal("diff c.yaml groups.json,state.json", { cwd })).toEqual([
        "state.json: is not an answer of EC2, and only these are joined by commas; name it alone",
      ]);
      expect(refusal("diff c.yaml rules.json", { cwd })).toEqual([
        "rules.json: has no security groups; add what aws ec2 describe-security-groups prints: groups.json,rules.json",
      ]);
      expect(refusal("diff c.yaml cut.json", { cwd })).toEqual([
        expect.stringMatching(/^cut\.json: is not JSON, or is cut short: .*; run the aws command again/),
      ]);
      writeFileSync(join(cwd, "latin1.json"), Buffer.from('{ "caf\u00e9": 1 }', "latin1"));
      expect(refusal("diff c.yaml latin1.json", { cwd })).toEqual([
        "latin1.json: is not text: neither UTF-8 nor UTF-16 with a byte order mark; save it as UTF-8",
      ]);
    },
    { "cut.json": '{"SecurityGroups": [' },
  );
});

test("accepts the Terraform plan in the fixtures as an origin", () => {
  use((cwd) => {
    mkdirSync(join(cwd, "p"));
    const fixture = readFileSync(join(__dirname, "../fixtures/terraform/plan.json"));
    writeFileSync(join(cwd, "p/plan.json"), fixture);
    expect(rancherSg("diff p/plan.json p/plan.json", { cwd }).exitCode).toBe(0);
    expect(rancherSg("diff c.yaml p/plan.json", { cwd }).exitCode).toBe(1);
  });
});
