/** The page about audits: all deployments in a list, and one of them in full. */
import { Fragment } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { type FlowState, flowStates } from "../audit/flow-state";
import type { AuditEntry, AuditSummary, PageIndex } from "../report/page/page-data";
import { BlockList } from "./block-list";
import { useBlock } from "./blocks";
import { useChosenDeployment } from "./chosen-deployment";
import { ExistingGroupList } from "./existing-group-list";
import { Facts } from "./facts";
import { FindingList } from "./finding-list";
import { Masthead } from "./masthead";
import { NodeList } from "./node-list";
import { Overview, type OverviewColumn } from "./overview";
import { RequiredFlows } from "./required-flows";
import { UnrequiredList } from "./unrequired-list";
import { useTexts } from "./words";

export function AuditPage({ index }: { readonly index: PageIndex & { readonly kind: "audit" } }) {
  const { page } = useTexts();
  const { audit: words, overview, kinds } = page;
  const names = useMemo(() => index.deployments.map(({ name }) => name), [index]);
  const faulty = index.deployments.findIndex(({ findings: { error, warning } }) => error + warning > 0);
  const [position, choose] = useChosenDeployment(names, Math.max(0, faulty));
  const summary = index.deployments[position];
  const entry = useBlock<AuditEntry>(position);
  useEffect(() => {
    document.title = summary ? `${summary.name} – ${words.title}` : words.title;
  }, [summary]);
  if (!summary) return null;
  const columns: readonly OverviewColumn<AuditSummary>[] = [
    { heading: overview.groups, cell: ({ existing, groups }) => words.exist(existing, groups) },
    { heading: words.required, cell: ({ states }) => <StateCounts states={states} /> },
  ];
  return (
    <>
      <Masthead heading={summary.name} names={names} position={position} choose={choose}>
        <Facts facts={[kinds[summary.kind], summary.region, summary.vpcId].flatMap((fact) => fact ?? [])} />
        <Facts facts={[words.title, words.origin(index.origin), words.exist(summary.existing, summary.groups)]} />
      </Masthead>
      <main>
        {index.refused.length > 0 && <p class="outside">{words.refused(index.refused.join(", "))}</p>}
        {names.length > 1 && <Overview deployments={index.deployments} position={position} columns={columns} isOpen />}
        {entry && <AuditedDeployment key={summary.name} entry={entry} />}
      </main>
    </>
  );
}

const marks = { closed: "✕", undecided: "?", "open-wider": "±", open: "✓" } as const;
const colours = { closed: "error", undecided: "warning", "open-wider": "warning", open: "added" } as const;

/** The number of flows in each state. */
function StateCounts({ states }: { readonly states: Readonly<Record<FlowState, number>> }) {
  const words = useTexts().page.audit;
  return (
    <>
      {flowStates
        .filter((state) => states[state] > 0)
        .map((state) => (
          <Fragment key={state}>
            <span class={`badge ${colours[state]}`}>
              <span aria-hidden="true">{marks[state]}</span> {words.states[state](states[state])}
            </span>{" "}
          </Fragment>
        ))}
    </>
  );
}

function AuditedDeployment({ entry }: { readonly entry: AuditEntry }) {
  const words = useTexts().page.audit;
  return (
    <>
      {entry.imports && (
        <section class="card" aria-labelledby="imports-heading">
          <h2 id="imports-heading">{words.imports}</h2>
          <pre lang="en">{entry.imports}</pre>
        </section>
      )}
      <FindingList findings={entry.findings} />
      <RequiredFlows entry={entry} />
      <UnrequiredList entry={entry} />
      <ExistingGroupList groups={entry.groups} />
      {entry.nodes && <NodeList nodes={entry.nodes} groups={entry.groups} />}
      {entry.blocked.length > 0 && <BlockList blocked={entry.blocked} />}
    </>
  );
}
