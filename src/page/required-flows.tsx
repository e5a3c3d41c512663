/** Required flows next to the existing rules: closed flows first, open flows collapsed. */
import { useMemo, useState } from "preact/hooks";
import { flowStates } from "../audit/flow-state";
import { groupBy } from "../model/group-by";
import type { Party } from "../model/party";
import { trafficLabel } from "../report/draw/wording";
import type { AuditEntry, ExistingRule, Outcome, RequiredPorts } from "../report/page/page-data";
import { purposeText } from "../texts";
import { ExistingRules } from "./existing-rules";
import { FilterBar } from "./filter-bar";
import { type FilteredFlow, type FlowFilter, filterFlows } from "./flow-filter";
import { partyNames, useTexts } from "./words";

interface ShownFlow extends FilteredFlow {
  readonly required: RequiredPorts;
  readonly outcome: Outcome;
}

/** Flows of a port rule with the same result that pass the filter. */
type SameFlows = readonly [ShownFlow, ...ShownFlow[]];

export function RequiredFlows({ entry }: { readonly entry: AuditEntry }) {
  const { audit: words, pictures } = useTexts().page;
  const [filter, setFilter] = useState<FlowFilter>({});
  const flows = useMemo(() => entry.required.flatMap(flowsOf), [entry]);
  const shown = useMemo(() => filterFlows(flows, filter), [flows, filter]);
  return (
    <section class="card" aria-labelledby="required-heading">
      <h2 id="required-heading">{words.required}</h2>
      <FilterBar flows={flows} filter={filter} change={setFilter} shown={shown.length} />
      {flows.length === 0 && <p class="empty">{pictures.empty}</p>}
      {flowStates.map((state) => {
        const own = shown.filter(({ outcome }) => outcome.state === state);
        if (own.length === 0) return null;
        return (
          <details key={state} class={`state ${state}`} open={state === "closed" || state === "undecided"}>
            <summary>
              <h3>{words.states[state](own.length)}</h3>
            </summary>
            <table class="list compared">
              <thead>
                <tr>
                  <th scope="col">{words.requiredSide}</th>
                  <th scope="col">{words.existingSide}</th>
                </tr>
              </thead>
              <tbody>
                {sameFlows(own).map((same) => (
                  <ComparedFlows key={same[0].outcome} same={same} rules={entry.rules} />
                ))}
              </tbody>
            </table>
          </details>
        );
      })}
    </section>
  );
}

function flowsOf(required: RequiredPorts): readonly ShownFlow[] {
  const { protocol, ports, outcomes } = required;
  return outcomes.flatMap((outcome) =>
    outcome.pairs.map(([from, to]) => ({ from, to, protocol, ports, required, outcome })),
  );
}

function sameFlows(flows: readonly ShownFlow[]): readonly SameFlows[] {
  const same = new Map<Outcome, [ShownFlow, ...ShownFlow[]]>();
  for (const flow of flows) {
    const known = same.get(flow.outcome);
    if (known) known.push(flow);
    else same.set(flow.outcome, [flow]);
  }
  return [...same.values()];
}

interface ComparedFlowsProps {
  readonly same: SameFlows;
  readonly rules: readonly ExistingRule[];
}

function ComparedFlows({ same, rules }: ComparedFlowsProps) {
  const texts = useTexts();
  const [{ required, outcome }] = same;
  const { id, purpose, tables } = required;
  return (
    <tr>
      <th scope="row">
        <p>
          <strong>{trafficLabel(texts, required)}</strong> {purposeText(texts, purpose)}
        </p>
        {endsOf(same).map(([from, to]) => (
          <p key={from}>{texts.page.pictures.ends(partyNames(texts, [from]), partyNames(texts, to))}</p>
        ))}
        <p class="hint">
          <code>{id}</code> {tables}
        </p>
      </th>
      <td>
        <Existing outcome={outcome} rules={rules} />
      </td>
    </tr>
  );
}

function Existing({ outcome, rules }: { readonly outcome: Outcome; readonly rules: readonly ExistingRule[] }) {
  const words = useTexts().page.audit;
  const { closed, undecided, by, wider } = outcome;
  const narrow = by.filter((position) => !wider.includes(position));
  const rulesAt = (positions: readonly number[]) => positions.flatMap((position) => rules[position] ?? []);
  const parts = [
    ...partsOf(closed).map((part) => ({ ...part, state: "closed" as const })),
    ...partsOf(undecided).map((part) => ({ ...part, state: "undecided" as const })),
  ];
  return (
    <>
      {parts.map(({ state, direction, flows }) => (
        <p key={`${state} ${direction}`} class={`part ${state}`}>
          {words[state](direction)} <code>{flows.join(", ")}</code>
        </p>
      ))}
      {parts.length > 0 && <p class="hint">{by.length > 0 ? words.someRules : words.noRule}</p>}
      <ExistingRules rules={rulesAt(narrow)} wider={rulesAt(wider)} />
    </>
  );
}

function partsOf(parts: Outcome["closed"]) {
  return (["ingress", "egress"] as const).flatMap((direction) => {
    const flows = parts[direction];
    return flows ? [{ direction, flows }] : [];
  });
}

/** Each source with its destinations. */
function endsOf(flows: SameFlows): readonly (readonly [from: Party, to: readonly Party[]])[] {
  return [...groupBy(flows, ({ from }) => from)].map(([from, some]) => [from as Party, some.map(({ to }) => to)]);
}
