/** Products and their catalogs: a catalog is the rows of a product that apply to one edition. */
import type { Catalog } from "../model/port-rule";
import { contains, containsOrder, firstEdition, neighbourOf, orderOf, type Versions } from "./edition";
import type { Provisioning, Row } from "./row";

/** A product that has catalogs, such as K3s clusters on custom nodes, in all editions of its documents. */
export interface Product extends Versions {
  /** The id and title of a catalog. `edition` is absent for the first edition of the product. */
  readonly named: (edition?: Edition) => Pick<Catalog, "id" | "title">;
  /** In the order of the catalog. */
  readonly rows: readonly Row[];
  /** Default: includes the rows of every provisioning. */
  readonly provisioning?: Provisioning;
  /** Addresses that some editions of the document print. Default: none. */
  readonly printed?: PrintedAddresses;
  /** Default: an edition starts at each version in which a row starts or stops to apply. */
  readonly editions?: readonly string[];
}

/** Addresses that the document prints for parties, and the versions whose editions print them. */
export interface PrintedAddresses extends Versions {
  readonly addresses: Catalog["addresses"];
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

interface EditionCatalog {
  readonly start: number;
  readonly catalog: Catalog;
}

/** Cache of the catalogs of each product. */
const made = new WeakMap<Product, readonly EditionCatalog[]>();

function editionCatalogs(product: Product): readonly EditionCatalog[] {
  const known = made.get(product);
  if (known) return known;
  const { named, rows, printed } = product;
  const catalogs = editionsOf(product).map((since, index, editions) => {
    const edition = index > 0 ? { since, versions: versionsText(since, editions[index + 1], product) } : undefined;
    const start = orderOf(since);
    const rules = rows.filter((row) => isListed(row, start, product)).map(({ rule }) => rule);
    const addresses = printed && containsOrder(printed, start) ? printed.addresses : {};
    return { start, catalog: { ...named(edition), addresses, rules } };
  });
  made.set(product, catalogs);
  return catalogs;
}

/** The catalogs of every edition. */
export function catalogsOf(product: Product): readonly Catalog[] {
  return editionCatalogs(product).map(({ catalog }) => catalog);
}

/** The catalog of a version. If the version is earlier than all editions, the catalog of the first edition. */
export function catalogOf(product: Product, version: string = firstEdition): Catalog {
  const catalogs = editionCatalogs(product);
  const order = orderOf(version);
  const found = catalogs.findLast(({ start }) => start <= order) ?? catalogs[0];
  return (found as EditionCatalog).catalog;
}

function isListed(row: Row, order: number, { provisioning }: Product): boolean {
  return containsOrder(row, order) && (row.provisioning === undefined || row.provisioning === provisioning);
}

function versionsText(since: string, next: string | undefined, product: Product): string {
  const until = next === undefined ? product.until : neighbourOf(next, -1);
  return until === undefined ? `${since} and later` : `${since} to ${until}`;
}
