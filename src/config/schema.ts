/** The config file: deployments, each with the stack it becomes. */
import { z } from "zod";
import { cnis } from "../catalog/cni";
import { problems } from "../errors";
import { checks } from "../lint/checks";
import { lintSchema } from "../model/acknowledgement";
import { clusterSchema, nameSchema, rancherNodesSchema, rancherServerSchema } from "../model/deployment";
import { options } from "../model/options";
import { placementShape } from "../model/placement";
import { text } from "../model/schema-parts";
import { cniSchema } from "../model/settings";

const region = text(
  (value) => (/^[a-z]{2,}(-[a-z]+)+-[0-9]+$/.test(value) ? undefined : problems.notRegion()),
  "us-east-1",
);
const endpoint = text(
  (value) => (/^https?:\/\/[^\s/]+\/?$/.test(value) && URL.canParse(value) ? undefined : problems.notUrl()),
  "http://127.0.0.1:5000",
);
const roleArn = text(
  (value) => (/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(value) ? undefined : problems.notRoleArn()),
  "arn:aws:iam::123456789012:role/deployer",
);
const providerVersion = text((value) => {
  const constraint = /^(=|!=|>|>=|<|<=|~>)?\s*\d+(\.\d+){0,2}$/;
  return value.split(",").every((part) => constraint.test(part.trim())) ? undefined : problems.notVersion();
}, "5.100.0");

/** Where Terraform keeps its state: `local` is a file beside the output folder. */
const stateSchema = z
  .union([
    z.enum(["local"]),
    z
      .strictObject({
        s3: z
          .strictObject({
            bucket: z
              .string()
              .min(3)
              .meta({ examples: ["my-terraform-state"] }),
            region,
            key: z.string().min(1).optional().describe("Default: rancher-sg/<stack>.tfstate."),
            lockFile: z
              .boolean()
              .default(true)
              .describe("Whether to lock with a file in the bucket of the state; needs Terraform 1.10. Default: true."),
            profile: z.string().optional(),
            kmsKeyId: z.string().optional(),
          })
          .optional(),
        cloud: z
          .strictObject({
            organization: z.string().meta({ examples: ["my-organization"] }),
            workspace: z.string().optional().describe("Default: the stack's name."),
            hostname: z.string().optional().describe("Default: app.terraform.io."),
          })
          .optional(),
      })
      .superRefine((state, context) => {
        if (Object.values(state).filter((kind) => kind !== undefined).length === 1) return;
        context.addIssue({ code: "custom", params: { problem: problems.oneState() } });
      }),
  ])
  .meta({ examples: ["{ s3: { bucket: my-terraform-state, region: us-east-1 } }"] });

/** Keys about the stack of a deployment; `defaults` may set any of them. A module needs no region and no VPC. */
const stackShape = {
  ...placementShape,
  stack: nameSchema
    .optional()
    .describe(
      "The Terraform stack of the deployment. Deployments of one account and region with the same `stack` share one state. Default: a separate stack, named like the deployment.",
    ),
  vpcId: placementShape.vpcId
    .optional()
    .describe("The VPC of the groups. Required in a stack; the default of the variable vpc_id in a module."),
  region: region.optional().describe("The region of the groups. Required in a stack; not used in a module."),
  profile: z
    .string()
    .optional()
    .describe("Profile of the AWS configuration. Default: Terraform's own search for credentials."),
  assumeRole: z
    .strictObject({ roleArn, sessionName: z.string().optional(), externalId: z.string().optional() })
    .optional()
    .describe("A role to take on before anything is done. Default: none."),
  state: stateSchema.default("local"),
  awsProviderVersion: providerVersion
    .optional()
    .describe("The pin written to required_providers. Default: that of the installed bindings."),
  endpoint: endpoint
    .optional()
    .describe(
      "URL of an AWS emulator, used for ec2, sts, iam and an s3 state with dummy credentials. Default: AWS itself.",
    ),
};

/** The stack, lint with the ids of the checks that there are, the former name, and what exists already. */
const configuredShape = {
  ...stackShape,
  lint: lintSchema(z.enum(checks.map(({ id }) => id))).optional(),
  movedFrom: nameSchema
    .optional()
    .describe(
      "The name that the deployment had in this stack before it was renamed: its groups and rules keep their state. Default: it was not renamed.",
    ),
  adopt: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The import map that `rancher-sg audit --imports` wrote: the next deploy takes over the groups and rules in it. The path starts at this file's folder. Default: none.",
    ),
};

/** The CNIs that there are. */
const cni = {
  cni: cniSchema(z.enum(cnis.map(({ name }) => name)))
    .optional()
    .describe(options.cni.text),
};

export const configuredDeploymentSchema = z.discriminatedUnion("type", [
  rancherNodesSchema.extend(configuredShape),
  clusterSchema.extend({ ...configuredShape, ...cni }),
  rancherServerSchema.extend({ ...configuredShape, ...cni }),
]);

/** A deployment together with the stack it becomes. */
export type ConfiguredDeployment = z.output<typeof configuredDeploymentSchema>;

/** A deployment whose region and VPC are known, as in every stack. */
export type PlacedDeployment = ConfiguredDeployment & { readonly region: string; readonly vpcId: string };

/** What `defaults` may set: anything of the stack, nothing of the deployment. */
export const defaultsSchema = z.strictObject({ ...stackShape, state: stateSchema }).partial();
export const inheritableKeys = Object.keys(stackShape);

/** The file around the deployments and the address lists, which are judged one by one. */
export const configFileSchema = z.strictObject({
  $schema: z.string().optional(),
  defaults: z.unknown().optional(),
  addresses: z.unknown().optional(),
  deployments: z.array(z.unknown()).min(1),
});
