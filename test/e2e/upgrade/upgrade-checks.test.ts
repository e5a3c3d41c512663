import type { ReportedGroup, ReportedRule } from "../../../scripts/emulator/ec2-readback";
import { parseDeployment } from "../../../src/model/parse-deployment";
import { planDeployment } from "../../../src/projection/plan-deployment";
import { vpcId } from "../../audit/emulated-answers";
import { reportedPlan } from "./reported-plan";
import { differences, replacements } from "./upgrade-checks";

const plan = planDeployment(parseDeployment({ type: "rancher-nodes", edition: "2.x", name: "nodes" }));
const [whole] = reportedPlan(plan) as [ReportedGroup];
const there: ReportedGroup = { ...whole, id: "sg-1", name: "here before", rules: whole.rules.slice(0, 1) };
const ssh = whole.rules.find(({ fromPort }) => fromPort === 22) as ReportedRule;
const wrong = (...after: readonly ReportedGroup[]) => differences(plan, vpcId, [there], after);

describe("the checks after an upgrade", () => {
  test("find nothing if EC2 has the planned groups and rules and those that existed before", () => {
    expect(wrong(whole, there)).toEqual([]);
    expect(replacements([whole, there], [there, whole])).toEqual([]);
  });

  test("find a missing rule and an extra one", () => {
    expect(wrong({ ...whole, rules: whole.rules.filter((rule) => rule !== ssh) }, there)).toEqual([
      expect.stringMatching(/^ingress of rancher-nodes: EC2 reports tcp 80 .* where B asks for tcp 22 from /),
    ]);
    const open = { ...ssh, id: "sgr-1", fromPort: 23, toPort: 23 };
    expect(wrong({ ...whole, rules: [...whole.rules, open] }, there)).toHaveLength(1);
    // All egress is already open.
    expect(wrong({ ...whole, rules: [...whole.rules, { ...open, direction: "egress" }] }, there)).toEqual([]);
  });

  test("find a missing group, one that is left over, and an existing one that has changed", () => {
    expect(wrong(there)).toEqual(["rancher-nodes does not exist"]);
    expect(wrong(whole, there, { ...whole, id: "sg-2", name: "old" })).toEqual(["old is left over"]);
    expect(wrong(whole, { ...there, rules: [] })).toHaveLength(1);
    expect(wrong({ ...whole, vpcId: "vpc-2" }, there)).toEqual([
      "rancher-nodes does not exist",
      "rancher-nodes is left over",
    ]);
  });

  test("find a group that was replaced under the same name, but accept one with another VPC or name", () => {
    expect(replacements([whole], [{ ...whole, id: "sg-2" }])).toEqual(["rancher-nodes was replaced"]);
    expect(replacements([whole], [{ ...whole, id: "sg-2", vpcId: "vpc-2" }])).toEqual([]);
    expect(replacements([whole], [{ ...whole, id: "sg-2", name: "other" }])).toEqual([]);
  });

  test("find a rule that both plans have and that was replaced", () => {
    const rules = whole.rules.map((rule) => (rule === ssh ? { ...rule, id: "sgr-1" } : rule));
    expect(replacements([whole], [{ ...whole, rules }])).toEqual([
      "rancher-nodes: ingress tcp 22 22 cidrIpv4 0.0.0.0/0 was replaced",
    ]);
  });
});
