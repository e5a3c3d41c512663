/** The key `addons`, as a user writes it. The catalogs know which add-ons exist, and where. */
import { z } from "zod";
import type { AddonChoice, AddonOption } from "./addon";
import { narrowedBindingSchema } from "./binding";
import type { AddonName } from "./catalog-names";
import { tcpPortsSchema } from "./ports-schema";
import { nonEmptyList, text } from "./schema-parts";

/** The options that add-ons can have. Each add-on has few of them. */
export const addonOptions = {
  from: narrowedBindingSchema
    .optional()
    .describe("The sources of the traffic. Default: the parties that the add-on has as sources."),
  to: narrowedBindingSchema.optional().describe("The destinations of the traffic; `none` declines the add-on."),
  ports: z
    .strictObject({ tcp: nonEmptyList(tcpPortsSchema).optional(), udp: nonEmptyList(tcpPortsSchema).optional() })
    .optional()
    .describe("The ports of the traffic, by protocol."),
} satisfies Readonly<Record<AddonOption, z.ZodType>>;

const name = text(() => undefined, "monitoring") as unknown as z.ZodType<string, AddonName>;
const addonSchema = z
  .union([name, z.strictObject({ name, ...addonOptions })])
  .meta({ examples: ["{ name: registries, to: anywhere }"] })
  .transform((addon) => (typeof addon === "string" ? { name: addon } : addon) as AddonChoice);

/** The key `addons` of a deployment. An entry is a name, or a map with a name and options. */
export const addonsSchema = nonEmptyList(addonSchema)
  .optional()
  .describe(
    "Add-ons of the cluster that use ports of its nodes: names, or `{ name, ...options }`. docs/ports.md lists them. Default: none.",
  );
