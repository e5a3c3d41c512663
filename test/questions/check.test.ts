import type { Plan } from "../../src/model/plan";
import { check } from "../../src/questions/check";
import { Reachability } from "../../src/reach/reachability";
import { answerText } from "../../src/report/answer";
import { plainText } from "../../src/report/styled-text";
import { cluster, question } from "../verify/shipped";

const balanced = cluster({ loadBalancer: { terminatesTls: true } }).plan;
const strict = cluster({ loadBalancer: { terminatesTls: true }, egress: "required" }).plan;

/** The text of check about a flow, without the flow itself. */
function answerTo(plan: Plan, text: string): string {
  const parsed = question(plan, text);
  return plainText(answerText(parsed, check(new Reachability(plan), parsed)))
    .replace(/^.*?: /, "")
    .trimEnd();
}

const undecided = "not decided here: no group of this deployment stands between the two";

describe("check", () => {
  test.each([
    ["etcd peers reach each other", "tcp 2379-2380 from etcd to etcd", "allowed"],
    ["workers do not reach etcd", "tcp 2379 from worker to etcd", "denied"],
    [
      "part of a range is open",
      "tcp 2378-2380 from etcd to etcd",
      "partly allowed\n  allowed: tcp 2379-2380\n  denied: tcp 2378",
    ],
    ["a protocol without any port rule is denied", "icmp from worker to etcd", "denied"],
    [
      "all traffic is partly open",
      "all from apiClients to loadBalancer",
      "partly allowed\n  allowed: tcp 80, tcp 443\n  denied: protocols 0-5, tcp 0-79, tcp 81-442, tcp 444-65535, protocols 7-255",
    ],
    ["addresses within those of a party are admitted", "tcp 443 from 203.0.113.128/25 to loadBalancer", "allowed"],
    [
      "some of a wider range of addresses are admitted",
      "tcp 443 from 203.0.112.0/23 to loadBalancer",
      "partly allowed\n  for some addresses only: tcp 443",
    ],
    ["other addresses are not admitted", "tcp 443 from 198.51.100.0/24 to loadBalancer", "denied"],
    ["IPv6 addresses are not admitted by a rule for all of IPv4", "tcp 443 from 2001:db8::/32 to worker", "denied"],
    ["members of a group are admitted by a rule for the world", "tcp 443 from etcd to worker", "allowed"],
    ["an unknown group is admitted by a rule for the world", "tcp 443 from sg-0123456789abcdef0 to worker", "allowed"],
    [
      "an unknown group of another account is admitted by a rule for the world",
      "tcp 443 from 123456789012/sg-0123456789abcdef0 to worker",
      "allowed",
    ],
    ["an unknown group belongs to no party", "tcp 2379 from sg-0123456789abcdef0 to etcd", "denied"],
    ["nodes reach any address, since egress is open", "tcp 25 from worker to 198.51.100.0/24", "allowed"],
    ["two parties without groups are not decided here", "tcp 443 from apiClients to rancherCatalog", undecided],
    ["two addresses are not decided here", "tcp 443 from 10.0.0.0/8 to 10.0.0.0/8", undecided],
  ])("%s", (_, text, answer) => {
    expect(answerTo(balanced, text)).toBe(answer);
  });

  test.each([
    ["a node that also has the role etcd reaches etcd", "tcp 2379 from worker+etcd to etcd", "allowed"],
    [
      "such a node is admitted where one of its groups is admitted",
      "tcp 6443 from worker to etcd+controlplane",
      "allowed",
    ],
    ["a node is admitted by its group, whatever its address", "tcp 2379 from etcd+10.0.0.0/8 to etcd", "allowed"],
    [
      "several addresses are alternatives",
      "tcp 443 from 203.0.113.0/24+10.0.0.0/8 to loadBalancer",
      "partly allowed\n  for some addresses only: tcp 443",
    ],
    [
      "several parties with addresses are alternatives",
      "tcp 443 from apiClients+workloadClients to loadBalancer",
      "partly allowed\n  for some addresses only: tcp 443",
    ],
  ])("combines several endpoints on one side: %s", (_, text, answer) => {
    expect(answerTo(balanced, text)).toBe(answer);
  });

  test.each([
    ["traffic that the tables require is let out", "tcp 443 from worker to loadBalancer", "allowed"],
    ["other traffic is not let out, even if the destination would admit it", "tcp 443 from etcd to worker", "denied"],
    ["the rest of the world is not reached", "tcp 443 from worker to 198.51.100.0/24", "denied"],
  ])("under required egress: %s", (_, text, answer) => {
    expect(answerTo(strict, text)).toBe(answer);
  });

  describe("an existing group whose rules are managed here", () => {
    const id = "sg-0123456789abcdef0";
    const parties = { rancher: { securityGroupId: id, manageRules: true }, worker: "none" };
    const open = cluster({}, parties).plan;
    const required = cluster({ egress: "required" }, parties).plan;

    test("keeps its egress, which is unknown", () => {
      expect(answerTo(open, "tcp 22 from rancher to etcd")).toBe("allowed");
      expect(answerTo(open, "tcp 25 from rancher to 198.51.100.0/24")).toBe(undecided);
    });

    test("has the egress that is configured for it", () => {
      expect(answerTo(required, "tcp 22 from rancher to etcd")).toBe("allowed");
      expect(answerTo(required, "tcp 25 from rancher to 198.51.100.0/24")).toBe("denied");
    });

    test("is the same by its id as by its party", () => {
      for (const to of ["rancher", id]) {
        expect(answerTo(open, `tcp 443 from etcd to ${to}`)).toBe("allowed");
        expect(answerTo(open, `tcp 22 from etcd to ${to}`)).toBe("denied");
      }
    });

    test("has no traffic with a party that is bound to none", () => {
      expect(answerTo(open, "tcp 22 from rancher to worker")).toBe(undecided);
      expect(answerTo(open, "tcp 443 from worker to rancher")).toBe("denied");
    });
  });

  test("admits members of groups by a world that is written as two halves", () => {
    const halves = { workloadClients: { cidrs: ["0.0.0.0/1", "128.0.0.0/1"] } };
    expect(answerTo(cluster({}, halves).plan, "tcp 443 from etcd to worker")).toBe("allowed");
    const half = { workloadClients: { cidrs: ["0.0.0.0/1"] } };
    expect(answerTo(cluster({}, half).plan, "tcp 443 from etcd to worker")).toBe("denied");
  });
});
