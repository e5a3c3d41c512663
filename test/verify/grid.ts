/**
 * Evaluates a few rules like EC2, flow by flow on a grid that has a point on either side of every border in
 * rule-arbitraries.ts. Shares no code with src: types only.
 */
import type { Traffic } from "../../src/flows";
import type { Peer, SecurityGroupRule } from "../../src/model/plan";

export type GridRule = Pick<SecurityGroupRule, "ipProtocol" | "fromPort" | "toPort"> & {
  readonly peer: Pick<Peer, "type" | "value">;
};

/** One protocol and port, or ICMP type and code. */
export interface Point {
  readonly protocol: string;
  readonly ports: readonly number[];
}

const portsOnTheGrid = [0, ...Array.from({ length: 18 }, (_, index) => 19 + index), 65_535];

export const points: readonly Point[] = [
  ...["tcp", "udp"].flatMap((protocol) => portsOnTheGrid.map((port) => ({ protocol, ports: [port] }))),
  ...[
    [0, 0],
    [8, 0],
    [8, 1],
  ].map((ports) => ({ protocol: "icmp", ports })),
  { protocol: "50", ports: [] },
  { protocol: "4", ports: [] },
];

/** A source or destination: an address, or a name for one. */
export const addresses: readonly string[] = [
  ...Array.from({ length: 17 }, (_, host) => `10.0.0.${host}`),
  ...["8.8.8.8", "200.1.1.1"],
  ...Array.from({ length: 5 }, (_, host) => `2001:db8::${host}`),
];
const ipv4 = addresses.filter((address) => !address.includes(":"));

export function coversPoint({ ipProtocol, fromPort = -1, toPort = -1 }: Traffic, point: Point): boolean {
  if (ipProtocol === "-1") return true;
  if (ipProtocol !== point.protocol) return false;
  const [first, second] = point.ports;
  if (first === undefined || fromPort === -1) return true;
  if (ipProtocol === "icmp") return fromPort === first && (toPort === -1 || toPort === second);
  return fromPort <= first && first <= toPort;
}

export function coversAddress({ type, value }: GridRule["peer"], address: string): boolean {
  if (type !== "cidrIpv4" && type !== "cidrIpv6") return false;
  const [network = "", prefix = ""] = value.split("/");
  if (network.includes(":") !== address.includes(":")) return false;
  const bits = network.includes(":") ? 128 : 32;
  const block = 2n ** BigInt(bits - Number(prefix));
  return numberOf(network) / block === numberOf(address) / block;
}

/** A dotted address, or one in the form `2001:db8::<last group>`. */
function numberOf(address: string): bigint {
  if (!address.includes(":")) return address.split(".").reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const [, last = ""] = address.split("::");
  return 0x20010db8n * 2n ** 96n + BigInt(`0x${last || 0}`);
}

/**
 * Whether the rules admit a machine: by a name, or by its address. A machine with a name has some address, so a rule
 * for every address admits it too.
 */
export function admit(
  rules: readonly GridRule[],
  point: Point,
  names: readonly string[],
  address: string | undefined,
): boolean {
  const open = rules.filter((rule) => coversPoint(rule, point));
  if (open.some(({ peer }) => names.includes(`${peer.type}:${peer.value}`))) return true;
  const reaches = (one: string) => open.some(({ peer }) => coversAddress(peer, one));
  return (address !== undefined && reaches(address)) || (names.length > 0 && ipv4.every(reaches));
}
