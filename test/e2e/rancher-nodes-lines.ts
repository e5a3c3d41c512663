import type { ReportedGroup, ReportedRule } from "../../scripts/emulator/ec2-readback";
import { evaluated } from "./matrix-cells";
import { includes, type Probe, probesFor, probeText } from "./probe";
import { type Endpoint, isAllowed } from "./reachability";
import { type Line, rancherNodesLines, trafficText } from "./source-tables";

/** Decides whether an address may use a world-open port in the deployment. */
export type Narrowing = (line: Line, address: string) => boolean;

const asDocumented: Narrowing = () => true;

/** The speakers of the group's table: two of its nodes, and every other host. */
const speakers = ["a node", "the world"] as const;

/** Tests each line of the table, and every packet for each pair of speakers. */
export function testRancherNodesLines(
  stack: string,
  applied: () => readonly ReportedGroup[],
  narrowing: Narrowing = asDocumented,
): void {
  const lines = rancherNodesLines();
  const group = () => applied().find(({ name }) => name === "rancher-nodes") as ReportedGroup;

  describe(`${stack}: the security group rancher-nodes`, () => {
    if (narrowing === asDocumented) {
      test.each(lines.map((line) => [lineText(line), line] as const))("has one rule for %s", (_, line) => {
        const matching = group().rules.filter((rule) => isRuleOf(line, rule, group().id));
        expect(matching).toHaveLength(1);
      });

      test(`has ${lines.length} rules, one for each line`, () => {
        expect(group().rules).toHaveLength(lines.length);
      });
    }

    test.each(
      speakers.flatMap((from) => speakers.map((to) => [from, to] as const)).filter((pair) => pair.includes("a node")),
    )("lets exactly the lines of the table pass from %s to %s", (from, to) => {
      const probes = probesFor([...lines, ...group().rules]);
      const wrong = membersOf(from, group().id).flatMap((source) =>
        membersOf(to, group().id)
          .filter(({ address }) => address !== source.address)
          .flatMap((destination) => mismatches(applied(), source, destination, probes, lines, narrowing)),
      );
      expect(wrong).toEqual([]);
    });
  });
}

function mismatches(
  groups: readonly ReportedGroup[],
  source: Endpoint,
  destination: Endpoint,
  probes: readonly Probe[],
  lines: readonly Line[],
  narrowing: Narrowing,
): readonly string[] {
  return probes.flatMap((probe) => {
    const required = isAsked(lines, source, destination, probe, narrowing);
    evaluated[required ? "allowed" : "forbidden"] += 1;
    if (isAllowed(groups, source, destination, probe) === required) return [];
    return `${source.address} to ${destination.address}, ${probeText(probe)}: ${required ? "closed" : "open"}`;
  });
}

function isAsked(
  lines: readonly Line[],
  source: Endpoint,
  destination: Endpoint,
  probe: Probe,
  narrowing: Narrowing,
): boolean {
  const asks = (line: Line, other: Endpoint) =>
    includes(line, probe) && (line.peer === "self" ? other.groupIds.length > 0 : narrowing(line, other.address));
  const way = (direction: Line["direction"], holder: Endpoint, other: Endpoint) =>
    holder.groupIds.length === 0 || lines.some((line) => line.direction === direction && asks(line, other));
  return way("egress", source, destination) && way("ingress", destination, source);
}

function membersOf(speaker: (typeof speakers)[number], groupId: string): readonly Endpoint[] {
  if (speaker === "a node") return ["10.0.9.11", "10.0.9.12"].map((address) => ({ address, groupIds: [groupId] }));
  const hosts = ["192.0.2.77", "10.0.200.1", "203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"];
  const rancher = ["198.51.100.9", "198.51.100.10", "198.51.100.11"];
  return [...hosts, ...rancher].map((address) => ({ address, groupIds: [] }));
}

function isRuleOf(line: Line, rule: ReportedRule, groupId: string): boolean {
  const isPeer =
    line.peer === "self"
      ? "groupId" in rule.peer && rule.peer.groupId === groupId
      : "cidrs" in rule.peer && rule.peer.cidrs.join() === "0.0.0.0/0";
  return (
    isPeer &&
    rule.direction === line.direction &&
    rule.protocol === line.protocol &&
    rule.fromPort === line.fromPort &&
    rule.toPort === line.toPort
  );
}

function lineText(line: Line): string {
  const way = line.direction === "ingress" ? "in from" : "out to";
  return `${trafficText(line)} ${way} ${line.peer === "self" ? "the group itself" : "anywhere"}`;
}
