/** Which of a deployment's flows a picture is about. */

import type { Direction } from "../../model/network";
import type { Party } from "../../model/party";
import type { PartyFlow } from "../../reach/party-flows";

/** Which flows a picture shows. */
export interface FlowChoice {
  /** Only flows that have a rule of this direction. Default: all, those without a rule of their own too. */
  readonly direction?: Direction;
  /** Only flows around this party. Default: all. */
  readonly party?: Party;
  /** How many steps from `party`, from 1; no step leads through the world. Default: 1, its own flows. */
  readonly depth?: number;
}

/** The flows of a choice, in their order. */
export function chooseFlows(
  flows: readonly PartyFlow[],
  { direction, party, depth = 1 }: FlowChoice,
): readonly PartyFlow[] {
  const directed = direction ? flows.filter((flow) => flow[direction].length > 0) : flows;
  if (party === undefined) return directed;
  const inner = new Set([party]);
  for (let step = 1; step < depth; step++) {
    const reached = directed.filter(({ from, to }) => inner.has(from) || inner.has(to));
    for (const end of reached.flatMap(({ from, to }) => [from, to])) if (end !== "internet") inner.add(end);
  }
  return directed.filter(({ from, to }) => inner.has(from) || inner.has(to));
}
