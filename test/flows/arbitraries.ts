import fc from "fast-check";
import { type FlowRule, FlowSet } from "../../src/flows";

/** Few distinct values, so that the drawn ones overlap, touch and nest often. */

const port = fc.oneof(fc.constantFrom(0, 1, 9, 10, 11, 20, 21, 22, 65_534, 65_535), fc.nat(65_535));
const icmpNumber = fc.oneof(fc.constantFrom(0, 1, 3, 4, 8, 254, 255), fc.nat(255));

const portTraffic = fc
  .record({ ipProtocol: fc.constantFrom("tcp", "6", "udp", "17"), a: port, b: port })
  .map(({ ipProtocol, a, b }) => ({ ipProtocol, fromPort: Math.min(a, b), toPort: Math.max(a, b) }));

const icmpTraffic = fc.record({
  ipProtocol: fc.constantFrom("icmp", "1", "icmpv6", "58"),
  fromPort: icmpNumber,
  toPort: fc.oneof(fc.constant(-1), icmpNumber),
});

const wholeTraffic = fc.record({
  ipProtocol: fc.constantFrom("-1", "0", "4", "5", "7", "50", "255", "tcp", "udp", "icmp", "icmpv6"),
});

/** A CIDR of some bits of a base address, without abbreviation. */
function cidrOf(groups: number, groupBits: number, write: (groups: bigint[]) => string, bases: bigint[]) {
  const bits = groups * groupBits;
  return fc
    .record({
      base: fc.oneof(fc.constantFrom(...bases), fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n })),
      prefix: fc.oneof(fc.constantFrom(0, 1, bits - 2, bits - 1, bits), fc.nat(bits)),
    })
    .map(({ base, prefix }) => {
      const hostBits = BigInt(bits - prefix);
      const network = (base >> hostBits) << hostBits;
      const mask = (1n << BigInt(groupBits)) - 1n;
      const parts = Array.from({ length: groups }, (_, i) => (network >> BigInt((groups - 1 - i) * groupBits)) & mask);
      return `${write(parts)}/${prefix}`;
    });
}

export const cidrIpv4 = cidrOf(4, 8, (parts) => parts.join("."), [
  0n,
  0x0a000000n,
  0x0a000003n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
]);

export const cidrIpv6 = cidrOf(8, 16, (parts) => parts.map((part) => part.toString(16)).join(":"), [
  0n,
  0x20010db8n << 96n,
  (0x20010db8n << 96n) + 3n,
  (1n << 127n) - 1n,
  1n << 127n,
  (1n << 128n) - 1n,
]);

const peer: fc.Arbitrary<FlowRule["peer"]> = fc.oneof(
  cidrIpv4.map((value) => ({ type: "cidrIpv4" as const, value })),
  cidrIpv6.map((value) => ({ type: "cidrIpv6" as const, value })),
  fc.constantFrom(
    { type: "group" as const, value: "etcd" },
    { type: "group" as const, value: "worker" },
    { type: "securityGroup" as const, value: "sg-1" },
    { type: "prefixList" as const, value: "pl-1" },
  ),
);

export const flowRule: fc.Arbitrary<FlowRule> = fc
  .tuple(fc.oneof({ weight: 3, arbitrary: portTraffic }, icmpTraffic, wholeTraffic), peer)
  .map(([traffic, to]) => ({ ...traffic, peer: to }));

export const flowRules = fc.array(flowRule, { maxLength: 6 });
export const flowSet = flowRules.map(FlowSet.of);
