import type { PlannedSecurityGroup, SecurityGroupRule } from "../../src/model/plan";
import { optimizeGroup } from "../../src/projection/optimize";

const rule = (value: string, fromPort: number): SecurityGroupRule => ({
  direction: "ingress",
  ipProtocol: "tcp",
  fromPort,
  toPort: fromPort + 1,
  peer: { type: "cidrIpv4", value, label: value },
  portRules: ["own-tcp"],
  description: "Own [own-tcp]",
});

const groupOf = (rules: readonly SecurityGroupRule[]): PlannedSecurityGroup => ({
  key: "worker",
  parties: ["worker"],
  name: "worker",
  description: "",
  rules,
});

/** Rules of which none can be merged with another. */
const many: Readonly<Record<string, (index: number) => SecurityGroupRule>> = {
  CIDRs: (index) => rule(`10.${index >> 7}.${(index & 127) * 2}.0/24`, 443),
  "ports of one CIDR": (index) => rule("10.0.0.0/8", index * 3),
};

describe("optimizeGroup", () => {
  it.each(Object.keys(many))("takes time in proportion to the number of %s", (name) => {
    const cpuMsOf = (count: number) => {
      const group = groupOf(Array.from({ length: count }, (_, index) => many[name]?.(index) as SecurityGroupRule));
      const before = process.cpuUsage();
      expect(optimizeGroup(group).rules).toHaveLength(count);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    // Another program can slow down any run, so the fastest of each size counts.
    const rounds = Array.from({ length: 3 }, () => ({ small: cpuMsOf(500), large: cpuMsOf(5000) }));
    const small = Math.min(...rounds.map((round) => round.small));
    const large = Math.min(...rounds.map((round) => round.large));
    // Ten times the rules: 10 if the time is linear, 100 if it is quadratic.
    expect(large / small).toBeLessThan(25);
  });
});
