import { AssertionError } from "node:assert";
import { SecurityGroupsError } from "../../src";
import { expectReachability } from "../../src/entries/testing";
import { cluster } from "../verify/shipped";

const { plan } = cluster({ loadBalancer: { terminatesTls: true } });
const reachability = () => expectReachability(plan);

/** The message with which an expectation fails. */
function failureOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AssertionError) return error.message;
    throw error;
  }
  return "it holds";
}

test("passes if the verdict is as expected: allowed, denied, partly", () => {
  expect(() => {
    reachability().from("etcd").to("etcd").tcp(2379).toBeAllowed();
    reachability().from("etcd").to("etcd").tcp(2379, 2380).toBeAllowed();
    reachability().from("worker").to("etcd").tcp(2379).toBeDenied();
    reachability().from("worker").to("etcd").udp(8472).toBeAllowed();
    reachability().from("worker").to("etcd").icmp().toBeDenied();
    reachability().from("worker").to("etcd").icmp(8, 0).toBeDenied();
    reachability().from("worker").to("etcd").icmpv6().toBeDenied();
    reachability().from("worker").to("apiClients").icmpv6(128, 0).toBeAllowed();
    reachability().from("worker").to("etcd").protocol(50).toBeDenied();
    reachability().from("worker").to("apiClients").protocol(50).toBeAllowed();
    reachability().from("worker").to("apiClients").all().toBeAllowed();
    reachability().from("worker").to("etcd").all().toBePartlyAllowed();
    reachability().from("worker").to("etcd").tcp().toBeDenied();
    reachability().from("203.0.112.0/23").to("loadBalancer").tcp(443).toBePartlyAllowed();
    reachability().from("worker", "etcd").to("etcd").tcp(2379).toBeAllowed();
  }).not.toThrow();
});

test("fails with the actual verdict", () => {
  expect(failureOf(() => reachability().from("etcd").to("etcd").tcp(2379).toBeDenied())).toBe(
    "expected traffic from etcd to etcd to be denied, but it is allowed: allowed is tcp 2379",
  );
  expect(failureOf(() => reachability().from("worker", "10.0.0.0/8").to("etcd").tcp(22).toBeAllowed())).toBe(
    "expected traffic from worker+10.0.0.0/8 to etcd to be allowed, but it is denied: allowed is nothing",
  );
  expect(failureOf(() => reachability().from("etcd").to("etcd").tcp(2378, 2380).toBeAllowed())).toBe(
    "expected traffic from etcd to etcd to be allowed, but it is partly: allowed is tcp 2379-2380",
  );
  expect(failureOf(() => reachability().from("worker").to("etcd").all().toBeDenied())).toBe(
    "expected traffic from worker to etcd to be denied, but it is partly: allowed is udp 8472",
  );
});

test("fails if no group here decides, for allowed and for denied", () => {
  for (const verdict of ["toBeAllowed", "toBeDenied", "toBePartlyAllowed"] as const) {
    expect(failureOf(() => reachability().from("apiClients").to("workloadClients").tcp(80)[verdict]())).toContain(
      "but it is ungoverned",
    );
  }
});

test("fails like an assertion of Node, with the line of the test on top", () => {
  try {
    reachability().from("etcd").to("etcd").tcp(2379).toBeDenied();
  } catch (error) {
    expect(error).toMatchObject({ code: "ERR_ASSERTION", actual: "allowed", expected: "denied" });
    expect(`${(error as Error).stack}`.split("\n").find((line) => line.trim().startsWith("at "))).toContain(
      "expect-reachability.test.ts",
    );
  }
  expect.assertions(2);
});

test("rejects ends, ports and types that do not exist, with a fix", () => {
  const refusal = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      if (error instanceof SecurityGroupsError) return error.message;
      throw error;
    }
    return "it is taken";
  };
  expect(refusal(() => reachability().from("wroker").to("etcd"))).toMatch(
    /^lab: is not a party of lab, got "wroker"; did you mean "worker"\? /,
  );
  expect(refusal(() => reachability().from("worker").to("10.0.0.5/8"))).toBe(
    'lab: has host bits set, got "10.0.0.5/8"; the network is 10.0.0.0/8',
  );
  const flows = reachability().from("worker").to("etcd");
  expect(refusal(() => flows.tcp(65536))).toBe('lab: is out of range, got "65536"; ports are 0 to 65535');
  expect(refusal(() => flows.udp(10, 5))).toBe('lab: runs from the higher to the lower port, got "10-5"; write 5-10');
  expect(refusal(() => flows.icmpv6(256))).toMatch(/^lab: is not an ICMP type and code, got "256/);
  expect(refusal(() => flows.icmp(256))).toMatch(/^lab: is not an ICMP type and code, got "256/);
});
