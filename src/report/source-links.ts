/** The addresses of the source of a table, as links. */
import type { TableReference } from "../model/port-rule";

/** One link for each page that the source names. A decision of this package is linked by its path. */
export function linksOf({ source, table }: TableReference): readonly string[] {
  if (source === "this package") return [table];
  const [, repository, commit] = /^([\w-]+\/[\w-]+)@(\S+)$/.exec(source) ?? [];
  if (repository) return [`https://github.com/${repository}/tree/${commit}`];
  const [, tracker] = /^([\w-]+\/[\w-]+)#\d/.exec(source) ?? [];
  if (!tracker) return [`https://${source}`];
  return [...source.matchAll(/#(\d+)/g)].map(([, number]) => `https://github.com/${tracker}/issues/${number}`);
}
