/** The answer to "may this reach that", for people and for programs. */
import { type TrafficSet, trafficLines, trafficSet } from "../flows";
import type { Answer, Question } from "../questions/check";
import { type Endpoint, endpointText } from "../reach/endpoint";
import { verdictTexts } from "../texts/answers";
import { type StyledText, verdictFirst } from "./styled-text";

const colours = {
  allowed: "green",
  partly: "yellow",
  denied: "red",
  undecided: "yellow",
  ungoverned: "yellow",
} as const;

/** `tcp 2379 from worker to etcd: denied` */
export function answerLine(question: Question, { verdict }: Answer): StyledText {
  return [`${questionText(question)}: `, ...verdictFirst(verdictTexts[verdict], colours[verdict])];
}

/** The line with the answer, and the parts of the traffic if only some of it is allowed. */
export function answerText(question: Question, answer: Answer): StyledText {
  const { verdict, allowed, some, undecided, denied } = answer;
  const head = [...answerLine(question, answer), "\n"];
  if (verdict !== "partly") return head;
  const part = (name: string, traffic: TrafficSet) => (traffic.isEmpty ? [] : [`  ${name}: ${trafficText(traffic)}\n`]);
  return [
    ...head,
    ...part("allowed", allowed),
    ...part("for some addresses only", some),
    ...part("cannot be decided", undecided),
    ...part("denied", denied),
  ];
}

/** The fields of an explanation that are the answer; `verdict` is the first. */
export function answerJson(question: Question, { verdict, allowed, some, undecided, denied, governs }: Answer): object {
  return {
    verdict,
    from: question.from.map(endpointText),
    to: question.to.map(endpointText),
    traffic: trafficText(trafficSet([question.traffic])),
    allowed: trafficLines(allowed),
    some: trafficLines(some),
    undecided: trafficLines(undecided),
    denied: trafficLines(denied),
    governs,
  };
}

function questionText({ from, to, traffic }: Question): string {
  return `${trafficText(trafficSet([traffic]))} from ${endsText(from)} to ${endsText(to)}`;
}

/** `tcp 80, tcp 443`, or `all traffic`. */
export function trafficText(traffic: TrafficSet): string {
  return trafficLines(traffic).join(", ");
}

export const endsText = (ends: readonly Endpoint[]) => ends.map(endpointText).join("+");
