/** The complete view of one deployment. */
import { useMemo, useRef, useState } from "preact/hooks";
import type { PartyFlow } from "../reach/party-flows";
import type { ReportEntry } from "../report/page/page-data";
import { Details } from "./details";
import { Diagram } from "./diagram";
import { EntryView } from "./entry-view";
import { FilterBar } from "./filter-bar";
import { FindingList } from "./finding-list";
import { type FlowFilter, filterFlows } from "./flow-filter";
import { GroupList } from "./group-list";
import { MatrixTable } from "./matrix-table";
import { PoolList } from "./pool-list";
import { QuestionBox } from "./question-box";
import { useTexts } from "./words";

export function DeploymentView({ entry }: { readonly entry: ReportEntry }) {
  const { page } = useTexts();
  const view = useMemo(() => new EntryView(entry), [entry]);
  const [filter, setFilter] = useState<FlowFilter>({});
  const flows = useMemo(() => filterFlows(view.flows, filter), [view, filter]);
  const [chosen, setChosen] = useState<readonly PartyFlow[]>([]);
  /** The element that the user activated, which gets the focus back. */
  const origin = useRef<HTMLElement | SVGElement | null>(null);
  const choose = (next: readonly PartyFlow[], element: HTMLElement | SVGElement) => {
    origin.current = element;
    setChosen(next);
  };
  const close = () => {
    setChosen([]);
    origin.current?.focus();
  };
  const filtered = (next: FlowFilter) => {
    setFilter(next);
    setChosen([]);
  };
  return (
    <>
      <QuestionBox plan={view.plan} />
      <FilterBar flows={view.flows} filter={filter} change={filtered} shown={flows.length} />
      <div class="pictures">
        <section class="card" aria-labelledby="matrix-heading">
          <h2 id="matrix-heading">{page.pictures.matrix}</h2>
          <p class="hint">{page.pictures.hint}</p>
          <MatrixTable view={view} flows={flows} chosen={chosen} choose={choose} />
        </section>
        <section class="card" aria-labelledby="diagram-heading">
          <h2 id="diagram-heading">{page.pictures.diagram}</h2>
          <Diagram view={view} flows={flows} chosen={chosen} choose={choose} />
        </section>
        {chosen.length > 0 && <Details view={view} flows={chosen} origin={origin.current} close={close} />}
      </div>
      <FindingList findings={entry.findings} />
      <PoolList plan={view.plan} />
      <GroupList view={view} />
    </>
  );
}
