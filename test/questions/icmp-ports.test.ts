import { expectReachability } from "../../src/entries/testing";
import { toRange } from "../../src/model/ports";
import { explain } from "../../src/questions/explain";
import { parseQuestion } from "../../src/questions/question";
import { linesOf, loadText, cluster as yaml } from "../config/config-lines";
import { cluster, question } from "../verify/shipped";

const load = (ports: string, protocol = "icmp") =>
  loadText(
    yaml(
      `    rules: { add: [{ id: own-ping, from: [internet], to: [worker], protocol: ${protocol}, ports: ${ports}, purpose: Ping }] }\n`,
    ),
  );

const anyCode = { from: 8, to: -1 };
test.each([
  ["8", anyCode],
  ['"8"', anyCode],
  ["8/0", { from: 8, to: 0 }],
  ["{ from: 8, to: 0 }", { from: 8, to: 0 }],
  ["{ from: 8, to: -1 }", anyCode],
  ["{ from: -1, to: -1 }", { from: -1, to: -1 }],
])("accepts ports: %s of icmp in a config", (written, range) => {
  for (const protocol of ["icmp", "icmpv6"]) {
    const { entries, issues } = load(written, protocol);
    expect(linesOf(issues)).toEqual([]);
    expect(entries.map(({ plan }) => plan.deployment.rules.add?.[0])).toMatchObject([{ ports: range }]);
  }
});

test.each([
  ["8", anyCode],
  ['"8/0"', { from: 8, to: 0 }],
  ["{ from: -1, to: -1 }", { from: -1, to: -1 }],
])("accepts ports: %s of a documented port rule of icmp, under override", (written, range) => {
  const { entries, issues } = loadText(
    yaml(
      `    distribution: rke2\n    cni: cilium\n    rules: { override: { cilium-health-icmp: { ports: ${written} }, rke2-kubelet-tcp: { ports: 10251 } } }\n`,
    ),
  );
  expect(linesOf(issues)).toEqual([]);
  const rules = entries[0]?.plan.groups.flatMap((group) => group.rules) ?? [];
  const portsOf = (id: string) => [
    ...new Set(
      rules.flatMap(({ portRules, fromPort, toPort }) => (portRules.includes(id) ? [`${fromPort} ${toPort}`] : [])),
    ),
  ];
  expect(portsOf("cilium-health-icmp")).toEqual([`${range.from} ${range.to}`]);
  expect(portsOf("rke2-kubelet-tcp")).toEqual(["10251 10251"]);
});

test("rejects a range of types and a code of TCP", () => {
  expect([...linesOf(load("8-0").issues), ...linesOf(load("8/0", "tcp").issues)]).toEqual([
    'c.yaml:8:91 deployments[0].rules.add[0].ports: is not an ICMP type and code, got "8-0"; write 8, the type with every code, or "8/0" with one; both are 0 to 255',
    'c.yaml:8:90 deployments[0].rules.add[0].ports: is not a port or a range of ports, got "8/0"; write 9796, "30000-32767" or { from: 30000, to: 32767 }',
  ]);
});

test("treats a type as every code of it in the rule, in a question and in expectReachability", () => {
  const [entry] = load("8").entries;
  const { plan } = entry as NonNullable<typeof entry>;
  const rules = plan.groups.flatMap((group) => group.rules.filter(({ portRules }) => portRules.includes("own-ping")));
  expect(rules).toMatchObject([{ ipProtocol: "icmp", fromPort: 8, toPort: -1 }]);
  expectReachability(plan).from("internet").to("worker").icmp(8).toBeAllowed();
  expectReachability(plan).from("internet").to("worker").icmp(8, 0).toBeAllowed();
  const parsed = parseQuestion({ from: "internet", to: "worker", protocol: "icmp", port: "8" }, plan);
  expect(parsed.value?.traffic).toEqual({ ipProtocol: "icmp", fromPort: 8, toPort: -1 });
});

test("suggests in explain a port rule for exactly the type in question", () => {
  const { plan } = cluster({ egress: "required" });
  const { from, to } = question(plan, "icmp from worker to internet");
  const traffic = { ipProtocol: "icmp", fromPort: 8, toPort: -1 };
  expect(explain(plan, { from, to, traffic }).edit?.text).toBe(
    "rules: { add: [{ id: worker-to-internet-8-icmp, from: [worker], to: [internet], protocol: icmp, ports: 8, purpose: ... }] }",
  );
  expect(toRange(8, "icmp")).toEqual(anyCode);
});
