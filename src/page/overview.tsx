/** Every deployment of the page, one line each. */
import { severities } from "../model/finding";
import type { ReportSummary } from "../report/page/page-data";
import { hashOf } from "./chosen-deployment";
import { ScrollBox } from "./scroll-box";
import { useTexts } from "./words";

interface OverviewProps {
  readonly deployments: readonly ReportSummary[];
  readonly position: number;
}

export function Overview({ deployments, position }: OverviewProps) {
  const { page } = useTexts();
  const { overview } = page;
  return (
    <details class="card overview">
      <summary>
        <h2>{overview.all(deployments.length)}</h2>
      </summary>
      <ScrollBox label={overview.all(deployments.length)}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{overview.deployment}</th>
              <th scope="col">{overview.kind}</th>
              <th scope="col">{overview.region}</th>
              <th scope="col" class="number">
                {overview.groups}
              </th>
              <th scope="col" class="number">
                {overview.rules}
              </th>
              <th scope="col" class="number">
                {overview.open}
              </th>
              <th scope="col">{overview.findings}</th>
            </tr>
          </thead>
          <tbody>
            {deployments.map(({ name, kind, region, groups, rules, open, findings }, index) => (
              <tr key={name}>
                <th scope="row">
                  <a href={hashOf(name)} aria-current={index === position ? "true" : undefined}>
                    {name}
                  </a>
                </th>
                <td>{page.kinds[kind]}</td>
                <td>{region}</td>
                <td class="number">{groups}</td>
                <td class="number">{rules}</td>
                <td class="number">{open}</td>
                <td>
                  {severities
                    .filter((severity) => findings[severity] > 0)
                    .map((severity) => (
                      <span key={severity} class={`badge ${severity}`}>
                        {page.findings.severities[severity]} {findings[severity]}
                      </span>
                    ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </details>
  );
}
