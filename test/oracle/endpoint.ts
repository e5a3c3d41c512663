/**
 * A machine as AWS sees it, and the machines that a peer of a rule covers. Shared by the oracle and the evaluator;
 * knows no source.
 */

/** A source or destination of traffic. */
export interface Endpoint {
  readonly name: string;
  /** Its security groups: ids, `created:<party>`, or `deployment:<name>/<party>`. */
  readonly groups: readonly string[];
  /** An address, or a token for one. */
  readonly address: string;
  readonly prefixLists: readonly string[];
}

export interface Probe {
  readonly protocol: string;
  readonly port: number;
}

/** Whether a CIDR contains an address. A token contains only itself. */
export function contains(cidr: string, address: string): boolean {
  const key = `${cidr} ${address}`;
  const known = answers.get(key) ?? computed(cidr, address);
  answers.set(key, known);
  return known;
}

const answers = new Map<string, boolean>();

function computed(cidr: string, address: string): boolean {
  if (cidr.includes("${") || address.includes("${")) return cidr === address;
  const [network = "", prefix = ""] = cidr.split("/");
  if (network.includes(":") !== address.includes(":")) return false;
  const bits = address.includes(":") ? 128n : 32n;
  const shift = bits - BigInt(prefix);
  return toNumber(network) >> shift === toNumber(address) >> shift;
}

function toNumber(address: string): bigint {
  if (!address.includes(":")) return address.split(".").reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
  const [head = [], tail = []] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...zeros, ...tail].reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

/** Whether the traffic of a table or a rule includes a probe. */
export function includes(
  { protocol, fromPort, toPort }: { protocol: string; fromPort?: number | undefined; toPort?: number | undefined },
  probe: Probe,
): boolean {
  if (protocol === "-1") return true;
  if (protocol !== probe.protocol) return false;
  return fromPort === undefined || toPort === undefined || (fromPort <= probe.port && probe.port <= toPort);
}
