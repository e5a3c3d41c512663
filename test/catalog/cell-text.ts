/** A cell of a table on one line, so that tables can be compared and read as lists. */
import type { Catalog, PortRule } from "../../src/model/port-rule";

export interface CellText {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
  readonly when?: readonly string[];
  readonly scope?: string;
}

export function cellText({ from, to, protocol, fromPort, toPort, when = [], scope = "network" }: CellText): string {
  return `${from} -> ${to} ${fromPort ?? "all"}-${toPort ?? "all"}/${protocol} ${[...when].sort().join("+")} ${scope}`;
}

/**
 * The cells of a catalog, without open egress, which is not in Rancher's tables. Every pair of parties is listed; for
 * local traffic, where both lists name the same parties, each party with itself.
 */
export function catalogCells({ rules }: Catalog): readonly string[] {
  return rules
    .filter(({ references }) => references.some(({ document }) => document.startsWith("Rancher")))
    .flatMap((rule) =>
      rule.from.flatMap((from) =>
        rule.to.filter((to) => isNamed(rule, from, to)).map((to) => ruleText(rule, from, to)),
      ),
    )
    .sort();
}

const isNamed = ({ scope, from: froms, to: tos }: PortRule, from: string, to: string) =>
  scope === "network" || from === to || froms.join() !== tos.join();

function ruleText({ protocol, ports, when, scope }: PortRule, from: string, to: string): string {
  const range = ports === "all" ? {} : { fromPort: ports.from, toPort: ports.to };
  // Not a footnote: without the party hostedNodes, the cell is as the matrix prints it.
  const footnotes = when.filter((condition) => condition !== "withoutHostedNodes");
  return cellText({ from, to, protocol: protocol === "all" ? "-1" : protocol, ...range, when: footnotes, scope });
}
