/** Add-ons of a deployment. Apart from their schema, so that a web page needs no zod. */
import type { Binding } from "./binding";
import type { PortRange } from "./ports";

/** The names of the options that add-ons can have. Each add-on has few of them. */
export type AddonOption = "from" | "to" | "ports";

/** An add-on of a deployment, with its options. */
export interface AddonChoice {
  /** As in `addons: [monitoring]`. */
  readonly name: string;
  /** The sources of the traffic. Default: the parties that the add-on has as sources. */
  readonly from?: Binding | undefined;
  /** The destinations of the traffic. */
  readonly to?: Binding | undefined;
  /** The ports of the traffic, by protocol. */
  readonly ports?: Partial<Readonly<Record<"tcp" | "udp", readonly PortRange[] | undefined>>> | undefined;
}

/** The add-on as the deployment has it; undefined if the deployment does not have it. */
export function addonIn(
  deployment: { readonly addons?: readonly AddonChoice[] | undefined } | object,
  name: string | undefined,
): AddonChoice | undefined {
  return "addons" in deployment ? deployment.addons?.find((addon) => addon.name === name) : undefined;
}
