/** The deployments that `init` guesses for existing groups. Their plans must have exactly the rules of the groups. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { importsOf } from "../../src/audit/imports";
import { inputOf } from "../../src/guess/candidate";
import type { Known } from "../../src/guess/candidates";
import { type GuessedDeployment, guess } from "../../src/guess/guess";
import type { DeploymentInput } from "../../src/model/deployment";
import type { NetworkRule } from "../../src/model/network";
import { parseDeployment } from "../../src/model/parse-deployment";
import { mergeEc2Answers, parseEc2Answer } from "../../src/network/ec2-answer";
import { type Ec2Group, type Ec2Network, ec2Network } from "../../src/network/ec2-network";
import { parseTerraformShown } from "../../src/network/terraform-shown";
import { planDeployment } from "../../src/projection/plan-deployment";

const found = join(__dirname, "../fixtures/found");
const jsonOf = (setup: string, file: string) => JSON.parse(readFileSync(join(found, setup, file), "utf8"));
const networkOf = (setup: string) =>
  ec2Network(mergeEc2Answers(["groups.json", "rules.json"].map((file) => parseEc2Answer(jsonOf(setup, file)))));

/** The deployment in the form of a config. */
function written({ fit: { candidate, parties, sources }, exact }: GuessedDeployment): DeploymentInput {
  const omit = exact.omitted.map(({ omission }) => omission);
  const rules = { ...(omit.length > 0 ? { omit } : {}), ...(exact.added.length > 0 ? { add: [...exact.added] } : {}) };
  return inputOf(candidate, { parties, sources, rules });
}

/** Rules that the next deploy of the guessed deployments would create, and rules that it would not import. */
function differences(network: Ec2Network, known?: Known, { deployments } = guess(network, known)) {
  const subjects = deployments.map((one) => ({
    plan: planDeployment(parseDeployment(written(one))),
    vpcId: network.groups[0]?.vpcId ?? "",
  }));
  return subjects.map((subject) => {
    const { groups } = importsOf(
      subject,
      network,
      subjects.filter((other) => other !== subject),
    );
    return {
      name: subject.plan.deployment.name,
      created: groups.flatMap(({ created }) => created).length,
      others: groups.flatMap(({ others }) => others).length,
      imported: groups.flatMap(({ matching }) => matching).length,
    };
  });
}

const summary = (one: GuessedDeployment) => {
  const { type, distribution, edition, groups } = one.fit.candidate;
  const held = groups.map(({ group, parties }) => `${group.name}: ${parties.join(" ")}`);
  return [type, type === "rancher-nodes" ? edition : distribution, ...(type === "rancher-nodes" ? [] : held)];
};

const nodes = "etcd controlplane worker";
test.each([
  // Open to the world, so there is no evidence of its purpose. It was Rancher on K3s.
  ["a", [["cluster", "rke2", `quick-all: ${nodes}`]]],
  ["b", [["cluster", "rke2", `demo-allow-nodes: ${nodes}`]]],
  ["c", [["cluster", "k3s", "edge-database: etcd controlplane", "edge-ingress: worker", `edge-self: ${nodes}`]]],
  [
    "d",
    [
      ["rancher-nodes", "2025-09"],
      ["rancher-nodes", "2025-09"],
    ],
  ],
  [
    "e",
    [
      ["cluster", "rke", "lab-sg-rke-aio: etcd controlplane", "lab-sg-rke-worker: worker"],
      ["cluster", "rke2", "lab-sg-rke2-aio: etcd controlplane", "lab-sg-rke2-worker: worker"],
    ],
  ],
  [
    "f",
    [["cluster", "rke2", "proj-control-plane-master-sg: etcd controlplane", "proj-control-plane-worker-sg: worker"]],
  ],
  [
    "g",
    [
      [
        "cluster",
        "rke2",
        "sre-dev-rke2-agent-20261128162143364700000001: worker",
        "sre-dev-rke2-server-20261128162143365000000002: etcd controlplane",
      ],
    ],
  ],
  // Rules by CIDR give no evidence of the distribution. It was RKE.
  ["h", [["cluster", "rke2", `demo-vpc-private: ${nodes}`]]],
])("guesses the deployments of setup %s", (setup, expected) => {
  expect(guess(networkOf(setup)).deployments.map(summary)).toEqual(expected);
});

test.each([
  ["a", [["quick-all", 1]]],
  ["b", [["demo-allow-nodes", 5]]],
  ["c", [["edge", 7]]],
  // For rancher-nodes the deployment manages the outbound rule too.
  [
    "d",
    [
      ["perf-private-security-group", 12],
      ["perf-public-security-group", 18],
    ],
  ],
  [
    "e",
    [
      ["lab-sg-rke", 19],
      ["lab-sg-rke2", 16],
    ],
  ],
  ["f", [["proj-control-plane", 46]]],
  ["g", [["sre-dev-rke2", 13]]],
  ["h", [["demo-vpc-private", 12]]],
] as const)("plans exactly the rules of the groups of setup %s", (setup, expected) => {
  expect(differences(networkOf(setup))).toEqual(
    expected.map(([name, imported]) => ({ name, created: 0, others: 0, imported })),
  );
});

test("leaves out a group without evidence of Kubernetes, if it may belong to several deployments", () => {
  expect(guess(networkOf("d")).others.map(({ name }) => name)).toEqual(["perf-ssh_ipv4"]);
});

test("omits port rules that are closed or that a wider rule opens", () => {
  const [one] = guess(networkOf("f")).deployments;
  expect(one?.exact.omitted.map(({ omission, openBy }) => [omission, openBy.length])).toEqual([
    [{ id: "cluster-ingress-http-tcp" }, 0],
    [{ id: "canal-health-tcp" }, 0],
    [{ id: "rke2-etcd-client-tcp" }, 1],
    [{ id: "rke2-etcd-peer-tcp" }, 1],
    [{ id: "rke2-etcd-metrics-tcp" }, 0],
    [{ id: "rke2-kube-api-tcp", from: ["worker"] }, 0],
  ]);
});

test("omits a port rule between some parties in several entries, if its other rules exist", () => {
  const [one] = guess(networkOf("g")).deployments;
  const kubelet = one?.exact.omitted.map(({ omission }) => omission).filter(({ id }) => id === "rke2-kubelet-tcp");
  expect(kubelet).toEqual([
    { id: "rke2-kubelet-tcp", from: ["etcd", "controlplane"], to: ["etcd", "controlplane"] },
    { id: "rke2-kubelet-tcp", from: ["worker"], to: ["worker"] },
  ]);
});

test("states how sure it is, and which traffic decided", () => {
  const [, rke2] = guess(networkOf("e")).deployments;
  expect(rke2?.reasons.distribution).toEqual({
    confidence: "medium",
    why: "the closest k3s config lacks existing rules: tcp 9345",
  });
  const [b] = guess(networkOf("b")).deployments;
  expect(b?.reasons.distribution).toEqual({
    confidence: "low",
    why: "the closest k3s config fits as well; assumed rke2",
  });
});

test("uses the choices that the user made", () => {
  const network = networkOf("c");
  const [self, ingress] = ["sg-7a9747690b5f0e43f", "sg-a0ac0cc43006551c3"];
  const roles = new Map([
    ["controlplane" as const, [self]],
    ["etcd" as const, [self]],
    ["worker" as const, [self, ingress]],
  ]);
  const [one] = guess(network, { roles, distribution: "rke2", name: "edge-7" }).deployments;
  expect(one && summary(one)).toEqual([
    "cluster",
    "rke2",
    "edge-ingress: worker",
    `edge-self: controlplane etcd worker`,
  ]);
  expect(one?.reasons).toMatchObject({ groups: { confidence: "known" }, distribution: { confidence: "known" } });
  expect(one?.fit.candidate.name).toBe("edge-7");
});

test("takes a group that the user named as Rancher's for Rancher's nodes", () => {
  const roles = new Map([["rancher" as const, ["sg-eb0dfbd71ed3b2573"]]]);
  const [one] = guess(networkOf("a"), { roles, distribution: "k3s" }).deployments;
  expect(one && summary(one)).toEqual(["rancher-server", "k3s", "quick-all: rancher"]);
  expect(differences(networkOf("a"), { roles, distribution: "k3s" })).toEqual([
    { name: "quick-all", created: 0, others: 0, imported: 1 },
  ]);
});

test("names groups that a Terraform plan creates", () => {
  const { deployments } = guess(parseTerraformShown(jsonOf("e", "plan.json"), "plan.json"));
  const names = deployments.map((one) => (written(one) as { groups?: object }).groups);
  expect(names).toEqual([
    {
      servers: { parties: ["etcd", "controlplane"], name: "lab-sg-rke-aio" },
      agents: { parties: ["worker"], name: "lab-sg-rke-worker" },
    },
    {
      servers: { parties: ["etcd", "controlplane"], name: "lab-sg-rke2-aio" },
      agents: { parties: ["worker"], name: "lab-sg-rke2-worker" },
    },
  ]);
  expect(deployments.map(({ exact }) => exact.rest)).toEqual([
    { missing: [], extra: [] },
    { missing: [], extra: [] },
  ]);
});

test("decides the kinds of nodes by the groups that instances attach", () => {
  const network = networkOf("c");
  const [self, ingress, database] = ["sg-7a9747690b5f0e43f", "sg-a0ac0cc43006551c3", "sg-6f8d211ba470f4a28"];
  const interfaces = [
    [self, database],
    [self, ingress],
  ].map((groups, index) => ({
    id: `eni-${index}`,
    vpcId: network.groups[0]?.vpcId ?? "",
    subnetId: "subnet-0",
    groups,
    addresses: [],
    instanceId: `i-${index}`,
  }));
  const [one] = guess({ ...network, interfaces }).deployments;
  expect(one && summary(one).slice(2)).toEqual([
    "edge-database: etcd controlplane",
    "edge-ingress: worker",
    `edge-self: ${nodes}`,
  ]);
});

/** A group with one inbound rule. Default: from group a. */
const groupWith = (
  letter: string,
  ipProtocol: string,
  [fromPort, toPort]: readonly [number, number],
  cidr?: string,
): Ec2Group => ({
  id: `sg-0000000000000000${letter}`,
  peer: { type: "securityGroup", value: `sg-0000000000000000${letter}` },
  name: letter,
  deployment: "",
  vpcId: "vpc-0a1b2c3d4e5f60718",
  description: "",
  tags: {},
  rules: [
    {
      ...{ direction: "ingress", ipProtocol, fromPort, toPort, key: "", portRules: [], description: "" },
      peer: cidr ? { type: "cidrIpv4", value: cidr } : { type: "securityGroup", value: "sg-0000000000000000a" },
    },
  ],
});

test("treats many groups without a server port as groups of all nodes", () => {
  const letters = ["a", "b", "c", "d"];
  const { deployments, others } = guess({ groups: letters.map((letter) => groupWith(letter, "tcp", [10250, 10250])) });
  expect(others).toEqual([]);
  expect(deployments.map((one) => summary(one).slice(2))).toEqual([letters.map((letter) => `${letter}: ${nodes}`)]);
});

test("ignores tcp on the udp port of an overlay network as evidence of Kubernetes", () => {
  const { deployments, others } = guess({
    groups: [groupWith("a", "udp", [8472, 8472]), groupWith("b", "tcp", [8400, 8500], "10.0.0.0/8")],
  });
  expect(deployments.map(({ fit }) => fit.candidate.groups.map(({ group }) => group.name))).toEqual([["a"]]);
  expect(others.map(({ name }) => name)).toEqual(["b"]);
});

const groupIds = ["sg-0000000000000000a", "sg-0000000000000000b", "sg-0000000000000000c"];
const traffic = fc.oneof(
  fc.constant({ ipProtocol: "-1" }),
  fc
    .tuple(
      fc.constantFrom("tcp", "udp"),
      fc.constantFrom(
        [22, 22],
        [443, 443],
        [6443, 6443],
        [2379, 2380],
        [9345, 9345],
        [10250, 10250],
        [8472, 8472],
        [30000, 32767],
        [7000, 9000],
      ),
    )
    .map(([ipProtocol, [fromPort, toPort]]) => ({ ipProtocol, fromPort, toPort })),
  fc.constant({ ipProtocol: "icmp", fromPort: 8, toPort: 0 }),
  fc.constant({ ipProtocol: "50" }),
);
const peer = fc.oneof(
  fc.constantFrom("0.0.0.0/0", "10.0.0.0/16", "203.0.113.0/24").map((value) => ({ type: "cidrIpv4" as const, value })),
  fc.constantFrom("::/0").map((value) => ({ type: "cidrIpv6" as const, value })),
  fc.constantFrom(...groupIds, "sg-0000000000000000d").map((value) => ({ type: "securityGroup" as const, value })),
  fc.constant({ type: "prefixList" as const, value: "pl-0000000000000000a" }),
);
const rule: fc.Arbitrary<NetworkRule> = fc
  .tuple(fc.constantFrom("ingress" as const, "ingress" as const, "egress" as const), traffic, peer)
  .map(([direction, of, from]) => ({ direction, ...of, peer: from, key: "", portRules: [], description: "" }));
const group = (id: string): fc.Arbitrary<Ec2Group> =>
  fc.uniqueArray(rule, { minLength: 1, maxLength: 7, selector: (one) => JSON.stringify(one) }).map((rules) => ({
    id,
    peer: { type: "securityGroup", value: id },
    name: `lab-${id.at(-1)}`,
    deployment: "",
    vpcId: "vpc-0a1b2c3d4e5f60718",
    description: "",
    tags: {},
    rules,
  }));

test("opens nothing that is closed, whatever the groups have, and lists the rules that it leaves out", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }).chain((count) => fc.tuple(...groupIds.slice(0, count).map(group))),
      (groups) => {
        const network = { groups };
        const guessed = guess(network);
        const named = guessed.deployments.map(({ exact }) => exact.rest.extra.length);
        const planned = differences(network, {}, guessed);
        expect(planned.map(({ created }) => created)).toEqual(planned.map(() => 0));
        expect(planned.map(({ others }) => others)).toEqual(named);
      },
    ),
    { numRuns: process.env.FULL === "1" ? 300 : 8 },
  );
}, 600_000);

test("does not depend on the order of EC2's answer", () => {
  const network = networkOf("e");
  const reversed = {
    groups: [...network.groups].reverse().map((one) => ({ ...one, rules: [...one.rules].reverse() })),
  };
  expect(guess(reversed).deployments.map(written)).toEqual(guess(network).deployments.map(written));
});
