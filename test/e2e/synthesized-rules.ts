/** The rules that cdktf wrote for Terraform, in the form of EC2's report, to check that exactly these arrive. */
import type { ReportedGroup, ReportedRule } from "../../scripts/emulator/ec2-readback";

type Blocks<T> = Readonly<Record<string, T>>;

interface RuleBlock {
  readonly security_group_id: string;
  readonly ip_protocol: string;
  readonly from_port?: number;
  readonly to_port?: number;
  readonly referenced_security_group_id?: string;
  readonly prefix_list_id?: string;
  readonly cidr_ipv4?: string;
  readonly cidr_ipv6?: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface StackFile {
  readonly resource: {
    readonly aws_security_group?: Blocks<{ readonly name: string }>;
    readonly aws_vpc_security_group_ingress_rule?: Blocks<RuleBlock>;
    readonly aws_vpc_security_group_egress_rule?: Blocks<RuleBlock>;
  };
  readonly output?: Blocks<{ readonly value: string }>;
}

/** Each rule of the stacks on one line: group, direction, protocol, ports, peer, description, tags. */
export function synthesizedRules(stacks: Blocks<StackFile>): readonly string[] {
  return Object.entries(stacks)
    .flatMap(([stack, { resource }]) =>
      (["ingress", "egress"] as const).flatMap((direction) =>
        Object.values(resource[`aws_vpc_security_group_${direction}_rule`] ?? {}).map((rule) => {
          const { security_group_id: group, description, tags } = rule;
          const peer =
            rule.referenced_security_group_id ?? rule.prefix_list_id ?? rule.cidr_ipv4 ?? rule.cidr_ipv6 ?? "";
          const traffic = [rule.ip_protocol, rule.from_port ?? -1, rule.to_port ?? -1];
          const called = (reference: string) => groupName(stacks, stack, reference);
          return line(called(group), direction, ...traffic, called(peer), description, tags);
        }),
      ),
    )
    .sort();
}

/**
 * The name of the group that a reference refers to, in this stack or through an output of another one. Other values are
 * returned unchanged.
 */
function groupName(stacks: Blocks<StackFile>, stack: string, reference: string): string {
  const [, address] = /^\$\{aws_security_group\.(.+)\.id\}$/.exec(reference) ?? [];
  if (address) return stacks[stack]?.resource.aws_security_group?.[address]?.name ?? reference;
  const remote = /^\$\{data\.terraform_remote_state\.cross-stack-reference-input-(.+)\.outputs\.(.+)\}$/;
  const [, other, output] = remote.exec(reference) ?? [];
  if (!other || !output) return reference;
  return groupName(stacks, other, stacks[other]?.output?.[output]?.value ?? reference);
}

/** The same lines from EC2's report. A group that existed before has its id as in the config. */
export function reportedRules(
  groups: readonly ReportedGroup[],
  before: readonly ReportedGroup[] = groups,
): readonly string[] {
  const existing = before.map(({ id }) => id);
  const called = (id: string) => (existing.includes(id) ? id : (groups.find((group) => group.id === id)?.name ?? id));
  return groups
    .flatMap(({ id, rules }) =>
      rules.map(({ direction, protocol, fromPort, toPort, peer, description, tags }) =>
        line(called(id), direction, protocol, fromPort, toPort, peerText(peer, called), description, tags),
      ),
    )
    .sort();
}

function peerText(peer: ReportedRule["peer"], called: (id: string) => string): string {
  if ("groupId" in peer) return peer.account ? `${peer.account}/${peer.groupId}` : called(peer.groupId);
  return "prefixListId" in peer ? peer.prefixListId : peer.cidrs[0];
}

function line(...parts: readonly (string | number | Readonly<Record<string, string>>)[]): string {
  return parts.map((part) => (typeof part === "object" ? sorted(part) : part)).join(" | ");
}

function sorted(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");
}
