/** Products and their catalogs: a catalog is the rows of a product that apply to one edition. */
import type { Catalog } from "../model/port-rule";
import { clamp, contains, firstEdition, neighbourOf, orderOf, type Versions } from "./edition";
import type { Provisioning, Row } from "./row";

/** The subject of catalogs, such as K3s clusters on custom nodes, in all editions of its documents. */
export interface Product extends Versions {
  /** The id and title of a catalog. `edition` is absent for the first edition of the product. */
  readonly named: (edition?: Edition) => Pick<Catalog, "id" | "title">;
  /** In the order of the catalog. */
  readonly rows: readonly Row[];
  /** Default: rows of every provisioning. */
  readonly provisioning?: Provisioning;
  readonly addresses?: Catalog["addresses"];
  /** Default: an edition starts at each version where a row starts to apply, or no longer applies. */
  readonly editions?: readonly string[];
}

export interface Edition {
  readonly since: string;
  /** Such as `2.9 to 2.11` or `2.9 and later`. */
  readonly versions: string;
}

/** The first version of each edition of a product. */
export function editionsOf(product: Product): readonly string[] {
  if (product.editions) return product.editions;
  const { since = firstEdition } = product;
  const starts = product.rows.flatMap((row) => [
    ...(row.since ? [row.since] : []),
    ...(row.until ? [neighbourOf(row.until, 1)] : []),
  ]);
  const known = [...new Set(starts)].filter((start) => contains(product, start) && orderOf(start) > orderOf(since));
  return [since, ...known.sort((a, b) => orderOf(a) - orderOf(b))];
}

/** The catalog of a version; of the nearest one that the product has if its documents do not cover the version. */
export function catalogOf(product: Product, version: string = firstEdition): Catalog {
  const { rows, provisioning, addresses = {} } = product;
  const covered = clamp(version, product);
  const isListed = (row: Row) =>
    contains(row, covered) && (row.provisioning === undefined || row.provisioning === provisioning);
  const rules = rows.filter(isListed).map(({ rule }) => rule);
  return { ...product.named(editionAt(product, covered)), addresses, rules };
}

/** The catalogs of every edition. */
export function catalogsOf(product: Product): readonly Catalog[] {
  return editionsOf(product).map((edition) => catalogOf(product, edition));
}

function editionAt(product: Product, version: string): Edition | undefined {
  const editions = editionsOf(product);
  const index = editions.findLastIndex((since) => orderOf(since) <= orderOf(version));
  const since = editions[index];
  if (index <= 0 || since === undefined) return undefined;
  const next = editions[index + 1];
  const until = next === undefined ? product.until : neighbourOf(next, -1);
  return { since, versions: until === undefined ? `${since} and later` : `${since} to ${until}` };
}
