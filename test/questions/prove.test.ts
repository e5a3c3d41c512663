import { type Assertion, prove } from "../../src/questions/prove";
import { Reachability } from "../../src/reach/reachability";
import { cluster, ends, question } from "../verify/shipped";

const open = cluster({ loadBalancer: { terminatesTls: true } }).plan;
const strict = cluster({ loadBalancer: { terminatesTls: true }, egress: "required" }).plan;

/** The witnesses against `<kind>: <traffic> from <a, b> to <c, d>`. */
function witnesses(kind: Assertion["kind"], text: string, plan = open): readonly string[] {
  const [, traffic = "", from = "", to = ""] = /^(.*) from (.*) to (.*)$/.exec(text) ?? [];
  const [source = "", destination = ""] = [from, to].map((list) => list.replaceAll(", ", "+"));
  const parsed = question(plan, `${traffic} from ${source} to ${destination}`);
  const claim = { from: ends(plan, source), to: ends(plan, destination), traffic: [parsed.traffic] };
  return prove(new Reachability(plan), { kind, claim }).map(({ witness }) => witness);
}

const undecided = (path: string) => `no group of this deployment decides what goes ${path}`;

describe("permits", () => {
  test("is true if all of the traffic is allowed between every two endpoints", () => {
    expect(witnesses("permits", "tcp 6443 from etcd, controlplane, worker to controlplane")).toEqual([]);
  });

  test("names the first flow that is not allowed, for every two endpoints with such a flow", () => {
    expect(witnesses("permits", "tcp 2378-2380 from etcd, worker to etcd")).toEqual([
      "tcp 2378 from etcd to etcd",
      "tcp 2378-2380 from worker to etcd",
    ]);
  });

  test("is false if only some addresses are admitted", () => {
    expect(witnesses("permits", "tcp 443 from 203.0.112.0/23 to loadBalancer")).toEqual([
      "tcp 443 from 203.0.112.0/23 to loadBalancer",
    ]);
  });
});

describe("forbids", () => {
  test("is true if none of the traffic is allowed between any two endpoints", () => {
    expect(witnesses("forbids", "tcp 2379-2381 from worker, apiClients to etcd")).toEqual([]);
  });

  test("names a flow that is allowed, even if only for some addresses", () => {
    expect(witnesses("forbids", "tcp 22-443 from 203.0.112.0/23 to loadBalancer")).toEqual([
      "tcp 80 from 203.0.112.0/23 to loadBalancer",
    ]);
  });

  test("treats a rule for the world as one for every group", () => {
    expect(witnesses("forbids", "tcp 443 from etcd to worker")).toEqual(["tcp 443 from etcd to worker"]);
  });

  test("is true if one side is enough to stop the traffic", () => {
    expect(witnesses("forbids", "tcp 443 from etcd to worker", strict)).toEqual([]);
  });
});

describe("only", () => {
  test("is true if no other endpoint is admitted, whether those named are or not", () => {
    expect(witnesses("only", "tcp 2379 from etcd, controlplane to etcd")).toEqual([]);
    expect(witnesses("only", "tcp 2379 from etcd, controlplane, worker, apiClients to etcd")).toEqual([]);
    expect(witnesses("only", "tcp 9999 from worker to etcd")).toEqual([]);
  });

  test("names another endpoint that is admitted, once for every destination", () => {
    expect(witnesses("only", "tcp 2379 from etcd to etcd")).toEqual(["tcp 2379 from controlplane to etcd"]);
    expect(witnesses("only", "tcp 80 from loadBalancer to worker, controlplane")).toEqual([
      "tcp 80 from 0.0.0.0/32 to worker",
      "tcp 80 from 0.0.0.0/32 to controlplane",
    ]);
  });

  test("names an address that is admitted in addition to those granted", () => {
    expect(witnesses("only", "tcp 443 from 203.0.113.0/25, etcd, controlplane, worker to loadBalancer")).toEqual([
      "tcp 443 from 203.0.113.128/32 to loadBalancer",
    ]);
  });
});

test("proves nothing about traffic that no group here decides", () => {
  expect(witnesses("permits", "tcp 80 from apiClients to workloadClients")).toEqual([
    undecided("from apiClients to workloadClients"),
  ]);
  expect(witnesses("forbids", "tcp 80 from apiClients to 10.0.0.0/8")).toEqual([
    undecided("from apiClients to 10.0.0.0/8"),
  ]);
  expect(witnesses("only", "tcp 80 from apiClients to workloadClients")).toEqual([undecided("to workloadClients")]);
});
