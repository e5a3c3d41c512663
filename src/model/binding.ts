/** What a party is in AWS: a group we create, an existing group, another deployment's group, addresses, or nothing. */
import { z } from "zod";
import { problems } from "../errors";
import { cidrProblem } from "./cidr";
import { awsId, judged, list, text } from "./text";

const securityGroupId = awsId("sg", "a security group", "sg-0123456789abcdef0");
const prefixListId = awsId("pl", "a prefix list", "pl-0123456789abcdef0");
export const cidrSchema = text(cidrProblem, "203.0.113.0/24");

const groupKeys = ["create", "securityGroupId", "deployment"] as const;
const addressKeys = ["cidrs", "prefixListIds", "securityGroupIds"] as const;
const keys = [...groupKeys, ...addressKeys] as const;

const bindingMap = z
  .strictObject({
    create: z.literal(true).optional().describe("A group of this deployment."),
    securityGroupId: securityGroupId.optional().describe("An existing group."),
    deployment: z.string().optional().describe("The group that another deployment of the same app has for the party."),
    manageRules: z
      .boolean()
      .optional()
      .describe("Whether to write rules into that group, beside those it has. Default: false."),
    cidrs: list(cidrSchema).optional(),
    prefixListIds: list(prefixListId).optional(),
    securityGroupIds: list(securityGroupId).optional(),
  })
  .superRefine((binding, context) => {
    const groups = groupKeys.filter((key) => binding[key] !== undefined);
    const isBound = keys.some((key) => binding[key] !== undefined);
    const isElsewhere = binding.securityGroupId !== undefined || binding.deployment !== undefined;
    const isAlone = groups.length + addressKeys.filter((key) => binding[key] !== undefined).length === 1;
    judged(() => {
      if (binding.manageRules !== undefined && !isElsewhere) return problems.manageWithoutGroup();
      if (!isBound) return problems.emptyBinding(keys);
      if (binding.create && !isAlone) return problems.createAlone();
      return groups.length > 1 ? problems.twoGroups() : undefined;
    })(binding, context);
  });

export const bindingSchema = z
  .union([z.enum(["anywhere", "none"]), bindingMap])
  .meta({ id: "binding", examples: ["{ cidrs: [203.0.113.0/24] }"] });
/** What a party is in AWS. `anywhere` is the world; `none` says that the party does not exist. */
export type Binding = z.output<typeof bindingSchema>;

/** What a party outside the deployment is: no group of ours, and none whose rules are ours. */
export const outsideBindingSchema = bindingSchema.superRefine(
  judged((binding) =>
    typeof binding === "object" && (binding.create || binding.manageRules || binding.deployment)
      ? problems.notOurs()
      : undefined,
  ),
);

/** As `outsideBindingSchema`, for a party that may have a group which exists already. */
export const existingBindingSchema = bindingSchema.superRefine(
  judged((binding) => (typeof binding === "object" && binding.create ? problems.notCreatable() : undefined)),
);
