/**
 * The page that compares two inputs: the flows that the second one adds, those that it removes, and those that stay.
 */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Status } from "../diff/compare-all-groups";
import type { ComparisonEntry, PageIndex } from "../report/page/page-data";
import { useBlock } from "./blocks";
import { ChangeList } from "./change-list";
import { hashOf, useChosenDeployment } from "./chosen-deployment";
import { ComparisonMatrix } from "./comparison-matrix";
import { Masthead } from "./masthead";
import { MoveList } from "./move-list";
import { StatusBadge, statuses } from "./status-badge";
import { useTexts } from "./words";

export function ComparisonPage({ index }: { readonly index: PageIndex & { readonly kind: "comparison" } }) {
  const { page } = useTexts();
  const words = page.comparison;
  const names = useMemo(() => index.deployments.map(({ name }) => name), [index]);
  const changed = index.deployments.findIndex(
    ({ statuses: { added, removed, changed } }) => added + removed + changed > 0,
  );
  const [position, choose] = useChosenDeployment(names, Math.max(0, changed));
  const entry = useBlock<ComparisonEntry>(position);
  useEffect(() => {
    document.title = page.comparisonTitle(index.before, index.after);
  }, []);
  const isOutside = index.deployments.some((deployment) => deployment.isOutside);
  return (
    <>
      <Masthead heading={words.heading} names={names} position={position} choose={choose}>
        <p>
          {words.before} <code>{index.before}</code>
        </p>
        <p>
          {words.after} <code>{index.after}</code>
        </p>
      </Masthead>
      <main>
        <section class="card" aria-labelledby="relation-heading">
          <h2 id="relation-heading" class={`relation ${index.relation}`}>
            {words.relations[index.relation]}
          </h2>
          {isOutside && <p class="outside">{words.outside}</p>}
          <ul class="deployments">
            {index.deployments.map(({ name, statuses: counts }, at) => (
              <li key={name}>
                <a href={hashOf(name)} aria-current={at === position ? "true" : undefined}>
                  {name}
                </a>
                {statuses
                  .filter((status) => counts[status] > 0)
                  .map((status) => (
                    <StatusBadge key={status} status={status} text={words.count(status, counts[status])} />
                  ))}
              </li>
            ))}
          </ul>
        </section>
        {entry && <ComparedDeployment key={names[position]} entry={entry} />}
      </main>
    </>
  );
}

function ComparedDeployment({ entry: { groups, moved } }: { readonly entry: ComparisonEntry }) {
  const words = useTexts().page.comparison;
  const [isWhole, setWhole] = useState(true);
  const isChange = (status: Status) => status !== "same";
  const shown = isWhole ? groups : groups.filter(({ status }) => isChange(status));
  return (
    <>
      <div class="filters">
        <fieldset>
          <legend>{words.show}</legend>
          {[true, false].map((whole) => (
            <label key={`${whole}`}>
              <input type="radio" name="show" checked={isWhole === whole} onChange={() => setWhole(whole)} />
              {whole ? words.showAll : words.showChanges}
            </label>
          ))}
        </fieldset>
        <ul class="legend" aria-label={words.legend}>
          {statuses.map((status) => (
            <li key={status}>
              <StatusBadge status={status} text={words.statuses[status]} />
            </li>
          ))}
        </ul>
      </div>
      {(["ingress", "egress"] as const).map((direction) => (
        <section class="card" key={direction} aria-labelledby={`${direction}-heading`}>
          <h2 id={`${direction}-heading`}>{words.matrix[direction]}</h2>
          <ComparisonMatrix
            direction={direction}
            groups={shown.filter((group) => group.direction === direction)}
            isWhole={isWhole}
          />
        </section>
      ))}
      <ChangeList changes={groups.flatMap(({ changes }) => changes)} />
      {moved.length > 0 && <MoveList moved={moved} />}
    </>
  );
}
