/** The result of an audit as findings, one for each fault that a user can fix. */
import { trafficLines, trafficSet } from "../flows";
import type { CheckDescription, Finding, Severity } from "../model/finding";
import { groupBy } from "../model/group-by";
import type { NetworkRule } from "../model/network";
import { driverTag } from "../model/placement";
import { trafficOf } from "../projection/rule-traffic";
import type { Audit, AuditedGroup } from "./audit";
import { documentedFor } from "./documented-ports";
import type { RequiredFlow } from "./required-flows";
import type { TrafficPart } from "./traffic-part";
import type { UnrequiredFlow } from "./unrequired-flows";

const page = "docs/audit.md";
const check = (id: string, severity: Severity, title: string, fix: string): CheckDescription => ({
  id,
  severity,
  title,
  fix,
  matches: {},
  reference: `${page}#${id}`,
});

/** All checks of an audit, the heaviest first. */
export const auditChecks = [
  check("missing-group", "error", "A group of the deployment does not exist", "Deploy, or bind the group that exists"),
  check("closed-flow", "error", "A flow that the tables require is closed", "Add the missing rule, or deploy"),
  check("open-to-world", "error", "A rule opens to every address what nothing requires", "Remove or narrow the rule"),
  check("acl-drops-flow", "error", "A network ACL drops a required flow", "Add a rule to the ACL, for answers too"),
  check("half-attached-node", "error", "A node attaches the groups of no pool", "Attach the groups that it lacks"),
  check(
    "undecided-flow",
    "warning",
    "Whether a required flow is open depends on unknown addresses or rules",
    "Give the answers for the group and of describe-network-interfaces, or add a rule that names the group",
  ),
  check(
    "unrequired-flow",
    "warning",
    "A rule opens what nothing requires",
    "Remove or narrow the rule, or ask for it with rules.add",
  ),
  check(
    "tags-change",
    "warning",
    "The next deploy removes or changes tags of a group",
    "Write the tags that are needed under tags",
  ),
  check(
    "omitted-flow",
    "note",
    "A flow that the tables require is omitted by the deployment, and closed",
    "Remove the port rule from rules.omit, or keep it closed",
  ),
  check(
    "unattached-group",
    "note",
    "No network interface attaches a group of the deployment",
    "Attach the group to the nodes",
  ),
  check(
    "driver-tag-removed",
    "note",
    "The deploy removes the tag by which Rancher's node driver adds rules to a group",
    "None: the driver adds no rules then, and the deployment has all of them",
  ),
] as const satisfies readonly CheckDescription[];

type CheckId = (typeof auditChecks)[number]["id"];
const severityOf = new Map<string, Severity>(auditChecks.map(({ id, severity }) => [id, severity]));

/** In the order of the checks. */
export function findingsOf(audit: Audit): readonly Finding[] {
  const { plan } = audit;
  const found: readonly FoundFault[] = [
    ...audit.groups.flatMap(groupFaults),
    ...flowFaults(audit.required),
    ...flowFaults(audit.omitted).map((fault) => ({
      ...fault,
      id: "omitted-flow" as const,
      message: `${fault.message}; rules.omit has ${fault.portRules?.join(", ")}`,
    })),
    ...unrequiredFaults(audit),
    ...blockFaults(audit),
    ...nodeFaults(audit),
  ];
  const order = auditChecks.map(({ id }) => id);
  return [...found]
    .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
    .map(({ id, message, group, rules = [], portRules = [] }) => ({
      id,
      severity: severityOf.get(id) as Severity,
      deployment: plan.deployment.name,
      ...(group ? { group: group.planned.key, groupName: group.found?.name ?? group.planned.name } : {}),
      rules: namesOf(rules),
      portRules: [...new Set(portRules)].sort(),
      message,
      matches: {},
    }));
}

interface FoundFault {
  readonly id: CheckId;
  readonly message: string;
  readonly group?: AuditedGroup;
  readonly rules?: readonly NetworkRule[];
  readonly portRules?: readonly string[];
}

/** Ids of rules, or what they open, if EC2 was not asked for ids. */
export function namesOf(rules: readonly NetworkRule[]): readonly string[] {
  return [...new Set(rules.map(({ key }) => key).filter((key) => key !== ""))].sort();
}

function groupFaults(group: AuditedGroup): readonly FoundFault[] {
  const { planned, found, tags, isAttached, elsewhere } = group;
  if (!found) {
    const other = elsewhere.length > 0 ? `; ${elsewhere.join(", ")} has this name in another VPC` : "";
    const what = planned.existing ? "is not among the groups that were read" : "does not exist";
    return [{ id: "missing-group", group, message: `${planned.name} ${what}${other}` }];
  }
  const removed = Object.entries(tags.removed).map(([key, value]) => `${key}=${value}`);
  const changed = Object.entries(tags.changed).map(([key, { from, to }]) => `${key} from ${from} to ${to}`);
  const all = [
    ...(changed.length > 0 ? [`changes ${changed.join(", ")}`] : []),
    ...(removed.length > 0 ? [`removes ${removed.join(", ")}`] : []),
  ];
  return [
    ...(all.length > 0
      ? [{ id: "tags-change" as const, group, message: `${found.name}: the deploy ${all.join(" and ")}` }]
      : []),
    ...(tags.losesDriverTag
      ? [
          {
            id: "driver-tag-removed" as const,
            group,
            message: `${found.name}: the deploy removes the tag ${driverTag}, so Rancher's node driver adds no more rules`,
          },
        ]
      : []),
    ...(isAttached === false
      ? [{ id: "unattached-group" as const, group, message: `${found.name} (${found.id}) is attached to nothing` }]
      : []),
  ];
}

/** One for each port rule and each part of it that is closed or undecided, with the parties that it concerns. */
function flowFaults(required: readonly RequiredFlow[]): readonly FoundFault[] {
  const faults = required.flatMap((flow) => {
    if (flow.state !== "closed" && flow.state !== "undecided") return [];
    const id: CheckId = flow.state === "closed" ? "closed-flow" : "undecided-flow";
    const parts = flow.state === "closed" ? flow.closed : flow.undecided;
    const what = Object.entries(parts).map(
      ([direction, flows]) => `${direction === "ingress" ? "inbound" : "outbound"} ${flows.join(", ")}`,
    );
    return [{ id, flow, what: what.join(", and ") }];
  });
  return [...groupBy(faults, ({ id, flow, what }) => `${id} ${flow.portRule} ${what}`).values()].map((same) => {
    const [{ id, flow, what }] = same as [(typeof same)[number]];
    const pairs = pairsText(same.map(({ flow }) => flow));
    const traffic = trafficLines(trafficSet([trafficOf(flow)])).join(", ");
    const state = id === "closed-flow" ? "no rule admits" : "it is not known whether a rule admits";
    const rules = same.flatMap((one) => (id === "closed-flow" ? [] : one.flow.by));
    const by = namesOf(rules);
    return {
      id,
      rules,
      portRules: [flow.portRule],
      message: `${traffic} from ${pairs}: ${state} ${what}${by.length > 0 ? ` (${by.join(", ")})` : ""}`,
    };
  });
}

/** `etcd, controlplane to etcd, controlplane; worker to etcd`: sources with the same destinations are named together. */
function pairsText(flows: readonly Pick<RequiredFlow, "from" | "to">[]): string {
  const bySource = [...groupBy(flows, ({ from }) => from)].map(([from, some]) => ({
    from,
    to: [...new Set(some.map(({ to }) => to))].join(", "),
  }));
  return [...groupBy(bySource, ({ to }) => to)]
    .map(([to, some]) => `${some.map(({ from }) => from).join(", ")} to ${to}`)
    .join("; ");
}

/** One for each part of what the rules of a group open in addition, with all peers that have it. */
function unrequiredFaults({ unrequired, groups, plan }: Audit): readonly FoundFault[] {
  const byRule = new Map<NetworkRule, UnrequiredFlow[]>();
  for (const flow of unrequired) {
    for (const rule of flow.by) byRule.set(rule, [...(byRule.get(rule) ?? []), flow]);
  }
  const opened = [...byRule].map(([rule, flows]) => {
    const [first] = flows as [UnrequiredFlow];
    const parts = flows.map(trafficText);
    // A wide rule may open many ranges.
    const traffic = parts.length > 4 ? `${trafficLines(trafficSet([rule]))} beyond what is required` : parts.join(", ");
    return { rule, flows, traffic, key: first.group.planned.key, isWorld: flows.some(({ world }) => world) };
  });
  const same = groupBy(opened, ({ rule, key, traffic, isWorld }) => `${key} ${rule.direction} ${traffic} ${isWorld}`);
  return [...same.values()].map((entries) => {
    const [{ rule, traffic, key, isWorld }] = entries as [(typeof entries)[number]];
    const group = groups.find(({ planned }) => planned.key === key) as AuditedGroup;
    const flows = entries.flatMap((entry) => entry.flows);
    const peers = entries.map((entry) => entry.rule.peer.value).map((id) => (id === group.found?.id ? "itself" : id));
    const known = documentedFor(plan, flows, rule.direction);
    const isWhole = flows.some(({ ports }) => ports === "all");
    const documented = known.length > 0 ? `; documented for other peers as ${known.join(", ")}` : "; in no table";
    const names = entries.map((entry) => ruleName(entry.rule)).filter((name) => name !== "");
    return {
      id: isWorld ? ("open-to-world" as const) : ("unrequired-flow" as const),
      group,
      rules: entries.map((entry) => entry.rule),
      portRules: known,
      message: [
        `${group.found?.name}: ${traffic} ${rule.direction === "ingress" ? "from" : "to"} ${peers.join(", ")}`,
        ...(names.length > 0 ? [` (${names.join(", ")})`] : []),
        isWhole ? "" : documented,
      ].join(""),
    };
  });
}

const ruleName = ({ key, description }: NetworkRule) =>
  [key, description && JSON.stringify(description)].filter(Boolean).join(" ");

/** `tcp 443`, `all udp`, `protocol 50`, `all traffic` */
export const trafficText = ({ protocol, ports }: TrafficPart) =>
  ports === "all" ? protocolText(protocol) : `${protocol} ${ports}`;

const protocolText = (protocol: string) =>
  protocol === "all" ? "all traffic" : /^\d/.test(protocol) ? `protocol ${protocol}` : `all ${protocol}`;

function blockFaults({ blocked }: Audit): readonly FoundFault[] {
  const same = groupBy(
    blocked,
    ({ acl, direction, isAnswer, portRule }) => `${acl} ${direction} ${isAnswer} ${portRule}`,
  );
  return [...same.values()].map((blocks) => {
    const [{ acl, direction, isAnswer, portRule }] = blocks as [(typeof blocks)[number]];
    const pairs = pairsText(blocks);
    const subnets = [...new Set(blocks.map(({ subnet }) => subnet))].join(", ");
    const flows = [...new Set(blocks.flatMap((block) => block.flows))];
    const what = isAnswer ? `answers to ${portRule}` : portRule;
    return {
      id: "acl-drops-flow" as const,
      portRules: [portRule],
      message: `${acl} of ${subnets} drops ${what} (${pairs}): ${direction === "ingress" ? "inbound" : "outbound"} ${flows.slice(0, 4).join(", ")}`,
    };
  });
}

function nodeFaults({ nodes = [], groups }: Audit): readonly FoundFault[] {
  const names = new Map(groups.flatMap(({ found }) => (found ? [[found.id, `${found.name} (${found.id})`]] : [])));
  const textOf = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id).join(", ");
  return nodes
    .filter(({ lacks, surplus }) => lacks.length + surplus.length > 0)
    .map(({ id, interfaceId, attached, lacks }) => {
      const node = interfaceId === undefined ? id : `${id} (${interfaceId})`;
      const without = lacks.length > 0 ? ` and not ${textOf(lacks)}` : "";
      return {
        id: "half-attached-node",
        message: `${node} attaches ${textOf(attached)}${without}: these are the groups of no pool`,
      };
    });
}
