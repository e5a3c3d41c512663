/** The groups that each kind of node attaches, in order, and for each stage while the layout changes. */
import type { Plan } from "../model/plan";
import { type AttachedGroup, poolStages } from "../report/pool-stages";
import { ScrollBox } from "./scroll-box";
import { partyNames, useTexts } from "./words";

export function PoolList({ plan }: { readonly plan: Plan }) {
  const texts = useTexts();
  const { pools: words } = texts.page;
  const pools = plan.pools.map((pool) => ({ ...pool, stages: poolStages(plan, pool) }));
  const [first] = pools;
  if (!first) return null;
  return (
    <section class="card" aria-labelledby="pools-heading">
      <h2 id="pools-heading">{words.heading}</h2>
      <p class="hint">{first.change ? words.changeHint : words.hint}</p>
      <ScrollBox label={words.heading}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{words.pool}</th>
              <th scope="col">{words.roles}</th>
              {first.stages.map(({ stage }) => (
                <th key={stage} scope="col">
                  {words.stages[stage]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pools.map(({ name, roles, stages }) => (
              <tr key={name}>
                <th scope="row" class="name">
                  {name}
                </th>
                <td>{partyNames(texts, roles)}</td>
                {stages.map(({ stage, groups }) => (
                  <td key={stage}>
                    <AttachedGroups groups={groups} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

function AttachedGroups({ groups }: { readonly groups: readonly AttachedGroup[] }) {
  const { page } = useTexts();
  if (groups.length === 0) return page.pools.none;
  return (
    <ol class="attached">
      {groups.map(({ name, isExisting }) => (
        <li key={name}>
          <code>{name}</code>
          {isExisting && <span class="hint"> {page.details.existing}</span>}
        </li>
      ))}
    </ol>
  );
}
