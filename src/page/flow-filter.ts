/** Which flows of a deployment are shown. */
import type { Party } from "../model/party";
import { tcpPortsProblem, toRange } from "../model/ports";
import type { Protocol } from "../model/protocol";
import type { PartyFlow } from "../reach/party-flows";

/** The part of a flow by which it is filtered. */
export type FilteredFlow = Pick<PartyFlow, "from" | "to" | "protocol" | "ports">;

export interface FlowFilter {
  /** At either end. Default: every one. */
  readonly party?: Party | undefined;
  readonly protocol?: Protocol | undefined;
  /** As it was typed: a port or a range, of which a flow has some. What is neither filters nothing. */
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
