/**
 * The same proof by another way: what the rules of the JSON let each group exchange with each party is what the selected
 * port rules ask for. Takes from the plan who the parties are and which requirements others write, and nothing of its
 * rules: how those were made, merged or optimized does not matter here.
 */
import { catalogFor } from "../catalog";
import { settingsOf } from "../catalog/settings";
import { type FlowRule, FlowSet, type TrafficSet, trafficLines, trafficSet } from "../flows";
import { requiresEgressOf } from "../model/condition";
import type { Deployment } from "../model/deployment";
import type { Peer, PlannedSecurityGroup } from "../model/plan";
import { type PortRule, pairsOf } from "../model/port-rule";
import { bind, localPeers } from "../projection/bind";
import { layer } from "../projection/layer";
import { select } from "../projection/select";
import { addressesOf, touches } from "./reachability";
import type { VerifiedDeployment, Violation } from "./verification";
import type { NamedRule } from "./verify-flows";
import type { PlanNames } from "./verify-names";

type Direction = NamedRule["direction"];

/** What one port rule asks one group to let through. */
interface Requirement {
  readonly group: string;
  readonly direction: Direction;
  readonly portRule: string;
  readonly rules: readonly FlowRule[];
}

export function verifyReach(
  entry: VerifiedDeployment,
  found: readonly NamedRule[],
  names: PlanNames,
): readonly Violation[] {
  const { deployment, plan } = entry;
  const required = requirements(entry, names);
  return plan.groups.flatMap((group) => {
    const { type, value } = names.group(plan, group);
    const own = found.filter((rule) => rule.group.type === type && rule.group.value === value);
    return directionsOf(group, deployment).flatMap((direction) => {
      const asked = required.filter((one) => one.group === group.key && one.direction === direction);
      const written = own.filter((rule) => rule.direction === direction);
      const should = FlowSet.of(asked.flatMap(({ rules }) => rules));
      const does = FlowSet.of(written.map(({ rule }) => rule));
      return plan.parties.flatMap(({ party, peers }) => {
        const other = addressesOf(peers.map((peer) => names.peer(plan, peer)));
        if (other.isEmpty) return [];
        const [wants, has] = [should, does].map((flows) =>
          flows.trafficWhere((admitted) => touches(admitted, other, plan.ipFamily)),
        ) as [TrafficSet, TrafficSet];
        const towards = direction === "ingress" ? `from ${party}` : `to ${party}`;
        const violation = (kind: Violation["kind"], traffic: TrafficSet): Violation[] => {
          const flows = trafficLines(traffic).map((line) => `${line} ${towards}`);
          const [witness] = flows;
          if (witness === undefined) return [];
          const concerns = (rule: FlowRule) =>
            !trafficSet([rule]).intersect(traffic).isEmpty && touches(addressesOf([rule.peer]), other, plan.ipFamily);
          const askedFor = asked.filter(({ rules }) => rules.some(concerns)).map(({ portRule }) => portRule);
          const responsible = written.filter(({ rule }) => concerns(rule)).map(({ address }) => address);
          const portRules = kind === "missing-reach" ? [...new Set(askedFor)].sort() : [];
          const addresses = kind === "extra-reach" ? [...new Set(responsible)].sort() : [];
          return [
            { kind, deployment: plan.deployment, group: group.name, direction, witness, flows, portRules, addresses },
          ];
        };
        return [...violation("missing-reach", wants.subtract(has)), ...violation("extra-reach", has.subtract(wants))];
      });
    });
  });
}

/** An existing group keeps the egress it has, unless its egress is written one by one. */
function directionsOf({ existing }: PlannedSecurityGroup, deployment: Deployment): readonly Direction[] {
  return existing && !requiresEgressOf(deployment, existing) ? ["ingress"] : ["ingress", "egress"];
}

function requirements({ deployment, plan }: VerifiedDeployment, names: PlanNames): readonly Requirement[] {
  const catalog = catalogFor(deployment);
  const labels = new Map(plan.parties.flatMap(({ peers }) => peers.map(({ value, label }) => [value, label] as const)));
  const labelOf = (token: string) => labels.get(token) ?? token;
  const settings = settingsOf(deployment);
  const bound = bind(deployment, catalog, settings, labelOf);
  const others = plan.unwritten.filter(({ reason }) => reason !== "egressAll" && reason !== "existingEgress");
  const leftToOthers = new Set(others.map(({ portRule, from, to }) => `${portRule} ${from} ${to}`));

  const asked = (direction: Direction, portRule: PortRule, group: string | undefined, peers: readonly Peer[] = []) => {
    if (group === undefined) return [];
    const rules = peers.map((peer) => ({ ...trafficOf(portRule), peer: names.peer(plan, peer) }));
    return [{ group, direction, portRule: portRule.id, rules }];
  };
  return select(deployment, settings, layer(deployment, catalog).rules).selected.flatMap((rule) =>
    pairsOf(rule).flatMap(([from, to]) => {
      if (leftToOthers.has(`${rule.id} ${from} ${to}`)) return [];
      const [source, destination] = [bound(from, rule), bound(to, rule)];
      const keepsEgress = source?.group?.existing && to === "internet" && rule.protocol === "all";
      const local = rule.scope === "node" && source ? localPeers(deployment, source, labelOf) : undefined;
      return [
        ...asked("ingress", rule, destination?.group?.key, local ?? source?.peers),
        ...(keepsEgress ? [] : asked("egress", rule, source?.group?.key, local ?? destination?.peers)),
      ];
    }),
  );
}

function trafficOf({ protocol, ports }: PortRule): Omit<FlowRule, "peer"> {
  if (protocol === "all") return { ipProtocol: "-1" };
  return ports === "all" ? { ipProtocol: protocol } : { ipProtocol: protocol, fromPort: ports.from, toPort: ports.to };
}
