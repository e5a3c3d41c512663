import { lint } from "../../src/lint/lint";
import type { Plan } from "../../src/model/plan";
import { explain } from "../../src/questions/explain";
import { matrix } from "../../src/questions/matrix";
import { partyFlows } from "../../src/reach/party-flows";
import { Reachability } from "../../src/reach/reachability";
import { trafficLabel } from "../../src/report/draw/wording";
import { summary } from "../../src/report/summary";
import { textsIn } from "../../src/texts";
import { loadText, cluster as yaml } from "../config/config-lines";
import { cluster, question } from "../verify/shipped";

const ends = { from: ["worker"], to: ["worker"] };
const add = [
  { id: "own-ipsec", ...ends, protocol: "50", purpose: "IPsec" },
  { id: "own-vrrp", ...ends, protocol: 112, purpose: "keepalived" },
  { id: "own-gre", ...ends, from: ["internet"], protocol: 47, purpose: "GRE" },
];
const planOf = (more: object) => cluster({ rules: { add }, ...more }).plan;

/** The rules of the user's port rules in the group of the workers. */
const ownRules = ({ groups }: Plan) =>
  groups
    .filter(({ key }) => key === "worker")
    .flatMap(({ rules }) => rules)
    .filter(({ portRules }) => portRules.some((id) => id.startsWith("own-")))
    .map(({ direction, ipProtocol, fromPort, toPort, peer }) => [direction, ipProtocol, fromPort, toPort, peer.label]);

test.each([false, true])("has no ports in the plan for a protocol by number, optimize: %s", (optimize) => {
  expect(ownRules(planOf({ optimize, egress: "required" })).sort()).toEqual([
    ["egress", "112", undefined, undefined, "worker"],
    ["egress", "50", undefined, undefined, "worker"],
    ["ingress", "112", undefined, undefined, "worker"],
    ["ingress", "47", undefined, undefined, "0.0.0.0/0"],
    ["ingress", "50", undefined, undefined, "worker"],
  ]);
});

test("accepts the number of a protocol in a file as a number or a text", () => {
  const rule = (protocol: string) =>
    `    rules: { add: [{ id: own-ah, from: [worker], to: [worker], protocol: ${protocol}, purpose: AH }] }\n`;
  const protocols = ["51", '"51"', "0", "255"].flatMap((written) =>
    loadText(yaml(rule(written))).entries.flatMap(({ plan }) => plan.deployment.rules.add?.map((one) => one.protocol)),
  );
  expect(protocols).toEqual(["51", "51", "0", "255"]);
});

test("names the protocol by its number in answers", () => {
  const plan = planOf({ egress: "required" });
  const answer = (text: string) => explain(plan, question(plan, text));
  expect(answer("112 from worker to worker").answer.verdict).toBe("allowed");
  expect(answer("112 from worker to etcd").answer.verdict).toBe("denied");
  expect(answer("112 from worker to etcd").edit?.text).toBe(
    "rules: { add: [{ id: worker-to-etcd-protocol-112, from: [worker], to: [etcd], protocol: 112, purpose: ... }] }",
  );
  expect(answer("51 from worker to 10.0.0.0/8").edit?.text).toBe(
    "rules: { add: [{ id: worker-to-peer-protocol-51, from: [worker], to: [peer], protocol: 51, purpose: ..., peer: { cidrs: [10.0.0.0/8] } }] }",
  );
  const { from, to, cells } = matrix(new Reachability(plan));
  expect(cells[from.indexOf("worker")]?.[to.indexOf("worker")]).toEqual(
    expect.arrayContaining(["protocol 50", "protocol 112"]),
  );
  const labels = partyFlows(plan).map((flow) => trafficLabel(textsIn("en"), flow));
  expect(labels).toEqual(expect.arrayContaining(["ESP", "protocol 47", "protocol 112"]));
  expect(lint(plan, "2026-01-01").filter(({ portRules }) => portRules.includes("own-gre"))).toMatchObject([
    { id: "open-port", group: "worker" },
  ]);
  expect(summary([{ plan, file: "lab.tf.json" }])).toMatch(/lab-worker .* protocol 47 /);
});

test("suggests udp by its name for a question about udp by its number", () => {
  const { plan } = cluster({ egress: "required" });
  expect(explain(plan, question(plan, "17 from worker to 198.51.100.0/24")).edit?.text).toBe(
    "rules: { add: [{ id: worker-to-peer-0-65535-udp, from: [worker], to: [peer], protocol: udp, ports: 0-65535, purpose: ..., peer: { cidrs: [198.51.100.0/24] } }] }",
  );
});
