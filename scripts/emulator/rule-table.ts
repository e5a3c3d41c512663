import type { ReportedGroup, ReportedRule } from "./ec2-readback";

export const ruleColumns = ["group", "direction", "protocol", "ports", "peer", "purpose"] as const;

/** The rules that EC2 reports, one per row, sorted by group, direction and port. */
export function ruleRows(groups: readonly ReportedGroup[]): readonly (readonly string[])[] {
  const nameOf = (id: string) => groups.find((group) => group.id === id)?.name ?? id;
  return groups.flatMap((group) =>
    group.rules
      .map((rule) => ({ rule, peer: peerText(rule, group, nameOf) }))
      .sort((a, b) => byPorts(a.rule, b.rule) || (a.peer < b.peer ? -1 : 1))
      .map(({ rule, peer }) => [
        group.name,
        rule.direction === "ingress" ? "in" : "out",
        rule.protocol === "-1" ? "all" : rule.protocol,
        portsText(rule),
        peer,
        rule.description,
      ]),
  );
}

function byPorts(a: ReportedRule, b: ReportedRule): number {
  if (a.direction !== b.direction) return a.direction === "ingress" ? -1 : 1;
  return a.fromPort - b.fromPort || a.toPort - b.toPort || a.protocol.localeCompare(b.protocol);
}

function portsText({ fromPort, toPort }: ReportedRule): string {
  if (fromPort === -1) return "all";
  return fromPort === toPort ? `${fromPort}` : `${fromPort}-${toPort}`;
}

function peerText({ peer }: ReportedRule, group: ReportedGroup, nameOf: (id: string) => string): string {
  if ("groupId" in peer) return peer.groupId === group.id ? "itself" : nameOf(peer.groupId);
  return "prefixListId" in peer ? peer.prefixListId : peer.cidrs[0];
}
