/** A YAML file of assertions about who may reach whom, read against the deployments it speaks of. */

import { z } from "zod";
import { type Issue, type Path, type Place, problems, SecurityGroupsError } from "../errors";
import type { Traffic } from "../flows";
import { append } from "../model/append";
import { isRecord } from "../model/is-record";
import { parties } from "../model/party";
import { portsProblemOf, shownPorts, toRange } from "../model/ports";
import { portsSchema, protocolSchema } from "../model/ports-schema";
import { nonEmptyList } from "../model/schema-parts";
import { validate } from "../model/validate";
import type { Assertion } from "../questions/prove";
import { type Endpoint, parseEndpoints, poolName } from "../reach/endpoint";
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
  protocol: protocolSchema.default("tcp"),
  ports: oneOrMore(portsSchema).optional(),
});
type WrittenClaim = z.output<typeof claimSchema>;

const kinds = ["permits", "forbids", "only"] as const;

const assertionSchema = z
  .strictObject({
    name: z.string().optional(),
    /** Default: every deployment. */
    deployment: z.string().optional(),
    /** Each deployment of the type that has the parties and manages their groups. Default: every type. */
    type: z.enum(["cluster", "rancher-server", "rancher-nodes"]).optional(),
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
  /** Called for each assertion with `type` that is about no chosen deployment. Default: nothing is called. */
  readonly onSkipped?: (assertion: SkippedAssertion) => void;
}

/** An assertion with `type` that is about no chosen deployment. */
export interface SkippedAssertion {
  readonly name: string;
  readonly place: Place;
}

/**
 * The assertions about `chosen`, which are all of `entries` or some of them.
 * @throws SecurityGroupsError with every mistake in the file, each with its place.
 */
export function loadAssertions(
  file: string,
  entries: readonly LoadedEntry[],
  chosen: readonly LoadedEntry[] = entries,
  { allowsOtherDeployments = false, onSkipped }: AssertionOptions = {},
): readonly PlacedAssertion[] {
  const read = readDocument(file, "name a file of assertions, such as stacks/assertions.yaml");
  if ("issues" in read) throw new SecurityGroupsError(read.issues);
  const { document } = read;
  const { written, issues } = assertionsOf(document.value);
  const assertions = written.flatMap((raw, index) => {
    const path = ["assertions", index];
    const { value, issues: mistakes } = validate(assertionSchema, raw, path);
    append(issues, mistakes ?? []);
    const kind = kinds.find((candidate) => value?.[candidate]);
    if (!value || !kind) return [];
    if (!allowsOtherDeployments) append(issues, unknownDeployment(value.deployment, entries, path));
    const claim = value[kind] as WrittenClaim;
    const name = value.name ?? `assertion ${index + 1}`;
    const place = document.placeOf(path);
    append(issues, portIssues(claim, [...path, kind]));
    const subjects = chosen.filter((entry) => isSubject(entry, value, claim, kind));
    if (subjects.length === 0 && value.type !== undefined) onSkipped?.({ name, place });
    return subjects.map((entry) => ({
      name,
      entry,
      place,
      kind,
      claim: claimOf(claim, entry, [...path, kind], issues),
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

/**
 * Whether the assertion is about the deployment. An assertion with `type` leaves out deployments without its parties, and
 * those whose groups do not decide the flows: if a party is bound to the group of another deployment, that one decides.
 */
function isSubject(
  { name, plan }: LoadedEntry,
  { deployment, type }: Pick<z.output<typeof assertionSchema>, "deployment" | "type">,
  { from, to }: WrittenClaim,
  kind: Assertion["kind"],
): boolean {
  if (deployment !== undefined && deployment !== name) return false;
  if (type === undefined) return true;
  if (type !== plan.deployment.type) return false;
  const groups = new Map<string, readonly string[]>(plan.parties.map((planned) => [planned.party, planned.groups]));
  /** A pool is its roles; a pool that the deployment does not have is a party that it does not have. */
  const membersOf = (end: string): readonly string[] => {
    const pool = poolName(end);
    return pool === undefined ? [end] : (plan.pools.find((one) => one.name === pool)?.roles ?? [end]);
  };
  const [senders, receivers] = [from.flatMap(membersOf), to.flatMap(membersOf)];
  const hasGroup = (end: string) => (groups.get(end) ?? []).length > 0;
  const isNamed = (end: string) => isParty(end) || poolName(end) !== undefined;
  const isPresent = (end: string) => !isNamed(end) || groups.has(end);
  const isManaged = (end: string) => !isNamed(end) || hasGroup(end);
  if (![...senders, ...receivers].every(isPresent)) return false;
  if (kind === "only") return receivers.every(isManaged);
  return senders.every(hasGroup) || receivers.every(isManaged);
}

function isParty(end: string): boolean {
  return (parties as readonly string[]).includes(end);
}

function claimOf(written: WrittenClaim, { plan }: LoadedEntry, path: Path, issues: Issue[]): Assertion["claim"] {
  const ends = (side: "from" | "to"): readonly Endpoint[] =>
    written[side].flatMap((text, index) => {
      const parsed = parseEndpoints(text, plan);
      if ("endpoints" in parsed) return parsed.endpoints;
      issues.push({ ...parsed.problem, path: [...path, side, index], received: text });
      return [];
    });
  const ipProtocol = written.protocol === "all" ? "-1" : written.protocol;
  const traffic: readonly Traffic[] = written.ports?.map((ports) => {
    const range = toRange(ports, written.protocol);
    return { ipProtocol, fromPort: range?.from, toPort: range?.to };
  }) ?? [{ ipProtocol }];
  return { from: ends("from"), to: ends("to"), traffic };
}

/** Ports are checked once for all deployments, also if the assertion is about none. */
function portIssues({ protocol, ports = [] }: WrittenClaim, path: Path): readonly Issue[] {
  return ports.flatMap((written, index) => {
    const problem = portsProblemOf(protocol, written);
    return problem ? [{ ...problem, path: [...path, "ports", index], received: shownPorts(written) }] : [];
  });
}
