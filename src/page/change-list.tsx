/** The differences one by one, each with a witness and the port rules behind it. */
import type { FlowChange } from "../diff/diff";
import { CodeLines } from "./code-lines";
import { ScrollBox } from "./scroll-box";
import { StatusBadge } from "./status-badge";
import { useTexts } from "./words";

export function ChangeList({ changes }: { readonly changes: readonly FlowChange[] }) {
  const { page } = useTexts();
  const { comparison: words } = page;
  return (
    <section class="card" aria-labelledby="changes-heading">
      <h2 id="changes-heading">{words.changes}</h2>
      {changes.length === 0 && <p class="empty">{words.noChanges}</p>}
      {changes.length > 0 && (
        <ScrollBox label={words.changes}>
          <table class="list">
            <thead>
              <tr>
                <th scope="col">{words.kind}</th>
                <th scope="col">{page.details.group}</th>
                <th scope="col">{page.details.direction}</th>
                <th scope="col">{words.flows}</th>
                <th scope="col">{words.witness}</th>
                <th scope="col">{words.portRules}</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ kind, group, direction, flows, except, witness, portRules, isOutside }) => (
                <tr key={`${kind} ${group} ${direction}`}>
                  <td>
                    <StatusBadge status={kind} text={words.statuses[kind]} />
                    {isOutside && <span class="badge error">{words.towardsOutside}</span>}
                  </td>
                  <th scope="row" class="name">
                    {group}
                  </th>
                  <td>{page.directions[direction]}</td>
                  <td class="flows">
                    <CodeLines lines={flows} />
                    <CodeLines lines={except.map(words.except)} />
                  </td>
                  <td class="flows">
                    <code>{witness}</code>
                  </td>
                  <td class="name">
                    <CodeLines lines={portRules} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  );
}
