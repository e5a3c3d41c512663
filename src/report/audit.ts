/** What `audit` found, for people and for programs. */

import type { Audit } from "../audit/audit";
import { namesOf } from "../audit/findings";
import { flowStates } from "../audit/flow-state";
import type { RequiredFlow } from "../audit/required-flows";
import { oneLine } from "../errors/one-line";
import type { NetworkRule } from "../model/network";
import type { Ports } from "../model/ports";
import { portsText } from "../model/ports";
import { isIcmpProtocol } from "../model/protocol";
import { plural } from "../texts/plural";
import { type LintReport, lintText } from "./lint-text";
import type { StyledText } from "./styled-text";

/** An audit with its findings, and where its deployment is written. */
export interface ReportedAudit extends LintReport {
  readonly audit: Audit;
}

/** The findings of each deployment, after a line that counts its flows. */
export function auditText(reported: readonly ReportedAudit[]): StyledText {
  const escaped = reported.map(({ findings, ...report }) => ({
    ...report,
    findings: findings.map((finding) => ({ ...finding, message: oneLine(finding.message) })),
  }));
  return [...reported.map(({ audit }) => `${countLine(audit)}\n`), "\n", ...lintText(escaped)];
}

const wordsOf = { closed: "closed", undecided: "undecided", "open-wider": "open wider than required", open: "open" };

function countLine({ plan, groups, required }: Audit): string {
  const count = (state: RequiredFlow["state"]) => required.filter((flow) => flow.state === state).length;
  const counts = flowStates.filter((state) => count(state) > 0).map((state) => `${count(state)} ${wordsOf[state]}`);
  const existing = groups.filter(({ found }) => found).length;
  const flows = `${plural(required.length, "required flow")}${counts.length > 0 ? `: ${counts.join(", ")}` : ""}`;
  const exist = groups.length === 1 ? "exists" : "exist";
  return `${plan.deployment.name}: ${existing} of ${plural(groups.length, "group")} ${exist}; ${flows}`;
}

/** Every flow with the rules that admit it. `refused` are the permissions without which EC2 told less. */
export function auditJson(reported: readonly ReportedAudit[], refused: readonly string[] = []): object {
  return {
    deployments: reported.map(({ audit, findings }) => ({ ...deploymentJson(audit), findings })),
    ...(refused.length > 0 ? { refused } : {}),
  };
}

function deploymentJson({ plan, groups, required, omitted, unrequired, blocked, nodes }: Audit) {
  return {
    name: plan.deployment.name,
    groups: groups.map(({ planned, found, tags, isAttached, elsewhere }) => ({
      key: planned.key,
      name: found?.name ?? planned.name,
      ...(found ? { securityGroupId: found.id, tags } : { elsewhere }),
      ...(isAttached === undefined ? {} : { isAttached }),
    })),
    required: [...required.map(flowJson), ...omitted.map((flow) => ({ ...flowJson(flow), omitted: true }))],
    unrequired: unrequired.map(({ group, direction, protocol, ports, peer, world, by }) => ({
      group: group.found?.id ?? group.planned.name,
      direction,
      protocol,
      ports,
      peer,
      world,
      by: idsOf(by),
    })),
    blocked,
    ...(nodes ? { nodes } : {}),
  };
}

function flowJson({ portRule, from, to, protocol, ports, state, by, wider, closed, undecided }: RequiredFlow) {
  return {
    portRule,
    from,
    to,
    protocol,
    ports: portsOf(protocol, ports),
    state,
    by: idsOf(by),
    wider: idsOf(wider),
    ...(state === "closed" ? { closed } : {}),
    ...(state === "closed" || state === "undecided" ? { undecided } : {}),
  };
}

function portsOf(protocol: string, ports: Ports): string {
  if (ports === "all" || (isIcmpProtocol(protocol) && ports.from === -1)) return "all";
  if (!isIcmpProtocol(protocol)) return portsText(ports);
  return ports.to === -1 ? `${ports.from}` : `${ports.from}/${ports.to}`;
}

/** Without ids, nothing names a rule. */
const idsOf = (rules: readonly NetworkRule[]) => namesOf(rules);
