/** The table of add-ons in docs/config.md. Their port rules are in docs/ports.md. */
import { addons } from "../catalog/addons";
import type { Addon } from "../catalog/addons/addon";
import type { Distribution } from "../catalog/cni/cni";
import { addonRows } from "../catalog/products";
import { distributionTitles } from "../catalog/settings";
import { compactTable } from "./markdown-table";
import { trafficText, versionsText } from "./ports-docs";

const distributions = Object.keys(distributionTitles) as Distribution[];

/** One row for each add-on: its title, where it exists, its options, and what it opens. */
export function addonTable(): string {
  const rows = addons.map((addon) => [
    `[\`${addon.name}\`](ports.md#add-on-${addon.name})`,
    addon.title,
    placesOf(addon),
    optionsOf(addon),
    trafficOf(addon),
  ]);
  return compactTable(["add-on", "meaning", "only on", "options", "opens, by Rancher version"], rows);
}

/** The distributions and CNIs that have the add-on; empty if all of them have it. */
function placesOf({ on, cnis = [] }: Addon): string {
  const having = distributions.filter((distribution) => on[distribution]).map((name) => distributionTitles[name]);
  return [...(having.length < distributions.length ? having : []), ...cnis.map((name) => `\`cni: ${name}\``)].join(
    ", ",
  );
}

function optionsOf({ options = {} }: Addon): string {
  return Object.entries(options)
    .map(([key, need]) => `\`${key}\` (${need})`)
    .join(", ");
}

function trafficOf(addon: Addon): string {
  if (addon.options?.ports) return "the ports in `ports`";
  const rows = distributions.flatMap((distribution) => addonRows(addon, distribution));
  const texts = rows.map(({ rule, ...versions }) => {
    const only = versionsText(versions);
    return only === "" ? trafficText(rule) : `${trafficText(rule)} (${only})`;
  });
  return [...new Set(texts)].join(", ");
}
