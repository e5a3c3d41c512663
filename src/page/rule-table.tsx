/** Rules of security groups, with their Terraform addresses and lint findings. */
import { ruleKey } from "../model/rule-identity";
import type { PlacedRule } from "../reach/party-flows";
import { ruleText } from "../report/rule";
import type { EntryView } from "./entry-view";
import { FindingBadge } from "./finding-list";
import { ScrollBox } from "./scroll-box";
import { useTexts } from "./words";

interface RuleTableProps {
  readonly view: EntryView;
  readonly placed: readonly PlacedRule[];
  readonly label: string;
  /** Whether to show the purpose of each rule. Default: false, for tables below a heading with the purpose. */
  readonly withDescription?: boolean;
}

export function RuleTable({ view, placed, label, withDescription = false }: RuleTableProps) {
  const { details, directions, findings } = useTexts().page;
  const hasFindings = placed.some(({ group, rule }) => view.findingsOf(group, rule).length > 0);
  return (
    <ScrollBox label={label}>
      <table class="list rules">
        <thead>
          <tr>
            {!withDescription && <th scope="col">{details.group}</th>}
            <th scope="col">{details.direction}</th>
            <th scope="col">{details.rule}</th>
            {withDescription && <th scope="col">{details.purpose}</th>}
            {hasFindings && <th scope="col">{findings.heading}</th>}
          </tr>
        </thead>
        <tbody>
          {placed.map(({ group, rule }) => (
            <tr key={`${group.key} ${ruleKey(rule)}`}>
              {!withDescription && <td>{group.name}</td>}
              <td>{directions[rule.direction]}</td>
              <td>
                <code>{ruleText(rule)}</code>
                <code class="address">{view.addressOf(rule)}</code>
              </td>
              {withDescription && <td class="description">{rule.description}</td>}
              {hasFindings && (
                <td>
                  {view.findingsOf(group, rule).map((finding) => (
                    <FindingBadge key={finding.id} finding={finding} />
                  ))}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
