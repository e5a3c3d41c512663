/** The config file's JSON Schema, so that editors complete and check it. Made from the schemas that check it here. */
import { z } from "zod";
import { configuredDeploymentSchema, defaultsSchema, inheritableKeys } from "./schema";

/** Host bits, unknown port rules, unbound parties and the like are beyond a JSON Schema: loading the file finds them. */
export function configJsonSchema(): object {
  const file = z
    .strictObject({
      $schema: z.string().optional(),
      defaults: defaultsSchema.optional().describe("What every deployment of this file has unless it says otherwise."),
      deployments: z.array(configuredDeploymentSchema).min(1).describe("Each becomes a stack of its own."),
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
