/** The flows that both sides allow by different rules, each with the groups of its old and new rules. */
import { type FlowMove, ruleCounts } from "../diff/moved-flows";
import { CodeLines } from "./code-lines";
import { ScrollBox } from "./scroll-box";
import { useTexts } from "./words";

export function MoveList({ moved }: { readonly moved: readonly FlowMove[] }) {
  const { page } = useTexts();
  const { moved: words } = page.comparison;
  return (
    <section class="card" aria-labelledby="moved-heading">
      <h2 id="moved-heading">{words.heading}</h2>
      <p class="hint">{words.hint}</p>
      <ScrollBox label={words.heading}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{words.party}</th>
              <th scope="col">{page.details.direction}</th>
              <th scope="col">{page.comparison.flows}</th>
              <th scope="col">{words.before}</th>
              <th scope="col">{words.after}</th>
            </tr>
          </thead>
          <tbody>
            {moved.map(({ party, direction, flows, oldRules, newRules }) => (
              <tr key={`${party} ${direction}`}>
                <th scope="row" class="name">
                  {party}
                </th>
                <td>{page.directions[direction]}</td>
                <td class="flows">
                  <CodeLines lines={flows} />
                </td>
                <td class="name">
                  <CodeLines lines={ruleCounts(oldRules).map(([group, count]) => words.rules(group, count))} />
                </td>
                <td class="name">
                  <CodeLines lines={ruleCounts(newRules).map(([group, count]) => words.rules(group, count))} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}
