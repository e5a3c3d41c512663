/** A deployment in the form that the page uses: its rules with their addresses and findings. */
import type { Finding } from "../model/finding";
import type { Plan, PlannedSecurityGroup, SecurityGroupRule } from "../model/plan";
import { ruleKey } from "../model/rule-identity";
import { planDeployment } from "../projection/plan-deployment";
import { type PartyFlow, partyFlows } from "../reach/party-flows";
import type { ReportEntry } from "../report/page/page-data";

export class EntryView {
  readonly plan: Plan;
  readonly flows: readonly PartyFlow[];
  private readonly addresses = new Map<SecurityGroupRule, string>();
  private readonly findings = new Map<string, Finding[]>();

  constructor(readonly entry: ReportEntry) {
    this.plan = planDeployment(entry.deployment);
    this.flows = partyFlows(this.plan);
    for (const { key, rules } of this.plan.groups) {
      for (const [index, rule] of rules.entries()) {
        this.addresses.set(rule, entry.addresses[key]?.rules[index] ?? "");
      }
    }
    for (const finding of entry.findings) {
      for (const rule of finding.rules) {
        const key = `${finding.group} ${rule}`;
        this.findings.set(key, [...(this.findings.get(key) ?? []), finding]);
      }
    }
  }

  /** The Terraform address of the rule. */
  addressOf(rule: SecurityGroupRule): string {
    return this.addresses.get(rule) ?? "";
  }

  /** Absent if the group already exists. */
  groupAddress({ key }: PlannedSecurityGroup): string | undefined {
    return this.entry.addresses[key]?.group;
  }

  findingsOf({ key }: PlannedSecurityGroup, rule: SecurityGroupRule): readonly Finding[] {
    return this.findings.get(`${key} ${ruleKey(rule)}`) ?? [];
  }

  /** Findings about the rules behind some flows, each once, without acknowledged ones. */
  openFindings(flows: readonly PartyFlow[]): readonly Finding[] {
    const found = flows.flatMap(({ ingress, egress }) =>
      [...ingress, ...egress].flatMap(({ group, rule }) => this.findingsOf(group, rule)),
    );
    return [...new Set(found)].filter(({ acknowledged }) => !acknowledged);
  }
}
