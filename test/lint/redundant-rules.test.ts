import fc from "fast-check";
import { FlowSet } from "../../src/flows";
import type { NamedPeer } from "../../src/model/plan";
import { ruleKey } from "../../src/model/rule-identity";
import { flowRules } from "../flows/arbitraries";
import { findings, ids, ingress, peer, rule } from "./plans";

const from = (traffic: string, value: string) => rule("ingress", traffic, peer("group", value));

describe("a rule", () => {
  it("is a duplicate of the same rule, even if the protocol is written differently", () => {
    const [ssh] = ingress("tcp 22", "10.0.0.0/8");
    expect(findings([ssh as never, ssh as never])).toMatchObject([
      {
        id: "duplicate-rule",
        severity: "error",
        message: "ingress-tcp-22-10.0.0.0/8 stands in test-worker more than once; remove the others",
      },
    ]);
    expect(ids(findings([...ingress("tcp 22", "10.0.0.0/8"), ...ingress("6 22", "10.0.0.0/8")]))).toEqual([
      "duplicate-rule",
    ]);
  });

  it("is no duplicate of a rule with another direction, port or peer", () => {
    const [ssh] = ingress("tcp 22", "10.0.0.0/8");
    const others = [...ingress("tcp 23", "10.0.0.0/8"), ...ingress("tcp 22", "192.168.0.0/16")];
    expect(findings([ssh as never, { ...ssh, direction: "egress" } as never, ...others])).toEqual([]);
  });

  it("is a duplicate if two tokens have the same value, even if their texts differ", () => {
    const reading = (value: string) =>
      rule("ingress", "tcp 22", { type: "cidrIpv4", value, label: "aws_vpc.main.cidr" });
    expect(ids(findings([reading("${TfToken[1]}"), reading("${TfToken[2]}")]))).toEqual(["duplicate-rule"]);
    const wider = { ...reading("${TfToken[2]}"), fromPort: 20, toPort: 25 };
    expect(ids(findings([reading("${TfToken[1]}"), wider]))).toEqual(["implied-rule"]);
  });

  it("is implied by a wider rule, and by several rules that cover it together", () => {
    expect(findings([...ingress("tcp 22", "10.1.0.0/16"), ...ingress("tcp 20-25", "10.0.0.0/8")])).toMatchObject([
      {
        id: "implied-rule",
        severity: "note",
        rules: ["ingress-tcp-22-10.1.0.0/16"],
        message:
          "ingress-tcp-22-10.1.0.0/16 of test-worker admits nothing that ingress-tcp-20-25-10.0.0.0/8 does not; remove it",
      },
    ]);
    const halves = [...ingress("tcp 22-23", "10.0.0.0/9"), ...ingress("tcp 22", "10.128.0.0/9")];
    expect(findings([...ingress("tcp 22", "10.0.0.0/8"), ...halves])[0]?.rules).toEqual(["ingress-tcp-22-10.0.0.0/8"]);
    expect(ids(findings([from("tcp 22", "etcd"), from("-1", "etcd")]))).toEqual(["implied-rule"]);
  });

  it("is kept if it and another rule imply each other and the other one is removed", () => {
    const chain = ["tcp 0-3", "tcp 2-6", "tcp 4-8", "tcp 7-10"].flatMap((traffic) => ingress(traffic, "10.0.0.0/8"));
    expect(findings(chain).map(({ rules }) => rules)).toEqual([["ingress-tcp-2-6-10.0.0.0/8"]]);
  });

  it("is not implied by rules that leave out part of it", () => {
    expect(findings([...ingress("tcp 22", "10.0.0.0/8"), ...ingress("tcp 20-25", "10.0.0.0/9")])).toEqual([]);
    expect(findings([from("tcp 22", "etcd"), from("tcp 22", "controlplane")])).toEqual([]);
    expect(findings([...ingress("tcp 22", "10.0.0.0/8"), from("tcp 22", "etcd")])).toEqual([]);
  });

  it("can be removed together with all reported rules, and then no further rule can", () => {
    fc.assert(
      fc.property(flowRules, (flows) => {
        const rules = flows.map(({ ipProtocol, fromPort, toPort, peer: { type, value } }) => ({
          ...rule("ingress", ipProtocol, peer(type as NamedPeer["type"], value)),
          ...(fromPort === undefined ? {} : { fromPort, toPort: toPort ?? fromPort }),
        }));
        const unique = [...new Map(rules.map((one) => [FlowSet.of([one]).toString(), one])).values()];
        const implied = findings(unique).filter(({ id }) => id === "implied-rule");
        const gone = new Set(implied.flatMap((finding) => finding.rules));
        const kept = unique.filter((one) => !gone.has(ruleKey(one)));
        expect(FlowSet.of(kept).equals(FlowSet.of(unique))).toBe(true);
        for (const one of kept) {
          const others = FlowSet.of(kept.filter((other) => other !== one));
          expect(others.contains(FlowSet.of([one]))).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
