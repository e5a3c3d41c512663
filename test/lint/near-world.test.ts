import fc from "fast-check";
import { FlowSet } from "../../src/flows";
import { egress, findings, ids, ingress } from "./plans";

describe("a union of CIDRs", () => {
  it("is the world if its parts add up to the world", () => {
    expect(ids(findings(ingress("tcp 22", "0.0.0.0/1", "128.0.0.0/1")))).toEqual(["open-ssh"]);
    expect(ids(findings(egress("-1", "0.0.0.0/1", "128.0.0.0/1")))).toEqual(["open-egress"]);
    expect(ids(findings(ingress("tcp 22", "::/1", "8000::/1")))).toEqual(["open-ssh"]);
  });

  it("is reported with all parts that open the service", () => {
    const [finding] = findings(ingress("tcp 22", "0.0.0.0/1", "128.0.0.0/1"));
    expect(finding?.rules).toEqual(["ingress-tcp-22-0.0.0.0/1", "ingress-tcp-22-128.0.0.0/1"]);
  });

  it("is reported with the rules of each part, whether one or several open it", () => {
    const whole = ingress("tcp 30000", "0.0.0.0/0");
    const [finding] = findings([...whole, ...ingress("tcp 30001", "0.0.0.0/1", "128.0.0.0/1")]);
    expect(finding?.rules).toEqual([
      "ingress-tcp-30000-0.0.0.0/0",
      "ingress-tcp-30001-0.0.0.0/1",
      "ingress-tcp-30001-128.0.0.0/1",
    ]);
  });

  it("is near the world from a /8 of public IPv4 addresses, or a /16 of IPv6", () => {
    expect(findings(ingress("tcp 22", "0.0.0.0/1"))).toMatchObject([
      {
        id: "near-world-ingress",
        severity: "warning",
        message: "tcp 22 into test-worker from 0.0.0.0/1 is a large part of the world; narrow or omit rule-tcp-22",
      },
    ]);
    expect(ids(findings(ingress("tcp 22", "44.0.0.0/8")))).toEqual(["near-world-ingress"]);
    expect(ids(findings(ingress("tcp 22", "44.0.0.0/9", "51.0.0.0/9")))).toEqual(["near-world-ingress"]);
    expect(ids(findings(ingress("tcp 22", "2600::/16")))).toEqual(["near-world-ingress"]);
    expect(ids(findings(egress("tcp 22", "0.0.0.0/1")))).toEqual(["near-world-egress"]);
  });

  it("is not near the world if it is smaller or private", () => {
    expect(findings(ingress("tcp 22", "44.0.0.0/9"))).toEqual([]);
    expect(findings(ingress("tcp 22", "2600::/17", "fc00::/7", "fe80::/10"))).toEqual([]);
    expect(findings(ingress("tcp 22", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))).toEqual([]);
  });

  it.each([
    ["0.128.0.0/9", "44.0.0.0/9"],
    ["10.128.0.0/9", "44.0.0.0/9"],
    ["127.128.0.0/9", "44.0.0.0/9"],
    ["240.0.0.0/9", "44.0.0.0/9"],
    ["100.96.0.0/11", "44.0.0.0/9", "44.128.0.0/10", "44.192.0.0/11"],
    ["172.24.0.0/13", "44.0.0.0/9", "44.128.0.0/10", "44.192.0.0/11", "44.224.0.0/12", "44.240.0.0/13"],
    ["169.254.0.0/16", ...allButLastOf8(16)],
    ["192.168.0.0/16", ...allButLastOf8(16)],
  ])("is near the world without %s, which is not public", (reserved, ...rest) => {
    expect(findings(ingress("tcp 22", reserved, ...rest))).toEqual([]);
    const [, length] = reserved.split("/");
    expect(ids(findings(ingress("tcp 22", `51.0.0.0/${length}`, ...rest)))).toEqual(["near-world-ingress"]);
  });

  it("adds up only within the same traffic", () => {
    expect(findings([...ingress("tcp 22", "44.0.0.0/9"), ...ingress("tcp 23", "51.0.0.0/9")])).toEqual([]);
  });

  it("is the world however it is split, as long as no part is missing", () => {
    const splits = fc.array(fc.nat(), { maxLength: 24 });
    fc.assert(
      fc.property(splits, fc.nat(), (choices, left) => {
        const cidrs = split(choices);
        expect(ids(findings(ingress("tcp 22", ...cidrs)))).toContain("open-ssh");
        const without = cidrs.filter((_, index) => index !== left % cidrs.length);
        expect(ids(findings(ingress("tcp 22", ...without)))).not.toContain("open-ssh");
      }),
      { numRuns: 1000 },
    );
  });
});

/** The CIDRs of 0.0.0.0/0 after halving the part that each choice selects. */
function split(choices: readonly number[]): string[] {
  const blocks = [{ start: 0, bits: 0 }];
  for (const choice of choices) {
    const at = choice % blocks.length;
    const { start, bits } = blocks[at] as (typeof blocks)[number];
    if (bits === 32) continue;
    const half = { start: start + 2 ** (31 - bits), bits: bits + 1 };
    blocks.splice(at, 1, { start, bits: bits + 1 }, half);
  }
  const cidrs = blocks.map(({ start, bits }) => {
    const bytes = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
    return `${bytes.join(".")}/${bits}`;
  });
  expect(FlowSet.of(ingress("tcp 22", ...cidrs)).lines()).toEqual(["tcp 22 from 0.0.0.0/0"]);
  return cidrs;
}

/** 44.0.0.0/8 without its last block of this length. */
function allButLastOf8(length: number): string[] {
  return Array.from({ length: length - 8 }, (_, i) => `44.${256 - 2 ** (8 - i)}.0.0/${9 + i}`);
}
