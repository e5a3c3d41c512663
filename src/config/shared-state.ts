/**
 * Deployments that would keep their Terraform state in one place. Their stacks have equal resource addresses, so a deploy
 * of one would replace the groups of the other.
 */
import type { Path } from "../errors";
import { isMap } from "../model/map";
import type { Entry } from "./config-file";
import type { ConfiguredDeployment } from "./schema";

export interface SharedState {
  readonly first: Entry;
  readonly second: Entry;
  /** Of the two, the deployment whose key or workspace is written down; `second` if both are. */
  readonly writer: Entry;
  /** The path of that key or workspace within the config file: in the deployment, or in `defaults`. */
  readonly path: Path;
  /** The state's place, such as `s3://my-terraform-state/rancher.tfstate`. */
  readonly place: string;
}

/** Each deployment whose state is also that of an earlier one; once for all that inherit one key from `defaults`. */
export function sharedStates(entries: readonly Entry[]): readonly SharedState[] {
  const owners = new Map<string, Entry>();
  const found = new Map<string, SharedState>();
  for (const second of entries) {
    if (!second.plan) continue;
    const { objects, place } = stateOf(second.plan.deployment);
    const first = objects.map((object) => owners.get(object)).find((owner) => owner !== undefined);
    for (const object of objects) if (!owners.has(object)) owners.set(object, second);
    // Deployments of one name are reported for their name.
    if (!first || first.name?.toLowerCase() === second.name?.toLowerCase()) continue;
    const writer = writtenKey(second) ? second : first;
    const key = writtenKey(writer) ?? ["state"];
    const path = isInherited(writer) ? ["defaults", ...key] : [...writer.path, ...key];
    const { file } = writer.document.placeOf([]);
    const known = `${file} ${isInherited(writer) ? "defaults" : second.path.join(".")}`;
    if (!found.has(known)) found.set(known, { first, second, writer, path, place });
  }
  return [...found.values()];
}

/** The objects that a state occupies: the same text for the same one. */
function stateOf({ name, state, endpoint = "" }: ConfiguredDeployment) {
  if (state === "local") return { objects: [`local ${name.toLowerCase()}`], place: `terraform.${name}.tfstate` };
  if (state.s3) {
    const { bucket, key = `rancher-sg/${name}.tfstate`, lockFile } = state.s3;
    const object = `${endpoint} s3://${bucket}/${key}`;
    // Terraform locks with an object next to the state.
    return { objects: [object, ...(lockFile ? [`${object}.tflock`] : [])], place: `s3://${bucket}/${key}` };
  }
  const { organization = "", workspace = name, hostname = "app.terraform.io" } = state.cloud ?? {};
  const place = `${hostname}/${organization}/${workspace}`;
  return { objects: [`cloud ${place.toLowerCase()}`], place };
}

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
  return isMap(written) && !Object.hasOwn(written, "state");
}
