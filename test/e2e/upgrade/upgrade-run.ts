/** Pairs on the emulator: deploy A, then B on the same state, and everything that must not happen in between. */
import type { ReportedGroup, ReportedRule } from "../../../scripts/emulator/ec2-readback";
import { identityOf } from "../../../src/adopt/found-rule";
import type { LoadedEntry } from "../../../src/config/config-file";
import { FlowSet } from "../../../src/flows";
import { asWritten } from "../../../src/flows/optimize";
import type { Peer, PlannedSecurityGroup, SecurityGroupRule } from "../../../src/model/plan";
import type { Place, UpgradePair } from "./upgrade-pair";
import type { UpgradeSite } from "./upgrade-site";

/** How B gets applied: at once, or killed half-way and started again. Returns what went wrong. */
export type ApplyAfter = (site: UpgradeSite) => Promise<readonly string[]>;

export const applyAtOnce: ApplyAfter = async (site) => failureOf("the deploy of B", await site.apply());

/** A pair and where it is deployed. */
export interface PlacedPair {
  readonly pair: UpgradePair;
  readonly place: Place;
}

/** Everything that went wrong, in one line each: with all pairs together, and with each. */
export interface UpgradeProblems {
  readonly together: readonly string[];
  readonly each: readonly (readonly string[])[];
}

export async function upgrade(
  site: UpgradeSite,
  placed: readonly PlacedPair[],
  applyAfter: ApplyAfter,
): Promise<UpgradeProblems> {
  const groups = () => Promise.all(placed.map(({ place }) => site.groups(place)));
  const none = placed.map(() => []);
  const original = await groups();
  await site.synth(placed.map(({ pair, place }) => site.load(pair.before, place)));
  const first = failureOf("the deploy of A", await site.apply());
  if (first.length > 0) return { together: first, each: none };
  const before = await groups();

  const entries = placed.map(({ pair, place }) => site.load(pair.after, place));
  await site.synth(entries);
  const failures = await applyAfter(site);
  if (failures.length > 0) return { together: failures, each: none };
  const after = await groups();
  const next = await site.terraform("plan", "-detailed-exitcode", "-input=false", "-no-color");
  const at = (all: readonly (readonly ReportedGroup[])[], index: number) => all[index] as readonly ReportedGroup[];
  return {
    together: next.exitCode === 0 ? [] : [`the following plan is not empty: ${tail(next.said)}`],
    each: entries.map((entry, index) => [
      ...replacements(at(before, index), at(after, index)),
      ...differences(entry, at(original, index), at(after, index)),
    ]),
  };
}

export function failureOf(what: string, { exitCode, said }: { exitCode: number | null; said: string }) {
  return exitCode === 0 ? [] : [`${what} ended with ${exitCode}: ${tail(said)}`];
}

function tail(said: string): string {
  const errors = said.indexOf("Error: ");
  return said.slice(errors === -1 ? -1500 : errors, errors === -1 ? undefined : errors + 1500).trim();
}

/** Groups of the same name in the same VPC are the same group, and rules that both ask for the same rules. */
function replacements(before: readonly ReportedGroup[], after: readonly ReportedGroup[]): readonly string[] {
  return before.flatMap((group) => {
    const same = after.find(({ name, vpcId }) => name === group.name && vpcId === group.vpcId);
    if (!same) return [];
    if (same.id !== group.id) return [`${group.name} was replaced`];
    const kept = new Map(same.rules.map((rule) => [identityOf(asFound(rule)), rule.id]));
    return group.rules.flatMap((rule) => {
      const id = kept.get(identityOf(asFound(rule)));
      return id === undefined || id === rule.id ? [] : [`${group.name}: ${identityOf(asFound(rule))} was replaced`];
    });
  });
}

/** Between what EC2 reports and what the plan asks for, beside what was there before. */
function differences(
  { deployment, plan: planned }: LoadedEntry,
  original: readonly ReportedGroup[],
  after: readonly ReportedGroup[],
): readonly string[] {
  const plan = asWritten(deployment, planned);
  const reported = ({ existing, name }: PlannedSecurityGroup) =>
    after.find(({ id, ...group }) =>
      existing && "securityGroupId" in existing
        ? id === existing.securityGroupId
        : group.name === name && group.vpcId === deployment.vpcId,
    );
  const idOf = (key: string) => reported(plan.groups.find((group) => group.key === key) as PlannedSecurityGroup)?.id;
  const asked = new Map(plan.groups.map((group) => [reported(group)?.id ?? group.name, group.rules]));
  const missing = plan.groups.filter((group) => !reported(group)).map(({ name }) => `${name} does not exist`);
  return [
    ...missing,
    ...after.flatMap((group) => {
      const were = original.find(({ id }) => id === group.id);
      const rules = asked.get(group.id) ?? [];
      if (!were && !asked.has(group.id)) return [`${group.name} is left over`];
      return (["ingress", "egress"] as const).flatMap((direction) => {
        const of = <R extends { direction: string }>(all: readonly R[]) =>
          all.filter((rule) => rule.direction === direction);
        const wanted = FlowSet.of([
          ...of(were?.rules ?? []).map(asFound),
          ...of(rules).map((rule) => resolved(rule, idOf)),
        ]);
        const found = FlowSet.of(of(group.rules).map(asFound));
        if (found.equals(wanted)) return [];
        return [
          `${direction} of ${group.name}: EC2 reports ${found.lines().join("; ")} where B asks for ${wanted.lines().join("; ")}`,
        ];
      });
    }),
  ];
}

function resolved(rule: SecurityGroupRule, idOf: (key: string) => string | undefined) {
  const { type, value } = rule.peer;
  return { ...rule, peer: type === "group" ? { type: "securityGroup" as const, value: idOf(value) ?? "" } : rule.peer };
}

/** A rule as EC2 reports it, in the words of a plan. */
export function asFound({ direction, protocol, fromPort, toPort, peer }: ReportedRule) {
  return { direction, ipProtocol: protocol, fromPort, toPort, peer: peerOf(peer) };
}

function peerOf(peer: ReportedRule["peer"]): Pick<Peer, "type" | "value"> {
  if ("groupId" in peer) return { type: "securityGroup", value: peer.groupId };
  if ("prefixListId" in peer) return { type: "prefixList", value: peer.prefixListId };
  const [value] = peer.cidrs;
  return { type: value.includes(":") ? "cidrIpv6" : "cidrIpv4", value };
}
