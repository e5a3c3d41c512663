/**
 * Editions of the documents. A row or a table states the first and the last version that it applies to. Versions of
 * Rancher are compared by their minor version, versions of the node driver by their month.
 *
 *     contains({ since: "2.9", until: "2.11" }, "v2.10.3")  // true
 */
import { minorOf } from "../model/rancher-version";

/** A range of versions, both ends included: `2.9`, or `2022-05` for the node driver. Default: no limit. */
export interface Versions {
  readonly since?: string;
  readonly until?: string;
}

/** The edition of the first documents, which covers every version of Rancher 2 before the next edition. */
export const firstEdition = "2.x";

/** The last version of Rancher that launches RKE clusters, and runs on one, is 2.11. */
export const rkeVersions = { until: "2.11" } as const satisfies Versions;

/** The position of a version in the version order of its product. */
export function orderOf(version: string): number {
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(version) ?? [];
  return year ? Number(year) * 12 + Number(month) : (minorOf(version) ?? 0);
}

const startOf = ({ since }: Versions) => (since === undefined ? Number.NEGATIVE_INFINITY : orderOf(since));
const endOf = ({ until }: Versions) => (until === undefined ? Number.POSITIVE_INFINITY : orderOf(until));

/** Whether two ranges have a version in common. */
export function overlaps(one: Versions, other: Versions): boolean {
  return startOf(one) <= endOf(other) && startOf(other) <= endOf(one);
}

export const contains = (versions: Versions, version: string): boolean => containsOrder(versions, orderOf(version));

/** Like `contains`, but takes the position of a version. */
export function containsOrder(versions: Versions, order: number): boolean {
  return startOf(versions) <= order && order <= endOf(versions);
}

/** The version of Rancher before or after another one. */
export const neighbourOf = (version: string, step: 1 | -1): string => `2.${orderOf(version) + step}`;
