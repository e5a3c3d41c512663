/** The findings of an audit, from its JSON, in the lines of `Expectation`. */
import type { VpcState } from "./audited-site";
import { ruleText } from "./expected-findings";

interface Finding {
  readonly id: string;
  readonly group?: string;
  readonly rules: readonly string[];
  readonly portRules: readonly string[];
  readonly message: string;
}

interface ReportedDeployment {
  readonly name: string;
  readonly required: readonly {
    readonly portRule: string;
    readonly from: string;
    readonly to: string;
    readonly state: string;
    readonly closed?: object;
  }[];
  readonly blocked: readonly {
    readonly acl: string;
    readonly direction: string;
    readonly isAnswer: boolean;
    readonly portRule: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly findings: readonly Finding[];
}

/** Sorted. A finding that says nothing about a flow or a rule is a line with its message. */
export function reportedLines(
  { deployments }: { readonly deployments: readonly ReportedDeployment[] },
  states: readonly VpcState[],
): readonly string[] {
  const rules = new Map(
    states.flatMap(({ groups }) => groups.flatMap((group) => group.rules.map((rule) => [rule.id, rule]))),
  );
  const textOf = (id: string) => {
    const rule = rules.get(id);
    return rule ? ruleText(rule) : id;
  };
  const lines = deployments.flatMap(({ name, required, blocked, findings }) => {
    const closed = required.flatMap(({ portRule, from, to, closed = {} }) =>
      Object.keys(closed).map((direction) => ({ portRule, line: `closed ${portRule} ${from} ${to} ${direction}` })),
    );
    const dropped = blocked.map(({ acl, direction, isAnswer, portRule, from, to }) => ({
      portRule,
      line: `acl ${acl} ${direction}${isAnswer ? " answer" : ""} ${portRule} ${from} ${to}`,
    }));
    const about = ({ id, group, rules: ids, portRules, message }: Finding): readonly string[] => {
      const linesOf = (all: readonly { portRule: string; line: string }[]) =>
        all.filter(({ portRule }) => portRules.includes(portRule)).map(({ line }) => line);
      switch (id) {
        case "closed-flow":
          return linesOf(closed);
        case "acl-drops-flow":
          return linesOf(dropped);
        case "open-to-world":
          return ids.map((rule) => `world ${group} ${textOf(rule)}`);
        case "unrequired-flow":
          return ids.map((rule) => `unrequired ${group} ${textOf(rule)}`);
        case "half-attached-node":
          return [`half ${message.split(" ")[0]}`];
        case "tags-change":
          return [`tags ${group}`];
        default:
          return [`${id} ${message}`];
      }
    };
    return findings.flatMap((finding) => about(finding).map((line) => `${name} ${line}`));
  });
  return [...new Set(lines)].sort();
}
