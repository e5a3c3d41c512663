/**
 * Names that mean the same group in a plan and in the JSON of any stack: `<deployment>/<name in EC2>` for a group
 * that a deployment creates, its id for one that exists already. Everything else has the same name in both.
 */

import { deploymentPeer, type Peer, type Plan, type PlannedSecurityGroup } from "../model/plan";
import { isToken } from "../model/token";
import { named } from "../projection/implied-rules";
import type { SynthesizedApp, SynthesizedGroup, SynthesizedStack } from "./synthesized";

export type Named = Pick<Peer, "type" | "value">;

/** How plans name groups and peers. */
export class PlanNames {
  private readonly plans: ReadonlyMap<string, Plan>;

  constructor(plans: readonly Plan[]) {
    this.plans = new Map(plans.map((plan) => [plan.deployment.name, plan]));
  }

  group(plan: Plan, { existing, key, name }: PlannedSecurityGroup): Named {
    if (!existing) return { type: "group", value: `${plan.deployment.name}/${name}` };
    if ("deployment" in existing) {
      return this.peer(plan, deploymentPeer(existing.deployment, existing.party));
    }
    return named({ type: "securityGroup", value: existing.securityGroupId, label: key });
  }

  peer(plan: Plan, peer: Peer): Named {
    if (peer.type === "group") {
      const group = plan.groups.find(({ key }) => key === peer.value);
      return group ? this.group(plan, group) : named(peer);
    }
    if (peer.type !== "deployment") return named(peer);
    const other = this.plans.get(peer.deployment);
    const group = other?.groups.find(({ existing, parties }) => !existing && parties.includes(peer.party));
    return other && group ? this.group(other, group) : named(peer);
  }
}

/** Which created group of its plan a resource is: the one of its name, else the one it was made for. */
export function matchGroups(stack: SynthesizedStack, plan: Plan): ReadonlyMap<SynthesizedGroup, PlannedSecurityGroup> {
  const created = plan.groups.filter(({ existing }) => !existing);
  const matches = new Map<SynthesizedGroup, PlannedSecurityGroup>();
  const taken = new Set<PlannedSecurityGroup>();
  const match = (group: SynthesizedGroup, planned: PlannedSecurityGroup | undefined) => {
    if (!planned || taken.has(planned) || matches.has(group)) return;
    matches.set(group, planned);
    taken.add(planned);
  };
  const ours = stack.groups.filter(({ address }) => address.startsWith("aws_security_group."));
  for (const group of ours)
    match(
      group,
      created.find(({ name }) => name === group.name),
    );
  for (const group of ours) {
    match(
      group,
      created.find(({ key }) => key === group.constructPath?.split("/").at(-2)),
    );
  }
  return matches;
}

/** How the JSON names groups: a resource that is nobody's goes by its address, as an expression in a plan would. */
export class SynthesizedNames {
  private readonly ids = new Map<string, Named>();

  constructor(app: SynthesizedApp, plans: readonly Plan[]) {
    const byName = new Map(plans.map((plan) => [plan.deployment.name, plan]));
    for (const stack of app.stacks) {
      const plan = byName.get(stack.name);
      const matches = plan ? matchGroups(stack, plan) : new Map<SynthesizedGroup, PlannedSecurityGroup>();
      for (const group of stack.groups) {
        const planned = matches.get(group);
        if (planned) this.ids.set(group.id, { type: "group", value: `${stack.name}/${planned.name}` });
      }
    }
  }

  /** A group or a peer, as rules of the stack refer to it. */
  of(stack: SynthesizedStack, { type, value }: Named): Named {
    if (type !== "group") return { type, value };
    const known = this.ids.get(value);
    if (known) return known;
    const [owner, address] = value.split("/");
    return { type: "securityGroup", value: `\${${owner === stack.name ? "" : `${owner}.`}${address}.id}` };
  }
}

/** A name for people: `production/production-etcd`, `sg-0123456789abcdef0`, `pl-0123456789abcdef0`. */
export function nameText({ type, value }: Named): string {
  return type !== "group" && isToken(value) ? value.replaceAll(/[${}]/g, "") : value;
}
