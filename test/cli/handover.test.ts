/** `rancher-sg audit --handover` as a user runs it. The texts of the files are tested in test/report/handover.test.ts. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDeployment } from "../../src/model/parse-deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import {
  deployed,
  describeSecurityGroupRules,
  describeSecurityGroups,
  type ExistingGroup,
  vpcId,
} from "../audit/emulated-answers";
import { inFolder } from "../stacks/program";
import { rancherSg, refusal } from "./command";

const plan = planDeployment(parseDeployment({ type: "rancher-nodes", edition: "2.x", name: "nodes" }));
const groups = deployed(plan) as [ExistingGroup];
const [group] = groups;
const resource = (type: string, name: string, values: object) => ({
  address: `${type}.${name}`,
  mode: "managed",
  type,
  name,
  values,
});
const state = {
  format_version: "1.0",
  values: {
    root_module: {
      resources: [
        resource("aws_security_group", "nodes", { id: group.id, name: group.name, vpc_id: vpcId }),
        ...group.rules.map(({ id, direction, ipProtocol, fromPort, toPort, peer }, index) =>
          resource(`aws_vpc_security_group_${direction}_rule`, `r${index}`, {
            security_group_id: group.id,
            security_group_rule_id: id,
            ip_protocol: ipProtocol,
            from_port: fromPort,
            to_port: toPort,
            [peer.type === "cidrIpv4" ? "cidr_ipv4" : "referenced_security_group_id"]: peer.value,
          }),
        ),
      ],
    },
  },
};
const files = {
  "c.yaml": `deployments:\n  - { name: nodes, type: rancher-nodes, region: us-east-1, vpcId: ${vpcId}, edition: 2.x }\n`,
  "groups.json": JSON.stringify(describeSecurityGroups(groups)),
  "rules.json": JSON.stringify(describeSecurityGroupRules(groups)),
  "state.json": JSON.stringify(state),
};
const args = (words: string) => `audit --config c.yaml --imports map.json ${words}`;
const answers = "groups.json rules.json";

test("uses an audited state as that of the previous owner", () => {
  inFolder(files, (cwd) => {
    const { exitCode, stdout } = rancherSg(args("state.json --handover out/old"), { cwd });
    expect([exitCode, stdout]).toEqual([
      0,
      `rancher-nodes is ${group.id}: 13 of 13 rules exist

nodes: 1 of 1 group exists; 13 required flows: 13 open

no findings
wrote map.json
to import what exists, add this line to the deployment nodes, then deploy it: adopt: map.json
wrote out/old/HANDOVER.md for the previous owner, with removed.tf, state-rm.sh
`,
    ]);
    expect(readFileSync(join(cwd, "out/old/removed.tf"), "utf8").match(/from = /g)).toHaveLength(14);
  });
});

test("takes the id of a rule from EC2 if the state has none", () => {
  const [owner, first, ...others] = state.values.root_module.resources;
  const { security_group_rule_id: id, ...values } = (first as { readonly values: Readonly<Record<string, unknown>> })
    .values;
  const unidentified = {
    format_version: "1.0",
    values: { root_module: { resources: [owner, { ...first, values }, ...others] } },
  };
  inFolder({ ...files, "state.json": JSON.stringify(unidentified) }, (cwd) => {
    expect(rancherSg(args(`${answers} --handover out --previous-owner state.json`), { cwd }).exitCode).toBe(0);
    expect(readFileSync(join(cwd, "out/HANDOVER.md"), "utf8")).toMatch(new RegExp(`ress_rule\\.r0. +\\| .${id}. `));
  });
});

test("accepts the previous owner's state in addition to EC2's answers, with a warning", () => {
  const inline = structuredClone(state);
  inline.values.root_module.resources.splice(1, 1);
  const [first] = inline.values.root_module.resources;
  const block = { from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] };
  Object.assign(first?.values ?? {}, { ingress: [block] });
  inFolder({ ...files, "inline.json": JSON.stringify(inline) }, (cwd) => {
    const { stdout } = rancherSg(args(`${answers} --handover out --previous-owner inline.json`), { cwd });
    expect(stdout).toContain(
      `wrote out/HANDOVER.md for the previous owner, with removed.tf, state-rm.sh\nwarning: aws_security_group.nodes of the previous owner may have inline rules (blocks ingress): its state has 1 rule without a separate resource; if so, its next apply removes all other inbound rules of rancher-nodes (${group.id})\n`,
    );
    const { stdout: json } = rancherSg(args(`${answers} --handover out --previous-owner inline.json --format json`), {
      cwd,
    });
    expect(JSON.parse(json).handover.terraform.removing).toEqual([
      { address: "aws_security_group.nodes", securityGroupId: group.id, directions: ["ingress"], isCertain: false },
    ]);
  });
});

test("replaces or removes files of an earlier handover, and no other files", () => {
  inFolder(files, (cwd) => {
    rancherSg(args("state.json --handover out"), { cwd });
    rancherSg(args(`${answers} --handover out`), { cwd });
    expect(readdirSync(join(cwd, "out"))).toEqual(["HANDOVER.md"]);
    writeFileSync(join(cwd, "out/removed.tf"), "removed {}\n");
    expect(refusal(args(`${answers} --handover out`), { cwd })).toEqual([
      '--handover: exists, and is not a file of a handover, got "out/removed.tf"; name another file with --handover',
    ]);
    expect(readFileSync(join(cwd, "out/removed.tf"), "utf8")).toBe("removed {}\n");
  });
});

test("rejects options without the option that they need, and files of other kinds", () => {
  inFolder(files, (cwd) => {
    expect(refusal(`audit --config c.yaml ${answers} --handover out`, { cwd })).toEqual([
      "--handover: has no meaning without --imports; add --imports, or remove it",
    ]);
    expect(refusal(args(`${answers} --previous-owner state.json`), { cwd })).toEqual([
      "--previous-owner: has no meaning without --handover; add --handover, or remove it",
    ]);
    expect(refusal(args(`${answers} --handover out --previous-owner groups.json`), { cwd })).toEqual([
      '--previous-owner: is no plan and no state of Terraform, got "groups.json"; run terraform show -json in the folder of the previous owner\'s configuration, and name a file with what it prints',
    ]);
    expect(readdirSync(cwd)).not.toContain("map.json");
  });
});
