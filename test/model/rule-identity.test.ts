import fc from "fast-check";
import { FlowSet } from "../../src/flows";
import { parseDeployment } from "../../src/model/parse-deployment";
import type { SecurityGroupRule } from "../../src/model/plan";
import { ruleIdentity, ruleKey } from "../../src/model/rule-identity";
import { planDeployment } from "../../src/projection/plan-deployment";
import { plannedRule } from "../verify/rule-arbitraries";

const numbers: Readonly<Record<string, string>> = { icmp: "1", tcp: "6", udp: "17", icmpv6: "58", "-1": "ALL" };

/** The same rule in another spelling. */
function respelled(rule: SecurityGroupRule): SecurityGroupRule {
  const { fromPort: _from, toPort: _to, ...rest } = rule;
  const isEveryPort = rule.fromPort === 0 && rule.toPort === 65_535;
  const isEveryType = rule.fromPort === -1 && rule.toPort === -1;
  const value = rule.peer.type === "cidrIpv6" ? rule.peer.value.toUpperCase().replace("::", ":0::") : rule.peer.value;
  return {
    ...(isEveryPort || isEveryType ? rest : rule),
    ipProtocol: numbers[rule.ipProtocol] ?? rule.ipProtocol,
    peer: { ...rule.peer, value },
    portRules: ["other"],
    description: "Other",
  };
}

test("is the same for another spelling of the protocol, of every port and of an IPv6 CIDR", () => {
  fc.assert(fc.property(plannedRule, (rule) => expect(ruleIdentity(respelled(rule))).toBe(ruleIdentity(rule))));
});

test("is the same for two rules of one direction exactly if they allow the same flows", () => {
  fc.assert(
    fc.property(plannedRule, plannedRule, (a, b) => {
      const isSame = a.direction === b.direction && FlowSet.of([a]).equals(FlowSet.of([b]));
      expect(ruleIdentity(a) === ruleIdentity(b)).toBe(isSame);
    }),
    { numRuns: 5_000 },
  );
});

test("does not depend on the account in front of a group id", () => {
  const towards = (value: string) =>
    ruleIdentity({
      direction: "egress",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      peer: { type: "securityGroup", value },
    });
  expect(towards("123456789012/sg-0123456789abcdef0")).toBe(towards("sg-0123456789abcdef0"));
  expect(towards("123456789012/sg-0123456789abcdef1")).not.toBe(towards("sg-0123456789abcdef0"));
});

test("identifies a token by its label, which is the same each time it is read", () => {
  const from = (value: string, label: string) =>
    ruleIdentity({ direction: "ingress", ipProtocol: "-1", peer: { type: "cidrIpv4", value, label } });
  expect(from("${TfToken[TOKEN.1]}", "aws_vpc.main.cidr_block")).toBe(
    from("${TfToken[TOKEN.2]}", "aws_vpc.main.cidr_block"),
  );
  expect(from("${TfToken[TOKEN.1]}", "aws_vpc.a.cidr_block")).not.toBe(
    from("${TfToken[TOKEN.1]}", "aws_vpc.b.cidr_block"),
  );
});

test("treats one group with and without its account as one rule of a plan, with the same address for either order", () => {
  const ids = ["123456789012/sg-0123456789abcdef0", "sg-0123456789abcdef0"];
  const plans = [ids, [...ids].reverse()].map((securityGroupIds) =>
    planDeployment(
      parseDeployment({
        type: "rancher-nodes",
        name: "nodes",
        edition: "2.x",
        sources: { "rancher-nodes-ssh-tcp": { securityGroupIds } },
      }),
    ),
  );
  const keys = plans.map(({ groups }) =>
    groups
      .flatMap(({ rules }) => rules.filter(({ portRules }) => portRules.includes("rancher-nodes-ssh-tcp")))
      .map(ruleKey),
  );
  expect(keys[0]).toEqual(["ingress-tcp-22-123456789012/sg-0123456789abcdef0"]);
  expect(keys[1]).toEqual(keys[0]);
});
