/** Selects the flows of a deployment to show. */
import type { Party } from "../model/party";
import { tcpPortsProblem, toRange } from "../model/ports";
import type { Protocol } from "../model/protocol";
import type { PartyFlow } from "../reach/party-flows";

/** The properties of a flow that the filter uses. */
export type FilteredFlow = Pick<PartyFlow, "from" | "to" | "protocol" | "ports">;

export interface FlowFilter {
  /** A party at either end. Default: every party. */
  readonly party?: Party | undefined;
  readonly protocol?: Protocol | undefined;
  /** A port or a range, as typed. It matches flows with any of these ports. Any other text matches all flows. */
  readonly port?: string | undefined;
}

export function filterFlows<T extends FilteredFlow>(
  flows: readonly T[],
  { party, protocol, port }: FlowFilter,
): readonly T[] {
  const wanted = port && isPort(port) ? toRange(port) : undefined;
  return flows.filter(
    (flow) =>
      (!party || flow.from === party || flow.to === party) &&
      (!protocol || flow.protocol === protocol || flow.protocol === "all") &&
      (!wanted || hasPort(flow, wanted)),
  );
}

export function isPort(text: string): boolean {
  const range = toRange(text);
  return range !== undefined && tcpPortsProblem(range) === undefined;
}

function hasPort({ protocol, ports }: FilteredFlow, { from, to }: { from: number; to: number }): boolean {
  if (protocol === "all") return true;
  if (protocol !== "tcp" && protocol !== "udp") return false;
  return ports === "all" || (ports.from <= to && from <= ports.to);
}
