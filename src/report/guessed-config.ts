/** A first config for groups that exist, as YAML. Comments say what was guessed, how sure it is, and why. */
import { Document, isMap, isNode, isPair, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { inputOf } from "../guess/candidate";
import { type ExactRules, isWhole, type OmittedRule } from "../guess/exact-rules";
import type { Guess, GuessedDeployment } from "../guess/guess";
import type { Reason } from "../guess/reasons";
import type { AddedRule } from "../model/layer";
import type { NetworkRule } from "../model/network";
import { isIcmpProtocol } from "../model/protocol";
import { withoutUndefined } from "../model/without-undefined";
import type { Ec2Group } from "../network/ec2-network";
import { oneLine } from "./one-line";
import { ruleText } from "./rule";

export interface ConfigPlace {
  readonly region?: string;
  readonly vpcId?: string;
  /** Path of the JSON Schema from the folder of the config. */
  readonly schema: string;
  /** The origin, as the user named it. */
  readonly origin: string;
}

export function guessedConfig({ deployments, others }: Guess, { region, vpcId, schema, origin }: ConfigPlace): string {
  const defaults = { ...(region === undefined ? {} : { region }), ...(vpcId === undefined ? {} : { vpcId }) };
  const document = new Document({
    ...(Object.keys(defaults).length > 0 ? { defaults } : {}),
    deployments: deployments.map(deploymentOf),
  });
  document.commentBefore = commentLines([
    `yaml-language-server: $schema=${schema}`,
    `What exists in ${origin}: the next synth imports it and changes no traffic.`,
    "Lines with (high), (medium) or (low) are guesses. Correct them, and run rancher-sg init again with --role,",
    "--distribution or another option if the groups of nodes are others.",
  ]);
  flow(document.get("defaults"));
  const list = document.get("deployments") as YAMLSeq<YAMLMap>;
  list.items.forEach((item, index) => {
    const guessed = deployments[index];
    if (guessed) comment(item, guessed);
  });
  if (others.length > 0) document.comment = commentLines(othersLines(others));
  return document.toString({
    lineWidth: 0,
    flowCollectionPadding: true,
    commentString: (text) => text.replace(/^(?=.)/gm, "#"),
  });
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
    const pair = item.items.find((one) => isPair(one) && isNode(one.key) && `${one.key}` === key);
    if (isMap(value) && pair && isNode(pair.key)) pair.key.commentBefore = commentLine(`roles ${reasonText(reason)}`);
  }
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

function commentRules(rules: YAMLMap, { omitted }: ExactRules): void {
  const [omit, add] = [rules.get("omit"), rules.get("add")];
  if (isSeq(omit)) {
    omit.items.forEach((item, index) => {
      flow(item);
      const one = omitted[index];
      if (isNode(item) && one) item.comment = commentLine(omittedText(one));
    });
  }
  if (isSeq(add)) for (const item of add.items) flow(item);
}

const reasonText = ({ confidence, why }: Reason) => (confidence === "known" ? why : `(${confidence}) ${why}`);

function omittedText({ purpose, openBy }: OmittedRule): string {
  if (openBy.length === 0) return `closed today: ${purpose}`;
  return `open through ${openBy.map(nameOf).join(" and ")}`;
}

const nameOf = (rule: NetworkRule) => (rule.key === "" ? ruleText(rule) : rule.key);

function restLines({ rest: { missing, extra } }: ExactRules): readonly string[] {
  return [
    "Not all rules can be written:",
    ...missing.map(({ group, rule }) => `  the deploy creates in ${group.name}: ${ruleText(rule)}`),
    ...extra.map(
      ({ group, rule }) => `  no entry expresses a rule of ${group.name}: ${nameOf(rule)} ${ruleText(rule)}`,
    ),
  ];
}

function othersLines(others: readonly Ec2Group[]): readonly string[] {
  return [
    "Groups without anything of Rancher or Kubernetes. If nodes attach one, name it with --role:",
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
