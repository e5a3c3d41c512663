import type { ReportedGroup, ReportedPeer, ReportedRule } from "../../scripts/emulator/ec2-readback";
import { type Endpoint, isAllowed } from "./reachability";

const rule = (direction: ReportedRule["direction"], traffic: string, peer: ReportedPeer): ReportedRule => {
  const [protocol = "", from = "-1", to = from] = traffic.split(/[ -](?=\d)/);
  return {
    id: "sgr-1",
    direction,
    protocol,
    fromPort: Number(from),
    toPort: Number(to),
    peer,
    description: "",
    tags: {},
  };
};
const group = (id: string, ...rules: ReportedRule[]): ReportedGroup => ({
  id,
  vpcId: "",
  name: id,
  description: "",
  tags: {},
  rules,
});
const everything: ReportedRule = {
  ...rule("egress", "any", { cidrs: ["0.0.0.0/0"] }),
  protocol: "-1",
};
const a: Endpoint = { address: "10.0.0.1", groupIds: ["sg-a"] };
const b: Endpoint = { address: "10.0.0.2", groupIds: ["sg-b"] };
const host: Endpoint = { address: "203.0.113.9", groupIds: [] };
const ssh = { protocol: "tcp", port: 22 };

describe("the reachability of reported rules", () => {
  test("requires an outbound and an inbound rule for a packet", () => {
    const wayIn = rule("ingress", "tcp 22", { groupId: "sg-a" });
    const wayOut = rule("egress", "tcp 22", { groupId: "sg-b" });
    expect(isAllowed([group("sg-a", wayOut), group("sg-b", wayIn)], a, b, ssh)).toBe(true);
    expect(isAllowed([group("sg-a", everything), group("sg-b", wayIn)], a, b, ssh)).toBe(true);
    expect(isAllowed([group("sg-a"), group("sg-b", wayIn)], a, b, ssh)).toBe(false);
    expect(isAllowed([group("sg-a", wayOut), group("sg-b")], a, b, ssh)).toBe(false);
  });

  test("requires only the other side's rule for a host outside AWS", () => {
    const open = [group("sg-a", rule("ingress", "tcp 22", { cidrs: ["203.0.113.0/24"] }))];
    expect(isAllowed(open, host, a, ssh)).toBe(true);
    expect(isAllowed(open, { ...host, address: "203.0.114.0" }, a, ssh)).toBe(false);
    expect(isAllowed(open, a, host, ssh)).toBe(false);
  });

  test("limits a rule to its port range and protocol", () => {
    const open = [group("sg-a", rule("ingress", "tcp 30000-32767", { cidrs: ["0.0.0.0/0"] }))];
    const reached = [29999, 30000, 32767, 32768].map((port) => isAllowed(open, host, a, { protocol: "tcp", port }));
    expect(reached).toEqual([false, true, true, false]);
    expect(isAllowed(open, host, a, { protocol: "udp", port: 30000 })).toBe(false);
  });

  test("admits the entries of a prefix list, and no IPv6 address through an IPv4 network", () => {
    const peer = { prefixListId: "pl-1", cidrs: ["203.0.113.9/32", "2001:db8::/32"] };
    const open = [group("sg-a", rule("ingress", "tcp 22", peer))];
    const from = (address: string) => isAllowed(open, { address, groupIds: [] }, a, ssh);
    expect([from("203.0.113.9"), from("203.0.113.8"), from("2001:db8::1"), from("2001:db9::1")]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    const world = [group("sg-a", rule("ingress", "tcp 22", { cidrs: ["0.0.0.0/0"] }))];
    expect(isAllowed(world, { address: "2001:db8::1", groupIds: [] }, a, ssh)).toBe(false);
  });

  test("throws an error for a group that EC2 does not report, rather than treating it as closed", () => {
    expect(() => isAllowed([], host, a, ssh)).toThrow("EC2 reports no group sg-a");
  });
});
