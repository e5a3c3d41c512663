/** An explanation: the verdict, the promises that the flow breaks, both sides, and the edit that would allow the flow. */
import { type TrafficSet, trafficSet } from "../flows";
import type { PortRule } from "../model/port-rule";
import type { Question } from "../questions/check";
import type { Cause, Explanation, Side } from "../questions/explain";
import type { GroupFlows, SuggestedEdit } from "../questions/suggest-edit";
import { endpointText } from "../reach/endpoint";
import { trafficText } from "../report/answer";
import { isLocalTraffic, tablesText } from "../report/explanation";
import { ruleText } from "../report/rule";
import { purposeText, type Texts } from "../texts";
import { useTexts } from "./words";

interface AnswerProps {
  readonly question: Question;
  readonly explanation: Explanation;
}

const marks = { allowed: "✓", partly: "◐", denied: "✕", undecided: "?", ungoverned: "–" } as const;

export function AnswerView({ question, explanation }: AnswerProps) {
  const { answer, notAskedFor, sides, privateAddressesOnly, unknownPublicAddresses, alternatives, edit } = explanation;
  const texts = useTexts();
  const words = texts.page.answer;
  const ends = (end: "from" | "to") => question[end].map(endpointText).join(" + ");
  const parts = (["allowed", "some", "undecided", "denied"] as const).filter((part) => !answer[part].isEmpty);
  return (
    <>
      <p class={`verdict ${answer.verdict}`}>
        <strong>
          <span aria-hidden="true">{marks[answer.verdict]}</span> {words.verdicts[answer.verdict]}
        </strong>{" "}
        {words.asked(trafficText(trafficSet([question.traffic])), ends("from"), ends("to"))}
      </p>
      {answer.verdict === "partly" && (
        <ul class="parts">
          {parts.map((part) => (
            <li key={part}>
              {words.parts[part]}: <code>{trafficText(answer[part])}</code>
            </li>
          ))}
        </ul>
      )}
      {!notAskedFor.isEmpty && (
        <p>
          {words.notAskedFor(trafficText(notAskedFor), ends("from"), ends("to"), alternatives.some(isLocalTraffic))}
        </p>
      )}
      <BrokenView explanation={explanation} />
      {sides.map((side) => (
        <SideView key={side.direction} side={side} />
      ))}
      {privateAddressesOnly && <p>{words.privateAddressesOnly}</p>}
      {unknownPublicAddresses.length > 0 && (
        <p>{words.unknownPublicAddresses(unknownPublicAddresses.map(endpointText).join(" + "), ends("to"))}</p>
      )}
      {alternatives.length > 0 && (
        <div class="side">
          <h3>{words.alternatives}</h3>
          <ul>
            {alternatives.map(({ portRule, cause, reason }) => (
              <li key={`${portRule.id} ${reason}`}>
                <PortRuleLine portRule={portRule} />: {causeText(texts, cause)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {edit && <EditView edit={edit} />}
      <NoEditView explanation={explanation} />
    </>
  );
}

/** The promises and assertions that the flow breaks, or would break. */
function BrokenView({ explanation: { answer, promises, assertions } }: Pick<AnswerProps, "explanation">) {
  const texts = useTexts();
  const words = texts.page.answer;
  if (promises.length + assertions.length === 0) return null;
  return (
    <div class="side broken">
      <h3>{answer.verdict === "allowed" ? words.breaks : words.wouldBreak}</h3>
      <ul>
        {promises.map(({ id, sources }) => (
          <li key={id}>
            {texts.promises[id].promise}{" "}
            <small>
              {texts.promises[id].why} ({tablesText(sources)})
            </small>
          </li>
        ))}
        {assertions.map(({ name }) => (
          <li key={name}>{words.assertion(name)}</li>
        ))}
      </ul>
    </div>
  );
}

function EditView({ edit: { text, alsoOpens, alsoCloses } }: { readonly edit: SuggestedEdit }) {
  const words = useTexts().page.answer;
  return (
    <div class="side">
      <h3>{words.edit}</h3>
      <pre>
        <code>{text}</code>
      </pre>
      <FlowsView heading={words.alsoOpens} groups={alsoOpens} />
      <FlowsView heading={words.alsoCloses} groups={alsoCloses} />
    </div>
  );
}

function FlowsView({ heading, groups }: { readonly heading: string; readonly groups: readonly GroupFlows[] }) {
  const words = useTexts().page.answer;
  if (groups.length === 0) return null;
  return (
    <>
      <h4>{heading}</h4>
      <ul>
        {groups.map(({ group, direction, flows }) => (
          <li key={`${direction} ${group}`}>{words.groupFlows(direction, group, flows.join("; "))}</li>
        ))}
      </ul>
    </>
  );
}

/** The reason why there is no edit, and the steps for a user who wants the flow anyway. */
function NoEditView({ explanation: { noEdit, assertions } }: Pick<AnswerProps, "explanation">) {
  const texts = useTexts();
  const words = texts.page.answer;
  if (!noEdit) return null;
  const names = assertions.map(({ name }) => words.assertion(name)).join(texts.draw.listSeparator);
  const ifMeant = `${words.ifMeant}${names ? words.changeAssertions(names) : ""}`;
  return <p>{noEdit === "world" ? words.tooOpen : ifMeant}</p>;
}

function SideView({ side: { direction, groups, contributions, missing } }: { readonly side: Side }) {
  const { page } = useTexts();
  const words = page.answer;
  const names = groups.join(", ");
  const state = missing.isEmpty
    ? words.admits(direction, names)
    : words.refuses(direction, names, trafficText(missing as TrafficSet));
  return (
    <div class="side">
      <h3>{groups.length > 0 ? state : words.ungoverned(direction)}</h3>
      <ul>
        {contributions.map(({ group, rule, portRules }) => (
          <li key={`${group} ${ruleText(rule)}`}>
            <code>{ruleText(rule)}</code> ({group})
            <ul>
              {portRules.map((portRule) => (
                <li key={portRule.id}>
                  <PortRuleLine portRule={portRule} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  );
}

function causeText(texts: Texts, cause: Cause): string {
  const { addon, omitted, elsewhere } = texts.page.answer;
  switch (cause.kind) {
    case "omitted":
      return omitted;
    case "addon":
      return addon(cause.entry);
    case "conditions":
      return cause.conditions.map((condition) => texts.conditions[condition]).join(texts.draw.listSeparator);
    case "unwritten":
      return texts.skipReason[cause.reason];
    case "elsewhere":
      return elsewhere(cause.titles.map((title) => texts.catalogs[title] ?? title).join("; "));
  }
}

/** A port rule with its purpose and its tables. */
function PortRuleLine({ portRule: { id, purpose, references } }: { readonly portRule: PortRule }) {
  const texts = useTexts();
  return (
    <>
      <code>{id}</code> {purposeText(texts, purpose)}
      {references.length > 0 && <small> ({tablesText(references)})</small>}
    </>
  );
}
