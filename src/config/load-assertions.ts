/** A YAML file of assertions about who may reach whom, read against the deployments it speaks of. */
import { z } from "zod";
import { type Issue, type Path, type Place, problems, SecurityGroupsError } from "../errors";
import type { Traffic } from "../flows";
import { isRecord } from "../model/is-record";
import { portsProblemOf, portsText } from "../model/ports";
import { portsSchema } from "../model/ports-schema";
import { nonEmptyList } from "../model/schema-parts";
import { validate } from "../model/validate";
import type { Assertion } from "../questions/prove";
import { type Endpoint, parseEndpoint } from "../reach/endpoint";
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
  return z.preprocess(
    (given) => (given === undefined || Array.isArray(given) ? given : [given]),
    nonEmptyList(element),
  );
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

/** The file without its assertions: each is checked separately, so that a mistake in one hides none in another. */
const fileSchema = z.strictObject({ assertions: z.array(z.unknown()).optional() });

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
    if (!allowsOtherDeployments) issues.push(...unknownDeployment(value.deployment, entries, path));
    const subjects = chosen.filter(({ name }) => value.deployment === undefined || value.deployment === name);
    return subjects.map((entry) => ({
      name: value.name ?? `assertion ${index + 1}`,
      entry,
      place: document.placeOf(path),
      kind,
      claim: claimOf(value[kind] as WrittenClaim, entry, [...path, kind], issues),
    }));
  });
  const all = [...document.mistakes, ...issues.map((issue) => placed(document, issue))];
  if (all.length > 0) throw new SecurityGroupsError(all);
  return assertions;
}

function assertionsOf(file: unknown): { written: readonly unknown[]; issues: Issue[] } {
  const { assertions }: { assertions?: unknown } = isRecord(file) ? file : {};
  if (Array.isArray(assertions) && assertions.length === 0) {
    return { written: [], issues: [{ ...problems.noAssertions(), path: ["assertions"] }] };
  }
  const isEmpty = file === null || file === undefined;
  const isWithout = isEmpty || (isRecord(file) && assertions === undefined);
  return {
    written: Array.isArray(assertions) ? assertions : [],
    issues: [
      ...(isWithout ? [{ ...problems.noAssertions(), path: [] }] : []),
      ...(isEmpty ? [] : (validate(fileSchema, file).issues ?? [])),
    ],
  };
}

function unknownDeployment(name: string | undefined, entries: readonly LoadedEntry[], path: Path): readonly Issue[] {
  const names = entries.map((entry) => entry.name);
  if (name === undefined || names.includes(name)) return [];
  return [{ ...problems.noSuchDeployment(name, names), path: [...path, "deployment"], received: name }];
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
