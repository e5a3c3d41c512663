/**
 * The packets that the groups in EC2's report let through between nodes of each pair of pools, compared with the
 * documented flows. The groups of nodes follow from the written layouts. The plan of src is used for one thing only:
 * the flows that it lists as added by groups that roles share.
 */
import type { ReportedGroup } from "../../../scripts/emulator/ec2-readback";
import type { Layout } from "../../../src/model/group-layout";
import type { Party } from "../../../src/model/party";
import type { AddedFlow } from "../../../src/model/plan";
import { contains } from "../../oracle/endpoint";
import { clients, isOfFamily, type Outsider } from "../distribution-cases";
import { hostIn, icmpv6, isIn } from "../documented-cells";
import { includes, type Probe, probesFor, probeText } from "../probe";
import { type Endpoint, openBetween } from "../reachability";
import type { LayoutChange } from "./layout-change";
import { type Place, placedGroupId } from "./upgrade-pair";

/** The groups that nodes attach while the layout changes. */
export type Stage = "old" | "both" | "new";

/** The pairs of nodes that occur at each step: before the change, during it, and after it. */
export const stagePairs: readonly (readonly (readonly [Stage, Stage])[])[] = [
  [["old", "old"]],
  [
    ["old", "old"],
    ["old", "both"],
    ["both", "old"],
    ["both", "both"],
    ["both", "new"],
    ["new", "both"],
    ["new", "new"],
  ],
  [["new", "new"]],
];

/** A node or a host. */
interface Machine {
  readonly name: string;
  readonly parties: readonly (Outsider | "stranger")[];
  readonly endpoint: Endpoint;
  /** Whether one of its groups is an existing one, whose outbound rules the deployment does not manage. */
  readonly hasExisting: boolean;
}

/** The groups and addresses in EC2. */
export interface Found {
  readonly place: Place;
  readonly groups: readonly ReportedGroup[];
  /** Flows that the plan lists as open in addition. */
  readonly addedFlows: readonly AddedFlow[];
}

export interface PacketCounts {
  required: number;
  forbidden: number;
}

export interface WrongPackets {
  readonly closed: readonly string[];
  readonly open: readonly string[];
}

const kebab = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The EC2 names, or the ids of the pools, of the groups that nodes of a party attach in one layout. */
function heldBy(party: Party, layout: Layout, { roles, existing, documented }: LayoutChange): readonly string[] {
  const nameOf = (key: string) => `${documented.deployment.name}-${kebab(key)}`;
  const isExisting = existing?.party === party;
  const own = isExisting ? existing.securityGroupId : nameOf(party);
  if (typeof layout === "object") {
    const held = Object.entries(layout).filter(([, { parties }]) => (parties as readonly Party[]).includes(party));
    return held.length === 0
      ? [own]
      : held.map(([key, { name, securityGroupId }]) => securityGroupId ?? name ?? nameOf(key));
  }
  if (!roles.includes(party) || layout === "per-role") return [own];
  if (layout === "shared-and-roles") return [nameOf("nodes"), own];
  return [isExisting ? own : nameOf("nodes")];
}

/** The ids in EC2 of the groups that nodes with these roles attach. */
export function groupIdsOf(
  parties: readonly Party[],
  stage: Stage,
  change: LayoutChange,
  { place, groups }: Pick<Found, "place" | "groups">,
): readonly string[] {
  const layouts = { old: [change.from], both: [change.from, change.to], new: [change.to] }[stage];
  const names = layouts.flatMap((layout) => parties.flatMap((party) => heldBy(party, layout, change)));
  return [...new Set(names)].map((name) => {
    const id = placedGroupId(name, place) ?? groups.find((group) => group.name === name)?.id;
    if (id === undefined) throw new Error(`EC2 has no group ${name}`);
    return id;
  });
}

/** The sets of roles that nodes have: those of every pool of any step, and each role alone. */
function kindsOfNodes({ pools, roles, documented }: LayoutChange): readonly (readonly Party[])[] {
  const written = pools.flatMap((named) => Object.values(named ?? {})) as readonly (readonly Party[])[];
  const alone = [...roles, ...documented.grouped.filter((party) => !roles.includes(party))].map((party) => [party]);
  const kinds = [...alone, ...written.map((held) => [...new Set(held)].sort())];
  return [...new Map(kinds.map((held) => [held.join("+"), held])).values()];
}

/** Two nodes of each kind. */
function nodesOf(change: LayoutChange, stage: Stage, found: Found, host: number): readonly Machine[] {
  const isIpv6 = change.documented.family === "ipv6";
  return kindsOfNodes(change).map((parties, subnet) => {
    const groupIds = groupIdsOf(parties, stage, change, found);
    const address = isIpv6 ? `2001:db8:f:${subnet}::${host}` : `10.0.${subnet}.${host}`;
    const hasExisting = groupIds.some((id) => found.place.groupIds.includes(id));
    return { name: `${parties.join("+")} (${stage})`, parties, endpoint: { address, groupIds }, hasExisting };
  });
}

/** Parties without groups, remote nodes, and hosts that no document mentions. */
function hostsOf({ documented, remote }: LayoutChange): readonly Machine[] {
  const named = Object.entries({ ...clients, stranger: ["8.8.8.0/24", "2a00::/16"] }) as [
    Outsider,
    readonly string[],
  ][];
  const parties = [...named.filter(([party]) => !documented.grouped.includes(party as Party))];
  const all = remote ? [...parties, [remote.party, remote.cidrs] as const] : parties;
  return all.flatMap(([party, networks]) =>
    networks.map((network) => {
      const endpoint = { address: hostIn(network), groupIds: [] };
      return { name: `${party} at ${endpoint.address}`, parties: [party], endpoint, hasExisting: false };
    }),
  );
}

/** Packets that are closed or open by mistake. `stages` has the stage of each of the two nodes. */
export function wrongPackets(
  change: LayoutChange,
  found: Found,
  stages: readonly (readonly [Stage, Stage])[],
  counts: PacketCounts,
): WrongPackets {
  const { groups } = found;
  const { flows } = change.documented;
  const probes = [...probesFor([...flows, ...groups.flatMap(({ rules }) => rules)]), ...icmpv6(groups)];
  const wrong = { closed: [] as string[], open: [] as string[] };
  const compare = (from: Machine, to: Machine) => {
    const asking = askingFlows(change, from, to);
    const isOpenFor = openBetween(groups, from.endpoint, to.endpoint);
    const listed = found.addedFlows.filter((flow) => isEnd(flow.from, from) && isEnd(flow.to, to));
    const isFreeOf = isFree(change, from, to);
    for (const probe of probes) {
      const isRequired =
        isFreeOf || asking.some((flow) => isIn(flow, probe, change.documented, from.endpoint, to.endpoint));
      counts[isRequired ? "required" : "forbidden"] += 1;
      const isOpen = isOpenFor(probe);
      if (isOpen === isRequired || (isOpen && listed.some((flow) => carries(flow, probe)))) continue;
      wrong[isOpen ? "open" : "closed"].push(`${from.name} to ${to.name}, ${probeText(probe)}`);
    }
  };
  const hosts = hostsOf(change);
  for (const [one, other] of stages) {
    const [sources, destinations] = [nodesOf(change, one, found, 11), nodesOf(change, other, found, 12)];
    for (const from of sources) for (const to of destinations) compare(from, to);
  }
  for (const stage of new Set(stages.flat())) {
    for (const node of nodesOf(change, stage, found, 11)) {
      for (const host of hosts) {
        compare(host, node);
        compare(node, host);
      }
    }
  }
  return wrong;
}

function askingFlows({ documented, egress }: LayoutChange, from: Machine, to: Machine) {
  // If egress is required, the groups of a node open nothing to the world.
  const isFromWorld = egress === "all" || from.endpoint.groupIds.length === 0;
  return documented.flows.filter(
    (flow) =>
      to.parties.includes(flow.to) && (from.parties.includes(flow.from) || (flow.from === "internet" && isFromWorld)),
  );
}

/** Whether nothing filters traffic to a host: with open egress, this is every host of the family. */
function isFree({ egress, documented }: LayoutChange, from: Machine, to: Machine): boolean {
  if (egress === "required" || to.endpoint.groupIds.length > 0) return false;
  return from.hasExisting || isOfFamily(documented.family ?? "dual", to.endpoint.address);
}

/** Whether a machine is the end of a flow that the plan lists. */
function isEnd(end: string, { parties, endpoint }: Machine): boolean {
  const [type = "", value = ""] = end.split(" ");
  if (type === "cidrIpv4" || type === "cidrIpv6") return contains(value, endpoint.address);
  return type === "securityGroup" ? endpoint.groupIds.includes(value) : (parties as readonly string[]).includes(end);
}

function carries({ ipProtocol: protocol, fromPort = -1, toPort = -1 }: AddedFlow, probe: Probe): boolean {
  if (protocol.startsWith("icmp")) return protocol === probe.protocol && (fromPort === -1 || fromPort === probe.port);
  return includes(
    { protocol, fromPort: fromPort === -1 ? 0 : fromPort, toPort: toPort === -1 ? 65_535 : toPort },
    probe,
  );
}
