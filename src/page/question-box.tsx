/** "Can this reach that?", answered by the same code as `rancher-sg explain`. */
import { useId, useState } from "preact/hooks";
import type { Issue } from "../errors";
import { issueLine } from "../errors";
import type { Plan } from "../model/plan";
import type { Question } from "../questions/check";
import { type Explanation, explain } from "../questions/explain";
import { type AskedQuestion, parseQuestion } from "../questions/question";
import { AnswerView } from "./answer-view";
import { useTexts } from "./words";

type Result =
  | { readonly question: Question; readonly explanation: Explanation }
  | { readonly issues: readonly Issue[] };

export function QuestionBox({ plan }: { readonly plan: Plan }) {
  const texts = useTexts();
  const { question: words } = texts.page;
  const [result, setResult] = useState<Result>();
  const id = useId();

  const ask = (event: SubmitEvent) => {
    event.preventDefault();
    const { value, issues } = parseQuestion(askedIn(event.currentTarget as HTMLFormElement), plan);
    setResult(value ? { question: value, explanation: explain(plan, value) } : { issues });
  };
  const issues = result && "issues" in result ? result.issues : [];
  const input = (part: keyof AskedQuestion, list?: string) => ({
    id: `${id}-${part}`,
    name: part,
    list,
    autocomplete: "off",
    spellcheck: false,
    "aria-invalid": issues.some(({ path }) => path[0] === part),
    "aria-describedby": `${id}-answer`,
  });
  return (
    <section class="card question" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{words.heading}</h2>
      <form onSubmit={ask} noValidate>
        <label class="field end" for={`${id}-from`}>
          <span>{words.from}</span>
          <input {...input("from", `${id}-ends`)} placeholder="worker" />
        </label>
        <label class="field end" for={`${id}-to`}>
          <span>{words.to}</span>
          <input {...input("to", `${id}-ends`)} placeholder="etcd" />
        </label>
        <label class="field" for={`${id}-protocol`}>
          <span>{words.protocol}</span>
          <select {...input("protocol")}>
            <option value="tcp">TCP</option>
            <option value="udp">UDP</option>
            <option value="icmp">ICMP</option>
            <option value="icmpv6">ICMPv6</option>
            <option value="all">{words.everyProtocol}</option>
          </select>
        </label>
        <label class="field port" for={`${id}-port`}>
          <span>{words.port}</span>
          <input {...input("port")} placeholder={words.everyPort} />
        </label>
        <button type="submit">{words.ask}</button>
        <datalist id={`${id}-ends`}>
          {plan.parties.map(({ party }) => (
            <option key={party} value={party}>
              {texts.parties[party]}
            </option>
          ))}
        </datalist>
      </form>
      <p class="hint">{words.hint}</p>
      <div id={`${id}-answer`} class="answer" role="status">
        {issues.map((issue) => (
          <p key={issueLine(issue)} class="mistake" lang="en">
            {issueLine(issue)}
          </p>
        ))}
        {result && "explanation" in result && <AnswerView {...result} />}
      </div>
    </section>
  );
}

/** An empty field counts as omitted. */
function askedIn(form: HTMLFormElement): AskedQuestion {
  const entries = [...new FormData(form)].map(([part, value]) => [part, `${value}`.trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}
