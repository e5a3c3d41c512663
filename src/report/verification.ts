/** What `verify` found, for a person at a terminal. */

import type { Verification, Violation, ViolationKind } from "../verify/verification";
import { type StyledText, verdictFirst } from "./styled-text";

const titles: Readonly<Record<ViolationKind, string>> = {
  "missing-flow": "does not allow what the tables require",
  "extra-flow": "allows what no table requires",
  "missing-rule": "lacks a rule, though others allow its flows",
  "extra-rule": "has a rule of its own making, though others allow its flows",
  "missing-reach": "does not let through what the port rules require",
  "extra-reach": "lets through what no port rule requires",
  "missing-group": "is missing",
  "unexpected-group": "is a group of no party",
  "group-name": "has another name",
  "provider-region": "has groups in another region",
  "group-vpc": "is in another VPC",
  "unexpected-stack": "is a stack of no deployment",
  "other-block": "has a block that is neither a group nor a rule",
  "other-setting": "has another setting than the synth of this package writes",
  "foreign-rule": "gets a rule, and its rules are not this deployment's",
  "ports-with-all": "has a rule with ports for all protocols",
  "no-peer": "has a rule without a peer",
  "several-peers": "has a rule with several peers",
  "invalid-rule": "has a rule that EC2 refuses",
  unreadable: "contains something that cannot be judged",
};

/** One paragraph for each violation, and a closing line. */
export function verificationText(verification: Verification): StyledText {
  const { deployments, groups, rules, added, omitted, violations } = verification;
  if (violations.length === 0) {
    const subject = `${count(rules, "rule")} of ${count(groups, "group")} in ${count(deployments, "deployment")}`;
    const more = added.length === 0 ? "nothing else" : `${count(added.length, "more flow")} because roles share groups`;
    const flows = added.map(({ deployment, flow }) => `    ${deployment}: ${flow}\n`);
    const left = omitted.map(({ deployment, portRule }) => `    ${deployment}: ${portRule}\n`);
    const text = [
      `Proven: ${subject} open what the tables require, and ${more}${flows.length > 0 ? ":\n" : ""}`,
      ...flows,
      ...(left.length === 0
        ? []
        : [`${flows.length > 0 ? "Except" : ", except"} ${count(left.length, "port rule")} that the config omits:\n`]),
      ...left,
    ].join("");
    return verdictFirst(text.endsWith("\n") ? text : `${text}.\n`, "green");
  }
  const affected = new Set(violations.map(({ deployment }) => deployment)).size;
  return [
    `${violations.map(paragraph).join("\n")}\n`,
    { colour: "red", word: count(violations.length, "violation") },
    ` in ${count(affected, "deployment")}.\n`,
  ];
}

function paragraph({ kind, deployment, group, direction, witness, flows, portRules, addresses }: Violation): string {
  const subject = [deployment, [direction && `${direction} of`, group].filter(Boolean).join(" ")].filter(Boolean);
  const rest = flows.filter((flow) => flow !== witness);
  const lines = [
    `${subject.join(": ")} ${titles[kind]}`,
    `    ${flows.length > 0 ? "for instance " : ""}${witness}`,
    ...(rest.length > 0 ? [`    in all ${flows.join("; ")}`] : []),
    ...(portRules.length > 0 ? [`    asked for by ${portRules.join(", ")}`] : []),
    ...addresses.map((address) => `    at ${address}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
