/** What the user has: the zod schemas are the definition, the types follow from them. */
import { z } from "zod";
import { type Problem, problems } from "../errors";
import { cidrProblem } from "./cidr";
import { clusterParties, creatableParties, type Party } from "./party";
import { isListToken, isToken } from "./token";

/** A text judged by `judge`, unless it is a token. */
function text(judge: (value: string) => Problem | undefined, example: string) {
  return z
    .string()
    .superRefine((value, context) => {
      const problem = isToken(value) ? undefined : judge(value);
      if (problem) context.addIssue({ code: "custom", params: { problem } });
    })
    .meta({ examples: [example] });
}

function awsId(prefix: string, what: string, example: string) {
  const shape = new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`);
  return text((id) => (shape.test(id) ? undefined : problems.notAwsId(what, example)), example);
}

/** A list of which `element` judges the members; a token for the whole list is refused by name. */
function list(element: z.ZodType<string>) {
  return z
    .array(element)
    .min(1)
    .superRefine((values, context) => {
      if (values.some(isListToken)) context.addIssue({ code: "custom", params: { problem: problems.listToken() } });
    });
}

const vpcIdSchema = awsId("vpc", "a VPC", "vpc-0a1b2c3d4e5f60718");
const securityGroupId = awsId("sg", "a security group", "sg-0123456789abcdef0");
const prefixListId = awsId("pl", "a prefix list", "pl-0123456789abcdef0");
const cidr = text(cidrProblem, "203.0.113.0/24");

const addressKeys = ["cidrs", "prefixListIds", "securityGroupIds"] as const;
const bindingKeys = ["create", "securityGroupId", ...addressKeys] as const;

const bindingObject = z
  .strictObject({
    create: z.literal(true).optional(),
    securityGroupId: securityGroupId.optional(),
    manageRules: z.boolean().optional(),
    cidrs: list(cidr).optional(),
    prefixListIds: list(prefixListId).optional(),
    securityGroupIds: list(securityGroupId).optional(),
  })
  .superRefine((binding, context) => {
    const used = bindingKeys.filter((key) => binding[key] !== undefined);
    const add = (problem: Problem) => context.addIssue({ code: "custom", params: { problem } });
    if (binding.manageRules !== undefined && !binding.securityGroupId) add(problems.manageWithoutGroup());
    else if (used.length === 0) add(problems.emptyBinding(bindingKeys));
    if (binding.create && used.length > 1) add(problems.createAlone());
  });

/** What a party is in AWS. */
export const bindingSchema = z.union([z.enum(["anywhere", "none"]), bindingObject]);
export type Binding = z.output<typeof bindingSchema>;

/** What a party outside the deployment is in AWS: no group of ours. */
const outsideBindingSchema = bindingSchema.superRefine((binding, context) => {
  if (typeof binding === "object" && (binding.create || binding.manageRules)) {
    context.addIssue({ code: "custom", params: { problem: problems.notOurs() } });
  }
});

function bindingOf(party: Party) {
  return creatableParties.includes(party) ? bindingSchema : outsideBindingSchema;
}

type ClusterParty = (typeof clusterParties)[number];
const partiesShape = Object.fromEntries(clusterParties.map((party) => [party, bindingOf(party).optional()])) as {
  readonly [party in ClusterParty]: z.ZodOptional<typeof bindingSchema>;
};

const nameRule = "use letters, digits, - and _, starting with a letter, at most 200";
const name = text(
  (value) => (/^[A-Za-z][A-Za-z0-9_-]{0,199}$/.test(value) ? undefined : problems.notName(nameRule)),
  "production",
);

const groupNameRule = "use letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*";
const groupName = text(
  (value) => (/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/.test(value) ? undefined : problems.notName(groupNameRule)),
  "rancher-nodes",
);

export const rancherNodesSchema = z.strictObject({
  type: z.literal("rancher-nodes"),
  name,
  /** The name the EC2 node driver looks for. Default: `rancher-nodes`. */
  groupName: groupName.default("rancher-nodes"),
  /** Narrows who may use a world-open port rule, by its id. Default: anywhere, as documented. */
  sources: z.record(z.string(), outsideBindingSchema).default({}),
  egress: z.literal("all").default("all"),
});

export const clusterSchema = z.strictObject({
  type: z.literal("cluster"),
  name,
  /** How the nodes come to be: made by a node driver, or registered by hand. */
  provisioning: z.enum(["node-pools", "custom"]),
  /** The load balancer or proxy in front of the Rancher nodes. Default: none. */
  loadBalancer: z.strictObject({ terminatesTls: z.boolean() }).optional(),
  /** `all`: any outbound traffic. `required`: the outbound side of the tables and nothing else. Default: `all`. */
  egress: z.enum(["all", "required"]).default("all"),
  /** What each party is in AWS. Node roles, and the load balancer if there is one, default to `create: true`. */
  parties: z.strictObject(partiesShape).default({}),
});

export const deploymentSchema = z.discriminatedUnion("type", [rancherNodesSchema, clusterSchema]);

export type RancherNodesDeployment = z.output<typeof rancherNodesSchema>;
export type ClusterDeployment = z.output<typeof clusterSchema>;
/** Input of the projection. */
export type Deployment = z.output<typeof deploymentSchema>;
/** A deployment as a user writes it, before defaults. */
export type DeploymentInput = z.input<typeof deploymentSchema>;
export type ClusterDeploymentInput = z.input<typeof clusterSchema>;

/** Limits of EC2 tags; the key `rancher-nodes` is the node driver's own. */
const tagKey = text((key) => {
  if (key === "rancher-nodes") return problems.driverTag();
  if (key.length === 0 || key.length > 128) return problems.tag("a key has 1 to 128 characters");
  return key.toLowerCase().startsWith("aws:") ? problems.tag("keys that start with aws: are AWS's own") : undefined;
}, "team");
const tagValue = text(
  (value) => (value.length > 256 ? problems.tag("a value has at most 256 characters") : undefined),
  "platform",
);

/** Where the groups of a deployment go, and what they carry. */
export const placementShape = { vpcId: vpcIdSchema, tags: z.record(tagKey, tagValue).optional() };
export const placementSchema = z.strictObject(placementShape);
