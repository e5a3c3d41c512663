/** What does the JSON of a stack have in addition to, or in place of, what the synth of this package writes? */
import type { Path } from "../errors";
import { isRecord } from "../model/is-record";
import type { TerraformStack } from "../network/terraform-json";
import { expectedJson, type SynthOptions } from "./expected-json";
import { type Expected, type JsonDifference, jsonDifferences, Optional, Variable } from "./json-differences";
import type { VerifiedPlan, Violation } from "./verification";

/**
 * Violations for blocks and settings of a stack with the deployments of `plans`. `hasOthers` tells whether groups and rules differ already: then missing and additional
 * ones are not reported again.
 */
export function otherContent(
  stack: TerraformStack,
  plans: readonly VerifiedPlan[],
  options: Omit<SynthOptions, "isModule">,
  hasOthers: boolean,
): readonly Violation[] {
  const unread = new Set(stack.unreadable.map(({ address }) => address));
  const differences = jsonDifferences(expectedJson(plans, { ...options, isModule: stack.isModule }), stack.json);
  return differences
    .filter(({ path }) => !(hasOthers && isGroupOrRule(path)))
    .flatMap((difference): readonly Violation[] => {
      const about = { deployment: stack.name, flows: [], portRules: [] };
      const { path, expected, found } = difference;
      if (expected === undefined && path.length <= depthOf(path)) {
        const witness = "the synth of this package writes no such block, and it may open ports or run programs";
        return blocks(path, found)
          .map(addressOf)
          .filter((address) => !unread.has(address))
          .map((address) => ({ ...about, kind: "other-block", witness, addresses: [address] }));
      }
      const address = addressOf(path.slice(0, depthOf(path)));
      if (unread.has(address)) return [];
      return [{ ...about, kind: "other-setting", witness: witnessOf(difference), addresses: [address] }];
    });
}

/** These are judged by their flows, so one that is missing or there in addition is reported already. */
function isGroupOrRule([section, type, ...rest]: Path): boolean {
  return (
    section === "resource" &&
    /^aws_(vpc_)?security_group(_ingress_rule|_egress_rule)?$/.test(`${type}`) &&
    rest.length < 2
  );
}

/** The length of the path of a block. */
function depthOf([section]: Path): number {
  if (["resource", "data", "ephemeral", "provider"].includes(`${section}`)) return 3;
  return section === "terraform" ? 1 : 2;
}

/** The paths of the blocks in a part of the JSON. */
function blocks(path: Path, found: unknown): readonly Path[] {
  const parts: readonly (readonly [string | number, unknown])[] = Array.isArray(found)
    ? found.map((part, index) => [index, part] as const)
    : Object.entries(isRecord(found) ? found : {});
  if (path.length >= depthOf(path) || parts.length === 0) return [path];
  return parts.flatMap(([key, part]) => blocks([...path, key], part));
}

/** In Terraform's words, such as `aws_security_group.etcd` and `provider.aws[0]`. */
const addressOf = (path: Path) => pathText(path.slice(path[0] === "resource" && path.length > 1 ? 1 : 0));

function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    return typeof key === "number" ? `${text}[${key}]` : text ? `${text}.${key}` : `${key}`;
  }, "");
}

function witnessOf({ path, expected, found }: JsonDifference): string {
  const place = pathText(path.slice(depthOf(path)));
  const isSecret = path.some((key) => /key|secret|token|password/i.test(`${key}`));
  const is = found === undefined ? "is missing" : isSecret ? "is there" : `is ${shortJson(found)}`;
  const wanted = expected === undefined ? "nothing there" : isSecret ? "another value" : valueText(expected);
  return `${place ? `${place} ` : ""}${is}, and the synth writes ${wanted}`;
}

function valueText(expected: Expected): string {
  if (expected instanceof Variable) return expected.text;
  return expected instanceof Optional ? valueText(expected.value) : shortJson(expected);
}

function shortJson(value: unknown): string {
  const json = JSON.stringify(value, (_, part) => (part instanceof Variable || part instanceof Optional ? "?" : part));
  return json.length > 100 ? `${json.slice(0, 97)}...` : json;
}
