/** A YAML file of assertions about who may reach whom, read against the deployments it speaks of. */
import { z } from "zod";
import { type Issue, type Path, type Place, problems, SecurityGroupsError } from "../errors";
import type { Traffic } from "../flows";
import { portsSchema } from "../model/ports";
import { list } from "../model/text";
import { validate } from "../model/validate";
import { type Endpoint, parseEndpoint } from "../verify/endpoint";
import type { Assertion } from "../verify/prove";
import { placed, readDocument } from "./config-document";
import type { LoadedEntry } from "./config-file";

/** An assertion about one deployment, and where it stands. */
export interface PlacedAssertion extends Assertion {
  readonly name: string;
  readonly entry: LoadedEntry;
  readonly place: Place;
}

/** One value, or a list of several. */
function oneOrMore<S extends z.ZodType>(element: S) {
  return z.preprocess((given) => (given === undefined || Array.isArray(given) ? given : [given]), list(element));
}

const claimSchema = z.strictObject({
  from: oneOrMore(z.string()),
  to: oneOrMore(z.string()),
  protocol: z.enum(["tcp", "udp", "icmp", "icmpv6", "all"]).default("tcp"),
  ports: oneOrMore(portsSchema).optional(),
});
type WrittenClaim = z.output<typeof claimSchema>;

const kinds = ["permits", "forbids", "only"] as const;

const assertionSchema = z
  .strictObject({
    name: z.string().optional(),
    /** Default: every deployment. */
    deployment: z.string().optional(),
    permits: claimSchema.optional(),
    forbids: claimSchema.optional(),
    only: claimSchema.optional(),
  })
  .superRefine((assertion, context) => {
    if (kinds.filter((kind) => assertion[kind]).length === 1) return;
    context.addIssue({ code: "custom", params: { problem: problems.oneClaim(kinds) } });
  });

const fileSchema = z.strictObject({ assertions: list(assertionSchema) });

/** @throws SecurityGroupsError with every mistake in the file, each with its place. */
export function loadAssertions(file: string, entries: readonly LoadedEntry[]): readonly PlacedAssertion[] {
  const read = readDocument(file);
  if ("issues" in read) throw new SecurityGroupsError(read.issues);
  const { document } = read;
  const found = validate(fileSchema, document.value ?? {});
  const issues: Issue[] = [...(found.issues ?? [])];
  const assertions = (found.issues ? [] : found.value.assertions).flatMap((written, index) => {
    const path = ["assertions", index];
    const kind = kinds.find((candidate) => written[candidate]) as Assertion["kind"];
    return subjects(written.deployment, entries, path, issues).map((entry) => ({
      name: written.name ?? `assertion ${index + 1}`,
      entry,
      place: document.placeOf(path),
      kind,
      claim: claimOf(written[kind] as WrittenClaim, entry, [...path, kind], issues),
    }));
  });
  const all = [...document.repeatedKeys, ...issues.map((issue) => placed(document, issue))];
  if (all.length > 0) throw new SecurityGroupsError(all);
  return assertions;
}

function subjects(name: string | undefined, entries: readonly LoadedEntry[], path: Path, issues: Issue[]) {
  if (name === undefined) return entries;
  const found = entries.filter((entry) => entry.name === name);
  const names = entries.map((entry) => entry.name);
  if (found.length === 0) {
    issues.push({ ...problems.noSuchDeployment(name, names), path: [...path, "deployment"], received: name });
  }
  return found;
}

function claimOf(written: WrittenClaim, { plan }: LoadedEntry, path: Path, issues: Issue[]): Assertion["claim"] {
  const ends = (side: "from" | "to"): readonly Endpoint[] =>
    written[side].flatMap((text, index) => {
      const parsed = parseEndpoint(text, plan);
      if ("endpoint" in parsed) return [parsed.endpoint];
      issues.push({ ...parsed.problem, path: [...path, side, index], received: text });
      return [];
    });
  const ipProtocol = written.protocol === "all" ? "-1" : written.protocol;
  const isPortless = written.protocol === "all" && written.ports !== undefined;
  if (isPortless) issues.push({ ...problems.portsOfAll(), path: [...path, "ports"] });
  const traffic: readonly Traffic[] = written.ports?.map(({ from, to }) => ({
    ipProtocol,
    fromPort: from,
    toPort: to,
  })) ?? [{ ipProtocol }];
  return { from: ends("from"), to: ends("to"), traffic };
}
