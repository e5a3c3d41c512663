/** The config file's JSON Schema, so that editors complete and check it. Made from the schemas that check it here. */
import { z } from "zod";
import { addons } from "../catalog/addons";
import type { Addon } from "../catalog/addons/addon";
import type { AddonOption } from "../model/addon";
import { addonOptions, addonsSchema } from "../model/addon-schema";
import { configuredDeploymentSchema, defaultsSchema, inheritableKeys } from "./schema";

/** Entries of `addons`: a literal name, alone if the add-on needs no options, or in a map with the options that it has. */
function addonEntries({ name, title, options = {} }: Addon): readonly z.ZodType[] {
  const entries = Object.entries(options) as [AddonOption, "required" | "optional"][];
  const shape = entries.map(([key, need]) => [
    key,
    need === "required" ? addonOptions[key].unwrap() : addonOptions[key],
  ]);
  const map = z.strictObject({ name: z.literal(name), ...Object.fromEntries(shape) }).describe(title);
  const needsOptions = entries.some(([, need]) => need === "required");
  return needsOptions ? [map] : [z.literal(name).describe(title), map];
}

const addonEntry = z.union(addons.flatMap(addonEntries) as [z.ZodType, z.ZodType]);
const deploymentSchemas = configuredDeploymentSchema.options.map((schema) =>
  "addons" in schema.shape
    ? schema.extend({
        addons: z
          .array(addonEntry)
          .min(1)
          .optional()
          .describe(addonsSchema.description ?? ""),
      })
    : schema,
) as unknown as typeof configuredDeploymentSchema.options;

/** Host bits, unknown port rules, unbound parties and the like are beyond a JSON Schema: loading the file finds them. */
export function configJsonSchema(): object {
  const file = z
    .strictObject({
      $schema: z.string().optional(),
      defaults: defaultsSchema.optional().describe("What every deployment of this file has unless it says otherwise."),
      deployments: z
        .array(z.discriminatedUnion("type", deploymentSchemas))
        .min(1)
        .describe("Each becomes a separate stack."),
    })
    .meta({ title: "Deployments of rancher-security-groups" });
  return z.toJSONSchema(file, {
    io: "input",
    override: ({ jsonSchema }) => {
      // Only what a program writes is read-only to an editor.
      delete jsonSchema.readOnly;
      const isDeployment = jsonSchema.properties?.type !== undefined && jsonSchema.properties.vpcId !== undefined;
      // What `defaults` may set is not required of each deployment.
      if (isDeployment)
        jsonSchema.required = jsonSchema.required?.filter((key) => !inheritableKeys.includes(key)) ?? [];
    },
  });
}
