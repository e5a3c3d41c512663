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

describe("what is found wrong after an upgrade", () => {
  test("nothing, where EC2 has what is planned and what was there before", () => {
    expect(wrong(whole, there)).toEqual([]);
    expect(replacements([whole, there], [there, whole])).toEqual([]);
  });

  test("a rule that is missing, and one too many", () => {
    expect(wrong({ ...whole, rules: whole.rules.filter((rule) => rule !== ssh) }, there)).toEqual([
      expect.stringMatching(/^ingress of rancher-nodes: EC2 reports tcp 80 .* where B asks for tcp 22 from /),
    ]);
    const open = { ...ssh, id: "sgr-1", fromPort: 23, toPort: 23 };
    expect(wrong({ ...whole, rules: [...whole.rules, open] }, there)).toHaveLength(1);
    // The way out is open anyway.
    expect(wrong({ ...whole, rules: [...whole.rules, { ...open, direction: "egress" }] }, there)).toEqual([]);
  });

  test("a group that is missing, one that is left over, and one that was there before and has changed", () => {
    expect(wrong(there)).toEqual(["rancher-nodes does not exist"]);
    expect(wrong(whole, there, { ...whole, id: "sg-2", name: "old" })).toEqual(["old is left over"]);
    expect(wrong(whole, { ...there, rules: [] })).toHaveLength(1);
    expect(wrong({ ...whole, vpcId: "vpc-2" }, there)).toEqual([
      "rancher-nodes does not exist",
      "rancher-nodes is left over",
    ]);
  });

  test("a group of the same name that is another, but not where its VPC or name is another", () => {
    expect(replacements([whole], [{ ...whole, id: "sg-2" }])).toEqual(["rancher-nodes was replaced"]);
    expect(replacements([whole], [{ ...whole, id: "sg-2", vpcId: "vpc-2" }])).toEqual([]);
    expect(replacements([whole], [{ ...whole, id: "sg-2", name: "other" }])).toEqual([]);
  });

  test("a rule that both ask for and that is another", () => {
    const rules = whole.rules.map((rule) => (rule === ssh ? { ...rule, id: "sgr-1" } : rule));
    expect(replacements([whole], [{ ...whole, rules }])).toEqual([
      "rancher-nodes: ingress tcp 22 22 cidrIpv4 0.0.0.0/0 was replaced",
    ]);
  });
});
