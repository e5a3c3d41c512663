/** Lets further checks run on a deployment whose shape is wrong, so that one run shows every mistake. */
import type { Issue } from "../errors";

/** Stand-ins for values that a deployment cannot do without. */
const standIns: Readonly<Record<string, string>> = { name: "unnamed", region: "us-east-1", vpcId: "vpc-00000000" };

/** The deployment as it would be without the values that `issues` are about. */
export function repaired(raw: unknown, issues: readonly Issue[]): unknown {
  const copy: unknown = structuredClone(raw);
  for (const { path, code } of issues) {
    // A party that is bound wrongly is bound all the same: nobody wants to hear that it is not.
    const isBinding = path[0] === "parties" && path.length > 1 && !(path.length === 2 && code === "unknown-key");
    const at = isBinding ? path.slice(0, 2) : path.slice(0, 1);
    const parent = at.slice(0, -1).reduce<unknown>((node, step) => (isMap(node) ? node[step] : undefined), copy);
    const key = at.at(-1);
    if (!isMap(parent) || key === undefined) continue;
    const standIn = isBinding ? "none" : standIns[key];
    if (standIn) parent[key] = standIn;
    else delete parent[key];
  }
  return copy;
}

function isMap(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
