/** Where the groups of a deployment go, and what they carry. */
import { z } from "zod";
import { problems } from "../errors";
import { importMapSchema } from "./import-map";
import { hasMoreTags, lifecycleSchema } from "./lifecycle";
import { awsId, judged, text } from "./schema-parts";

/** The key of the tag by which Rancher's node driver knows the groups that it made, and adds rules to. */
export const driverTag = "rancher-nodes";

/** Limits of EC2 tags, and none of the node driver's own. */
const tagKey = text((key) => {
  if (key === driverTag) return problems.driverTag();
  if (key.length === 0 || key.length > 128) return problems.tag("a key has 1 to 128 characters");
  // In the provider's state, `tags.%` is the number of tags.
  if (key === "%") return problems.tag("Terraform's AWS provider drops a tag with this key");
  return key.toLowerCase().startsWith("aws:") ? problems.tag("keys that start with aws: are AWS's own") : undefined;
}, "team");
const tagValue = text(
  (value) => (value.length > 256 ? problems.tag("a value has at most 256 characters") : undefined),
  "platform",
);

/** EC2 accepts 50 tags on a resource, and the Name of a rule is one of them. */
function fewEnough(tags: Readonly<Record<string, string>>) {
  return hasMoreTags(tags, 49) ? problems.tooManyTags(49, "the Name") : undefined;
}

export const placementShape = {
  vpcId: awsId("vpc", "a VPC", "vpc-0a1b2c3d4e5f60718").describe("The VPC of the groups."),
  tags: z
    .record(tagKey, tagValue)
    .superRefine(judged(fewEnough))
    .optional()
    .describe("Tags of every group and rule. Default: none."),
  lifecycle: lifecycleSchema.optional(),
};
/** As a construct takes it: the import map itself, where a config file names the file. */
export const placementSchema = z.strictObject({ ...placementShape, adopt: importMapSchema.optional() });
