/**
 * Turns requirements between parties into rules on groups: ingress at the destination, egress at the source.
 * The only place where Rancher's words become EC2's.
 */
import type { Deployment } from "../model/deployment";
import type { Party } from "../model/party";
import type { SecurityGroupRule, UnwrittenRequirement } from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import type { Binder, BoundParty, TargetGroup } from "./bind";

/** One rule of one group, asked for by one port rule. */
export interface DirectedRule extends Omit<SecurityGroupRule, "portRules" | "description"> {
  readonly group: TargetGroup;
  readonly portRule: PortRule;
}

/** A party that port rules need and the deployment binds to nothing. */
export interface UnboundParty {
  readonly party: Party;
  readonly portRule: string;
}

export interface Directed {
  readonly rules: readonly DirectedRule[];
  readonly unwritten: readonly UnwrittenRequirement[];
  readonly unbound: readonly UnboundParty[];
}

export function direct(deployment: Deployment, selected: readonly PortRule[], bound: Binder): Directed {
  const rules: DirectedRule[] = [];
  const unwritten: UnwrittenRequirement[] = [];
  const unbound: UnboundParty[] = [];

  for (const rule of selected) {
    for (const [from, to] of pairsOf(rule)) {
      const leave = (reason: UnwrittenRequirement["reason"]) => unwritten.push({ portRule: rule.id, from, to, reason });
      if (rule.scope === "node") {
        leave("localTraffic");
        continue;
      }
      const source = bound(from, rule);
      const destination = bound(to, rule);
      // Under `all`, one rule per group covers every way out; it comes from the port rules towards `internet`.
      const writesEgress = deployment.egress === "required" || to === "internet";
      const missing = [
        ...(!source && destination?.group ? [from] : []),
        ...(!destination && source?.group && writesEgress ? [to] : []),
      ];
      unbound.push(...missing.map((party) => ({ party, portRule: rule.id })));
      if (!source || !destination) continue;

      const before = rules.length;
      rules.push(...towards("ingress", destination, source, rule));
      if (writesEgress) rules.push(...towards("egress", source, destination, rule));
      if (rules.length > before) continue;
      if (source.peers.length === 0 || destination.peers.length === 0) leave("partyNone");
      else leave(source.group && !writesEgress ? "egressAll" : "noGroup");
    }
  }
  return { rules, unwritten, unbound };
}

function towards(
  direction: DirectedRule["direction"],
  { group }: BoundParty,
  { peers }: BoundParty,
  portRule: PortRule,
): readonly DirectedRule[] {
  if (!group) return [];
  const { protocol, ports } = portRule;
  const traffic = {
    ipProtocol: protocol === "all" ? "-1" : protocol,
    ...(ports === "all" ? {} : { fromPort: ports.from, toPort: ports.to }),
  };
  return peers.map((peer) => ({ group, portRule, direction, ...traffic, peer }));
}
