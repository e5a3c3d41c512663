/** What an existing group is looked up by. */
import { z } from "zod";
import { problems } from "../errors";
import { placementShape } from "./placement";
import { judged, text } from "./schema-parts";

const groupName = text(
  (name) => (name === "" ? problems.outOfRange("1 to 255 characters long") : undefined),
  "workers",
);

/** By name and VPC, or by tags. */
export const lookupSchema = z
  .strictObject({
    name: groupName.optional(),
    vpcId: placementShape.vpcId.optional(),
    tags: z.record(z.string(), z.string()).optional(),
  })
  .superRefine(
    judged(({ name, vpcId, tags }) => {
      if (name !== undefined && vpcId === undefined) return problems.lookupWithoutVpc();
      return name === undefined && Object.keys(tags ?? {}).length === 0 ? problems.emptyLookup() : undefined;
    }),
  );
