/** Lets further checks run on a deployment whose shape is wrong, so that one run shows every mistake. */
import type { Issue } from "../errors";
import { isRecord } from "../model/is-record";
import { isCreatedByDefault, type Party } from "../model/party";
import { rancherNodesEditions } from "../model/rancher-nodes-edition";

/** Stand-ins for values whose absence would be, or cause, a mistake of its own. */
const standIns: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["name", "unnamed"],
  ["provisioning", "node-pools"],
  ["distribution", "rke2"],
  ["rancherVersion", "2.x"],
  ["edition", Object.keys(rancherNodesEditions).at(-1)],
  ["loadBalancer", { terminatesTls: true }],
]);

/** Stand-ins for options of add-ons. */
const addonStandIns: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["from", "none"],
  ["to", "none"],
  ["ports", { tcp: [1] }],
]);

/** The deployment as it would be without the values that `issues` are about. */
export function repaired(raw: unknown, issues: readonly Issue[]): unknown {
  const copy: unknown = structuredClone(raw);
  if (!isRecord(copy)) return copy;
  for (const { path, code } of issues) {
    const [key, inner] = path as [string, string?];
    const map = copy[key];
    const [addon, option] = [key === "addons" && Array.isArray(map) ? map[Number(inner)] : undefined, `${path[2]}`];
    if (["parties", "sources", "ports", "rules"].includes(key) && inner !== undefined && isRecord(map)) {
      // What is bound wrongly is bound all the same: nobody wants to hear that it is not. Our own groups bind themselves.
      const isUnknown = path.length === 2 && code === "unknown-key";
      const isOwn = isCreatedByDefault(inner as Party, copy.type as "cluster");
      const isBinding = key === "sources" || (key === "parties" && !isOwn);
      if (isBinding && !isUnknown) map[inner] = "none";
      else delete map[inner];
    } else if (isRecord(addon) && addonStandIns.has(option)) {
      addon[option] = addonStandIns.get(option);
    } else if (standIns.has(key)) copy[key] = standIns.get(key);
    else delete copy[key];
  }
  return copy;
}
