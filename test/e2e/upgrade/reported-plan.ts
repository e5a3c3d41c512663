/** EC2's report if exactly the groups and rules of a plan existed. */
import type { ReportedGroup, ReportedRule } from "../../../scripts/emulator/ec2-readback";
import type { Plan } from "../../../src/model/plan";
import { deployed, vpcId } from "../../audit/emulated-answers";

export function reportedPlan(plan: Plan): readonly ReportedGroup[] {
  return deployed(plan).map(({ id, name, rules }) => ({
    ...{ id, name, vpcId, description: "", tags: {} },
    rules: rules.map((rule): ReportedRule => {
      const { type, value } = rule.peer;
      const peer = type === "securityGroup" ? { groupId: value } : { cidrs: [value] as const };
      const { ipProtocol: protocol, fromPort = -1, toPort = -1 } = rule;
      return { id: rule.id, direction: rule.direction, protocol, fromPort, toPort, peer, description: "", tags: {} };
    }),
  }));
}
