import fc from "fast-check";
import { type FlowRule, FlowSet } from "../../src/flows";
import { flowRules, flowSet } from "./arbitraries";

const RUNS = { numRuns: 1_000 };

type Term = (a: FlowSet, b: FlowSet, c: FlowSet) => FlowSet;

const laws: [name: string, left: Term, right: Term][] = [
  ["union is commutative", (a, b) => a.union(b), (a, b) => b.union(a)],
  ["intersection is commutative", (a, b) => a.intersect(b), (a, b) => b.intersect(a)],
  ["union is associative", (a, b, c) => a.union(b).union(c), (a, b, c) => a.union(b.union(c))],
  ["intersection is associative", (a, b, c) => a.intersect(b).intersect(c), (a, b, c) => a.intersect(b.intersect(c))],
  ["union is idempotent", (a) => a.union(a), (a) => a],
  ["intersection is idempotent", (a) => a.intersect(a), (a) => a],
  ["the empty set is neutral in union", (a) => a.union(FlowSet.empty), (a) => a],
  ["the empty set absorbs in intersection", (a) => a.intersect(FlowSet.empty), () => FlowSet.empty],
  ["union absorbs intersection", (a, b) => a.union(a.intersect(b)), (a) => a],
  ["intersection absorbs union", (a, b) => a.intersect(a.union(b)), (a) => a],
  [
    "intersection distributes over union",
    (a, b, c) => a.intersect(b.union(c)),
    (a, b, c) => a.intersect(b).union(a.intersect(c)),
  ],
  [
    "union distributes over intersection",
    (a, b, c) => a.union(b.intersect(c)),
    (a, b, c) => a.union(b).intersect(a.union(c)),
  ],
  [
    "less a union is less both (De Morgan)",
    (a, b, c) => a.subtract(b.union(c)),
    (a, b, c) => a.subtract(b).intersect(a.subtract(c)),
  ],
  [
    "less an intersection is less either (De Morgan)",
    (a, b, c) => a.subtract(b.intersect(c)),
    (a, b, c) => a.subtract(b).union(a.subtract(c)),
  ],
  ["nothing is left of a set less itself", (a) => a.subtract(a), () => FlowSet.empty],
  ["a difference and the intersection make up the set", (a, b) => a.subtract(b).union(a.intersect(b)), (a) => a],
  ["a difference shares nothing with what was taken", (a, b) => a.subtract(b).intersect(b), () => FlowSet.empty],
];

test.each(laws)("%s", (_name, left, right) => {
  fc.assert(
    fc.property(flowSet, flowSet, flowSet, (a, b, c) => {
      const [one, other] = [left(a, b, c), right(a, b, c)];
      expect(one).toEqual(other);
      expect(one.equals(other)).toBe(true);
    }),
    RUNS,
  );
});

test("contains another set exactly if their union adds nothing, and intersects it if they share a flow", () => {
  fc.assert(
    fc.property(flowSet, flowSet, (a, b) => {
      expect(a.contains(b)).toBe(b.subtract(a).isEmpty);
      expect(a.contains(b)).toBe(a.union(b).equals(a));
      expect(a.union(b).contains(b)).toBe(true);
      expect(a.contains(a.intersect(b))).toBe(true);
      expect(a.intersects(b)).toBe(!a.intersect(b).isEmpty);
      expect(b.intersects(a)).toBe(a.intersects(b));
    }),
    RUNS,
  );
});

test("equals another set exactly if each contains the other, and then their lines are equal too", () => {
  fc.assert(
    fc.property(flowSet, flowSet, (a, b) => {
      expect(a.equals(b)).toBe(a.contains(b) && b.contains(a));
      expect(a.lines().join() === b.lines().join()).toBe(a.equals(b));
    }),
    RUNS,
  );
});

test("does not depend on order, repetition and splitting of the rules", () => {
  const rewritten = flowRules.chain((rules) =>
    fc.tuple(
      fc.constant(rules),
      fc
        .tuple(...rules.map((rule) => fc.constantFrom([rule], [rule, rule], splitPeer(rule), splitTraffic(rule))))
        .chain((parts) => fc.shuffledSubarray(parts.flat(), { minLength: parts.flat().length })),
    ),
  );
  fc.assert(
    fc.property(rewritten, ([rules, others]) => {
      expect(FlowSet.of(others)).toEqual(FlowSet.of(rules));
    }),
    RUNS,
  );
});

test("reads its own lines back as the same set", () => {
  fc.assert(
    fc.property(flowSet, flowSet, (a, b) => {
      const set = a.subtract(b);
      expect(FlowSet.of(set.lines().flatMap(readLine))).toEqual(set);
    }),
    RUNS,
  );
});

test("returns one flow of the set as a sample, and none for the empty set", () => {
  fc.assert(
    fc.property(flowSet, flowSet, (a, b) => {
      const set = a.subtract(b);
      const sample = set.sample();
      expect(set.contains(sample)).toBe(true);
      expect(sample.isEmpty).toBe(set.isEmpty);
      expect(sample.lines()).toHaveLength(set.isEmpty ? 0 : 1);
      expect(sample.sample()).toEqual(sample);
    }),
    RUNS,
  );
});

/** The same peers as two CIDRs half the size. */
function splitPeer(rule: FlowRule): FlowRule[] {
  const [address = "", prefix = ""] = rule.peer.value.split("/");
  if (rule.peer.type !== "cidrIpv4" || prefix === "32") return [rule];
  const half = 2 ** (31 - Number(prefix));
  const low = address.split(".").reduce((sum, group) => sum * 256 + Number(group), 0);
  return [low, low + half].map((start) => {
    const groups = [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(start / unit) % 256);
    return { ...rule, peer: { type: "cidrIpv4", value: `${groups.join(".")}/${Number(prefix) + 1}` } };
  });
}

/** The same traffic in parts: by protocol, by type, by code, or one port and the rest. */
function splitTraffic(rule: FlowRule): FlowRule[] {
  const { ipProtocol, fromPort, toPort, peer } = rule;
  if (ipProtocol === "-1") return count(256).map((protocol) => ({ ipProtocol: `${protocol}`, peer }));
  const isIcmp = ["icmp", "icmpv6", "1", "58"].includes(ipProtocol);
  if (isIcmp && fromPort === undefined) return count(256).map((type) => ({ ipProtocol, fromPort: type, peer }));
  if (isIcmp && toPort === -1) return count(256).map((code) => ({ ipProtocol, fromPort, toPort: code, peer }));
  if (isIcmp || fromPort === undefined || toPort === undefined || fromPort === toPort) return [rule];
  return [
    { ...rule, toPort: fromPort },
    { ...rule, fromPort: fromPort + 1 },
  ];
}

function count(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function readLine(line: string): FlowRule[] {
  const [traffic = "", peers = ""] = line.split(" from ");
  return readTraffic(traffic).flatMap((part) => peers.split(", ").map((peer) => ({ ...part, peer: readPeer(peer) })));
}

function readTraffic(traffic: string): Omit<FlowRule, "peer">[] {
  const [name = "", first = "", second = "", , fourth] = traffic.split(" ");
  if (name === "protocol" || name === "protocols") return readRange(first).map((n) => ({ ipProtocol: `${n}` }));
  if (traffic === "all traffic") return [{ ipProtocol: "-1" }];
  if (first === "") return [{ ipProtocol: name }];
  if (first !== "type") {
    const [fromPort = 0, toPort = fromPort] = first.split("-").map(Number);
    return [{ ipProtocol: name, fromPort, toPort }];
  }
  const codes = fourth === undefined ? [-1] : readRange(fourth);
  return readRange(second).flatMap((type) => codes.map((code) => ({ ipProtocol: name, fromPort: type, toPort: code })));
}

function readRange(range: string): number[] {
  const [first = 0, last = first] = range.split("-").map(Number);
  return count(last - first + 1).map((i) => first + i);
}

function readPeer(peer: string): FlowRule["peer"] {
  if (peer.includes("/")) return { type: peer.includes(":") ? "cidrIpv6" : "cidrIpv4", value: peer };
  const [type, value = ""] = peer.split(":");
  return { type: type as FlowRule["peer"]["type"], value };
}
