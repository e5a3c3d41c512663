/**
 * Deployments of different stacks that would keep their Terraform state in one place. The resources of one are not in the
 * stack of the other, so a deploy of one would destroy or replace the groups of the other.
 */
import type { Path } from "../errors";
import { isRecord } from "../model/is-record";
import { stackNameOf } from "../model/stack-member";
import type { Entry } from "./config-file";
import type { ConfiguredDeployment } from "./schema";

export interface SharedState {
  readonly first: Entry;
  readonly second: Entry;
  /** Of the two, the deployment whose key or workspace is written down; `second` if both are. */
  readonly writer: Entry;
  /** The path of that key or workspace within the config file: in the deployment, or in `defaults`. */
  readonly path: Path;
  /** The place of the second state, such as `s3://my-terraform-state/rancher.tfstate`. */
  readonly place: string;
  /** Whether the state of one deployment is the lock file of the other one's. */
  readonly isLock: boolean;
}

/**
 * Pairs of deployments with one state, or with a state that is the lock file of the other. Deployments that inherit one key
 * from `defaults` make one pair.
 */
export function sharedStates(entries: readonly Entry[]): readonly SharedState[] {
  const states = new Map<string, Entry>();
  const locks = new Map<string, Entry>();
  const found = new Map<string, SharedState>();
  for (const second of entries) {
    if (!second.plan) continue;
    const { place, state, lock } = placeOf(second.plan.deployment);
    const owner = states.get(state);
    const first = owner ?? locks.get(state) ?? (lock === undefined ? undefined : states.get(lock));
    if (!owner) states.set(state, second);
    if (lock !== undefined && !locks.has(lock)) locks.set(lock, second);
    // Deployments of one name are reported for their name.
    if (!first || first.name?.toLowerCase() === second.name?.toLowerCase()) continue;
    // One stack has one state; two deployments that make the same stack are reported for it.
    if (stackOf(first).toLowerCase() === stackOf(second).toLowerCase()) continue;
    const writer = writtenKey(second) ? second : first;
    const key = writtenKey(writer) ?? ["state"];
    const path = isInherited(writer) ? ["defaults", ...key] : [...writer.path, ...key];
    const { file } = writer.document.placeOf([]);
    const known = `${file} ${isInherited(writer) ? "defaults" : second.path.join(".")}`;
    if (!found.has(known)) found.set(known, { first, second, writer, path, place, isLock: owner === undefined });
  }
  return [...found.values()];
}

interface StatePlace {
  /** The text for the place in messages. */
  readonly place: string;
  /** Identifies the state: equal for two states in one place. */
  readonly state: string;
  /** Identifies the object with which Terraform locks the state, if that is an object next to it. */
  readonly lock?: string;
}

function placeOf({ state, endpoint, ...deployment }: ConfiguredDeployment): StatePlace {
  const name = stackNameOf(deployment);
  if (state === "local") return { place: `terraform.${name}.tfstate`, state: `local ${name.toLowerCase()}` };
  if (state.s3) {
    const { bucket, key = `rancher-sg/${name}.tfstate`, lockFile, region } = state.s3;
    const place = `s3://${bucket}/${key}`;
    const object = `${endpoint ? new URL(endpoint).origin : partitionOf(region)} ${place}`;
    return { place, state: object, ...(lockFile ? { lock: `${object}.tflock` } : {}) };
  }
  const { organization = "", workspace = name, hostname = "app.terraform.io" } = state.cloud ?? {};
  const place = `${hostname}/${organization}/${workspace}`;
  return { place, state: `cloud ${place.toLowerCase().replace(/^([^/]*):443\//, "$1/")}` };
}

/** The name of a bucket is unique within a partition of AWS. */
function partitionOf(region: string): string {
  return /^(cn|us-gov|us-iso\w*)-/.exec(region)?.[1] ?? "aws";
}

const stackOf = ({ plan }: Entry) => (plan ? stackNameOf(plan.deployment) : "");

/** The path of the key or workspace that a deployment states, if it states one. */
function writtenKey({ plan }: Entry): Path | undefined {
  const state = plan?.deployment.state;
  if (typeof state !== "object") return undefined;
  if (state.s3?.key !== undefined) return ["state", "s3", "key"];
  return state.cloud?.workspace === undefined ? undefined : ["state", "cloud", "workspace"];
}

/** Whether the state of a deployment is that of its file's `defaults`. */
function isInherited({ document, path }: Entry): boolean {
  const written = path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown>)?.[step],
    document.value,
  );
  return isRecord(written) && !Object.hasOwn(written, "state");
}
