import type { Network } from "../../src/model/network";
import type { SecurityGroupRule } from "../../src/model/plan";
import { ruleKey } from "../../src/model/rule-identity";

/** A network of one deployment with these groups. Peers keep the names that they have in the rules. */
export function handMadeNetwork(
  ...groups: readonly { readonly name: string; readonly rules: readonly SecurityGroupRule[] }[]
): Network {
  return {
    groups: groups.map(({ name, rules }) => ({
      peer: { type: "group", value: name },
      name,
      deployment: "test",
      rules: rules.map((rule) => ({ ...rule, key: ruleKey(rule) })),
    })),
  };
}
