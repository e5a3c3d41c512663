/** The traffic that rules open and nothing requires. Traffic that is open to every address comes first. */
import type { AuditEntry } from "../report/page/page-data";
import { ExistingRules } from "./existing-rules";
import { useTexts } from "./words";

export function UnrequiredList({ entry: { unrequired, rules } }: { readonly entry: AuditEntry }) {
  const words = useTexts().page.audit;
  return (
    <section class="card" aria-labelledby="unrequired-heading">
      <h2 id="unrequired-heading">{words.unrequired}</h2>
      {unrequired.length === 0 && <p class="empty">{words.nothing}</p>}
      {unrequired.length > 0 && (
        <table class="list compared">
          <thead>
            <tr>
              <th scope="col">{words.traffic}</th>
              <th scope="col">{words.rules}</th>
            </tr>
          </thead>
          <tbody>
            {unrequired.map((ports) => (
              <tr key={ports}>
                <th scope="row">
                  <p>
                    {ports.world && <span class="badge error">{words.world}</span>}{" "}
                    {ports.traffic.map((text, index) => (
                      <span key={text}>
                        {index > 0 && ", "}
                        <code class="word">{text}</code>
                      </span>
                    ))}{" "}
                    {words.peer(ports.direction, ports.peer)}
                  </p>
                  <p class="hint">{words.inGroup(ports.group)}</p>
                </th>
                <td>
                  <ExistingRules rules={ports.by.flatMap((position) => rules[position] ?? [])} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
