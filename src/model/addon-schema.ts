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
    .describe("The sources of the traffic. Default: the source parties of the add-on."),
  to: narrowedBindingSchema.optional().describe("The destinations of the traffic. `none`: the add-on has no rules."),
  ports: z
    .strictObject({
      tcp: nonEmptyList(tcpPortsSchema).optional().describe("TCP ports. Default: none."),
      udp: nonEmptyList(tcpPortsSchema).optional().describe("UDP ports. Default: none."),
    })
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
  .meta({ examples: ["[monitoring, { name: registries, to: anywhere }]"] })
  .describe(
    "Software on the nodes, and destinations outside the cluster, that need ports which the tables leave out: names, or `{ name, ...options }`. docs/ports.md lists them. Default: none.",
  );
