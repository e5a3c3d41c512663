/**
 * One direction of a deployment's groups as a From/To matrix of groups and peers that shows both sides of the
 * comparison.
 */

import type { ComparedFlow, ComparedGroup } from "../diff/compare-all-groups";
import type { Direction } from "../model/network";
import { ScrollBox } from "./scroll-box";
import { StatusBadge, signs } from "./status-badge";
import { useTexts } from "./words";

interface ComparisonMatrixProps {
  readonly direction: Direction;
  readonly groups: readonly ComparedGroup[];
  /** Whether to show unchanged flows too. */
  readonly isWhole: boolean;
}

export function ComparisonMatrix({ direction, groups, isWhole }: ComparisonMatrixProps) {
  const texts = useTexts();
  const words = texts.page.comparison;
  const flowsOf = ({ flows }: ComparedGroup) => flows.filter(({ kind }) => isWhole || kind !== "same");
  const peers = [...new Set(groups.flatMap((group) => flowsOf(group).flatMap((flow) => flow.peers)))].sort(byPeer);
  if (peers.length === 0) return <p class="empty">{words.empty}</p>;
  return (
    <ScrollBox label={words.matrix[direction]}>
      <table class="matrix comparison">
        <thead>
          <tr>
            <td class="head corner">{words.peer[direction]}</td>
            {groups.map((group) => (
              <th scope="col" key={group.group} class="head column">
                {shortName(group.group, group.deployment)}
                <StatusBadge status={group.status} text={words.statuses[group.status]} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {peers.map((peer) => (
            <tr key={peer}>
              <th scope="row" class="head row">
                {shortName(peer, groups[0]?.deployment)}
              </th>
              {groups.map((group) => (
                <td key={group.group} class="slot">
                  <FlowList flows={flowsOf(group).filter((flow) => flow.peers.includes(peer))} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function FlowList({ flows }: { readonly flows: readonly ComparedFlow[] }) {
  const texts = useTexts();
  const words = texts.page.comparison;
  if (flows.length === 0) return null;
  return (
    <ul class="flows">
      {flows.map(({ kind, traffic }) => (
        <li key={`${kind} ${traffic}`} class={`flow ${kind}`}>
          <span aria-hidden="true">{signs[kind]}</span> <span class="hidden">{words.statuses[kind]}</span>
          {traffic === "all traffic" ? texts.draw.allTraffic : traffic}
        </li>
      ))}
    </ul>
  );
}

/** Omits the deployment from the name of a group if that deployment is the one shown. */
function shortName(name: string, deployment = ""): string {
  return name.startsWith(`${deployment}/`) ? name.slice(deployment.length + 1) : name;
}

/** Groups before addresses, then by name. */
function byPeer(a: string, b: string): number {
  const isAddress = (peer: string) => /^[0-9a-f.:]+\/\d+$/.test(peer);
  return Number(isAddress(a)) - Number(isAddress(b)) || (a < b ? -1 : 1);
}
