/** Every deployment of the page, one line each. */
import type { ComponentChildren } from "preact";
import { type FindingCount, severities } from "../model/finding";
import { hashOf } from "./chosen-deployment";
import { ScrollBox } from "./scroll-box";
import { useTexts } from "./words";

interface ListedDeployment {
  readonly name: string;
  readonly findings: FindingCount;
}

/** A column between the name and the findings. */
export interface OverviewColumn<T> {
  readonly heading: string;
  readonly cell: (deployment: T) => ComponentChildren;
  /** Default: false. */
  readonly isNumber?: boolean;
}

interface OverviewProps<T> {
  readonly deployments: readonly T[];
  readonly position: number;
  readonly columns: readonly OverviewColumn<T>[];
  /** Default: false. */
  readonly isOpen?: boolean;
}

export function Overview<T extends ListedDeployment>({ deployments, position, columns, isOpen }: OverviewProps<T>) {
  const { page } = useTexts();
  const { overview } = page;
  return (
    <details class="card overview" open={isOpen}>
      <summary>
        <h2>{overview.all(deployments.length)}</h2>
      </summary>
      <ScrollBox label={overview.all(deployments.length)}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{overview.deployment}</th>
              {columns.map(({ heading, isNumber }) => (
                <th key={heading} scope="col" class={isNumber ? "number" : undefined}>
                  {heading}
                </th>
              ))}
              <th scope="col">{overview.findings}</th>
            </tr>
          </thead>
          <tbody>
            {deployments.map((deployment, index) => (
              <tr key={deployment.name}>
                <th scope="row">
                  <a href={hashOf(deployment.name)} aria-current={index === position ? "true" : undefined}>
                    {deployment.name}
                  </a>
                </th>
                {columns.map(({ heading, cell, isNumber }) => (
                  <td key={heading} class={isNumber ? "number" : undefined}>
                    {cell(deployment)}
                  </td>
                ))}
                <td>
                  {severities
                    .filter((severity) => deployment.findings[severity] > 0)
                    .map((severity) => (
                      <span key={severity} class={`badge ${severity}`}>
                        {page.findings.severities[severity]} {deployment.findings[severity]}
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
