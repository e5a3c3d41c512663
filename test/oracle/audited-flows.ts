/**
 * The state of each required flow, decided port by port and address by address from EC2's answer. Shares no code with src.
 * IPv4 only. A rule for every address admits each group; a rule for other addresses may admit its nodes.
 */

interface Permission {
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly IpRanges?: readonly { readonly CidrIp: string }[];
  readonly PrefixListIds?: readonly { readonly PrefixListId: string }[];
  readonly UserIdGroupPairs?: readonly { readonly GroupId: string }[];
}

export interface DescribedGroups {
  readonly SecurityGroups: readonly {
    readonly GroupId: string;
    readonly GroupName: string;
    readonly IpPermissions: readonly Permission[];
    readonly IpPermissionsEgress: readonly Permission[];
  }[];
}

/** A required flow. `ports` is `443`, `2379-2380` or `all`. */
export interface Requirement {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly ports: string;
}

/** A party: the id of its group, or its CIDRs. */
export type Bindings = Readonly<Record<string, { readonly group: string } | { readonly cidrs: readonly string[] }>>;

type Side = "in" | "out";

interface Rule {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly peer: string;
}

type Interval = readonly [first: number, last: number];

export class FlowOracle {
  private readonly rules = new Map<string, readonly Rule[]>();
  private readonly wider = new Map<Rule, boolean>();

  /** `keepsEgress`: groups for which any outbound rule is accepted. */
  constructor(
    answer: DescribedGroups,
    private readonly bindings: Bindings,
    private readonly requirements: readonly Requirement[],
    private readonly keepsEgress: boolean,
  ) {
    for (const group of answer.SecurityGroups) {
      this.rules.set(`in ${group.GroupId}`, group.IpPermissions.flatMap(rulesOf));
      this.rules.set(`out ${group.GroupId}`, group.IpPermissionsEgress.flatMap(rulesOf));
    }
  }

  state({ from, to, protocol, ports }: Requirement): "closed" | "undecided" | "open-wider" | "open" {
    const sides = [
      { side: "out", holder: from, other: to },
      { side: "in", holder: to, other: from },
    ] as const;
    const answers = new Set<string>();
    let isWider = false;
    for (const { side, holder, other } of sides) {
      const party = this.bindings[holder];
      if (!party || !("group" in party)) continue;
      const rules = this.rules.get(`${side} ${party.group}`) ?? [];
      for (const port of pointsOf(protocol, ports)) {
        const matching = rules.filter((rule) => hasPort(rule, protocol, port));
        answers.add(this.answer(matching, other));
        const admitting = matching.filter((rule) => this.admitsSome(rule, other));
        isWider ||= admitting.some((rule) => this.isWider(rule, side, party.group));
      }
    }
    if (answers.has("no")) return "closed";
    if (answers.has("maybe")) return "undecided";
    return isWider ? "open-wider" : "open";
  }

  /** Whether rules that all contain the port admit the whole party. */
  private answer(rules: readonly Rule[], party: string): "yes" | "maybe" | "no" {
    const end = this.bindings[party] as Bindings[string];
    const hasList = rules.some(({ peer }) => peer.startsWith("pl-"));
    const cidrs = rules.filter(({ peer }) => peer.includes("/")).map(({ peer }) => peer);
    if ("group" in end) {
      if (rules.some(({ peer }) => peer === end.group || peer === "0.0.0.0/0")) return "yes";
      return hasList || cidrs.length > 0 ? "maybe" : "no";
    }
    const covered = merged(cidrs.map(intervalOf));
    const isCovered = end.cidrs
      .map(intervalOf)
      .every(([first, last]) => covered.some(([low, high]) => low <= first && last <= high));
    return isCovered ? "yes" : hasList ? "maybe" : "no";
  }

  private admitsSome({ peer }: Rule, party: string): boolean {
    const end = this.bindings[party] as Bindings[string];
    if ("group" in end) return peer === end.group || peer === "0.0.0.0/0";
    return peer.includes("/") && end.cidrs.some((cidr) => overlap(intervalOf(cidr), intervalOf(peer)));
  }

  private isWider(rule: Rule, side: Side, group: string): boolean {
    const known = this.wider.get(rule) ?? this.admitsMore(rule, side, group);
    this.wider.set(rule, known);
    return known;
  }

  /** Whether a rule admits a port or a peer that no requirement of the group needs. */
  private admitsMore(rule: Rule, side: Side, group: string): boolean {
    if (side === "out" && this.keepsEgress) return false;
    const needed = this.requirements.filter(({ from, to }) => {
      const holder = this.bindings[side === "in" ? to : from];
      return holder && "group" in holder && holder.group === group;
    });
    if (rule.protocol === "-1") {
      return !needed.some((one) => one.protocol === "all" && this.covers(one, side, rule));
    }
    for (let port = rule.from; port <= rule.to; port++) {
      const isNeeded = needed.some(
        (one) =>
          (one.protocol === "all" || one.protocol === rule.protocol) &&
          isIn(port, one.ports) &&
          this.covers(one, side, rule),
      );
      if (!isNeeded) return true;
    }
    return false;
  }

  private covers({ from, to }: Requirement, side: Side, { peer }: Rule): boolean {
    const end = this.bindings[side === "in" ? from : to];
    if (!end) return false;
    if ("group" in end) return peer === end.group;
    if (end.cidrs.includes("0.0.0.0/0")) return true;
    if (!peer.includes("/")) return false;
    const [low, high] = intervalOf(peer);
    return merged(end.cidrs.map(intervalOf)).some(([first, last]) => first <= low && high <= last);
  }
}

function rulesOf({ IpProtocol, FromPort, ToPort, ...peers }: Permission): readonly Rule[] {
  const named = [
    ...(peers.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(peers.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
    ...(peers.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId),
  ];
  return named.map((peer) => ({ protocol: IpProtocol, from: FromPort ?? 0, to: ToPort ?? 65_535, peer }));
}

/** The ports of a requirement; -1 is all traffic. */
function pointsOf(protocol: string, ports: string): readonly number[] {
  if (protocol === "all" || ports === "all") return [-1];
  const [first = 0, last = first] = ports.split("-").map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function hasPort({ protocol, from, to }: Rule, wanted: string, port: number): boolean {
  if (protocol === "-1") return true;
  if (port === -1) return false;
  return protocol === wanted && from <= port && port <= to;
}

function isIn(port: number, ports: string): boolean {
  if (ports === "all") return true;
  const [first = 0, last = first] = ports.split("-").map(Number);
  return first <= port && port <= last;
}

function intervalOf(cidr: string): Interval {
  const [address = "", length = "32"] = cidr.split("/");
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return [number, number + 2 ** (32 - Number(length)) - 1];
}

const overlap = ([a, b]: Interval, [c, d]: Interval) => a <= d && c <= b;

function merged(intervals: readonly Interval[]): readonly Interval[] {
  const all: [number, number][] = [];
  for (const [first, last] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const before = all.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else all.push([first, last]);
  }
  return all;
}
