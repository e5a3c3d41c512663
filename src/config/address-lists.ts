/** The address lists of a config: those of all its files together, whatever file a binding is in. */
import { type Issue, type Path, problems } from "../errors";
import type { AddressEntries, AddressLists } from "../model/address-entries";
import { addressListName, addressListSchema } from "../model/address-list-schema";
import { isRecord } from "../model/is-record";
import { validate } from "../model/validate";
import { type ConfigDocument, placed } from "./config-document";

interface WrittenList {
  readonly document: ConfigDocument;
  readonly path: Path;
}

/** A list with mistakes has no addresses, so that each mistake is reported once. */
export function addressListsOf(documents: readonly ConfigDocument[]): {
  readonly lists: AddressLists;
  readonly issues: readonly Issue[];
} {
  const written = new Map<string, WrittenList>();
  const lists: Record<string, AddressEntries> = {};
  const issues: Issue[] = [];
  for (const document of documents) {
    const { value } = document;
    const { addresses } = isRecord(value) ? value : {};
    if (addresses === undefined) continue;
    const report = (found: readonly Issue[]) => {
      for (const issue of found) issues.push(placed(document, issue));
    };
    if (!isRecord(addresses)) {
      report([{ ...problems.wrongType("a map"), path: ["addresses"], received: addresses }]);
      continue;
    }
    for (const [name, entries] of Object.entries(addresses)) {
      const path = ["addresses", name];
      const named = validate(addressListName, name, path);
      if (named.issues) {
        report(named.issues.map((issue) => ({ ...issue, aboutKey: true })));
        continue;
      }
      const first = written.get(name);
      if (first) {
        report([{ ...problems.duplicateAddressList(placeText(first)), path }]);
        continue;
      }
      written.set(name, { document, path });
      const found = validate(addressListSchema, entries, path);
      if (found.issues) report(found.issues);
      lists[name] = found.value ?? {};
    }
  }
  return { lists, issues: [...issues, ...nestedIssues(lists, written)] };
}

/** Lists within lists: names that lead nowhere, and circles. Each list is visited once. */
function nestedIssues(lists: AddressLists, written: ReadonlyMap<string, WrittenList>): readonly Issue[] {
  const issues: Issue[] = [];
  const names = Object.keys(lists);
  const report = (name: string, index: number, issue: Omit<Issue, "path">) => {
    const { document, path } = written.get(name) as WrittenList;
    issues.push(placed(document, { ...issue, path: [...path, "addresses", index] } as Issue));
  };
  const done = new Set<string>();
  for (const start of names) {
    /** The lists from `start` to the current one, each with the position of the next list in it. */
    const open = done.has(start) ? [] : [{ name: start, next: 0 }];
    const depths = new Map([[start, 0]]);
    for (let current = open.at(-1); current; current = open.at(-1)) {
      const { name, next } = current;
      const inner = lists[name]?.addresses?.[next];
      current.next++;
      if (inner === undefined) {
        done.add(name);
        depths.delete(name);
        open.pop();
      } else if (!Object.hasOwn(lists, inner)) {
        report(name, next, { ...problems.unknownAddressList(inner, names), received: inner });
      } else if (depths.has(inner)) {
        report(
          name,
          next,
          problems.circularAddressList(circle(open.slice(depths.get(inner), (depths.get(inner) ?? 0) + 11), inner)),
        );
      } else if (!done.has(inner)) {
        depths.set(inner, open.length);
        open.push({ name: inner, next: 0 });
      }
    }
  }
  return issues;
}

/** The names of a circle of lists, shortened if there are many. */
function circle(lists: readonly { readonly name: string }[], first: string): readonly string[] {
  const names = lists.slice(0, 10).map(({ name }) => name);
  return [...names, ...(lists.length > 10 ? ["..."] : []), first];
}

function placeText({ document, path }: WrittenList): string {
  const { file, line, column } = document.placeOf(path, true);
  return `${file}:${line}:${column}`;
}
