/** What a deployment says about lint: findings it accepts, and sizes that only the user knows. */
import { z } from "zod";
import { problems } from "../errors";
import { nonEmptyList, text } from "./schema-parts";

const checkId = text(
  (id) =>
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) ? undefined : problems.notName("use the id of a check, such as open-ssh"),
  "open-ssh",
);
const reason = text((value) => (value.trim() ? undefined : problems.noReason()), "SSH goes through the bastion");
const date = text((value) => (isDate(value) ? undefined : problems.notDate()), "2027-01-31");

function acknowledgementSchema<Id extends z.ZodType<string>>(id: Id) {
  return z.strictObject({
    id: id.describe("The check whose findings are accepted."),
    group: z
      .string()
      .meta({ examples: ["rancher-nodes"] })
      .optional()
      .describe("Only findings of this group, by its name in EC2 or its party. Default: any finding of the check."),
    reason: reason.describe("Why the findings are accepted."),
    expires: date.optional().describe("The last day of the acknowledgement. Default: it does not expire."),
  });
}

/** `id` is how a check is named: any id here, the known ones where the checks are known. */
export function lintSchema<Id extends z.ZodType<string>>(id: Id) {
  return z
    .strictObject({
      acknowledge: nonEmptyList(acknowledgementSchema(id)).optional().describe("Accepted findings. Default: none."),
      prefixListEntries: z
        .record(z.string(), z.int().min(1))
        .meta({ examples: ["{ pl-0123456789abcdef0: 20 }"] })
        .optional()
        .describe(
          "The maximum number of entries of prefix lists, by id. A prefix list counts as that many rules. Default: unknown.",
        ),
    })
    .describe("Accepted findings, and sizes that lint cannot know. Default: no finding is accepted.");
}

export const anyLintSchema = lintSchema(checkId);
export type Acknowledgement = z.output<ReturnType<typeof acknowledgementSchema<typeof checkId>>>;

/** A day of the calendar, as ISO 8601 writes it. */
function isDate(value: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
