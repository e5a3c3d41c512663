/**
 * The connections of one construct. Each adds a port rule to the deployment, which is then planned again. So the plan
 * is always current, and the projection computes the rules of both groups. The construct you call `allowTo` or
 * `allowFrom` on creates both rules, including the one in the peer's group, so that references between stacks go in one
 * direction.
 */
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { catalogFor } from "../catalog";
import { type Issue, type Problem, problems, SecurityGroupsError } from "../errors";
import { nameOf } from "../model/address-list";
import type { Binding, PeerBinding } from "../model/binding";
import type { Deployment } from "../model/deployment";
import type { AddedRule } from "../model/layer";
import { hasOpenEgress } from "../model/open-egress";
import { loadBalancers, type Party } from "../model/party";
import type { Plan, PlannedSecurityGroup, SecurityGroupRule } from "../model/plan";
import { isToken } from "../model/token";
import { withoutUndefined } from "../model/without-undefined";
import { groupsNaming } from "../projection/references";
import { type Connection, type ConnectionVerb, connectionId, connectionRule, joinedPurpose } from "./connection";
import { Peer } from "./peer";
import type { Port } from "./port";
import {
  type ConnectionOwner,
  type ConnectionPeer,
  type GroupConnections,
  RoleSecurityGroup,
} from "./role-security-group";
import type { TokenLabels } from "./token-labels";

/** The functions of a construct that its connections need. */
export interface ConnectionHost extends ConnectionOwner {
  readonly labels: TokenLabels;
  readonly written: Iterable<RoleSecurityGroup>;
  /** The name of another construct's deployment in the plans of this construct. */
  nameOf(other: Construct): string;
  /** Plans a deployment and changes nothing. @throws SecurityGroupsError */
  project(deployment: Deployment): Plan;
  /** Makes `plan` the plan of the construct. */
  write(plan: Plan): void;
}

interface MadeConnection {
  readonly id: string;
  readonly purposes: readonly string[];
}

const opposite = { allowFrom: "allowTo", allowTo: "allowFrom", allowInternally: "allowInternally" } as const;

export class Connections implements GroupConnections {
  /** By a key of both ends, which is the same whichever end made the connection. */
  readonly #made = new Map<string, MadeConnection>();

  constructor(readonly host: ConnectionHost) {}

  has(key: string): boolean {
    return this.#made.has(key);
  }

  /** @throws SecurityGroupsError with every mistake in the arguments; then nothing has changed. */
  connect(
    verb: ConnectionVerb,
    group: RoleSecurityGroup,
    peer: ConnectionPeer,
    port: Port,
    purpose: string,
  ): Connection {
    if (group.origin !== group) {
      throw failure(group, { ...problems.groupOfOther(group.origin.node.path), path: [verb] });
    }
    const other = peer instanceof RoleSecurityGroup ? peer.origin : peer instanceof Peer ? peer.binding : peer;
    const rule = this.ruleOf(verb, group, peer, other, port, purpose);
    const key = this.keyOf(verb, group, other, rule);
    if (other instanceof RoleSecurityGroup && !this.has(key) && other.connections.has(key)) {
      return other.connections.connect(opposite[verb], other, group, port, purpose);
    }
    const made = this.#made.get(key);
    const id = made?.id ?? connectionId(rule, rule.peer ? this.textOf(rule.peer) : "", this.takenIds());
    const purposes = [...(made?.purposes ?? []), purpose];
    const deployment = withRule(this.host.plan.deployment, { ...rule, id, purpose: joinedPurpose(purposes) });
    const plan = this.host.project(deployment);
    const isMixed = plan.groups
      .flatMap(({ rules }) => rules)
      .some((each) => each.portRules.includes(id) && mixesFamilies(each));
    if (isMixed) throw failure(group, { ...problems.icmpFamily(), path: [verb, "port"], received: rule.protocol });
    const cycle = other instanceof RoleSecurityGroup && dependencyProblem(this.host.construct, other);
    if (cycle) throw failure(group, { ...cycle, path: [verb, "peer"] });

    this.#made.set(key, { id, purposes });
    this.host.write(plan);
    return this.connection(id);
  }

  /** The port rule, without its id. */
  private ruleOf(
    verb: ConnectionVerb,
    group: RoleSecurityGroup,
    peer: ConnectionPeer,
    other: RoleSecurityGroup | PeerBinding,
    port: Port,
    purpose: string,
  ): AddedRule {
    if (peer instanceof Peer && peer.problem) {
      throw failure(group, { ...peer.problem, path: [verb, "peer"], received: peer.binding.cidrs?.[0] });
    }
    const end = other instanceof RoleSecurityGroup ? this.endOf(verb, group, other) : { peer: other };
    const found = connectionRule({ verb, own: group.parties, other: end }, port, purpose);
    if (found.issues) throw failure(group, ...found.issues);
    const unknown = this.host.labels.unknownLists(found.value, [verb]);
    if (unknown.length > 0) throw failure(group, ...unknown);
    return found.value;
  }

  private connection(portRule: string): Connection {
    const { host } = this;
    return {
      portRule,
      get rules() {
        return [...host.written].flatMap((group) => group.rules.get(portRule) ?? []);
      },
      get skippedRequirements() {
        return host.plan.skippedRequirements.filter((entry) => entry.portRule === portRule);
      },
    };
  }

  /**
   * The end of a group: if it belongs to this construct, its parties; otherwise a peer whose rules this construct
   * writes.
   */
  private endOf(verb: ConnectionVerb, group: RoleSecurityGroup, other: RoleSecurityGroup) {
    if (other.connections === this) return { parties: other.parties };
    const { existing } = other.planned;
    const { construct, plan } = other.connections.host;
    const publicCidrs = publicCidrsOf(verb, other.planned, plan);
    if (existing) {
      const { egress } = existing;
      return {
        peer: { securityGroupId: other.id, manageRules: true, ...withoutUndefined({ egress, publicCidrs }) },
      };
    }
    const egress = hasOpenEgress(other.planned, plan.ipFamily) ? ("all" as const) : ("required" as const);
    const party = partyNaming(other.planned, plan);
    if (!party) {
      throw failure(group, { ...problems.unnamedGroup(other.planned.key, other.parties), path: [verb, "peer"] });
    }
    const deployment = this.host.nameOf(construct);
    return { peer: { deployment, party, manageRules: true, egress, ...withoutUndefined({ publicCidrs }) } };
  }

  private keyOf(
    verb: ConnectionVerb,
    group: RoleSecurityGroup,
    other: RoleSecurityGroup | PeerBinding,
    { protocol, ports }: AddedRule,
  ): string {
    const ends = [group, other].map((end) =>
      end instanceof RoleSecurityGroup ? end.node.path : JSON.stringify(end, (_, value) => this.named(value)),
    );
    return JSON.stringify([...(verb === "allowFrom" ? ends.reverse() : ends), protocol, ports]);
  }

  /** The name of a peer in port rule ids. */
  private textOf(peer: PeerBinding): string {
    if (typeof peer === "string") return peer;
    const {
      deployment,
      party,
      securityGroupId,
      cidrs = [],
      ipv6Cidrs = [],
      prefixListIds = [],
      addresses = [],
      securityGroupIds = [],
    } = peer;
    const names = [deployment, party, securityGroupId, ...cidrs, ...ipv6Cidrs, ...prefixListIds, ...securityGroupIds];
    return [...names, ...addresses.map(nameOf)]
      .filter((name) => name !== undefined)
      .map((name) => this.named(name))
      .join("-");
  }

  private named(value: unknown): unknown {
    return isToken(value) ? this.host.labels.globalLabelOf(value as string) : value;
  }

  private takenIds(): ReadonlySet<string> {
    const { deployment } = this.host.plan;
    const rules = [...catalogFor(deployment).rules, ...(deployment.rules.add ?? [])];
    return new Set(rules.map(({ id }) => id));
  }
}

/** The public addresses of a group's party. None if the group is the destination and not a load balancer. */
function publicCidrsOf(verb: ConnectionVerb, { parties }: PlannedSecurityGroup, { deployment }: Plan) {
  const [party] = parties;
  if (party === undefined || parties.length > 1 || (verb === "allowTo" && !loadBalancers.includes(party)))
    return undefined;
  const binding = (deployment.parties as Partial<Record<Party, Binding>>)[party];
  return typeof binding === "object" ? binding.publicCidrs : undefined;
}

/**
 * A party that means the group in other deployments, and has one in each layout in effect; undefined if there is none.
 */
function partyNaming({ key, parties }: PlannedSecurityGroup, plan: Plan): Party | undefined {
  const named = [...parties, "nodes" as const];
  return named.find((party) => {
    const keys = groupsNaming(plan.deployment, party);
    return keys.includes(key) && !keys.includes(undefined);
  });
}

/** Makes one stack depend on another, unless the other stack already depends on it: then this is a problem. */
export function dependencyProblem(construct: Construct, other: Construct): Problem | undefined {
  const [mine, theirs] = [TerraformStack.of(construct), TerraformStack.of(other)];
  if (mine === theirs) return undefined;
  if (theirs.dependsOn(mine)) return problems.stackCycle(theirs.node.path, mine.node.path);
  mine.addDependency(theirs);
  return undefined;
}

function withRule(deployment: Deployment, rule: AddedRule): Deployment {
  const others = (deployment.rules.add ?? []).filter(({ id }) => id !== rule.id);
  return { ...deployment, rules: { ...deployment.rules, add: [...others, rule] } };
}

/** Whether an ICMP rule has a peer of the other address family: EC2 has one ICMP protocol for each. */
function mixesFamilies({ ipProtocol, peer }: SecurityGroupRule): boolean {
  return (ipProtocol === "icmp" && peer.type === "cidrIpv6") || (ipProtocol === "icmpv6" && peer.type === "cidrIpv4");
}

function failure(group: RoleSecurityGroup, ...issues: readonly Issue[]): SecurityGroupsError {
  return new SecurityGroupsError(issues.map((issue) => ({ ...issue, root: group.node.path })));
}
