/** The page about the deployments of a config: a list of all, and one of them in full. */
import { useEffect, useMemo } from "preact/hooks";
import type { PageIndex, ReportEntry, ReportSummary } from "../report/page/page-data";
import { useBlock } from "./blocks";
import { useChosenDeployment } from "./chosen-deployment";
import { DeploymentView } from "./deployment-view";
import { Facts } from "./facts";
import { Masthead } from "./masthead";
import { Overview, type OverviewColumn } from "./overview";
import { useTexts } from "./words";

export function ReportPage({ index }: { readonly index: PageIndex & { readonly kind: "report" } }) {
  const { page } = useTexts();
  const names = useMemo(() => index.deployments.map(({ name }) => name), [index]);
  const [position, choose] = useChosenDeployment(names);
  const summary = index.deployments[position];
  const entry = useBlock<ReportEntry>(position);
  useEffect(() => {
    document.title = summary ? `${summary.name} – ${page.reportTitle}` : page.reportTitle;
  }, [summary]);
  if (!summary) return null;
  const { overview, kinds } = page;
  const columns: readonly OverviewColumn<ReportSummary>[] = [
    { heading: overview.kind, cell: ({ kind }) => kinds[kind] },
    { heading: overview.region, cell: ({ region }) => region },
    { heading: overview.groups, cell: ({ groups }) => groups, isNumber: true },
    { heading: overview.rules, cell: ({ rules }) => rules, isNumber: true },
    { heading: overview.open, cell: ({ open }) => open, isNumber: true },
  ];
  const place = [page.kinds[summary.kind], entry?.deployment.region, entry?.deployment.vpcId].flatMap(
    (fact) => fact ?? [],
  );
  return (
    <>
      <Masthead heading={summary.name} names={names} position={position} choose={choose}>
        <Facts facts={place} />
        <Facts
          facts={(["groups", "rules", "open"] as const).map((what) => page.overview.counts[what](summary[what]))}
        />
      </Masthead>
      <main>
        {names.length > 1 && <Overview deployments={index.deployments} position={position} columns={columns} />}
        {entry && <DeploymentView key={summary.name} entry={entry} />}
      </main>
    </>
  );
}
