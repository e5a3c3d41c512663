import type { Plan } from "../../src/model/plan";
import { check } from "../../src/questions/check";
import { Reachability } from "../../src/reach/reachability";
import { answerText } from "../../src/report/answer";
import { plainText } from "../../src/report/styled-text";
import { cluster, question } from "../verify/shipped";

const balanced = cluster({ loadBalancer: { terminatesTls: true } }).plan;
const strict = cluster({ loadBalancer: { terminatesTls: true }, egress: "required" }).plan;

/** What check says about a flow in words, but for the flow. */
function answerTo(plan: Plan, text: string): string {
  const asked = question(plan, text);
  return plainText(answerText(asked, check(new Reachability(plan), asked)))
    .replace(/^.*?: /, "")
    .trimEnd();
}

const undecided = "not decided here: no group of this deployment stands between the two";

describe("check", () => {
  test.each([
    ["etcd peers reach each other", "tcp 2379-2380 from etcd to etcd", "allowed"],
    ["workers do not reach etcd", "tcp 2379 from worker to etcd", "denied"],
    [
      "the part of a range that is open is named",
      "tcp 2378-2380 from etcd to etcd",
      "partly allowed\n  allowed: tcp 2379-2380\n  denied: tcp 2378",
    ],
    ["a protocol nobody asks for is denied", "icmp from worker to etcd", "denied"],
    [
      "all traffic is open in part only",
      "all from apiClients to loadBalancer",
      "partly allowed\n  allowed: tcp 80, tcp 443\n  denied: protocols 0-5, tcp 0-79, tcp 81-442, tcp 444-65535, protocols 7-255",
    ],
    ["addresses within those of a party are let in", "tcp 443 from 203.0.113.128/25 to loadBalancer", "allowed"],
    [
      "of wider addresses only some are let in",
      "tcp 443 from 203.0.112.0/23 to loadBalancer",
      "partly allowed\n  for some addresses only: tcp 443",
    ],
    ["other addresses are not let in", "tcp 443 from 198.51.100.0/24 to loadBalancer", "denied"],
    ["IPv6 addresses are not let in by a rule for all of IPv4", "tcp 443 from 2001:db8::/32 to worker", "denied"],
    ["members of a group are let in by a rule for the world", "tcp 443 from etcd to worker", "allowed"],
    ["an unknown group is let in by a rule for the world", "tcp 443 from sg-0123456789abcdef0 to worker", "allowed"],
    ["so is one of another account", "tcp 443 from 123456789012/sg-0123456789abcdef0 to worker", "allowed"],
    ["an unknown group is nobody's party", "tcp 2379 from sg-0123456789abcdef0 to etcd", "denied"],
    ["nodes reach any address, since egress is open", "tcp 25 from worker to 198.51.100.0/24", "allowed"],
    ["two parties without groups here are not decided here", "tcp 443 from apiClients to rancherCatalog", undecided],
    ["two addresses are not decided here", "tcp 443 from 10.0.0.0/8 to 10.0.0.0/8", undecided],
  ])("%s", (_, text, answer) => {
    expect(answerTo(balanced, text)).toBe(answer);
  });

  test.each([
    ["a node that is etcd too reaches etcd", "tcp 2379 from worker+etcd to etcd", "allowed"],
    ["and is let in where one of its groups is", "tcp 6443 from worker to etcd+controlplane", "allowed"],
    ["a node is let in by its group, whatever its address", "tcp 2379 from etcd+10.0.0.0/8 to etcd", "allowed"],
    [
      "several addresses are one or the other, not both",
      "tcp 443 from 203.0.113.0/24+10.0.0.0/8 to loadBalancer",
      "partly allowed\n  for some addresses only: tcp 443",
    ],
    [
      "and so are several parties that are addresses",
      "tcp 443 from apiClients+workloadClients to loadBalancer",
      "partly allowed\n  for some addresses only: tcp 443",
    ],
  ])("of several on one side: %s", (_, text, answer) => {
    expect(answerTo(balanced, text)).toBe(answer);
  });

  test.each([
    ["what the tables ask for goes out", "tcp 443 from worker to loadBalancer", "allowed"],
    ["what they do not ask for does not, whoever would take it in", "tcp 443 from etcd to worker", "denied"],
    ["the rest of the world is not reached", "tcp 443 from worker to 198.51.100.0/24", "denied"],
  ])("under required egress %s", (_, text, answer) => {
    expect(answerTo(strict, text)).toBe(answer);
  });

  describe("an existing group whose rules are managed here", () => {
    const id = "sg-0123456789abcdef0";
    const parties = { rancher: { securityGroupId: id, manageRules: true }, worker: "none" };
    const open = cluster({}, parties).plan;
    const required = cluster({ egress: "required" }, parties).plan;

    test("keeps the egress it has, about which nothing is said", () => {
      expect(answerTo(open, "tcp 22 from rancher to etcd")).toBe("allowed");
      expect(answerTo(open, "tcp 25 from rancher to 198.51.100.0/24")).toBe(undecided);
    });

    test("is held to the egress that is written to it", () => {
      expect(answerTo(required, "tcp 22 from rancher to etcd")).toBe("allowed");
      expect(answerTo(required, "tcp 25 from rancher to 198.51.100.0/24")).toBe("denied");
    });

    test("is the same by its id as by its party", () => {
      for (const to of ["rancher", id]) {
        expect(answerTo(open, `tcp 443 from etcd to ${to}`)).toBe("allowed");
        expect(answerTo(open, `tcp 22 from etcd to ${to}`)).toBe("denied");
      }
    });

    test("and a party that is none neither reaches nor is reached", () => {
      expect(answerTo(open, "tcp 22 from rancher to worker")).toBe(undecided);
      expect(answerTo(open, "tcp 443 from worker to rancher")).toBe("denied");
    });
  });

  test("a world written as two halves is the world to members of groups", () => {
    const halves = { workloadClients: { cidrs: ["0.0.0.0/1", "128.0.0.0/1"] } };
    expect(answerTo(cluster({}, halves).plan, "tcp 443 from etcd to worker")).toBe("allowed");
    const half = { workloadClients: { cidrs: ["0.0.0.0/1"] } };
    expect(answerTo(cluster({}, half).plan, "tcp 443 from etcd to worker")).toBe("denied");
  });
});
