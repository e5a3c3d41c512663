/** A first config for groups that exist, as YAML. Comments say what was guessed, how sure it is, and why. */
import { Document, isMap, isNode, isPair, isSeq, type Node, visit, type YAMLMap, type YAMLSeq } from "yaml";
import { oneLine, plainJson } from "../errors/one-line";
import { exists, inputOf } from "../guess/candidate";
import { type ExactRules, isWhole, type OmittedRule } from "../guess/exact-rules";
import type { Guess, GuessedDeployment } from "../guess/guess";
import type { Reason } from "../guess/reasons";
import type { AddedRule } from "../model/layer";
import type { NetworkRule } from "../model/network";
import { isIcmpProtocol } from "../model/protocol";
import { withoutUndefined } from "../model/without-undefined";
import type { Ec2Group } from "../network/ec2-network";
import { ruleText } from "./rule";

export interface ConfigPlace {
  /** Keys of `defaults`: where the groups are. */
  readonly defaults: {
    readonly region?: string;
    readonly vpcId?: string;
    readonly profile?: string;
    readonly assumeRole?: { readonly roleArn: string };
  };
  /** Path of the JSON Schema from the folder of the config. */
  readonly schema: string;
  /** The origin, as the user named it. */
  readonly origin: string;
}

export function guessedConfig({ deployments, others }: Guess, { defaults, schema, origin }: ConfigPlace): string {
  const document = new Document({
    ...(Object.keys(defaults).length > 0 ? { defaults } : {}),
    deployments: deployments.map(deploymentOf),
  });
  const isImported = deployments.some(({ fit: { candidate } }) => candidate.groups.some(({ group }) => exists(group)));
  const exception = deployments.every(({ exact }) => isWhole(exact)) ? "" : ", except for the rules listed below";
  document.commentBefore = commentLines([
    `yaml-language-server: $schema=${schema}`,
    `Written by rancher-sg init from ${origin}. Opens the same traffic as the security groups there${exception}.`,
    ...(isImported
      ? ["Before the first deploy, write an import map with rancher-sg audit --imports, and name it under adopt."]
      : []),
    "(high), (medium) and (low) mark guesses. If one is wrong, delete this file and run rancher-sg init again with --kind,",
    "--distribution, --cni or --role.",
  ]);
  flow(document.get("defaults"));
  const list = document.get("deployments") as YAMLSeq<YAMLMap>;
  list.items.forEach((item, index) => {
    const guessed = deployments[index];
    if (guessed) comment(item, guessed);
  });
  if (others.length > 0) document.comment = commentLines(othersLines(others));
  visit(document, {
    Scalar(_, node) {
      // Only text in double quotes has escapes.
      if (typeof node.value === "string" && oneLine(node.value) !== node.value) node.type = "QUOTE_DOUBLE";
    },
  });
  return plainJson(
    document.toString({
      lineWidth: 0,
      flowCollectionPadding: true,
      commentString: (text) => text.replace(/^(?=.)/gm, "#"),
    }),
  );
}

/** The deployment, with its rules. Comments are added to the nodes of the document. */
function deploymentOf({ fit: { candidate, parties, sources }, exact, tags }: GuessedDeployment): object {
  const omit = exact.omitted.map(({ omission: { id, from, to } }) => (from || to ? { id, ...ends(from, to) } : id));
  const add = exact.added.map(({ id, from, to, protocol, ports, peer, purpose }) =>
    withoutUndefined({ id, from, to, protocol, ports: ports && portsText(protocol, ports), peer, purpose }),
  );
  const rules = { ...(omit.length > 0 ? { omit } : {}), ...(add.length > 0 ? { add } : {}) };
  return {
    ...inputOf(candidate, { parties, sources }),
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
    ...(Object.keys(rules).length > 0 ? { rules } : {}),
  };
}

const ends = (from: unknown, to: unknown) => ({ ...(from ? { from } : {}), ...(to ? { to } : {}) });

function portsText(protocol: AddedRule["protocol"], { from, to }: NonNullable<AddedRule["ports"]>): string | number {
  if (isIcmpProtocol(protocol)) return to === -1 ? from : `${from}/${to}`;
  return from === to ? from : `${from}-${to}`;
}

function comment(item: YAMLMap, { fit: { candidate }, exact, reasons }: GuessedDeployment): void {
  for (const [key, reason] of Object.entries(reasons)) {
    const value = item.get(key, true) as Node | undefined;
    if (value && !isMap(value)) value.comment = commentLine(reasonText(reason));
    if (isMap(value)) commentKey(item, key, `roles: ${reasonText(reason)}`);
  }
  const parties = item.get("parties");
  if (isMap(parties) && parties.items.some(({ value }) => `${value}` === "none"))
    commentKey(item, "parties", "none: no existing rule was found for the party");
  const groups = item.get("groups");
  for (const { key, group } of candidate.groups) {
    const entry = isMap(groups) ? groups.get(key) : undefined;
    if (isMap(entry)) entry.comment = commentLine(group.name);
  }
  for (const key of ["groups", "parties", "sources"]) eachValue(item.get(key), flow);
  for (const key of ["addons", "pools", "ports", "tags"]) flow(item.get(key));
  const rules = item.get("rules");
  if (isMap(rules)) commentRules(rules, exact);
  if (!isWhole(exact)) item.commentBefore = commentLines(restLines(exact));
}

/** A comment on the line before a key. */
function commentKey(map: YAMLMap, key: string, text: string): void {
  const pair = map.items.find((one) => isPair(one) && isNode(one.key) && `${one.key}` === key);
  if (pair && isNode(pair.key)) pair.key.commentBefore = commentLine(text);
}

function commentRules(rules: YAMLMap, { omitted }: ExactRules): void {
  const [omit, add] = [rules.get("omit"), rules.get("add")];
  if (isSeq(omit)) {
    commentKey(
      rules,
      "omit",
      "Documented port rules that the groups do not have in full. Delete an entry to create its rules.",
    );
    omit.items.forEach((item, index) => {
      flow(item);
      const one = omitted[index];
      if (isNode(item) && one) item.comment = commentLine(omittedText(one));
    });
  }
  if (isSeq(add)) {
    commentKey(
      rules,
      "add",
      "Existing rules that differ from the documented ones. After the first deploy, delete an entry to remove its rules from EC2.",
    );
    for (const item of add.items) flow(item);
  }
}

const reasonText = ({ confidence, why }: Reason) => (confidence === "known" ? why : `(${confidence}) ${why}`);

function omittedText({ purpose, openBy }: OmittedRule): string {
  return openBy.length === 0 ? purpose : `${purpose}; already open through ${openBy.map(nameOf).join(" and ")}`;
}

const nameOf = (rule: NetworkRule) => (rule.key === "" ? ruleText(rule) : rule.key);

function restLines({ rest: { missing, extra } }: ExactRules): readonly string[] {
  return [
    "Rules that this config cannot express:",
    ...missing.map(({ group, rule }) => `  ${group.name}: the deploy creates ${ruleText(rule)}`),
    ...extra.map(({ group, rule }) => {
      const text = [rule.key, ruleText(rule)].filter(Boolean).join(" ");
      return `  ${group.name}: the deploy does not import ${text}`;
    }),
  ];
}

function othersLines(others: readonly Ec2Group[]): readonly string[] {
  return [
    "Groups left out, because none of their rules is for Rancher or Kubernetes. If nodes attach one, run init again and",
    "name the groups of all roles with --role:",
    ...others.map(({ name, id }) => `  ${name} (${id})`),
  ];
}

const commentLine = (text: string) => ` ${oneLine(text)}`;
const commentLines = (lines: readonly string[]) => lines.map(commentLine).join("\n");

/** On one line: `{ a: b }` and `[a, b]`. */
function flow(node: unknown): void {
  if (isMap(node) || isSeq(node)) node.flow = true;
}

function eachValue(node: unknown, change: (value: unknown) => void): void {
  if (isMap(node)) for (const { value } of node.items) change(value);
}
