/** Audits of groups that match a deployment, and of groups that do not. */
import { type Audit, audit } from "../../src/audit/audit";
import { findingsOf } from "../../src/audit/findings";
import { parseDeployment } from "../../src/model/parse-deployment";
import { mergeEc2Answers, parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import {
  deployed,
  describeSecurityGroupRules,
  describeSecurityGroups,
  type ExistingGroup,
  type ExistingRule,
  vpcId,
} from "../audit/emulated-answers";

const plan = planDeployment(
  parseDeployment({
    type: "cluster",
    name: "shop",
    provisioning: "custom",
    distribution: "k3s",
    rancherVersion: "2.13",
    parties: { rancher: "none", apiClients: { cidrs: ["203.0.113.0/24"] }, workloadClients: "anywhere" },
  }),
);

function auditOf(change: (group: ExistingGroup) => ExistingGroup): Audit {
  const groups = deployed(plan).map(change);
  const answers = [describeSecurityGroups(groups), describeSecurityGroupRules(groups)];
  const existing = ec2Network(mergeEc2Answers(answers.map((answer) => parseEc2Answer(answer))));
  const [only] = audit([{ plan, vpcId }], [{ plan, vpcId }], existing);
  return only as Audit;
}

const statesOf = ({ required }: Audit) => new Set(required.map(({ state }) => state));
const idsOf = (one: Audit) => findingsOf(one).map(({ id }) => id);

const added: ExistingRule = {
  id: "sgr-0123456789abcdef0",
  direction: "ingress",
  ipProtocol: "tcp",
  fromPort: 10250,
  toPort: 10251,
  peer: { type: "cidrIpv4", value: "0.0.0.0/0" },
};

test("reports nothing for groups that were just deployed", () => {
  const found = auditOf((group) => group);
  expect([...statesOf(found)]).toEqual(["open"]);
  expect([found.unrequired, idsOf(found)]).toEqual([[], []]);
});

test("reports only the flow whose rule is gone as closed", () => {
  const isKubelet = ({ fromPort, direction }: ExistingRule) => direction === "ingress" && fromPort === 10250;
  const found = auditOf((group) =>
    group.name === "shop-worker" ? { ...group, rules: group.rules.filter((rule) => !isKubelet(rule)) } : group,
  );
  const closed = found.required.filter(({ state }) => state === "closed");
  expect(closed.map(({ portRule, from, to }) => `${portRule} ${from} ${to}`)).toEqual(
    ["etcd", "controlplane", "worker"].map((from) => `k3s-kubelet-tcp ${from} worker`),
  );
  expect(new Set(idsOf(found))).toEqual(new Set(["closed-flow"]));
});

test("reports a port rule that the deployment omits as closed, but only if it is closed", () => {
  const omitted = planDeployment(
    parseDeployment({
      type: "cluster",
      name: "shop",
      provisioning: "custom",
      distribution: "k3s",
      rancherVersion: "2.13",
      parties: { rancher: "none", apiClients: "none", workloadClients: "none" },
      rules: { omit: ["k3s-flannel-overlay-udp", { id: "k3s-kubelet-tcp", from: ["worker"] }] },
    }),
  );
  const auditAgainst = (groups: readonly ExistingGroup[]) => {
    const existing = ec2Network(parseEc2Answer(describeSecurityGroups(groups)));
    const [only] = audit([{ plan: omitted, vpcId }], [{ plan: omitted, vpcId }], existing);
    return only as Audit;
  };
  const asOmitted = auditAgainst(deployed(omitted));
  expect(new Set(asOmitted.omitted.map(({ portRule }) => portRule))).toEqual(
    new Set(["k3s-flannel-overlay-udp", "k3s-kubelet-tcp"]),
  );
  expect(
    new Set(asOmitted.omitted.filter(({ portRule }) => portRule === "k3s-kubelet-tcp").map(({ from }) => from)),
  ).toEqual(new Set(["worker"]));
  expect(new Set(idsOf(asOmitted))).toEqual(new Set(["omitted-flow"]));
  const [kubelet] = findingsOf(asOmitted);
  expect(kubelet?.message).toMatch(
    /^tcp 10250 from worker to .*: no rule admits inbound tcp 10250 from sg-[0-9a-f]{17}; rules\.omit has k3s-kubelet-tcp$/,
  );
  expect(kubelet?.severity).toBe("note");
  const whole = planDeployment({ ...omitted.deployment, rules: {} });
  expect(auditAgainst(deployed(whole)).omitted).toEqual([]);
});

test("reports required flows as open wider if a rule that is open to the world admits them", () => {
  const found = auditOf((group) =>
    group.name === "shop-worker" ? { ...group, rules: [...group.rules, added] } : group,
  );
  const wider = found.required.filter(({ state }) => state === "open-wider");
  expect(wider.map(({ portRule, to }) => `${portRule} ${to}`)).toEqual(
    ["etcd", "controlplane", "worker"].map(() => "k3s-kubelet-tcp worker"),
  );
  expect(found.unrequired.map(({ protocol, ports, peer, world }) => ({ protocol, ports, peer, world }))).toEqual([
    { protocol: "tcp", ports: "10250-10251", peer: "0.0.0.0/0", world: true },
  ]);
  expect(idsOf(found)).toEqual(["open-to-world"]);
});

test("reports flows as undecided if a CIDR in place of a group may or may not contain the nodes", () => {
  const found = auditOf((group) => ({
    ...group,
    rules: group.rules.map((rule) =>
      group.name === "shop-worker" && rule.fromPort === 10250 && rule.direction === "ingress"
        ? { ...rule, peer: { type: "cidrIpv4", value: "10.0.0.0/16" } }
        : rule,
    ),
  }));
  const undecided = found.required.filter(({ state }) => state === "undecided");
  expect(undecided.map(({ portRule, to }) => `${portRule} ${to}`)).toEqual(
    ["etcd", "controlplane", "worker"].map(() => "k3s-kubelet-tcp worker"),
  );
  expect(new Set(idsOf(found))).toEqual(new Set(["undecided-flow", "unrequired-flow"]));
});

test("requires all flows of nodes with the groups of either layout while the layout changes", () => {
  const changing = planDeployment(
    parseDeployment({
      type: "cluster",
      name: "shop",
      provisioning: "custom",
      distribution: "k3s",
      rancherVersion: "2.13",
      groups: { from: "per-role", to: "single" },
      parties: { rancher: "none", apiClients: "none", workloadClients: "none" },
    }),
  );
  const statesWith = (change: (group: ExistingGroup) => ExistingGroup) => {
    const groups = deployed(changing).map(change);
    const existing = ec2Network(parseEc2Answer(describeSecurityGroups(groups)));
    const subject = { plan: changing, vpcId };
    return new Set(audit([subject], [subject], existing)[0]?.required.map(({ state }) => state));
  };
  expect([...statesWith((group) => group)]).toEqual(["open"]);
  for (const isEmpty of [(name: string) => name === "shop-nodes", (name: string) => name !== "shop-nodes"]) {
    const states = statesWith((group) => (isEmpty(group.name) ? { ...group, rules: [] } : group));
    expect([...states]).toEqual(["closed"]);
  }
});
