/** The config file's JSON Schema, so that editors complete and check it. Made from the schemas that check it here. */
import { parse } from "yaml";
import { z } from "zod";
import { addons } from "../catalog/addons";
import type { Addon } from "../catalog/addons/addon";
import { narrowablePortRules, portRulesOf } from "../catalog/places";
import type { AddonOption } from "../model/addon";
import { addonOptions } from "../model/addon-schema";
import { addressListName, addressListReference, addressListSchema } from "../model/address-list-schema";
import { outsideBindingSchema } from "../model/binding";
import { layerSchemaWith } from "../model/layer";
import type { PortRule } from "../model/port-rule";
import { nonEmptyList, recordOf } from "../model/schema-parts";
import type { Repository } from "../report/repository";
import { configuredDeploymentSchema, defaultsSchema, inheritableKeys } from "./schema";

/** Entries of `addons`: a literal name, alone if the add-on needs no options, or in a map with the options that it has. */
function addonEntries({ name, title, options = {} }: Addon): readonly z.ZodType[] {
  const entries = Object.entries(options) as [AddonOption, "required" | "optional"][];
  const shape = entries.map(([key, need]) => [
    key,
    need === "required" ? describedAs(addonOptions[key].unwrap(), addonOptions[key]) : addonOptions[key],
  ]);
  const map = z.strictObject({ name: z.literal(name), ...Object.fromEntries(shape) }).describe(title);
  const needsOptions = entries.some(([, need]) => need === "required");
  return needsOptions ? [map] : [z.literal(name).describe(title), map];
}

const addonEntry = z.union(addons.flatMap(addonEntries) as [z.ZodType, z.ZodType]);

/** A schema with the description and the examples of another one. */
function describedAs<S extends z.ZodType>(schema: S, original: z.ZodType): S {
  const { description = "", examples } = original.meta() ?? {};
  return schema.meta({ description, ...(examples ? { examples } : {}) });
}

/** An id of a port rule. An editor shows the purpose of each. The example is one that most users know. */
const idOf = (rules: readonly PortRule[], name: string) =>
  z.union(rules.map(({ id, purpose }) => z.literal(id).describe(purpose))).meta({
    id: name,
    examples: rules.filter(({ id }) => /rke2-kubelet|^rancher-nodes-ssh/.test(id)).map(({ id }) => id),
  });

/** A deployment with literal names of everything that is in the catalogs. */
function withNames(schema: (typeof configuredDeploymentSchema.options)[number]) {
  const { shape } = schema;
  const type = shape.type.value;
  const portRules = portRulesOf(type);
  return schema.extend({
    rules: describedAs(layerSchemaWith(idOf(portRules, `${type}-port-rule`)).default({}), shape.rules),
    ...("addons" in shape ? { addons: describedAs(nonEmptyList(addonEntry).optional(), shape.addons) } : {}),
    ...("sources" in shape
      ? {
          sources: describedAs(
            recordOf(idOf(narrowablePortRules(), "narrowable-port-rule"), outsideBindingSchema).default({}),
            shape.sources,
          ),
        }
      : {}),
  });
}

const deploymentSchemas = configuredDeploymentSchema.options.map(
  withNames,
) as unknown as typeof configuredDeploymentSchema.options;

/** Host bits, unbound parties, options that exclude each other and the like are beyond a JSON Schema: loading the file finds them. */
export function configJsonSchema({ files }: Repository): object {
  const file = z
    .strictObject({
      $schema: z
        .string()
        .meta({ examples: ["node_modules/rancher-security-groups/schema/rancher-sg.schema.json"] })
        .optional()
        .describe("The JSON Schema of the file, for editors. Default: none."),
      defaults: defaultsSchema
        .optional()
        .describe("Values for each deployment of this file that does not have the key. Default: none."),
      addresses: z
        .record(addressListName, addressListSchema)
        .optional()
        .meta({ examples: ["{ office: { cidrs: [203.0.113.0/24] } }"] })
        .describe(
          "Named lists of addresses, for every deployment of this file and of the other files of its folder. Default: none.",
        ),
      deployments: z
        .array(z.discriminatedUnion("type", deploymentSchemas))
        .min(1)
        .meta({ examples: ["[{ name: rancher-nodes, type: rancher-nodes, edition: 2025-09 }]"] })
        .describe("The deployments. Required, unless a file of a folder has `addresses` alone."),
    })
    .describe("Deployments of rancher-security-groups.");
  const schema = z.toJSONSchema(file, {
    io: "input",
    override: ({ jsonSchema, zodSchema }) => {
      // A program also passes the list itself.
      if ((zodSchema as unknown) === addressListReference) jsonSchema.type = "string";
      // Only what a program writes is read-only to an editor.
      delete jsonSchema.readOnly;
      // Examples are YAML. From the text of a map, an editor would offer a text in quotes.
      const { examples } = z.globalRegistry.get(zodSchema) ?? {};
      if (Array.isArray(examples))
        jsonSchema.examples = jsonSchema.type === "string" ? examples : examples.map((example) => parse(example));
      const isDeployment = jsonSchema.properties?.type !== undefined && jsonSchema.properties.vpcId !== undefined;
      // What `defaults` may set is not required of each deployment.
      if (isDeployment)
        jsonSchema.required = jsonSchema.required?.filter((key) => !inheritableKeys.includes(key)) ?? [];
    },
  });
  return {
    $id: `${files}/schema/rancher-sg.schema.json`,
    ...schema,
    required: [],
    anyOf: [{ required: ["deployments"] }, { required: ["addresses"] }],
  };
}
