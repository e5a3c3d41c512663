/** All groups of the deployment, each with all its rules. */
import { omittedPortRules } from "../model/plan";
import type { EntryView } from "./entry-view";
import { RuleTable } from "./rule-table";
import { partyNames, useTexts } from "./words";

export function GroupList({ view }: { readonly view: EntryView }) {
  const omitted = omittedPortRules(view.plan);
  const texts = useTexts();
  const { groups: words, details } = texts.page;
  return (
    <section class="card groups" aria-labelledby="groups-heading">
      <h2 id="groups-heading">{words.heading}</h2>
      {view.plan.groups.map((group) => {
        const count = (direction: string) => group.rules.filter((rule) => rule.direction === direction).length;
        const address = view.groupAddress(group);
        return (
          <details key={group.key}>
            <summary>
              <h3>{group.name}</h3>
              <span class="hint">
                {partyNames(texts, group.parties)} · {words.rules(count("ingress"), count("egress"))}
              </span>
            </summary>
            <p>{address ? <code class="address">{address}</code> : details.existing}</p>
            <RuleTable
              view={view}
              placed={group.rules.map((rule) => ({ group, rule }))}
              label={group.name}
              withDescription
            />
          </details>
        );
      })}
      {omitted.length > 0 && (
        <p>
          {words.omitted}{" "}
          {omitted.map((id) => (
            <code key={id}>{id} </code>
          ))}
        </p>
      )}
    </section>
  );
}
