/** Applies the text of a suggested edit to a deployment, like a user who reads only the text. */
import { parse } from "yaml";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import type { Omission } from "../../src/model/layer";

type Map = Record<string, unknown>;

export function edited(deployment: Deployment, edit: string): Deployment {
  const copy = structuredClone(deployment) as unknown as Map & { rules: Map & { omit?: Omission[] }; parties?: Map };
  const [, restored] = /^remove (\S+) from rules\.omit$/.exec(edit) ?? [];
  if (restored !== undefined) {
    const kept = (copy.rules.omit ?? []).filter(
      (omission) => omission !== restored && (omission as { id?: string }).id !== restored,
    );
    if (kept.length > 0) copy.rules.omit = kept;
    else delete copy.rules.omit;
  } else if (edit.startsWith("remove ")) {
    for (const path of edit.slice("remove ".length).split(" and ")) {
      const keys = path.split(".");
      const last = keys.pop() as string;
      delete keys.reduce<Map>((at, key) => at[key] as Map, copy)[last];
    }
  } else {
    merge(copy, parse(edit) as Map);
  }
  return deploymentSchema.parse(copy);
}

/** Merges maps and extends lists; existing values stay. */
function merge(into: Map, more: Map): void {
  for (const [key, value] of Object.entries(more)) {
    const old = into[key];
    if (Array.isArray(old) && Array.isArray(value)) into[key] = [...old, ...value];
    else if (typeof old === "object" && old !== null && typeof value === "object") merge(old as Map, value as Map);
    else into[key] = value;
  }
}
