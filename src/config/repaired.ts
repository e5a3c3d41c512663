/** Lets further checks run on a deployment whose shape is wrong, so that one run shows every mistake. */
import type { Issue } from "../errors";
import { creatableParties, type Party } from "../model/party";

/** Stand-ins for values whose absence would be, or cause, a mistake of its own. */
const standIns: Readonly<Record<string, unknown>> = {
  name: "unnamed",
  region: "us-east-1",
  vpcId: "vpc-00000000",
  provisioning: "node-pools",
  loadBalancer: { terminatesTls: true },
};

/** The deployment as it would be without the values that `issues` are about. */
export function repaired(raw: unknown, issues: readonly Issue[]): unknown {
  const copy: unknown = structuredClone(raw);
  if (!isMap(copy)) return copy;
  for (const { path, code } of issues) {
    const [key, party] = path as [string, string?];
    const bindings = copy[key];
    const isBinding = (key === "parties" || key === "sources") && party !== undefined && isMap(bindings);
    if (isBinding) {
      // What is bound wrongly is bound all the same: nobody wants to hear that it is not. Our own groups bind themselves.
      const needsNone = !(path.length === 2 && code === "unknown-key") && !creatableParties.includes(party as Party);
      if (needsNone) bindings[party] = "none";
      else delete bindings[party];
    } else if (standIns[key]) copy[key] = standIns[key];
    else delete copy[key];
  }
  return copy;
}

/** Whether a value is a map of YAML. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
