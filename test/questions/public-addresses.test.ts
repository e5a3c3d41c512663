import { deploymentSchema } from "../../src/model/deployment";
import type { Plan } from "../../src/model/plan";
import { planDeployment } from "../../src/projection/plan-deployment";
import { check } from "../../src/questions/check";
import { explain } from "../../src/questions/explain";
import { prove } from "../../src/questions/prove";
import { Reachability } from "../../src/reach/reachability";
import { explanationJson, explanationText } from "../../src/report/explanation";
import { plainText } from "../../src/report/styled-text";
import { ends, question } from "../verify/shipped";

const nat = "198.51.100.9/32";
const balancer = "192.0.2.10/32";
const clients = { rancher: "none", apiClients: { cidrs: ["203.0.113.0/24"] }, workloadClients: "none" };
const node = { create: true, publicCidrs: [nat] };
const nodes = { etcd: node, controlplane: node, worker: node };
const loadBalancer = { create: true, publicCidrs: [balancer] };

/** An internet-facing load balancer in front of Rancher, and nodes in private subnets. */
const planned = (parties: object, more: object = {}): Plan =>
  planDeployment(
    deploymentSchema.parse({
      ...{ type: "cluster", name: "shop", provisioning: "custom", distribution: "rke2", rancherVersion: "2.13" },
      ...{ loadBalancer: { terminatesTls: true }, egress: "required" },
      parties: { ...clients, ...parties },
      ...more,
    }),
  );
const unknown = planned({});
const known = planned({ ...nodes, loadBalancer });
const oneSided = planned({ loadBalancer });

const explained = (plan: Plan, text: string) => {
  const parsed = question(plan, text);
  return plainText(explanationText(parsed, explain(plan, parsed)))
    .trimEnd()
    .split("\n");
};
const fields = (plan: Plan, text: string): Readonly<Record<string, unknown>> => {
  const parsed = question(plan, text);
  return JSON.parse(JSON.stringify(explanationJson(parsed, explain(plan, parsed))));
};
const caveat =
  "a rule that names a group matches private addresses only, not traffic through a NAT gateway or to a public address";

describe("nodes behind NAT and an internet-facing load balancer", () => {
  test.each([
    ["without public addresses, references admit the nodes", unknown, "worker to loadBalancer", "allowed"],
    ["and not their NAT gateway", unknown, `${nat} to loadBalancer`, "denied"],
    [
      "with public addresses, nodes are admitted by those of their NAT gateway",
      known,
      "worker to loadBalancer",
      "allowed",
    ],
    ["the NAT gateway is admitted", known, `${nat} to loadBalancer`, "allowed"],
    ["nodes may send to the public address", known, `worker to ${balancer}`, "allowed"],
    ["other addresses are denied", known, "198.51.100.10/32 to loadBalancer", "denied"],
    ["a node with several roles is one source", known, "worker+etcd to loadBalancer", "allowed"],
    ["clients are admitted by their addresses", known, "apiClients to loadBalancer", "allowed"],
    ["an unknown group is denied", known, "sg-0123456789abcdef0 to loadBalancer", "denied"],
    ["nodes with unknown public addresses are denied", oneSided, "worker to loadBalancer", "denied"],
    [
      "a role with unknown public addresses makes the node partly undecided",
      planned({ worker: node, loadBalancer }),
      "worker+etcd to loadBalancer",
      "partly",
    ],
    [
      "unknown public addresses are admitted if every address is",
      planned({ loadBalancer, apiClients: "anywhere" }),
      "worker to loadBalancer",
      "allowed",
    ],
    [
      "open egress reaches the public address",
      planned({ ...nodes, loadBalancer }, { egress: "all" }),
      "worker to loadBalancer",
      "allowed",
    ],
  ])("%s", (_, plan, ofAndTo, verdict) => {
    expect(check(new Reachability(plan), question(plan, `tcp 443 from ${ofAndTo}`)).verdict).toBe(verdict);
  });

  test("lets the public addresses of a load balancer in another deployment decide only the outbound side", () => {
    const plan = planned({ loadBalancer: { securityGroupId: "sg-0123456789abcdef0", publicCidrs: [balancer] } });
    const { verdict, governs } = check(new Reachability(plan), question(plan, "tcp 443 from worker to loadBalancer"));
    expect([verdict, governs]).toEqual(["allowed", { egress: true, ingress: false }]);
  });
});

describe("the explanation", () => {
  test("states once that a rule that references a group matches private addresses only", () => {
    expect(explained(unknown, "tcp 443 from worker to loadBalancer").filter((line) => line === caveat)).toHaveLength(1);
    expect(fields(unknown, "tcp 443 from worker to loadBalancer").privateAddressesOnly).toBe(true);
  });

  test.each([
    ["addresses on both sides", known, "tcp 443 from worker to loadBalancer"],
    [
      "a rule for every address",
      planned({ workloadClients: "anywhere" }, { egress: "all" }),
      "tcp 443 from etcd to worker",
    ],
    ["nothing, because the flow is denied", known, "tcp 2379 from worker to etcd"],
    ["no group of the deployment", known, "tcp 443 from apiClients to 203.0.113.0/24"],
  ])("does not state this if the answer is based on %s", (_, plan, text) => {
    expect(explained(plan, text)).not.toContain(caveat);
    expect(fields(plan, text).privateAddressesOnly).toBe(false);
  });

  test("states this if only some of a party's nodes are admitted by their addresses", () => {
    const plan = planned({ worker: { create: true, cidrs: ["10.9.0.0/24"] } });
    expect(fields(plan, "tcp 9345 from worker to etcd").privateAddressesOnly).toBe(true);
  });

  test("names the party whose public addresses are not known, and the tables that require the flow", () => {
    expect(explained(oneSided, "tcp 443 from worker to loadBalancer")).toEqual([
      "tcp 443 from worker to loadBalancer: denied",
      "egress of shop-worker lets it through",
      "  tcp 443 to 192.0.2.10/32 (shop-worker)",
      expect.stringMatching(/^ {4}cluster-lb-https-tcp: Agents to Rancher /),
      "ingress of shop-load-balancer does not let through tcp 443",
      "loadBalancer has public addresses, and those of worker are not known; add them as publicCidrs",
    ]);
    expect(fields(oneSided, "tcp 443 from worker to loadBalancer")).toMatchObject({
      verdict: "denied",
      tableInEffect: true,
      privateAddressesOnly: false,
      unknownPublicAddresses: ["worker"],
    });
    expect(fields(known, "tcp 443 from worker to loadBalancer").unknownPublicAddresses).toEqual([]);
  });
});

test.each([
  ["treats the NAT gateway as the nodes", ["etcd", "controlplane", "worker", "apiClients"], []],
  ["fails if a party is missing", ["etcd", "controlplane", "worker"], ["tcp 443 from 203.0.113.0/32 to loadBalancer"]],
  ["fails for the NAT gateway if no node is named", ["apiClients"], ["tcp 443 from 198.51.100.9/32 to loadBalancer"]],
])("an assertion about the only sources of a load balancer %s", (_, from, witnesses) => {
  const claim = {
    from: from.flatMap((party) => ends(known, party)),
    to: ends(known, "loadBalancer"),
    traffic: [{ ipProtocol: "tcp", fromPort: 443, toPort: 443 }],
  };
  const found = prove(new Reachability(known), { kind: "only", claim });
  expect(found.map(({ witness }) => witness)).toEqual(witnesses);
});
