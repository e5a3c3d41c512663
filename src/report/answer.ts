/** The answer to "may this reach that", for people and for programs. */
import { type TrafficSet, trafficLines, trafficSet } from "../flows";
import type { Answer, Question } from "../questions/check";
import { type Endpoint, endpointText } from "../reach/endpoint";
import { verdictTexts } from "../texts/answers";

/** `tcp 2379 from worker to etcd: denied`, and which part where only some of it is allowed. */
export function answerText(question: Question, { verdict, allowed, some, denied }: Answer): string {
  const head = `${questionText(question)}: ${verdictTexts[verdict]}`;
  if (verdict !== "partly") return `${head}\n`;
  const part = (name: string, traffic: TrafficSet) => (traffic.isEmpty ? [] : [`  ${name}: ${trafficText(traffic)}`]);
  const parts = [...part("allowed", allowed), ...part("for some addresses only", some), ...part("denied", denied)];
  return `${[head, ...parts].join("\n")}\n`;
}

export function answerJson(question: Question, { verdict, allowed, some, denied, governs }: Answer): object {
  return {
    from: question.from.map(endpointText),
    to: question.to.map(endpointText),
    traffic: trafficText(trafficSet([question.traffic])),
    verdict,
    allowed: trafficLines(allowed),
    some: trafficLines(some),
    denied: trafficLines(denied),
    governs,
  };
}

function questionText({ from, to, traffic }: Question): string {
  return `${trafficText(trafficSet([traffic]))} from ${endsText(from)} to ${endsText(to)}`;
}

/** `tcp 80, tcp 443`; `-1` is all traffic. */
export function trafficText(traffic: TrafficSet): string {
  return trafficLines(traffic).join(", ");
}

export const endsText = (ends: readonly Endpoint[]) => ends.map(endpointText).join("+");
