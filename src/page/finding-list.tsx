/** The findings of lint, or of an audit. */
import { type Finding, severities } from "../model/finding";
import { useTexts } from "./words";

export function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  const { findings: words } = useTexts().page;
  const open = severities.flatMap((severity) =>
    findings.filter((finding) => !finding.acknowledged && finding.severity === severity),
  );
  const acknowledged = findings.filter((finding) => finding.acknowledged);
  return (
    <section class="card" aria-labelledby="findings-heading">
      <h2 id="findings-heading">{words.heading}</h2>
      {open.length === 0 ? <p class="empty">{words.none}</p> : <Findings findings={open} />}
      {acknowledged.length > 0 && (
        <details>
          <summary>{words.accepted(acknowledged.length)}</summary>
          <Findings findings={acknowledged} />
        </details>
      )}
    </section>
  );
}

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  const { findings: words } = useTexts().page;
  return (
    <ul class="findings">
      {findings.map((finding) => (
        <li key={`${finding.id} ${finding.group} ${finding.message}`}>
          <FindingBadge finding={finding} />
          <div>
            <p lang="en">{finding.message}</p>
            {finding.acknowledged && <p>{words.reason(finding.acknowledged.reason, finding.acknowledged.expires)}</p>}
            <p class="hint">
              {[finding.groupName, ...finding.portRules].map((name) => name && <code key={name}>{name}</code>)}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The severity and the check of a finding. Acknowledged findings are marked. */
export function FindingBadge({ finding: { id, severity, acknowledged, message } }: { readonly finding: Finding }) {
  const { findings: words } = useTexts().page;
  return (
    <span class={`badge ${acknowledged ? "acknowledged" : severity}`} title={message}>
      {acknowledged ? words.acknowledged : words.severities[severity]} <code>{id}</code>
    </span>
  );
}
