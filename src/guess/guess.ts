/**
 * Which deployments describe the groups that exist? Plans every likely combination of type, distribution, CNI and
 * layout, and takes the one whose rules differ least from the existing ones. Pure.
 */
import { cnis } from "../catalog/cni";
import { groupBy } from "../model/group-by";
import type { Party } from "../model/party";
import { driverTag } from "../model/placement";
import { ruleIdentity } from "../model/rule-identity";
import type { Ec2Group, Ec2Network } from "../network/ec2-network";
import { type Candidate, exists } from "./candidate";
import {
  changesFor,
  clusters,
  commonName,
  isAllowed,
  type Known,
  placeOf,
  rolesOf,
  uniqueName,
  withOneRole,
} from "./candidates";
import { probes } from "./clients";
import { type ExactRules, exactRules, isWhole } from "./exact-rules";
import { type Fit, fitted, planOf } from "./fit";
import { gather } from "./gather";
import { layoutsOf } from "./layouts";
import { type Choice, type Reasons, reasonsOf } from "./reasons";
import { hintsOf, matchedTraffic, scoreOf } from "./score";

export interface GuessedDeployment {
  readonly fit: Fit;
  readonly exact: ExactRules;
  readonly reasons: Reasons;
  /** Tags of the groups that a deploy would remove. Default: none. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface Guess {
  readonly deployments: readonly GuessedDeployment[];
  /** Groups that belong to no deployment. */
  readonly others: readonly Ec2Group[];
}

/**
 * `network` has the groups of one VPC. The order in which EC2 lists them makes no difference.
 * @throws SecurityGroupsError if no deployment can have the choices of `known`.
 */
export function guess(network: Ec2Network, known: Known = {}): Guess {
  const existing = {
    ...network,
    groups: inOrderOfNames(network.groups).map((group) => ({ ...group, rules: sorted(group.rules, ruleIdentity) })),
  };
  const { deployments, others } = known.roles ? named(existing, known.roles) : gather(existing);
  const taken = new Set<string>();
  const fits = deployments.map((groups) => ({
    groups,
    best: bestFit(inOrderOfNames(groups), existing, known, taken),
  }));
  return {
    deployments: fits.flatMap(({ best }) => best ?? []),
    others: [...others, ...fits.flatMap(({ groups, best }) => (best ? [] : groups))],
  };
}

const inOrderOfNames = (groups: readonly Ec2Group[]) => sorted(groups, ({ name, id }) => `${name} ${id}`);

function sorted<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  const keyed = all.map((one) => ({ key: keyOf(one), one }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ one }) => one);
}

/** The groups that the user named: those of Rancher, and those of a cluster. */
function named({ groups }: Ec2Network, roles: NonNullable<Known["roles"]>) {
  const ids = (isWanted: (party: Party) => boolean) =>
    new Set([...roles].flatMap(([party, some]) => (isWanted(party) ? some : [])));
  const sets = [ids((party) => party === "rancher"), ids((party) => party !== "rancher")];
  const deployments = sets.map((set) => groups.filter(({ id }) => set.has(id))).filter((some) => some.length > 0);
  return { deployments, others: [] as readonly Ec2Group[] };
}

function bestFit(
  groups: readonly Ec2Group[],
  { interfaces }: Ec2Network,
  known: Known,
  taken: Set<string>,
): GuessedDeployment | undefined {
  const name = uniqueName(known.name ?? commonName(groups), taken);
  const common = { name, ...placeOf(groups) };
  const layouts = known.roles ? [rolesOf(groups, known.roles)] : layoutsOf(groups, interfaces);
  const hints = hintsOf(groups);
  const fits: Fit[] = [];
  const refused: Candidate[] = [];
  const add = (candidates: readonly Candidate[]) => {
    for (const one of candidates.filter((candidate) => isAllowed(candidate, known))) {
      const fit = fitted(one);
      if (fit) fits.push(fit);
      else refused.push(one);
    }
    fits.sort((a, b) => scoreOf(a, hints) - scoreOf(b, hints));
  };
  add(layouts.flatMap((roles) => clusters(groups, roles, common, known)));
  if (groups.length === 1 || known.roles || known.type === "rancher-server") add(withOneRole(groups, common, known));
  // Tries all CNIs of the best-fitting distributions, in their best-fitting layouts.
  for (const { candidate } of fits.slice(0, 4)) {
    if (candidate.type !== "rancher-nodes" && known.cni === undefined)
      add(cnis.map(({ name: cni }) => ({ ...candidate, cni })));
  }
  const [first] = fits;
  if (!first) {
    // Some choices of the user exclude each other. Planning throws an error that names them.
    if (refused[0]) planOf(refused[0], { parties: probes(refused[0]) });
    return undefined;
  }
  const near = nearest(fits, scoreOf(first, hints) + 3, hints);
  fits.push(...near.map((one) => withOptions(one, groups)));
  fits.sort((a, b) => scoreOf(a, hints) - scoreOf(b, hints));
  const written = wholeFit(fits);
  return {
    ...written,
    reasons: reasonsOf([written.fit, ...fits.filter((one) => one !== written.fit)], choicesIn(known), hints),
    tags: tagsOf(written.fit.candidate),
  };
}

/** The best fit whose rules can all be expressed. If none of the first fits is complete, the best fit. */
function wholeFit(fits: readonly Fit[]): Pick<GuessedDeployment, "fit" | "exact"> {
  const layoutOf = ({ candidate: { type, groups } }: Fit) =>
    `${type} ${groups.map(({ parties }) => parties).join(" ")}`;
  const ofEachLayout = [...groupBy(fits, layoutOf).values()].flatMap(([best]) => best ?? []);
  const partial: Pick<GuessedDeployment, "fit" | "exact">[] = [];
  for (const fit of ofEachLayout.slice(0, 6)) {
    const written = { fit, exact: exactRules(fit.candidate, { parties: fit.parties, sources: fit.sources }) };
    if (isWhole(written.exact)) return written;
    partial.push(written);
  }
  return partial[0] as (typeof partial)[number];
}

function choicesIn({ roles, ...known }: Known): readonly Choice[] {
  const said = (["type", "distribution", "cni"] as const).filter((choice) => known[choice] !== undefined);
  return roles ? [...said, "groups"] : said;
}

/** The best fits of each type and distribution that may still become the best of all. */
function nearest(fits: readonly Fit[], limit: number, hints: string): readonly Fit[] {
  const kindOf = ({ candidate: { type, distribution } }: Fit) => `${type} ${distribution}`;
  const close = fits.filter((one) => scoreOf(one, hints) <= limit);
  return [...groupBy(close, kindOf).values()].flatMap(([best]) => best ?? []);
}

function withOptions(first: Fit, groups: readonly Ec2Group[]): Fit {
  const { type } = first.candidate;
  if (type === "rancher-nodes") return first;
  return changesFor(first.candidate, groups).reduce((best, change) => {
    const { candidate, comparison } = best;
    // A change is an improvement only if it explains a further rule.
    const wanted = comparison.extra.filter(({ rule }) => rule.ipProtocol !== "-1");
    if (wanted.length === 0) return best;
    const changed = {
      ...candidate,
      options: merged(candidate.options, change.options),
      clients: [...candidate.clients, ...change.clients],
      bound: { ...candidate.bound, ...change.bound },
    };
    const next = fitted(changed, wanted);
    const isBetter = next && next.differences < best.differences && matchedTraffic(next) > matchedTraffic(best);
    return isBetter ? next : best;
  }, first);
}

function merged(a: Candidate["options"], b: Candidate["options"]): Candidate["options"] {
  const both = [a.addons, b.addons].flatMap((some) => (Array.isArray(some) ? some : []));
  return { ...a, ...b, ...(both.length > 0 ? { addons: both } : {}) };
}

/** The tags of the groups. A deployment sets all tags of groups that it creates, or imports by name. */
function tagsOf({ type, groups }: Candidate): Readonly<Record<string, string>> {
  const [first] = groups;
  if (!first || (type !== "rancher-nodes" && exists(first.group))) return {};
  const [most, ...others] = groups.map(({ group }) => Object.entries(group.tags));
  const shared = (most ?? []).filter(([key, value]) =>
    others.every((some) => some.some(([k, v]) => k === key && v === value)),
  );
  // Tags that the deployment or AWS sets without configuration. Rancher's node driver adds rules to groups with its
  // tag.
  const isWritten = ([key, value]: readonly [string, string]) =>
    /^(aws:|kubernetes\.io\/cluster\/)/.test(key) ||
    key === driverTag ||
    (key === "Name" && value === first.group.name);
  return Object.fromEntries(shared.filter((tag) => !isWritten(tag)));
}
