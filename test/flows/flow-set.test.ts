import { AddressSet, type FlowRule, FlowSet } from "../../src/flows";

/** `allow("tcp 10-20", "10.0.0.0/8")`; for ICMP `allow("icmp 8/0", ...)`. */
function allow(traffic: string, peer: string): FlowRule {
  const [ipProtocol = "", ports] = traffic.split(" ");
  const [fromPort, toPort = fromPort] = ports?.split(/(?<=\d)[-/]/).map(Number) ?? [];
  return { ipProtocol, fromPort, toPort, peer: peerOf(peer) };
}

function peerOf(peer: string): FlowRule["peer"] {
  if (!peer.includes("/")) return { type: "group", value: peer };
  return { type: peer.includes(":") ? "cidrIpv6" : "cidrIpv4", value: peer };
}

function of(...rules: [traffic: string, peer: string][]): FlowSet {
  return FlowSet.of(rules.map(([traffic, peer]) => allow(traffic, peer)));
}

const WORLD = "0.0.0.0/0";

describe("merging", () => {
  test("merges 10 to 20 and 20 to 30 into 10 to 30", () => {
    expect(of(["tcp 10-20", WORLD], ["tcp 20-30", WORLD]).lines()).toEqual(["tcp 10-30 from 0.0.0.0/0"]);
  });

  test("merges 10 to 20 and 21 to 30 into 10 to 30", () => {
    expect(of(["tcp 21-30", WORLD], ["tcp 10-20", WORLD]).lines()).toEqual(["tcp 10-30 from 0.0.0.0/0"]);
  });

  test("keeps 10 to 20 and 22 to 30 apart", () => {
    expect(of(["tcp 10-20", WORLD], ["tcp 22-30", WORLD]).lines()).toHaveLength(2);
  });

  test("keeps the same ports of tcp and udp apart", () => {
    expect(of(["tcp 53", WORLD], ["udp 53", WORLD]).lines()).toEqual([
      "tcp 53 from 0.0.0.0/0",
      "udp 53 from 0.0.0.0/0",
    ]);
  });

  test("keeps the last port of one protocol apart from the first port of the next", () => {
    expect(of(["6 65535", WORLD], ["7", WORLD]).lines()).toEqual([
      "tcp 65535 from 0.0.0.0/0",
      "protocol 7 from 0.0.0.0/0",
    ]);
  });

  test("merges two halves of the world into the world", () => {
    expect(of(["tcp 22", "0.0.0.0/1"], ["tcp 22", "128.0.0.0/1"])).toEqual(of(["tcp 22", WORLD]));
  });
});

describe("whole protocols", () => {
  test("are all 65536 ports, no ports, or -1 as ports", () => {
    const whole = of(["tcp", WORLD]);
    expect(of(["tcp 0-65535", WORLD])).toEqual(whole);
    expect(FlowSet.of([{ ...allow("6", WORLD), fromPort: -1, toPort: -1 }])).toEqual(whole);
    expect(whole.lines()).toEqual(["tcp from 0.0.0.0/0"]);
  });

  test("are all types of icmp", () => {
    const types = Array.from({ length: 256 }, (_, type) => ({ ...allow("icmp", WORLD), fromPort: type, toPort: -1 }));
    expect(FlowSet.of(types)).toEqual(of(["icmp", WORLD]));
  });

  test("are contained in -1, which absorbs them", () => {
    const all = of(["-1", WORLD]);
    expect(all.contains(of(["tcp", WORLD], ["255", WORLD], ["0", WORLD], ["icmpv6 128/0", WORLD]))).toBe(true);
    expect(all.union(of(["tcp 22", WORLD])).lines()).toEqual(["all traffic from 0.0.0.0/0"]);
  });

  test("are not -1 if only tcp, udp, icmp and icmpv6 are there", () => {
    const common = of(["tcp", WORLD], ["udp", WORLD], ["icmp", WORLD], ["icmpv6", WORLD]);
    expect(common.equals(of(["-1", WORLD]))).toBe(false);
    expect(common.lines()).toEqual(["icmp", "tcp", "udp", "icmpv6"].map((name) => `${name} from 0.0.0.0/0`));
  });

  test("are -1 if all 256 are there, but not 255", () => {
    const some = FlowSet.of(Array.from({ length: 255 }, (_, n) => allow(`${n}`, WORLD)));
    expect(some.lines()).toEqual(["protocols 0-254 from 0.0.0.0/0"]);
    expect(some.union(of(["255", WORLD]))).toEqual(of(["-1", WORLD]));
  });

  test("ignore ports if the protocol has none, like EC2", () => {
    expect(of(["50 22", WORLD])).toEqual(of(["50", WORLD]));
    expect(of(["-1 22", WORLD])).toEqual(of(["-1", WORLD]));
  });
});

describe("lines", () => {
  test("share a line for peers with the same traffic: CIDRs, then atoms", () => {
    const rules: FlowRule[] = [
      { ...allow("tcp 2379-2380", "etcd") },
      { ...allow("tcp 2379-2380", "10.0.0.0/8") },
      { ...allow("tcp 2379-2380", "2001:db8::/32") },
      { ipProtocol: "tcp", fromPort: 2379, toPort: 2380, peer: { type: "prefixList", value: "pl-1" } },
      { ipProtocol: "tcp", fromPort: 2379, toPort: 2380, peer: { type: "securityGroup", value: "sg-1" } },
    ];
    expect(`${FlowSet.of(rules)}`).toBe(
      "tcp 2379-2380 from 10.0.0.0/8, 2001:db8::/32, group:etcd, prefixList:pl-1, securityGroup:sg-1",
    );
  });

  test("do not split a wider peer if a narrower one is allowed more", () => {
    expect(of(["-1", "10.0.0.0/8"], ["tcp 22", WORLD], ["tcp 20-30", "10.1.0.0/16"]).lines()).toEqual([
      "all traffic from 10.0.0.0/8",
      "tcp 22 from 0.0.0.0/0",
    ]);
  });

  test("do not split it either if both are allowed up to the same port", () => {
    expect(of(["tcp 1-30", "10.0.0.0/8"], ["tcp 20-30", WORLD]).lines()).toEqual([
      "tcp 1-30 from 10.0.0.0/8",
      "tcp 20-30 from 0.0.0.0/0",
    ]);
  });

  test("do not repeat a peer that was already listed with wider ports", () => {
    expect(of(["tcp 1-100", "etcd"], ["tcp 50-60", "worker"]).lines()).toEqual([
      "tcp 1-100 from group:etcd",
      "tcp 50-60 from group:worker",
    ]);
  });

  test("list wider ports before narrower ones with the same start", () => {
    expect(of(["tcp 1-50", "etcd"], ["tcp 1-100", "worker"]).lines()).toEqual([
      "tcp 1-100 from group:worker",
      "tcp 1-50 from group:etcd",
    ]);
  });

  test("share a run across protocols with the runs inside it", () => {
    expect(of(["tcp 9-65535", "etcd"], ["7", "etcd"], ["8", "etcd"], ["7", "worker"]).lines()).toEqual([
      "tcp 9-65535 from group:etcd",
      "protocols 7-8 from group:etcd",
      "protocol 7 from group:worker",
    ]);
    expect(of(["tcp 9-65535", "etcd"], ["7", "etcd"], ["7", "worker"]).lines()).toEqual([
      "tcp 9-65535 from group:etcd",
      "protocol 7 from group:etcd, group:worker",
    ]);
  });

  test("are short for the rest of -1", () => {
    expect(
      of(["-1", WORLD])
        .subtract(of(["tcp 22", WORLD], ["icmp 8/0", WORLD]))
        .lines(),
    ).toEqual([
      "protocol 0 from 0.0.0.0/0",
      "icmp type 0-7 from 0.0.0.0/0",
      "icmp type 8 code 1-255 from 0.0.0.0/0",
      "icmp type 9-255 from 0.0.0.0/0",
      "protocols 2-5 from 0.0.0.0/0",
      "tcp 0-21 from 0.0.0.0/0",
      "tcp 23-65535 from 0.0.0.0/0",
      "protocols 7-255 from 0.0.0.0/0",
    ]);
  });

  test("are empty for the empty set", () => {
    expect(FlowSet.of([]).lines()).toEqual([]);
    expect(`${FlowSet.empty}`).toBe("");
  });
});

test("are those of the lowest flow for a sample", () => {
  expect(`${of(["tcp 22-30", "10.0.0.0/8"]).sample()}`).toBe("tcp 22 from 10.0.0.0/32");
  expect(`${of(["icmp", "etcd"]).sample()}`).toBe("icmp type 0 code 0 from group:etcd");
  expect(`${of(["50", "2001:db8::/32"]).sample()}`).toBe("protocol 50 from 2001:db8::/128");
  expect(FlowSet.empty.sample()).toEqual(FlowSet.empty);
});

test("merge resolved atoms with addresses", () => {
  const members = new Map([["group:etcd", AddressSet.of({ cidrs: ["10.0.0.0/9"] })]]);
  const set = of(["tcp 22", "etcd"], ["tcp 22", "10.128.0.0/9"]);
  expect(set.resolve(members)).toEqual(of(["tcp 22", "10.0.0.0/8"]));
  expect(of(["tcp 22", "etcd"]).resolve(new Map([["group:etcd", AddressSet.empty]]))).toEqual(FlowSet.empty);
});

test.each([
  ["tcp 30-20", "tcp: no such ports, got 30 to 20; two ports from 0 to 65535 in order, or -1 for all"],
  ["tcp 22-65536", "tcp: no such ports, got 22 to 65536; two ports from 0 to 65535 in order, or -1 for all"],
  ["udp 1.5", "udp: no such ports, got 1.5 to 1.5; two ports from 0 to 65535 in order, or -1 for all"],
  ["tcp -1-22", "tcp: no such ports, got -1 to 22; two ports from 0 to 65535 in order, or -1 for all"],
  ["icmp 256/0", "icmp: no such ports, got 256 to 0; a type and a code from 0 to 255, or -1 for all"],
  ["icmp -1/0", "icmp: no such ports, got -1 to 0; a type and a code from 0 to 255, or -1 for all"],
  ["sctp", 'ipProtocol: unknown, got "sctp"; icmp, tcp, udp, icmpv6, a number from 0 to 255, or -1'],
  ["256", 'ipProtocol: unknown, got "256"; icmp, tcp, udp, icmpv6, a number from 0 to 255, or -1'],
  ["06", 'ipProtocol: unknown, got "06"; icmp, tcp, udp, icmpv6, a number from 0 to 255, or -1'],
])("rejects %s", (traffic, message) => {
  expect(() => of([traffic, WORLD])).toThrow(new RangeError(message));
});

test("rejects a CIDR of the other family", () => {
  const rule: FlowRule = { ipProtocol: "tcp", peer: { type: "cidrIpv4", value: "::/0" } };
  expect(() => FlowSet.of([rule])).toThrow(new RangeError('cidrIpv4: a CIDR of the other family, got "::/0"'));
});

describe("size", () => {
  test("counts traffic times addresses, and traffic times atoms", () => {
    expect(FlowSet.empty.size()).toEqual({ addresses: 0n, atoms: 0 });
    expect(of(["tcp 10-19", "10.0.0.0/24"], ["tcp 10", "etcd"], ["tcp 10", "worker"]).size()).toEqual({
      addresses: 2560n,
      atoms: 2,
    });
    expect(of(["-1", WORLD]).size()).toEqual({ addresses: 2n ** 24n * 2n ** 32n, atoms: 0 });
  });

  test("counts a flow once, however many rules allow it", () => {
    expect(of(["tcp 10-20", "10.0.0.0/8"], ["tcp 15-25", "10.1.0.0/16"]).size()).toEqual({
      addresses: 11n * 2n ** 24n + 5n * 2n ** 16n,
      atoms: 0,
    });
  });
});
