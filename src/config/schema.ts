/** The config file: deployments, each with the stack it becomes. */
import { z } from "zod";
import { problems } from "../errors";
import { clusterSchema, placementShape, rancherNodesSchema } from "../model/deployment";

const region = z
  .string()
  .superRefine((value, context) => {
    if (/^[a-z]{2,}(-[a-z]+)+-[0-9]+$/.test(value)) return;
    context.addIssue({ code: "custom", params: { problem: problems.notRegion() } });
  })
  .meta({ examples: ["us-east-1"] });

const endpoint = z.string().superRefine((value, context) => {
  if (/^https?:\/\/[^\s/]+\/?$/.test(value) && URL.canParse(value)) return;
  context.addIssue({ code: "custom", params: { problem: problems.notUrl() } });
});

const providerVersion = z.string().superRefine((value, context) => {
  const constraint = /^(=|!=|>|>=|<|<=|~>)?\s*\d+(\.\d+){0,2}$/;
  if (value.split(",").every((part) => constraint.test(part.trim()))) return;
  context.addIssue({ code: "custom", params: { problem: problems.notVersion() } });
});

const stackShape = {
  ...placementShape,
  region,
  /** The pin written to required_providers. Default: that of the installed bindings. */
  awsProviderVersion: providerVersion.optional(),
  /** URL of an AWS emulator, used for ec2, sts and iam with dummy credentials. Default: AWS itself. */
  endpoint: endpoint.optional(),
};

export const configuredDeploymentSchema = z.discriminatedUnion("type", [
  rancherNodesSchema.extend(stackShape),
  clusterSchema.extend(stackShape),
]);

/** A deployment together with the stack it becomes. */
export type ConfiguredDeployment = z.output<typeof configuredDeploymentSchema>;

/** The file around the deployments, which are judged one by one. */
export const configFileSchema = z.strictObject({ deployments: z.array(z.unknown()).min(1) });
