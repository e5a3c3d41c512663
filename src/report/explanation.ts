/** An explanation of why a flow is allowed or denied, for people and for programs. */

import { oneLine } from "../errors/one-line";
import type { PortRule, TableReference } from "../model/port-rule";
import type { BrokenPromise, NamedAssertion } from "../questions/broken-promises";
import type { Question } from "../questions/check";
import type { Contribution, Explanation, Side } from "../questions/explain";
import type { GroupFlows, SuggestedEdit } from "../questions/suggest-edit";
import { endpointText } from "../reach/endpoint";
import { answerJson, answerText, endsText, trafficText } from "./answer";
import { ruleText } from "./rule";
import type { StyledText } from "./styled-text";

export function explanationText(question: Question, explanation: Explanation): StyledText {
  const { answer, promises, assertions, sides, alternatives, edit, noEdit } = explanation;
  const breaks = answer.verdict === "allowed" ? "it breaks" : "it would break";
  const lines = [
    ...notAskedForLines(question, explanation),
    ...promises.map((promise) => `${breaks} the promise ${promiseText(promise)}`),
    ...assertions.map((assertion) => `${breaks} the assertion ${assertionText(assertion)}`),
    ...sides.flatMap(sideLines).map(oneLine),
    ...addressLines(question, explanation),
  ];
  if (alternatives.length > 0) lines.push("documented, but not in effect here:");
  for (const { portRule, reason } of alternatives) lines.push(`  ${portRuleText(portRule)}: ${reason}`);
  if (edit) lines.push(...editLines(edit));
  if (noEdit === "world") lines.push(`no edit is suggested, since it would admit any address; ${ifMeant}, ${narrowed}`);
  if (noEdit === "broken") lines.push([ifMeant, ...changeText(assertions)].join(", and "));
  return [...answerText(question, answer), ...lines.map((line) => `${line}\n`)];
}

const ifMeant = "if you mean it, write a port rule under rules.add yourself";
const narrowed = "for the addresses that need it";

function notAskedForLines({ from, to }: Question, { notAskedFor, alternatives }: Explanation): readonly string[] {
  if (notAskedFor.isEmpty) return [];
  const flow = `${trafficText(notAskedFor)} from ${endsText(from)} to ${endsText(to)}`;
  const isLocal = alternatives.some(isLocalTraffic);
  return [`no table in effect asks for ${flow}${isLocal ? ", except within one node" : ""}`];
}

/** Whether a table in effect asks for the traffic, from a node to itself. */
export function isLocalTraffic({ cause }: Explanation["alternatives"][number]): boolean {
  return cause.kind === "unwritten" && cause.reason === "localTraffic";
}

function promiseText({ promise, why, sources }: BrokenPromise): string {
  return `"${promise}": ${why} (${tablesText(sources)})`;
}

function assertionText({ name, place }: NamedAssertion): string {
  return `"${name}"${place ? ` (${place.file}:${place.line}:${place.column})` : ""}`;
}

function changeText(assertions: readonly NamedAssertion[]): readonly string[] {
  if (assertions.length === 0) return [];
  const names = assertions.map(({ name }) => `"${name}"`).join(", ");
  return [`change the assertion${assertions.length > 1 ? "s" : ""} ${names}`];
}

function editLines({ text, alsoOpens, alsoCloses }: SuggestedEdit): readonly string[] {
  const also = (verb: string, flows: readonly GroupFlows[]) =>
    flows.length > 0 ? [`  it also ${verb}:`, ...flows.map((of) => `    ${groupFlowsText(of)}`)] : [];
  return ["smallest edit that allows it:", `  ${text}`, ...also("opens", alsoOpens), ...also("closes", alsoCloses)];
}

/** `ingress of lab-etcd: tcp 9796 from controlplane, worker` */
function groupFlowsText({ group, direction, flows }: GroupFlows): string {
  return `${direction} of ${group}: ${flows.join("; ")}`;
}

function addressLines(
  { to }: Question,
  { privateAddressesOnly, unknownPublicAddresses }: Explanation,
): readonly string[] {
  return [
    ...(privateAddressesOnly
      ? [
          "a rule that names a group matches private addresses only, not traffic through a NAT gateway or to a public address",
        ]
      : []),
    ...(unknownPublicAddresses.length > 0
      ? [
          `${endsText(to)} has public addresses, and those of ${endsText(unknownPublicAddresses)} are not known; add them as publicCidrs`,
        ]
      : []),
  ];
}

export function explanationJson(question: Question, explanation: Explanation): object {
  const { answer, notAskedFor, promises, assertions, sides, alternatives, edit, noEdit } = explanation;
  const { privateAddressesOnly, unknownPublicAddresses } = explanation;
  return {
    ...answerJson(question, answer),
    tableInEffect: answer.verdict !== "ungoverned" && notAskedFor.isEmpty,
    notAskedFor: trafficText(notAskedFor),
    promises,
    assertions: assertions.map(({ name, kind, place }) => ({ name, kind, ...(place ? { place } : {}) })),
    sides: sides.map(({ direction, groups, unread, contributions, missing, undecided }) => ({
      direction,
      groups,
      ...(unread.length > 0 ? { unread } : {}),
      rules: contributions.map(({ group, rule, portRules }) => ({ group, rule: ruleText(rule), portRules })),
      missing: trafficText(missing),
      undecided: trafficText(undecided),
    })),
    privateAddressesOnly,
    unknownPublicAddresses: unknownPublicAddresses.map(endpointText),
    alternatives: alternatives.map(({ portRule, reason }) => ({ portRule, reason })),
    ...(edit ? { edit } : {}),
    ...(noEdit ? { noEdit } : {}),
  };
}

function sideLines({ direction, groups, unread, contributions, missing, undecided }: Side): readonly string[] {
  if (groups.length === 0) return [`${direction}: no group of this deployment, so nothing is held back here`];
  const closed = missing.subtract(undecided);
  const states = [
    ...(undecided.isEmpty ? [] : [`may let through ${trafficText(undecided)}`]),
    ...(closed.isEmpty ? [] : [`does not let through ${trafficText(closed)}`]),
  ];
  const state = states.join(" and ") || "lets it through";
  return [
    `${direction} of ${groups.join(", ")} ${state}`,
    ...unread.map((why) => `  not all rules are known: ${why}`),
    ...contributions.flatMap(contributionLines),
  ];
}

function contributionLines({ group, rule, portRules }: Contribution): readonly string[] {
  return [`  ${ruleText(rule)} (${group})`, ...portRules.map((portRule) => `    ${portRuleText(portRule)}`)];
}

/** Id, purpose and the tables of one edition that ask for it. */
function portRuleText({ id, purpose, references }: PortRule): string {
  return `${id}: ${purpose} (${references.length > 0 ? tablesText(references) : "no table"})`;
}

/** The first document, with its tables that are among the references. */
export function tablesText(references: readonly TableReference[]): string {
  const [first] = references;
  const ofEdition = references.filter(
    ({ document, edition }) => document === first?.document && edition === first.edition,
  );
  return `${first?.document} ${first?.edition}: ${ofEdition.map(({ table }) => table).join("; ")}`;
}
