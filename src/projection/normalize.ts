/**
 * Merges rules that EC2 would call the same, so that no group holds a duplicate, and sorts what is left.
 * Merges nothing else: the result admits exactly what its input admits.
 */
import { groupBy } from "../model/group-by";
import type { SecurityGroupRule } from "../model/plan";
import { ruleIdentity, ruleKey } from "../model/rule-identity";
import type { DirectedRule } from "./assign-groups";
import { compare } from "./compare";

/** The rules of one group. */
export function normalize(directed: readonly DirectedRule[]): readonly SecurityGroupRule[] {
  return [...groupBy(directed, ruleIdentity).values()].map(merge).sort(byWhatEc2Sees);
}

function merge(same: readonly DirectedRule[]): SecurityGroupRule {
  // Of several spellings, the same one for every order of the input: Terraform's address is made of it.
  const [{ direction, ipProtocol, fromPort, toPort, peer }] = [...same].sort((a, b) =>
    compare(ruleKey(a), ruleKey(b)),
  ) as [DirectedRule];
  const askedBy = [...new Map(same.map(({ portRule }) => [portRule.id, portRule])).values()].sort((a, b) =>
    compare(a.id, b.id),
  );
  const portRules = askedBy.map(({ id }) => id);
  const purposes = askedBy.map(({ purpose }) => purpose);
  return {
    direction,
    ipProtocol,
    ...(fromPort === undefined || toPort === undefined ? {} : { fromPort, toPort }),
    peer,
    portRules,
    description: ruleDescription(purposes, portRules),
  };
}

/** Purposes, each once, then ids: what a person sees beside the rule in the EC2 console. */
export function ruleDescription(purposes: readonly string[], portRules: readonly string[]): string {
  const text = `${[...new Set(purposes)].join("; ")} [${portRules.join(", ")}]`;
  return text.length <= 255 ? text : `${text.slice(0, 252)}...`;
}

/** The order of the rules of a group. */
export function byWhatEc2Sees(a: SecurityGroupRule, b: SecurityGroupRule): number {
  return (
    -compare(a.direction, b.direction) ||
    compare(a.ipProtocol, b.ipProtocol) ||
    (a.fromPort ?? -1) - (b.fromPort ?? -1) ||
    (a.toPort ?? -1) - (b.toPort ?? -1) ||
    compare(a.peer.label, b.peer.label)
  );
}
