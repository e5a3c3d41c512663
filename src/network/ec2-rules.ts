/**
 * A rule as EC2 writes it: protocol, ports and peers in the words of a network, or the mistake in them. EC2 has no meaning
 * for tcp 30 to 20 or for 10.0.0.5/8, so an answer with them was made or changed by something else.
 */
import { z } from "zod";
import { type Issue, type Path, type Problem, problems } from "../errors";
import { cidrProblem, familyOf } from "../model/cidr";
import type { Direction, NetworkPeer, NetworkRule } from "../model/network";
import { isIcmp, tcpPortsProblem } from "../model/ports";
import { isIcmpProtocol, isProtocolNumber } from "../model/protocol";
import { canonicalTraffic } from "../model/rule-identity";
import { knownAwsId } from "../model/schema-parts";
import { validate } from "../model/validate";

/** Rules of one group, read as far as they have a meaning. */
export interface ReadRules {
  readonly rules: readonly NetworkRule[];
  /** Rules that name a group of a peering connection that was deleted. They open nothing. */
  readonly stale: readonly NetworkRule[];
  readonly issues: readonly Issue[];
}

export const groupIdSchema = knownAwsId("sg", "a security group", "sg-0123456789abcdef0");
export const prefixListIdSchema = knownAwsId("pl", "a prefix list", "pl-0123456789abcdef0");

const port = z.int().nullish();
const note = z.string().nullish();
const account = z.string().nullish();
const traffic = { IpProtocol: z.string(), FromPort: port, ToPort: port };
const list = <S extends z.ZodType>(element: S) => z.array(element).nullish();

const permission = z.object({
  ...traffic,
  IpRanges: list(z.object({ CidrIp: z.string(), Description: note })),
  Ipv6Ranges: list(z.object({ CidrIpv6: z.string(), Description: note })),
  PrefixListIds: list(z.object({ PrefixListId: prefixListIdSchema, Description: note })),
  UserIdGroupPairs: list(
    z.object({ GroupId: groupIdSchema, UserId: account, PeeringStatus: z.string().nullish(), Description: note }),
  ),
});

const singleRule = z.object({
  SecurityGroupRuleId: knownAwsId("sgr", "a security group rule", "sgr-0123456789abcdef0"),
  GroupOwnerId: account,
  IsEgress: z.boolean(),
  ...traffic,
  CidrIpv4: z.string().nullish(),
  CidrIpv6: z.string().nullish(),
  PrefixListId: prefixListIdSchema.nullish(),
  ReferencedGroupInfo: z
    .object({ GroupId: groupIdSchema, UserId: account, PeeringStatus: z.string().nullish() })
    .nullish(),
  Description: note,
});

type WrittenTraffic = { IpProtocol: string; FromPort?: number | null | undefined; ToPort?: number | null | undefined };
type Reference = {
  GroupId: string;
  UserId?: string | null | undefined;
  PeeringStatus?: string | null | undefined;
};

/** A permission of `describe-security-groups`, which may name several peers. `owner` is the account of the group. */
export function readPermission(direction: Direction, owner: string | undefined, json: unknown, path: Path): ReadRules {
  const { value, issues } = validate(permission, json, path);
  if (issues) return { rules: [], stale: [], issues };
  const { IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs } = value;
  const of = (peer: NetworkPeer, description: string | null | undefined): NetworkRule => ({
    direction,
    ...trafficOf(value),
    peer,
    key: "",
    portRules: [],
    description: description ?? "",
  });
  const pairs = (isWanted: (pair: Reference) => boolean) =>
    (UserIdGroupPairs ?? []).filter(isWanted).map((pair) => of(groupPeer(pair, owner), pair.Description));
  return {
    rules: [
      ...(IpRanges ?? []).map(({ CidrIp, Description }) => of({ type: "cidrIpv4", value: CidrIp }, Description)),
      ...(Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => of({ type: "cidrIpv6", value: CidrIpv6 }, Description)),
      ...(PrefixListIds ?? []).map(({ PrefixListId: id, Description }) =>
        of({ type: "prefixList", value: id }, Description),
      ),
      ...pairs((pair) => !isStale(pair)),
    ],
    stale: pairs(isStale),
    issues: [
      ...trafficIssues(value, path),
      ...(IpRanges ?? []).flatMap(({ CidrIp }, index) => cidrIssues(CidrIp, [...path, "IpRanges", index, "CidrIp"])),
      ...(Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }, index) =>
        cidrIssues(CidrIpv6, [...path, "Ipv6Ranges", index, "CidrIpv6"]),
      ),
    ],
  };
}

/** A rule of `describe-security-group-rules`. */
export function readSingleRule(json: unknown, path: Path): ReadRules {
  const { value, issues } = validate(singleRule, json, path);
  if (issues) return { rules: [], stale: [], issues };
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo: pair, GroupOwnerId } = value;
  const peers: readonly NetworkPeer[] = [
    ...(CidrIpv4 ? [{ type: "cidrIpv4", value: CidrIpv4 } as const] : []),
    ...(CidrIpv6 ? [{ type: "cidrIpv6", value: CidrIpv6 } as const] : []),
    ...(PrefixListId ? [{ type: "prefixList", value: PrefixListId } as const] : []),
    ...(pair ? [groupPeer(pair, GroupOwnerId ?? undefined)] : []),
  ];
  const [peer, ...others] = peers;
  if (!peer || others.length > 0) return { rules: [], stale: [], issues: [{ ...problems.notOnePeer(), path }] };
  const rule: NetworkRule = {
    direction: value.IsEgress ? "egress" : "ingress",
    ...trafficOf(value),
    peer,
    key: value.SecurityGroupRuleId,
    portRules: [],
    description: value.Description ?? "",
  };
  return {
    ...(pair && isStale(pair) ? { rules: [], stale: [rule] } : { rules: [rule], stale: [] }),
    issues: [
      ...trafficIssues(value, path),
      ...(CidrIpv4 ? cidrIssues(CidrIpv4, [...path, "CidrIpv4"]) : []),
      ...(CidrIpv6 ? cidrIssues(CidrIpv6, [...path, "CidrIpv6"]) : []),
    ],
  };
}

const isStale = ({ PeeringStatus }: Reference) => PeeringStatus === "deleted";

/** A group by its id, with the account in front if it is another account than that of the group that has the rule. */
function groupPeer({ GroupId, UserId }: Reference, owner: string | undefined): NetworkPeer {
  const isOfOther = owner && UserId && /^\d{12}$/.test(UserId) && UserId !== owner;
  return { type: "securityGroup", value: isOfOther ? `${UserId}/${GroupId}` : GroupId };
}

function trafficOf({ IpProtocol, FromPort, ToPort }: WrittenTraffic) {
  return canonicalTraffic({
    ipProtocol: IpProtocol,
    ...(FromPort == null ? {} : { fromPort: FromPort }),
    ...(ToPort == null ? {} : { toPort: ToPort }),
  });
}

/** The mistakes in a protocol and its ports. */
export function trafficIssues(written: WrittenTraffic, path: Path): readonly Issue[] {
  const { ipProtocol, fromPort, toPort } = trafficOf(written);
  const isKnown = ["-1", "tcp", "udp", "icmp", "icmpv6"].includes(ipProtocol) || isProtocolNumber(ipProtocol);
  const { IpProtocol, FromPort, ToPort } = written;
  if (!isKnown) {
    return [{ ...problems.notAProtocol(IpProtocol), path: [...path, "IpProtocol"], received: IpProtocol }];
  }
  if (fromPort === undefined || toPort === undefined) return [];
  const problem = portsProblem(ipProtocol, { from: fromPort, to: toPort });
  return problem
    ? [{ ...problem, path: [...path, "FromPort"], received: `${FromPort ?? "nothing"} to ${ToPort ?? "nothing"}` }]
    : [];
}

function portsProblem(ipProtocol: string, range: { readonly from: number; readonly to: number }): Problem | undefined {
  if (!isIcmpProtocol(ipProtocol)) return tcpPortsProblem(range);
  const isEvery = range.from === -1 && range.to === -1;
  return isEvery || isIcmp(range) ? undefined : problems.notIcmp("FromPort is the type and ToPort the code; -1 is all");
}

/** The mistakes in a CIDR. The last key of the path says its family. */
export function cidrIssues(cidr: string, path: Path): readonly Issue[] {
  const wantsIpv6 = `${path.at(-1)}`.includes("v6");
  const isRight = (familyOf(cidr) === "ipv6") === wantsIpv6;
  const problem = cidrProblem(cidr) ?? (isRight ? undefined : problems.wrongType(wantsIpv6 ? "IPv6" : "IPv4"));
  return problem ? [{ ...problem, path, received: cidr }] : [];
}
