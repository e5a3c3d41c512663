/**
 * The JSON that a synth of this package writes for the deployments of a stack. What rules open, and the names and VPCs of
 * groups, are judged by flows and by the plan, so any value is expected there. All else is stated here once more: provider,
 * state, outputs, tags and lifecycle decide where, by whom and with which other effects Terraform deploys the rules.
 */
import { referencesOf } from "../model/deployment-references";
import type { ImportMap } from "../model/import-map";
import { isRecord } from "../model/is-record";
import { clusterTag } from "../model/lifecycle";
import { createdGroups, isOfOtherAccount, type PlannedSecurityGroup, type SecurityGroupRule } from "../model/plan";
import { ruleKey } from "../model/rule-identity";
import { formerPathsOf, stackNameOf } from "../model/stack-member";
import { groupOutput, poolOutput, variableForOutput } from "../model/terraform-names";
import { isEvaluated } from "../model/token";
import { exclusiveAddress, groupAddress, ruleAddress } from "../network/terraform-address";
import { type Expected, Optional, Variable } from "./json-differences";
import type { VerifiedPlan } from "./verification";

/** How the folder was made, and of what. */
export interface SynthOptions {
  readonly isModule: boolean;
  /** Every deployment of the config. */
  readonly plans: readonly VerifiedPlan[];
  /** Groups and rules that the next deploy imports, by deployment. */
  readonly imports: ReadonlyMap<string, ImportMap>;
}

const judgedElsewhere = new Variable("any value", () => true);
/** A text that Terraform does not change. Versions of this package word descriptions differently. */
const anyText = new Variable("a text without expressions", (value) => typeof value === "string" && !isEvaluated(value));

/** All of `members` are in one stack, and so agree on account, region and state. */
export function expectedJson(plansOfStack: readonly VerifiedPlan[], options: SynthOptions): Expected {
  const { isModule, plans, imports } = options;
  // A module has one deployment, whatever its stack.
  const members = isModule ? plansOfStack.map(outsideStacks) : plansOfStack;
  const [{ deployment }] = members as [VerifiedPlan];
  const resources = resourcesOf(members, isModule);
  return {
    "//": judgedElsewhere,
    terraform: isModule
      ? moduleRequirements
      : { ...stateOf(deployment), required_providers: { aws: provider(deployment) } },
    ...(isModule ? { variable: variablesOf(members, plans) } : { provider: { aws: [accountOf(deployment)] } }),
    data: isModule ? undefined : otherStates(members, plans),
    import: importsOf(members, imports),
    moved: isModule ? undefined : movesOf(members, resources),
    output: outputsOf(members, isModule),
    resource: resources.size > 0 ? Object.fromEntries(resources) : undefined,
  };
}

type VerifiedDeployment = VerifiedPlan["deployment"];

function outsideStacks({ deployment, ...plan }: VerifiedPlan): VerifiedPlan {
  return { ...plan, deployment: { ...deployment, stack: undefined, movedFrom: undefined } };
}

const moduleRequirements = {
  required_version: anyText,
  required_providers: { aws: { source: "hashicorp/aws", version: anyText } },
};

function provider({ awsProviderVersion }: VerifiedDeployment): Expected {
  return { source: "aws", version: awsProviderVersion ?? anyText };
}

/** The account and the region. */
function accountOf({ region, profile, assumeRole, endpoint }: VerifiedDeployment): Expected {
  const { roleArn, sessionName, externalId } = assumeRole ?? {};
  return {
    region,
    profile,
    assume_role: assumeRole && [{ role_arn: roleArn, session_name: sessionName, external_id: externalId }],
    ...(endpoint ? { ...dummyCredentials, endpoints: [{ ec2: endpoint, sts: endpoint, iam: endpoint }] } : {}),
  };
}

const dummyCredentials = { access_key: "emulator", secret_key: "emulator" };

/** Where Terraform keeps the state: `backend` or `cloud`. */
function stateOf(deployment: VerifiedDeployment): { readonly [key: string]: Expected } {
  const name = stackNameOf(deployment);
  const { state = "local" } = deployment;
  if (state !== "local" && state.cloud) {
    const { organization, hostname, workspace = name } = state.cloud;
    return { cloud: { organization, hostname, workspaces: { name: workspace } } };
  }
  if (state !== "local" && state.s3) {
    return { backend: { s3: { ...bucketOf(deployment), use_lockfile: state.s3.lockFile || undefined } } };
  }
  return { backend: { local: localState(name) } };
}

const localState = (name: string) => ({ path: `../../../terraform.${name}.tfstate` });

function bucketOf(deployment: VerifiedDeployment): { readonly [key: string]: Expected } {
  const { state, endpoint } = deployment;
  const {
    bucket,
    region,
    profile,
    kmsKeyId,
    key = `rancher-sg/${stackNameOf(deployment)}.tfstate`,
  } = (state !== "local" && state?.s3) || {};
  return {
    bucket,
    key,
    region,
    profile,
    kms_key_id: kmsKeyId,
    encrypt: true,
    ...(endpoint
      ? {
          ...dummyCredentials,
          endpoints: { s3: endpoint, sts: endpoint, iam: endpoint },
          use_path_style: true,
          skip_region_validation: true,
        }
      : {}),
  };
}

/** The states of the stacks that a stack reads. A deployment may refer to another one without a rule for it. */
function otherStates(members: readonly VerifiedPlan[], plans: readonly VerifiedPlan[]): Expected {
  const byName = new Map(plans.map((plan) => [plan.deployment.name, plan.deployment]));
  const own = new Set(members.map(({ deployment }) => stackNameOf(deployment)));
  const references = members.flatMap(({ deployment }) => referencesOf(deployment));
  const states = references.flatMap((reference) => {
    const other = byName.get(reference.deployment);
    if (!other || own.has(stackNameOf(other))) return [];
    return [[`cross-stack-reference-input-${stackNameOf(other)}`, new Optional(stateRead(other))] as const];
  });
  return new Optional({ terraform_remote_state: Object.fromEntries(states) });
}

function stateRead(deployment: VerifiedDeployment): Expected {
  const name = stackNameOf(deployment);
  const { state = "local" } = deployment;
  if (state !== "local" && state.cloud) return { backend: "remote", config: stateOf(deployment).cloud };
  const [backend, config] = state !== "local" && state.s3 ? ["s3", bucketOf(deployment)] : ["local", localState(name)];
  return { backend, config, workspace: "${terraform.workspace}" };
}

/** One for each group and rule of the maps that the plans have. */
function importsOf(members: readonly VerifiedPlan[], imports: ReadonlyMap<string, ImportMap>): Expected {
  const entries = members.flatMap((plan) => {
    const map = imports.get(plan.deployment.name);
    return map ? importsOfDeployment(plan, map) : [];
  });
  return entries.length > 0 ? entries : undefined;
}

function importsOfDeployment({ deployment, groups }: VerifiedPlan, imports: ImportMap): readonly Expected[] {
  return Object.entries(imports.groups).flatMap(([key, { securityGroupId, rules }]) => {
    const group = groups.find((planned) => planned.key === key);
    const address = group && groupAddress(deployment, group);
    const byKey = new Map(group?.rules.map((rule) => [ruleKey(rule), rule]));
    const ofRules = Object.entries(rules).flatMap(([name, id]) => {
      const rule = byKey.get(name);
      return group && rule ? [{ id, to: ruleAddress(deployment, group, rule) }] : [];
    });
    return [...(address === undefined ? [] : [{ id: securityGroupId, to: address }]), ...ofRules];
  });
}

/** Moves of resources from former addresses, which are not those of other resources. */
function movesOf(members: readonly VerifiedPlan[], resources: Resources): Expected {
  if (!members.some(({ deployment }) => formerPathsOf(deployment).length > 0)) return undefined;
  const addresses = new Set(
    [...resources].flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`)),
  );
  const typeOf = (address: unknown) => `${address}`.split(".", 1)[0];
  const isMove = (block: unknown) =>
    isRecord(block) &&
    Object.keys(block).every((key) => key === "from" || key === "to") &&
    typeOf(block.from) === typeOf(block.to) &&
    addresses.has(`${block.to}`) &&
    !addresses.has(`${block.from}`);
  return new Optional(
    new Variable("moves from former addresses", (value) => Array.isArray(value) && value.every(isMove)),
  );
}

const reference = (address: string, attribute = "id") => `\${${address}.${attribute}}`;

/** The outputs of each deployment: of a shared stack, in one output with its name. */
function outputsOf(members: readonly VerifiedPlan[], isModule: boolean): Expected {
  const all = members.flatMap((plan) => {
    const { name, stack } = plan.deployment;
    const outputs = outputsOfDeployment(plan);
    if (isModule || stack === undefined) {
      return Object.entries(outputs).map(
        ([output, value]) =>
          [output, value instanceof Optional ? new Optional({ value: value.value }) : { value }] as const,
      );
    }
    return Object.keys(outputs).length > 0 ? [[name, { value: outputs }] as const] : [];
  });
  // Those that other stacks read.
  const ofAddresses = members.flatMap((plan) =>
    createdGroups(plan).map((group) => {
      const address = groupAddress(plan.deployment, group) as string;
      const name = `cross-stack-output-${address.replace(".", "")}id`;
      return [name, new Optional({ sensitive: true, value: reference(address) })] as const;
    }),
  );
  return Object.fromEntries([...all, ...ofAddresses]);
}

/** The ids and names of groups, and of the groups that the nodes of each pool attach. */
function outputsOfDeployment(plan: VerifiedPlan): { readonly [name: string]: Expected } {
  const { deployment, pools } = plan;
  const created = createdGroups(plan).map((group) => ({ group, address: groupAddress(deployment, group) as string }));
  const byKey = new Map(created.map(({ group, address }) => [group.key, address]));
  const ofGroups = created.flatMap(({ group: { key }, address }) => [
    [groupOutput(key, "id"), reference(address)] as const,
    [groupOutput(key, "name"), reference(address, "name")] as const,
  ]);
  const ofPools = pools.flatMap(({ name, groups }) => {
    const addresses = groups.map(({ label }) => byKey.get(label));
    const ids = groups.map(({ type, value }, index): Expected => {
      const address = addresses[index];
      if (address !== undefined) return reference(address);
      return type === "deployment" ? ofOtherDeployment : value;
    });
    const names = addresses.map((address) => address && reference(address, "name"));
    return [
      [poolOutput(name, "ids"), new Optional(ids)] as const,
      ...(names.includes(undefined) ? [] : [[poolOutput(name, "names"), new Optional(names)] as const]),
    ];
  });
  return Object.fromEntries([...ofGroups, ...ofPools]);
}

const ofOtherDeployment = new Variable("a group of another deployment", (value) =>
  /^\$\{(data\.terraform_remote_state\.[\w-]+\.outputs\.[\w-]+|var\.[\w-]+|aws_security_group\.[\w-]+\.id)\}$/.test(
    `${value}`,
  ),
);

/** Those of the module itself, and one for each group of another module that its rules name. */
function variablesOf([plan]: readonly VerifiedPlan[], plans: readonly VerifiedPlan[]): Expected {
  if (!plan) return undefined;
  const { deployment } = plan;
  const { vpcId, tags = {} } = deployment;
  const about = { description: anyText, nullable: false };
  const referred = new Set(referencesOf(deployment).map((reference) => reference.deployment));
  const ofOthers = plans
    .filter((other) => referred.has(other.deployment.name))
    .flatMap((other) =>
      createdGroups(other).map(({ key }) => {
        const name = variableForOutput(other.deployment.name, groupOutput(key, "id"));
        return [name, new Optional({ ...about, type: "string" })] as const;
      }),
    );
  return {
    ...Object.fromEntries(ofOthers),
    vpc_id: { ...about, type: "string", default: vpcId },
    tags: { ...about, type: "map(string)", default: tags },
  };
}

/** The bodies of resources by type and name. */
type Resources = ReadonlyMap<string, Record<string, Expected>>;

function resourcesOf(members: readonly VerifiedPlan[], isModule: boolean): Resources {
  const types = new Map<string, Record<string, Expected>>();
  const add = (address: string, body: Expected) => {
    const [type = "", name = ""] = address.split(".");
    const known = types.get(type) ?? {};
    types.set(type, known);
    known[name] = body;
  };
  for (const { group, plan } of members.flatMap((plan) => plan.groups.map((group) => ({ group, plan })))) {
    const { deployment } = plan;
    const address = groupAddress(deployment, group);
    if (address !== undefined) add(address, groupBody(plan, group, isModule));
    for (const rule of group.rules) add(ruleAddress(deployment, group, rule), ruleBody(plan, rule, isModule));
    if (address === undefined || !deployment.lifecycle?.exclusiveRules) continue;
    const ids = (direction: SecurityGroupRule["direction"]) =>
      group.rules
        .filter((rule) => rule.direction === direction)
        .map((rule) => reference(ruleAddress(deployment, group, rule)));
    add(exclusiveAddress(deployment, group), {
      "//": judgedElsewhere,
      security_group_id: reference(address),
      ingress_rule_ids: inAnyOrder(ids("ingress")),
      egress_rule_ids: inAnyOrder(ids("egress")),
    });
  }
  return types;
}

function groupBody(plan: VerifiedPlan, { key, name }: PlannedSecurityGroup, isModule: boolean): Expected {
  const { deployment, sharedGroup } = plan;
  const { namePrefix, preventDestroy, revokeRulesOnDelete, timeouts } = deployment.lifecycle ?? {};
  const { cloudProvider = undefined } = deployment.type === "rancher-nodes" ? {} : deployment;
  const ownTags = cloudProvider && key === sharedGroup ? { [clusterTag(cloudProvider.clusterId)]: "owned" } : {};
  return {
    "//": judgedElsewhere,
    name: judgedElsewhere,
    name_prefix: judgedElsewhere,
    vpc_id: judgedElsewhere,
    description: anyText,
    tags: isModule ? mergedTags(name, ownTags) : { Name: name, ...deployment.tags, ...ownTags },
    lifecycle: {
      create_before_destroy: namePrefix || undefined,
      prevent_destroy: preventDestroy || undefined,
      ignore_changes: ["description"],
    },
    revoke_rules_on_delete: revokeRulesOnDelete,
    timeouts: timeouts && { create: timeouts.create, delete: timeouts.delete },
  };
}

/** An expression for the tags of the caller and those of the group. */
function mergedTags(name: string, own: Readonly<Record<string, string>>): string {
  const map = (tags: Readonly<Record<string, string>>) => {
    const entries = Object.entries(tags).map(([key, value]) => `${JSON.stringify(key)} = ${JSON.stringify(value)}`);
    return `{${entries.join(", ")}}`;
  };
  const maps = [map({ Name: name }), "var.tags", ...(Object.keys(own).length > 0 ? [map(own)] : [])];
  return `\${merge(${maps.join(", ")})}`;
}

function ruleBody({ deployment }: VerifiedPlan, { peer }: SecurityGroupRule, isModule: boolean): Expected {
  const createBeforeDestroy = deployment.lifecycle?.namePrefix || undefined;
  const ignored = isOfOtherAccount(peer) ? ["description"] : undefined;
  const lifecycle = {
    create_before_destroy: createBeforeDestroy,
    replace_triggered_by: new Optional([ofOwnGroup]),
    ignore_changes: ignored,
  };
  return {
    "//": judgedElsewhere,
    ...Object.fromEntries(ruleAttributes.map((attribute) => [attribute, judgedElsewhere])),
    description: anyText,
    tags: isModule ? tagsOfModule : { ...deployment.tags, Name: anyText },
    lifecycle: createBeforeDestroy || ignored ? lifecycle : new Optional(lifecycle),
  };
}

/** What decides what a rule opens. */
const ruleAttributes = [
  "security_group_id",
  "ip_protocol",
  "from_port",
  "to_port",
  "cidr_ipv4",
  "cidr_ipv6",
  "prefix_list_id",
  "referenced_security_group_id",
];

const ofOwnGroup = new Variable("the id of a group", (value) => /^aws_security_group\.[\w-]+\.id$/.test(`${value}`));
const tagsOfModule = new Variable("the tags of the caller and a Name", (value) =>
  /^\$\{merge\(var\.tags, \{"Name" = "[^"$%\\{}]*"\}\)\}$/.test(`${value}`),
);

function inAnyOrder(texts: readonly string[]): Variable {
  const sorted = JSON.stringify([...texts].sort());
  return new Variable(
    "the rules of the group",
    (value) => Array.isArray(value) && JSON.stringify([...value].sort()) === sorted,
  );
}
