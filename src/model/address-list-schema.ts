/** Named lists of addresses, as a user writes them: under `addresses` in a config file, or as an `AddressList` in a program. */
import { z } from "zod";
import { type Problem, problems, SecurityGroupsError } from "../errors";
import type { AddressEntries } from "./address-entries";
import { cidrProblem, ipv6CidrProblem } from "./cidr";
import { awsId, judged, nonEmptyList, text } from "./schema-parts";
import { validate } from "./validate";

export const prefixListId = awsId("pl", "a prefix list", "pl-0123456789abcdef0");
export const cidrSchema = text(cidrProblem, "203.0.113.0/24");
export const ipv6CidrSchema = text(ipv6CidrProblem, "2001:db8::/32");

/** The name of a list: a text that Terraform accepts in the name of a variable. */
export const addressListName = text((name) => {
  // The names of an object's own functions.
  if (name in {}) return problems.notName("choose another name");
  return /^[a-z][a-z0-9-]{0,63}$/.test(name)
    ? undefined
    : problems.notName("use small letters, digits and -, starting with a letter, at most 64");
}, "office");

const entriesShape = {
  description: z
    .string()
    .min(1)
    .max(255)
    .meta({ examples: ["Office in Berlin"] })
    .optional()
    .describe("The use of the addresses. Default: none."),
  cidrs: nonEmptyList(cidrSchema).optional().describe("IPv4 and IPv6 CIDRs. Default: none."),
  ipv6Cidrs: nonEmptyList(ipv6CidrSchema)
    .optional()
    .describe("IPv6 CIDRs, which may also be under cidrs: for CIDRs that only Terraform knows. Default: none."),
  prefixListIds: nonEmptyList(prefixListId).optional().describe("Managed prefix lists, by id. Default: none."),
};

const contentKeys = ["cidrs", "ipv6Cidrs", "prefixListIds", "addresses"] as const;

function contentProblem(
  entries: Readonly<Partial<Record<(typeof contentKeys)[number], unknown>>>,
): Problem | undefined {
  return contentKeys.some((key) => entries[key] !== undefined) ? undefined : problems.emptyAddressList(contentKeys);
}

/** One list of a config file. */
export const addressListSchema = z
  .strictObject({
    ...entriesShape,
    addresses: nonEmptyList(text(() => undefined, "office"))
      .optional()
      .describe("The names of other lists, whose addresses are part of this one. Default: none."),
  })
  .superRefine(judged(contentProblem))
  .meta({ id: "addressList", examples: ["{ cidrs: [203.0.113.0/24] }"] });

/** The content of an `AddressList`. At least one of `cidrs`, `ipv6Cidrs`, `prefixListIds` and `addresses` is required. */
export interface AddressListProps extends Omit<AddressEntries, "addresses"> {
  /** Other lists, whose addresses are part of this one. Default: none. */
  readonly addresses?: readonly AddressList[];
}

/**
 * A named list of addresses, which any binding takes: `{ addresses: [office] }`. Answers and reports show its name with
 * each of its addresses.
 */
export class AddressList {
  readonly description?: string;
  /** IPv4 and IPv6 CIDRs. Default: none. */
  readonly cidrs?: readonly string[];
  /** IPv6 CIDRs that only Terraform knows. Default: none. */
  readonly ipv6Cidrs?: readonly string[];
  readonly prefixListIds?: readonly string[];
  readonly addresses?: readonly AddressList[];

  /** @throws SecurityGroupsError with every mistake in the name and the props. */
  constructor(
    readonly name: string,
    props: AddressListProps,
  ) {
    const named = validate(addressListName, name, ["name"]);
    const found = validate(propsSchema, props);
    if (named.issues || found.issues) {
      const issues = [...(named.issues ?? []), ...(found.issues ?? [])];
      throw new SecurityGroupsError(issues.map((issue) => ({ ...issue, root: `AddressList ${name}` })));
    }
    Object.assign(this, found.value);
  }
}

const listSchema = z.unknown().superRefine((value, context) => {
  if (value instanceof AddressList) return;
  context.addIssue({ code: "custom", params: { problem: problems.wrongType("an AddressList") } });
}) as unknown as z.ZodType<AddressList, AddressList>;

const propsSchema = z
  .strictObject({ ...entriesShape, addresses: nonEmptyList(listSchema).optional() })
  .superRefine(judged(contentProblem));

/** A list in a binding: its name in a config file, the list itself in a program. */
export const addressListReference = z
  .unknown()
  .superRefine((value, context) => {
    if (typeof value === "string" || value instanceof AddressList) return;
    context.addIssue({ code: "custom", params: { problem: problems.wrongType("the name of an address list") } });
  })
  .meta({ examples: ["office"] }) as unknown as z.ZodType<string | AddressList, string | AddressList>;
