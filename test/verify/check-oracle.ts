/**
 * Answers a question by trying every machine that either side can be with every point of the grid. Shares no code with
 * src: types only.
 */
import type { Peer, Plan, PlannedSecurityGroup } from "../../src/model/plan";
import type { Question, Verdict } from "../../src/questions/check";
import type { Endpoint } from "../../src/reach/endpoint";
import { addresses, admit, coversAddress, coversPoint, type Point, points } from "./grid";

type Direction = "ingress" | "egress";

interface Machine {
  readonly names: readonly string[];
  readonly address: string | undefined;
}

export interface ExpectedAnswer {
  readonly verdict: Verdict;
  readonly allowed: readonly Point[];
  readonly some: readonly Point[];
  readonly undecided: readonly Point[];
  readonly denied: readonly Point[];
}

export function expectedAnswer(plan: Plan, { from, to, traffic }: Question): ExpectedAnswer {
  const relevant = points.filter((point) => coversPoint(traffic, point));
  const [sources, destinations] = [machines(plan, from), machines(plan, to)];
  const [egress, ingress] = [rulesOf(plan, "egress", from), rulesOf(plan, "ingress", to)];
  const verdictAt = (point: Point) => {
    const outcomes = sources.flatMap((source) =>
      destinations.map((destination): Admission => {
        const both = [admission(egress, point, destination), admission(ingress, point, source)];
        if (both.includes("no")) return "no";
        return both.includes("maybe") ? "maybe" : "yes";
      }),
    );
    if (!outcomes.includes("yes")) return outcomes.includes("maybe") ? "undecided" : "denied";
    return outcomes.every((outcome) => outcome === "yes") ? "allowed" : "some";
  };
  const verdicts = relevant.map((point) => ({ point, fate: verdictAt(point) }));
  const having = (wanted: string) => verdicts.filter((one) => one.fate === wanted).map(({ point }) => point);
  const [allowed, some] = [having("allowed"), having("some")];
  const [undecided, denied] = [having("undecided"), having("denied")];
  const closed: Verdict = undecided.length > 0 ? "undecided" : "denied";
  const open: Verdict = allowed.length === relevant.length ? "allowed" : "partly";
  const governed = allowed.length + some.length > 0 ? open : closed;
  return { verdict: egress || ingress ? governed : "ungoverned", allowed, some, undecided, denied };
}

type Admission = "yes" | "maybe" | "no";

/** A prefix list may contain any addresses: those of any machine, and those of any CIDR. */
function admission(rules: Rules | undefined, point: Point, { names, address }: Machine): Admission {
  if (!rules || admit(rules, point, names, address)) return "yes";
  const isList = names.some((name) => name.startsWith("prefixList:"));
  const mayAdmit = rules.some(
    (rule) =>
      coversPoint(rule, point) && (rule.peer.type === "prefixList" || (isList && rule.peer.type.startsWith("cidr"))),
  );
  return mayAdmit ? "maybe" : "no";
}

type Rules = PlannedSecurityGroup["rules"];

/** The rules of all groups that decide for these ends; undefined if none does. */
function rulesOf(plan: Plan, direction: Direction, ends: readonly Endpoint[]) {
  const held = plan.groups.filter(({ key, existing }) =>
    ends.some((end) =>
      "party" in end
        ? plan.parties.some(({ party, groups }) => party === end.party && groups.includes(key))
        : existing !== undefined && "securityGroupId" in existing && end.peer.value === existing.securityGroupId,
    ),
  );
  const written = held.map(({ existing, rules }) => ({
    existing,
    rules: rules.filter((rule) => rule.direction === direction),
  }));
  const deciding = written.filter(({ existing, rules }) => !existing || rules.length > 0);
  return deciding.length > 0 ? deciding.flatMap(({ rules }) => rules) : undefined;
}

/** One machine for each way to be part of every end at once: it has all the names, and at most one address. */
function machines(plan: Plan, ends: readonly Endpoint[]): readonly Machine[] {
  const all = ends.map((end) => peersOf(plan, end)).filter((peers) => peers.length > 0);
  const named = all.filter((peers) => peers.some(({ type }) => type === "group" || type === "securityGroup"));
  const addressed = all.filter((peers) => !named.includes(peers)).flat();
  const roles = addressed.length > 0 ? [...named, addressed] : named;
  if (roles.length === 0) return [];
  let made: readonly (readonly Pick<Peer, "type" | "value">[])[] = [[]];
  for (const peers of roles) made = made.flatMap((before) => peers.map((one) => [...before, one]));
  return made.flatMap((peers): readonly Machine[] => {
    const names = peers.filter(({ type }) => !type.startsWith("cidr")).map(({ type, value }) => `${type}:${value}`);
    const cidr = peers.find(({ type }) => type.startsWith("cidr"));
    if (!cidr) return [{ names, address: undefined }];
    return addresses.filter((one) => coversAddress(cidr, one)).map((address) => ({ names, address }));
  });
}

function peersOf(plan: Plan, end: Endpoint): readonly Pick<Peer, "type" | "value">[] {
  if ("peer" in end) return [end.peer];
  return plan.parties.find(({ party }) => party === end.party)?.peers ?? [];
}
