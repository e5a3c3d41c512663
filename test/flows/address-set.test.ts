import fc from "fast-check";
import { AddressSet } from "../../src/flows";
import { cidrIpv4, cidrIpv6 } from "./arbitraries";

const cidrs = fc.array(fc.oneof(cidrIpv4, cidrIpv6), { maxLength: 8 });

function of(...values: string[]): AddressSet {
  return AddressSet.of({ cidrs: values });
}

function atoms(...values: string[]): AddressSet {
  return AddressSet.of({ atoms: values });
}

test("merges two halves of the world into the world, in both families", () => {
  expect(of("0.0.0.0/1", "128.0.0.0/1").cidrs()).toEqual(["0.0.0.0/0"]);
  expect(of("8000::/1", "::/1").cidrs()).toEqual(["::/0"]);
});

test("keeps the end of IPv4 apart from the start of IPv6", () => {
  expect(of("255.255.255.255/32", "::/128").cidrs()).toEqual(["255.255.255.255/32", "::/128"]);
});

test("keeps neighbours apart that are not siblings", () => {
  expect(of("10.0.1.0/24", "10.0.2.0/24").cidrs()).toEqual(["10.0.1.0/24", "10.0.2.0/24"]);
});

test("writes the world without one network as one CIDR for each bit of the prefix", () => {
  const rest = of("0.0.0.0/0").subtract(of("10.0.0.0/8"));
  expect(`${rest}`).toBe(
    "0.0.0.0/5, 8.0.0.0/7, 11.0.0.0/8, 12.0.0.0/6, 16.0.0.0/4, 32.0.0.0/3, 64.0.0.0/2, 128.0.0.0/1",
  );
});

test("prints an IPv6 CIDR in its shortest form", () => {
  expect(of("2001:0DB8:0:0::/32").cidrs()).toEqual(["2001:db8::/32"]);
});

test.each([
  ["10.0.0.5/24", 'cidr: host bits are set, got "10.0.0.5/24"; did you mean 10.0.0.0/24?'],
  ["2001:db8::1/32", 'cidr: host bits are set, got "2001:db8::1/32"; did you mean 2001:db8::/32?'],
  ...[
    "10.0.0/24",
    "010.0.0.0/8",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0",
    "10.0.0.0/",
    "fe80::%eth0/64",
    "::/129",
    "",
  ].map((cidr) => [cidr, `cidr: not a CIDR, got "${cidr}"; an address and a prefix length such as 10.0.0.0/8`]),
])("rejects %j", (cidr, message) => {
  expect(() => of(cidr)).toThrow(new RangeError(message));
});

test("reads its own CIDRs back as the same set", () => {
  fc.assert(
    fc.property(cidrs, (values) => {
      const set = of(...values);
      expect(of(...set.cidrs())).toEqual(set);
      expect(of(...set.cidrs()).cidrs()).toEqual(set.cidrs());
    }),
    { numRuns: 1_000 },
  );
});

test("prints no CIDR that is part of another or the sibling of another", () => {
  fc.assert(
    fc.property(cidrs, (values) => {
      const networks = of(...values).cidrs();
      for (const [i, one] of networks.entries()) {
        for (const other of networks.slice(i + 1)) {
          expect(of(one).contains(of(other)) || of(other).contains(of(one))).toBe(false);
          expect(of(one, other).cidrs()).toHaveLength(2);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("treats an atom as equal only to itself, and not as part of the world", () => {
  const set = AddressSet.of({ cidrs: ["10.0.0.0/8"], atoms: ["self", "group:etcd", "self"] });
  expect(`${set}`).toBe("10.0.0.0/8, group:etcd, self");
  expect(`${set.subtract(atoms("self"))}`).toBe("10.0.0.0/8, group:etcd");
  expect(`${set.intersect(atoms("self", "group:worker"))}`).toBe("self");
  expect(set.contains(atoms("group:worker"))).toBe(false);
  expect(of("0.0.0.0/0", "::/0").contains(atoms("self"))).toBe(false);
});

test("resolves known atoms to their members, once", () => {
  const members = new Map([
    ["prefixList:pl-1", of("10.0.0.0/9", "10.128.0.0/9")],
    ["group:etcd", atoms("self", "prefixList:pl-1")],
    ["group:none", AddressSet.empty],
  ]);
  expect(`${atoms("prefixList:pl-1", "group:worker").resolve(members)}`).toBe("10.0.0.0/8, group:worker");
  expect(`${atoms("group:etcd").resolve(members)}`).toBe("prefixList:pl-1, self");
  expect(atoms("group:none").resolve(members)).toEqual(AddressSet.empty);
});

test("rounds up to CIDRs of the larger set", () => {
  const world = of("0.0.0.0/0");
  expect(`${world.subtract(of("10.0.0.0/8")).roundedUpTo(world)}`).toBe("0.0.0.0/0");
  expect(`${of("10.1.0.0/16").roundedUpTo(of("10.0.0.0/8", "192.168.0.0/16"))}`).toBe("10.0.0.0/8");
});
