/** Existing rules with their ids and groups: the first few, and the others on demand. */
import type { ExistingRule } from "../report/page/page-data";
import { useTexts } from "./words";

interface ExistingRulesProps {
  readonly rules: readonly ExistingRule[];
  /** Rules that admit more than is required. They are shown first. Default: none. */
  readonly wider?: readonly ExistingRule[];
}

const few = 5;

export function ExistingRules({ rules, wider = [] }: ExistingRulesProps) {
  const words = useTexts().page.audit;
  const all = [...wider.map((rule) => ({ rule, isWider: true })), ...rules.map((rule) => ({ rule, isWider: false }))];
  // One more rule takes no more space than the line about it.
  const shown = all.length <= few + 1 ? all : all.slice(0, few);
  const more = all.slice(shown.length);
  return (
    <>
      <Rules rules={shown} />
      {more.length > 0 && (
        <details>
          <summary>{words.moreRules(more.length)}</summary>
          <Rules rules={more} />
        </details>
      )}
    </>
  );
}

interface RulesProps {
  readonly rules: readonly { readonly rule: ExistingRule; readonly isWider: boolean }[];
}

function Rules({ rules }: RulesProps) {
  const words = useTexts().page.audit;
  return (
    <ul class="existing">
      {rules.map(({ rule, isWider }) => (
        <li key={rule}>
          <code>{rule.text}</code> {isWider && <span class="badge warning">{words.wider}</span>}
          <p class="hint">
            {rule.id !== "" && <code class="address">{rule.id}</code>}{" "}
            {rule.group !== undefined && words.inGroup(rule.group)} {rule.description && `“${rule.description}”`}
          </p>
        </li>
      ))}
    </ul>
  );
}
