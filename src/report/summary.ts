/** What a synth made, for a person at a terminal. */
import { type PlannedSecurityGroup, portsOf, type SecurityGroupPlan, type SecurityGroupRule } from "../model/plan";
import { portsText } from "../model/ports";
import { textTable } from "./text-table";

/** The plan of a deployment and the file it was synthesised to. */
export interface Synthesized {
  readonly deployment: string;
  readonly plan: SecurityGroupPlan;
  readonly file: string;
}

/** A table of groups with their rules and what is open to the world, and the files written. */
export function summary(synthesized: readonly Synthesized[]): string {
  const rows = synthesized.flatMap(({ deployment, plan }) =>
    plan.groups.map((group) => [
      deployment,
      group.name,
      `${count(group, "ingress")}`,
      `${count(group, "egress")}`,
      openToTheWorld(group) || "-",
    ]),
  );
  const table = textTable(["deployment", "group", "rules in", "rules out", "open to the world"], rows);
  return `${table}\n${synthesized.map(({ file }) => `wrote ${file}\n`).join("")}`;
}

const count = ({ rules }: PlannedSecurityGroup, direction: SecurityGroupRule["direction"]) =>
  rules.filter((rule) => rule.direction === direction).length;

function openToTheWorld({ rules }: PlannedSecurityGroup): string {
  const open = rules.filter(
    ({ direction, peer }) => direction === "ingress" && /^(0\.0\.0\.0|::)\/0$/.test(peer.value),
  );
  return [...new Set(open.map((rule) => `${portsText(portsOf(rule))}/${rule.ipProtocol}`))].join(" ");
}
