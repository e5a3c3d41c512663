/** A YAML file of assertions about who may reach whom, read against the deployments it speaks of. */
import { z } from "zod";
import { type Issue, type Path, type Place, problems, SecurityGroupsError } from "../errors";
import type { Traffic } from "../flows";
import { portsProblemOf, portsText } from "../model/ports";
import { portsSchema } from "../model/ports-schema";
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

/** Each assertion is judged by itself, so that a mistake in one hides none in another. */
const fileSchema = z.strictObject({ assertions: list(z.unknown()) });

export interface AssertionOptions {
  /** Whether the file may contain assertions about deployments of other configs. Default: false. */
  readonly allowsOtherDeployments?: boolean;
}

/**
 * The assertions about `chosen`, which are all of `entries` or some of them.
 * @throws SecurityGroupsError with every mistake in the file, each with its place.
 */
export function loadAssertions(
  file: string,
  entries: readonly LoadedEntry[],
  chosen: readonly LoadedEntry[] = entries,
  { allowsOtherDeployments = false }: AssertionOptions = {},
): readonly PlacedAssertion[] {
  const read = readDocument(file, "name a file of assertions, such as stacks/assertions.yaml");
  if ("issues" in read) throw new SecurityGroupsError(read.issues);
  const { document } = read;
  const { written, issues } = assertionsOf(document.value);
  const assertions = written.flatMap((raw, index) => {
    const path = ["assertions", index];
    const { value, issues: mistakes } = validate(assertionSchema, raw, path);
    issues.push(...(mistakes ?? []));
    const kind = kinds.find((candidate) => value?.[candidate]);
    if (!value || !kind) return [];
    return subjects(value.deployment, entries, chosen, path, issues).map((entry) => ({
      name: value.name ?? `assertion ${index + 1}`,
      entry,
      place: document.placeOf(path),
      kind,
      claim: claimOf(value[kind] as WrittenClaim, entry, [...path, kind], issues),
    }));
  });
  const told = allowsOtherDeployments ? issues.filter(({ code }) => code !== "no-such-deployment") : issues;
  const all = [...document.mistakes, ...told.map((issue) => placed(document, issue))];
  if (all.length > 0) throw new SecurityGroupsError(all);
  return assertions;
}

function assertionsOf(value: unknown): { written: readonly unknown[]; issues: Issue[] } {
  const nothing = { written: [], issues: [{ ...problems.noAssertions(), path: [] }] };
  if (value === null || value === undefined) return nothing;
  const { value: file, issues } = validate(fileSchema, value);
  if (!issues) return { written: file.assertions, issues: [] };
  const isAbout = (code: string) => issues.some((issue) => issue.code === code && issue.path[0] === "assertions");
  if (isAbout("too-few")) return { written: [], issues: [{ ...problems.noAssertions(), path: ["assertions"] }] };
  const { assertions } = value as { assertions?: unknown };
  const others = issues.filter(({ code, path }) => !(code === "missing" && path[0] === "assertions"));
  return {
    written: Array.isArray(assertions) ? assertions : [],
    issues: isAbout("missing") ? [...nothing.issues, ...others] : [...issues],
  };
}

function subjects(
  name: string | undefined,
  entries: readonly LoadedEntry[],
  chosen: readonly LoadedEntry[],
  path: Path,
  issues: Issue[],
): readonly LoadedEntry[] {
  if (name === undefined) return chosen;
  const names = entries.map((entry) => entry.name);
  if (!names.includes(name)) {
    issues.push({ ...problems.noSuchDeployment(name, names), path: [...path, "deployment"], received: name });
  }
  return chosen.filter((entry) => entry.name === name);
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
  for (const [index, ports] of (written.ports ?? []).entries()) {
    const { protocol } = written;
    const problem = protocol === "all" ? problems.portsOfAll() : portsProblemOf(protocol, ports);
    if (problem) issues.push({ ...problem, path: [...path, "ports", index], received: portsText(ports) });
  }
  const traffic: readonly Traffic[] = written.ports?.map(({ from, to }) => ({
    ipProtocol,
    fromPort: from,
    toPort: to,
  })) ?? [{ ipProtocol }];
  return { from: ends("from"), to: ends("to"), traffic };
}
