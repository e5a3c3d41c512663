/** Puts together what the page of an audit holds. Flows with the same result are one entry, so that a page stays small. */
import type { AuditedGroup, BlockedFlow } from "../../audit/audit";
import { trafficText } from "../../audit/findings";
import { flowStates } from "../../audit/flow-state";
import type { RequiredFlow } from "../../audit/required-flows";
import type { UnrequiredFlow } from "../../audit/unrequired-flows";
import { countFindings } from "../../model/finding";
import { groupBy } from "../../model/group-by";
import type { NetworkRule } from "../../model/network";
import { driverTag } from "../../model/placement";
import type { Plan } from "../../model/plan";
import type { Language } from "../../texts";
import { tablesText } from "../explanation";
import { ruleText } from "../rule";
import { kindOf } from "./build-page";
import type {
  AuditEntry,
  AuditSubject,
  AuditSummary,
  BlockedPorts,
  ComparedWithEc2,
  ExistingRule,
  Page,
  ReportedDeployment,
  RequiredPorts,
  UnrequiredPorts,
} from "./page-data";

export interface AuditPageOptions {
  /** What exists, as it was named. */
  readonly origin: string;
  /** Permissions without which EC2 told less. Default: none. */
  readonly refused?: readonly string[];
  readonly language: Language;
}

export function auditPage(
  subjects: readonly AuditSubject[],
  { origin, refused = [], language }: AuditPageOptions,
): Page {
  return {
    index: { kind: "audit", language, origin, refused, deployments: subjects.map(summaryOf) },
    blocks: subjects.map(entryOf),
  };
}

function summaryOf({ audit: { plan, groups, required }, findings }: AuditSubject): AuditSummary {
  const { name, region, vpcId } = plan.deployment as ReportedDeployment;
  const count = (state: RequiredFlow["state"]) => required.filter((flow) => flow.state === state).length;
  return {
    name,
    kind: kindOf(plan.deployment),
    ...(region ? { region } : {}),
    ...(vpcId ? { vpcId } : {}),
    groups: groups.length,
    existing: groups.filter(({ found }) => found).length,
    states: Object.fromEntries(flowStates.map((state) => [state, count(state)])) as AuditSummary["states"],
    findings: countFindings(findings),
  };
}

function entryOf({ audit, findings, imports }: AuditSubject): AuditEntry {
  const rules = new RuleList(audit.groups);
  const { plan, required, unrequired, groups, blocked, nodes } = audit;
  return {
    findings,
    ...(imports ? { imports } : {}),
    required: requiredPorts(plan, required, rules),
    unrequired: unrequiredPorts(unrequired, rules),
    rules: rules.all,
    groups: groups.map(comparedGroup),
    blocked: blockedPorts(blocked),
    ...(nodes ? { nodes } : {}),
  };
}

/** The rules of an audit, each once. */
class RuleList {
  readonly all: ExistingRule[] = [];
  readonly #positions = new Map<NetworkRule, number>();
  /** Names of the groups that have a rule, by its key. */
  readonly #holders: ReadonlyMap<string, readonly string[]>;

  constructor(groups: readonly AuditedGroup[]) {
    const held = groups.flatMap(({ found }) =>
      (found?.rules ?? []).map(({ key }) => [key, found?.name ?? ""] as const),
    );
    this.#holders = new Map(merged(held).map(([key, names]) => [key, [...new Set(names)]]));
  }

  readonly positionOf = (rule: NetworkRule): number => {
    const known = this.#positions.get(rule);
    if (known !== undefined) return known;
    this.#positions.set(rule, this.all.length);
    return this.all.push(this.shown(rule)) - 1;
  };

  private shown(rule: NetworkRule): ExistingRule {
    // Without ids, the rules of all groups have the same key.
    const [group, ...others] = rule.key === "" ? [] : (this.#holders.get(rule.key) ?? []);
    return {
      id: rule.key,
      ...(group !== undefined && others.length === 0 ? { group } : {}),
      text: ruleText(rule),
      description: rule.description,
    };
  }
}

function requiredPorts(
  { portRules }: Plan,
  required: readonly RequiredFlow[],
  { positionOf }: RuleList,
): readonly RequiredPorts[] {
  const rules = new Map(portRules.map((rule) => [rule.id as string, rule]));
  return [...groupBy(required, ({ portRule }) => portRule)].flatMap(([id, flows]) => {
    const rule = rules.get(id);
    if (!rule) return [];
    const { protocol, ports, purpose, references } = rule;
    const outcomes = flows.map(({ from, to, state, by, wider, closed, undecided }) => {
      const outcome = { state, closed, undecided, by: by.map(positionOf), wider: wider.map(positionOf) };
      return [outcome, [from, to]] as const;
    });
    return {
      id,
      protocol,
      ports,
      purpose,
      tables: references.length > 0 ? tablesText(references) : "",
      outcomes: merged(outcomes).map(([outcome, pairs]) => ({ ...outcome, pairs })),
    };
  });
}

function unrequiredPorts(flows: readonly UnrequiredFlow[], { positionOf }: RuleList): readonly UnrequiredPorts[] {
  const places = flows.map((flow) => {
    const { group, direction, peer, world, by } = flow;
    const name = group.found?.name ?? group.planned.name;
    const place = { group: name, direction, peer, world, by: by.map(positionOf) };
    return [place, trafficText(flow)] as const;
  });
  return merged(places).map(([place, traffic]) => ({ ...place, traffic }));
}

function comparedGroup({ planned, found, tags, isAttached, elsewhere }: AuditedGroup): ComparedWithEc2 {
  return {
    name: found?.name ?? planned.name,
    ...(found ? { id: found.id } : {}),
    isExisting: planned.existing !== undefined,
    elsewhere,
    tags: {
      changed: tags.changed,
      removed: [
        ...Object.entries(tags.removed).map(([key, value]) => `${key}=${value}`),
        ...(tags.losesDriverTag ? [driverTag] : []),
      ],
    },
    ...(isAttached === undefined ? {} : { isAttached }),
  };
}

function blockedPorts(blocked: readonly BlockedFlow[]): readonly BlockedPorts[] {
  const blocks = blocked.map(
    ({ subnet, from, to, ...block }) => [block, { subnet, pair: [from, to] as const }] as const,
  );
  return merged(blocks).map(([block, some]) => ({
    ...block,
    subnets: [...new Set(some.map(({ subnet }) => subnet))],
    pairs: merged(some.map(({ pair }) => [pair, undefined] as const)).map(([pair]) => pair),
  }));
}

/** Pairs whose first values are equal become one, with all second values. */
function merged<T, V>(pairs: readonly (readonly [T, V])[]): readonly (readonly [T, readonly V[]])[] {
  return [...groupBy(pairs, ([value]) => JSON.stringify(value)).values()].map((same) => {
    const [[value]] = same as [readonly [T, V]];
    return [value, same.map(([, other]) => other)];
  });
}
