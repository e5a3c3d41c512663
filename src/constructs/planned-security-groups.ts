/** How does a plan become resources of Terraform? The only room that needs a framework. */
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { z } from "zod";
import type { WrittenGroup } from "../conflicts/written-groups";
import { type Issue, issueLine, nearest, type Problem, problems, SecurityGroupsError } from "../errors";
import type { Deployment } from "../model/deployment";
import { referencesOf } from "../model/deployment-references";
import type { ImportMap } from "../model/import-map";
import { clusterTag, type Lifecycle, placementIssues } from "../model/lifecycle";
import { lacksEgress } from "../model/open-egress";
import type { Party } from "../model/party";
import { placementSchema } from "../model/placement";
import { closestGroup, createdGroups, namesOtherGroups, type Peer, type Plan } from "../model/plan";
import { contradictionsOf, serverNamesOf, withServer } from "../model/server-of-cluster";
import { isToken } from "../model/token";
import { withoutUndefined } from "../model/without-undefined";
import { planDeployment } from "../projection/plan-deployment";
import { groupsNaming, missingReference } from "../projection/references";
import { Connections, dependencyProblem } from "./connections";
import { exclusiveProviderProblems } from "./exclusive-rules";
import { requireSameFramework } from "./framework";
import { ImportBlocks } from "./import-blocks";
import { MovedResources, movedFromProblem } from "./moved-resources";
import { ownAccountProblems } from "./own-account";
import { regionProblem } from "./provider";
import { type GroupContext, RoleSecurityGroup } from "./role-security-group";
import { TokenLabels } from "./token-labels";
import { validateProps } from "./validate-props";
import { withoutStackTraces } from "./without-stack-traces";
import { Writers } from "./writers";

/** Where groups are created, their tags, and the other constructs that they refer to. */
export interface PlacementProps {
  /** The VPC of the groups: an id, or a token. */
  readonly vpcId: string;
  /** The AWS provider of the groups, rules and data sources. Default: the stack's provider without an alias. */
  readonly provider?: TerraformProvider;
  /** Tags of every group and rule. Groups get a `Name` too, unless it is set here. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * How Terraform creates and removes the groups. Default: fixed names, and rules that were created outside the stack
   * are left alone.
   */
  readonly lifecycle?: Lifecycle;
  /** The constructs that bindings such as `{ deployment: "rancher-prod" }` name. Default: none. */
  readonly deployments?: Readonly<Record<string, PlannedSecurityGroups>>;
  /**
   * The path that the construct had before it was renamed or moved within its stack, such as `network/old`. With it
   * Terraform keeps every resource of the construct. Default: the construct has not moved.
   */
  readonly movedFrom?: string;
  /**
   * The existing groups and rules in EC2 that the next deploy imports: the map that `rancher-sg audit --imports` wrote.
   * Default: none.
   */
  readonly adopt?: ImportMap;
}

/** The security groups of one deployment, made from its plan. */
export abstract class PlannedSecurityGroups extends Construct {
  /**
   * For each party with managed groups, the most specific one: of the groups that its nodes attach, the one that the
   * fewest parties share. `nodes` has the group that all nodes of the cluster attach.
   */
  readonly groups: ReadonlyMap<Party, RoleSecurityGroup>;
  /** The AWS provider in the props; undefined if the stack's default provider applies. */
  readonly provider: TerraformProvider | undefined;
  readonly #groups = new Map<Party, RoleSecurityGroup>();
  readonly #byKey = new Map<string, RoleSecurityGroup>();
  readonly #labels: TokenLabels;
  readonly #others: Map<string, PlannedSecurityGroups>;
  readonly #context: GroupContext;
  #plan: Plan;

  /**
   * `source` is the props of a deployment, or its plan. If the props have no name, the construct's id is the name.
   * @throws SecurityGroupsError with every mistake in the props, under the path of the construct.
   */
  protected constructor(scope: Construct, id: string, source: PlanSource, props: PlacementProps) {
    super(scope, id);
    requireSameFramework(this);
    this.#labels = new TokenLabels(this);
    this.#others = new Map(Object.entries(props.deployments ?? {}));
    this.groups = this.#groups;
    const { plan, placement } =
      "plan" in source ? { plan: source.plan, placement: props } : this.planned(source, props);
    this.#plan = plan;
    const issues = this.referenceIssues(plan.deployment, props.deployments ?? {});
    if (issues.length > 0) throw this.rooted(issues);
    this.provider = props.provider;
    this.#context = this.contextOf(placement);
    const closed = this.closedGroupIssues();
    if (closed.length > 0) throw this.rooted(closed);
    withoutStackTraces(() => this.write(plan));
    if (props.movedFrom !== undefined) new MovedResources(this, [{ path: props.movedFrom }]);
    if (placement.adopt) new ImportBlocks(this, placement.vpcId, placement.adopt);
    this.watch(placement);
  }

  /** The plan behind the resources, with every connection made so far: pure data, for checks and reports. */
  get plan(): Plan {
    return this.#plan;
  }

  /** All groups whose rules are managed here, by their keys: a party, or the key of a group in `groups`. */
  get groupsByKey(): ReadonlyMap<string, RoleSecurityGroup> {
    return this.#byKey;
  }

  /**
   * The ids of the groups that the nodes of a pool attach, the most widely shared one first. Without `pools`, each role
   * is a pool. While the layout of groups changes, these are the groups of both layouts.
   * @throws Error if there is no such pool, with the names of the existing ones.
   */
  groupIdsOf(pool: string): readonly string[] {
    const found = this.plan.pools.find(({ name }) => name === pool);
    if (found) return found.groups.map((peer) => this.idOf(peer));
    const known = this.plan.pools.map(({ name }) => name);
    throw new Error(`${this.node.path} has no pool ${pool}; it has ${known.join(", ") || "none"}`);
  }

  private idOf(peer: Peer): string {
    if (peer.type === "deployment") return this.#context.elsewhere(peer.deployment, peer.group).id;
    return this.#byKey.get(peer.label)?.id ?? peer.value;
  }

  /** @throws Error if the party has no group here, with the parties that have one. */
  findGroup(party: Party): RoleSecurityGroup {
    const group = this.groups.get(party);
    if (group) return group;
    throw new Error(`${this.node.path} has no group for ${party}; it has ${[...this.groups.keys()].join(", ")}`);
  }

  /** The plan of the deployment in the props. @throws SecurityGroupsError with every mistake in the props. */
  private planned(
    { schema, input }: Extract<PlanSource, { readonly schema: unknown }>,
    { deployments: _, provider: __, movedFrom, ...placement }: PlacementProps,
  ): { readonly plan: Plan; readonly placement: Placement } {
    const placed = validateProps(placementSchema, withoutUndefined(placement));
    const deployment = validateProps(schema, { ...input, name: input.name ?? this.node.id });
    const moved = movedFrom === undefined ? undefined : movedFromProblem(this, movedFrom);
    const movedIssues = moved ? [{ ...moved, path: ["movedFrom"], received: movedFrom }] : [];
    if (placed.issues || deployment.issues) {
      throw this.rooted([...(placed.issues ?? []), ...movedIssues, ...(deployment.issues ?? [])]);
    }
    const { cluster, contradictions } = this.withServers(deployment.value);
    const issues = [
      ...movedIssues,
      ...contradictions,
      ...placementIssues(deployment.value, placed.value),
      ...(input.name === undefined ? renameIssues(deployment.value, movedFrom) : []),
      ...this.#labels.unknownLists(deployment.value),
    ];
    if (issues.length > 0) throw this.rooted(issues);
    return { plan: this.projected(cluster), placement: placed.value };
  }

  /**
   * A cluster that takes the load balancer from the construct it names as Rancher, and contradictions to that
   * construct.
   */
  private withServers(deployment: Deployment): {
    readonly cluster: Deployment;
    readonly contradictions: readonly Issue[];
  } {
    const servers = serverNamesOf(deployment).flatMap((name) => {
      const other = this.#others.get(name);
      return other ? [{ name, at: other.node.path, server: other.plan.deployment }] : [];
    });
    return {
      cluster: servers.reduce((before, { name, server }) => withServer(before, name, server), deployment),
      contradictions: servers.flatMap(({ name, at, server }) =>
        contradictionsOf(deployment, name, server).map(({ path, problem }): Issue => ({ ...problem(at), path })),
      ),
    };
  }

  /** The parts of the construct that its groups need. */
  private contextOf({ vpcId, tags = {}, lifecycle = {} }: Placement): GroupContext {
    const { deployment } = this.#plan;
    const { cloudProvider = undefined } = deployment.type === "rancher-nodes" ? {} : deployment;
    const clusterTags = cloudProvider ? { [clusterTag(cloudProvider.clusterId)]: "owned" } : {};
    const owner = this;
    const connections = new Connections({
      construct: this,
      labels: this.#labels,
      get plan() {
        return owner.#plan;
      },
      get written() {
        return owner.#byKey.values();
      },
      nameOf: (other) => this.nameOf(other as PlannedSecurityGroups),
      project: (deployment) => this.projected(deployment),
      write: (plan) => withoutStackTraces(() => this.write(plan)),
    });
    return {
      vpcId,
      provider: this.provider,
      tags,
      lifecycle,
      labels: this.#labels,
      connections,
      groupTags: (key) => (key === this.#plan.sharedGroup ? clusterTags : {}),
      groupOf: (key) => this.#byKey.get(key) as RoleSecurityGroup,
      elsewhere: (deployment, group) => {
        const other = this.#others.get(deployment) as PlannedSecurityGroups;
        // The key of an existing group is its id, so references to it use the party instead.
        return other.groupsByKey.get(group) ?? other.findGroup(group as Party);
      },
    };
  }

  /** Creates, changes and removes resources so that they match the plan. */
  private write(plan: Plan): void {
    this.#plan = plan;
    for (const group of plan.groups) {
      if (!this.#byKey.has(group.key)) this.#byKey.set(group.key, new RoleSecurityGroup(this, group, this.#context));
    }
    for (const planned of plan.groups) {
      const group = this.#byKey.get(planned.key) as RoleSecurityGroup;
      group.update(planned);
    }
    for (const party of plan.groups.flatMap((group) => group.parties)) {
      const group = closestGroup(createdGroups(plan), party) ?? closestGroup(plan.groups, party);
      if (group && party !== "peer") this.#groups.set(party, this.#byKey.get(group.key) as RoleSecurityGroup);
    }
    const shared = plan.sharedGroup === undefined ? undefined : this.#byKey.get(plan.sharedGroup);
    if (shared) this.#groups.set("nodes", shared);
    Writers.of(this).changed();
  }

  private projected(deployment: Deployment): Plan {
    try {
      const deployments = new Map([...this.#others].map(([name, { plan }]) => [name, plan.deployment]));
      return planDeployment(deployment, undefined, { labelOf: this.#labels.labelOf, deployments });
    } catch (error) {
      throw error instanceof SecurityGroupsError ? this.rooted(error.issues) : error;
    }
  }

  /** The name of another construct in this one's plan: its key in `deployments`, or else the name of its deployment. */
  private nameOf(other: PlannedSecurityGroups): string {
    const [known] = [...this.#others].find(([, construct]) => construct === other) ?? [];
    if (known !== undefined) return known;
    const name = this.#others.has(other.plan.deployment.name) ? other.node.path : other.plan.deployment.name;
    this.#others.set(name, other);
    return name;
  }

  private referenceIssues(
    deployment: Deployment,
    known: Readonly<Record<string, PlannedSecurityGroups>>,
  ): readonly Issue[] {
    return referencesOf(deployment).flatMap(({ deployment: name, party, path }): Issue[] => {
      const names = Object.keys(known);
      const other = names.includes(name) ? known[name] : undefined;
      if (!other) return [{ ...problems.unknownDeployment(nearest(name, names), names), path, received: name }];
      const missing = other.missingReference(party);
      if (missing) return [{ ...missing, path, received: name }];
      const cycle = dependencyProblem(this, other);
      return cycle ? [{ ...cycle, path }] : [];
    });
  }

  /** The problem if another construct refers to a party that this one does not have. */
  private missingReference(party: Party): Problem | undefined {
    const naming = groupsNaming(this.plan.deployment, party);
    const isExisting = naming.length === 1 && naming[0] === undefined && this.groups.has(party);
    return isExisting ? undefined : missingReference(this.plan, party);
  }

  /**
   * References to groups of another region. Checked at synth, because a stack may get its provider after its
   * constructs.
   */
  private regionIssues(): readonly Issue[] {
    return referencesOf(this.#plan.deployment).flatMap(({ deployment, path }): Issue[] => {
      const other = this.#others.get(deployment);
      const problem = other && regionProblem(this, other);
      return problem ? [{ ...problem, path: propPath(path), received: deployment }] : [];
    });
  }

  private closedGroupIssues(): readonly Issue[] {
    return referencesOf(this.#plan.deployment).flatMap((reference): Issue[] => {
      const { deployment, path } = reference;
      const other = this.#others.get(deployment);
      const isClosed = other && lacksEgress(reference, this.#plan, other.plan);
      return isClosed ? [{ ...problems.closedGroup(deployment), path }] : [];
    });
  }

  /** Registers validations that find conflicts with other constructs at synth. */
  private watch({ vpcId, lifecycle = {} }: Placement): void {
    const { exclusiveRules = false, namePrefix = false } = lifecycle;
    const globalLabel = (text: string) => (isToken(text) ? this.#labels.globalLabelOf(text) : text);
    const vpc = globalLabel(vpcId);
    const writtenGroup = (group: RoleSecurityGroup): WrittenGroup => ({
      identity: group.identity,
      name: globalLabel(group.planned.name),
      ...(group.resource && !namePrefix ? { vpc } : {}),
      isExclusive: exclusiveRules && group.resource !== undefined,
      mayRepeatRules: namesOtherGroups(this.#plan),
      rules: () => group.ruleIdentities(),
    });
    const writer = { path: this.node.path, groups: () => [...this.#byKey.values()].map(writtenGroup) };
    Writers.of(this).add(writer);
    this.node.addValidation({ validate: () => Writers.of(this).problemsOf(writer) });
    this.node.addValidation({ validate: () => this.regionIssues().map(issueLine) });
    this.node.addValidation({ validate: () => ownAccountProblems(this, this.#plan.deployment) });
    if (exclusiveRules) this.node.addValidation({ validate: () => exclusiveProviderProblems(this) });
  }

  private rooted(issues: readonly Issue[]): SecurityGroupsError {
    const asProps = issues.map((issue) => ({ ...issue, path: propPath(issue.path), root: this.node.path }));
    return new SecurityGroupsError(asProps);
  }
}

type Placement = z.output<typeof placementSchema>;

/** Props of a deployment with their schema, or a finished plan, such as that of a config file. */
export type PlanSource =
  | {
      readonly schema: z.ZodType<Deployment>;
      readonly input: { readonly type: Deployment["type"]; readonly name?: string | undefined };
    }
  | { readonly plan: Plan };

/**
 * Renames a path of the config to the construct's props: `groupName` of a config file is the `name` of a construct for
 * one group.
 */
function propPath([first, ...rest]: Issue["path"]): Issue["path"] {
  return first === undefined ? [] : [first === "groupName" ? "name" : first, ...rest];
}

/** Reports groups that are named after a moved construct: EC2 cannot rename a group, so Terraform would replace it. */
function renameIssues({ type, name }: Deployment, movedFrom?: string): readonly Issue[] {
  const former = movedFrom?.split("/").at(-1);
  const keepsNames = former === undefined || former === name || type === "rancher-nodes";
  return keepsNames ? [] : [{ ...problems.renamedGroups(former), path: ["name"] }];
}
