/**
 * Every IP address as a point on one line: IPv4 from 0, IPv6 from 2^128. The gap keeps the families from touching, and
 * both starts are aligned to every block size, so CIDRs of both families share the same code.
 */

import { Address4, Address6 } from "ip-address";
import { rememberedByText } from "../model/remembered";
import type { Interval } from "./interval-set";

const IPV4 = { base: 0n, bits: 32 };
const IPV6 = { base: 1n << 128n, bits: 128 };

/** The addresses of an IPv4 or IPv6 CIDR. Throws a RangeError on anything that EC2 would reject or silently change. */
export const parseCidr = rememberedByText((cidr): Interval<bigint> => {
  const { base, bits } = cidr.includes(":") ? IPV6 : IPV4;
  const [, prefix] = /^[^/%]+\/(0|[1-9]\d*)$/.exec(cidr) ?? [];
  const address = prefix === undefined ? undefined : tryParseAddress(cidr);
  if (address === undefined) {
    throw new RangeError(`cidr: not a CIDR, got "${cidr}"; an address and a prefix length such as 10.0.0.0/8`);
  }
  const size = 1n << BigInt(bits - Number(prefix));
  const from = base + address - (address % size);
  if (from !== base + address) {
    const fix = formatCidr({ from, end: from + size });
    throw new RangeError(`cidr: host bits are set, got "${cidr}"; did you mean ${fix}?`);
  }
  return { from, end: from + size };
});

/** The fewest CIDR blocks that cover exactly the interval, in order. */
export function* cidrBlocks({ from, end }: Interval<bigint>): Generator<Interval<bigint>> {
  for (let at = from; at < end; ) {
    let size = 1n;
    while (at % (2n * size) === 0n && at + 2n * size <= end) size *= 2n;
    yield { from: at, end: at + size };
    at += size;
  }
}

/** The CIDR of one block. */
export function formatCidr({ from, end }: Interval<bigint>): string {
  const { base, bits } = from < IPV6.base ? IPV4 : IPV6;
  const address = base === IPV4.base ? Address4.fromBigInt(from) : Address6.fromBigInt(from - base);
  const log2OfSize = (end - from).toString(2).length - 1;
  return `${address.correctForm()}/${bits - log2OfSize}`;
}

function tryParseAddress(cidr: string): bigint | undefined {
  try {
    return (cidr.includes(":") ? new Address6(cidr) : new Address4(cidr)).bigInt();
  } catch {
    return undefined;
  }
}
