import { catalogs } from "../../src/catalog";
import type { Catalog } from "../../src/model/port-rule";

/** @throws Error if there is no such catalog. */
export function catalogById(id: string): Catalog {
  const catalog = catalogs.get(id);
  if (!catalog) throw new Error(`no catalog has the id ${id}; known ids: ${[...catalogs.keys()].join(", ")}`);
  return catalog;
}
