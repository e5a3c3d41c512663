/** The config file: deployments, each with the stack it becomes. */
import { z } from "zod";
import { problems } from "../errors";
import { clusterSchema, rancherNodesSchema, rancherServerSchema } from "../model/deployment";
import { placementShape } from "../model/placement";
import { text } from "../model/text";

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
const stateSchema = z.union([
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
          /** Default: `rancher-sg/<deployment>.tfstate`. */
          key: z.string().min(1).optional(),
          /** Whether to lock with a file beside the state; needs Terraform 1.10. Default: true. */
          lockFile: z.boolean().default(true),
          profile: z.string().optional(),
          kmsKeyId: z.string().optional(),
        })
        .optional(),
      cloud: z
        .strictObject({
          organization: z.string().meta({ examples: ["my-organization"] }),
          /** Default: the deployment's name. */
          workspace: z.string().optional(),
          /** Default: app.terraform.io. */
          hostname: z.string().optional(),
        })
        .optional(),
    })
    .superRefine((state, context) => {
      if (Object.values(state).filter((kind) => kind !== undefined).length === 1) return;
      context.addIssue({ code: "custom", params: { problem: problems.oneState() } });
    }),
]);
export type State = z.output<typeof stateSchema>;

/** What a stack needs to know beside its security groups; `defaults` may set any of it. */
const stackShape = {
  ...placementShape,
  region,
  /** Profile of the AWS configuration. Default: Terraform's own search for credentials. */
  profile: z.string().optional(),
  /** A role to take on before anything is done. Default: none. */
  assumeRole: z
    .strictObject({ roleArn, sessionName: z.string().optional(), externalId: z.string().optional() })
    .optional(),
  state: stateSchema.default("local"),
  /** The pin written to required_providers. Default: that of the installed bindings. */
  awsProviderVersion: providerVersion.optional(),
  /** URL of an AWS emulator, used for ec2, sts, iam and an s3 state with dummy credentials. Default: AWS itself. */
  endpoint: endpoint.optional(),
};

export const configuredDeploymentSchema = z.discriminatedUnion("type", [
  rancherNodesSchema.extend(stackShape),
  clusterSchema.extend(stackShape),
  rancherServerSchema.extend(stackShape),
]);

/** A deployment together with the stack it becomes. */
export type ConfiguredDeployment = z.output<typeof configuredDeploymentSchema>;

const { state: _state, ...inheritable } = stackShape;
export const defaultsSchema = z.strictObject({ ...inheritable, state: stateSchema }).partial();

/** The file around the deployments, which are judged one by one. */
export const configFileSchema = z.strictObject({
  defaults: z.unknown().optional(),
  deployments: z.array(z.unknown()).min(1),
});
