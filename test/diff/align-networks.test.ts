/** Networks of different origins: which groups are the same, and the result of comparing them. */
import { alignNetworks, type OriginKind } from "../../src/diff/align-networks";
import { diff } from "../../src/diff/diff";
import type { DeploymentInput } from "../../src/model/deployment";
import type { Network, NetworkGroup, NetworkRule } from "../../src/model/network";
import { parseDeployment } from "../../src/model/parse-deployment";
import { parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
import { plannedNetwork } from "../../src/network/planned-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deployed, describeSecurityGroups, groupIdOf } from "../audit/emulated-answers";

const rule = (value: string, port = 22): NetworkRule => ({
  direction: "ingress",
  ipProtocol: "tcp",
  fromPort: port,
  toPort: port,
  peer: { type: /^\d+\./.test(value) ? "cidrIpv4" : "securityGroup", value },
  key: "k",
  portRules: [],
  description: "",
});
/** A group of EC2 or Terraform. */
const found = (value: string, name: string, vpcId = "", rules: readonly NetworkRule[] = []): NetworkGroup => ({
  peer: { type: "securityGroup", value },
  name,
  deployment: "",
  vpcId,
  rules,
});
const [idA, idB, idC] = ["sg-0000000000000000a", "sg-0000000000000000b", "sg-0000000000000000c"];
const side = (kind: OriginKind, ...groups: readonly NetworkGroup[]) => ({ kind, network: { groups } });
const peersOf = ({ groups }: Network) => groups.map(({ peer, deployment }) => `${deployment}|${peer.value}`);
const aligned = (...sides: Parameters<typeof alignNetworks>) => {
  const { before, after, leftOut } = alignNetworks(...sides);
  return { before: peersOf(before), after: peersOf(after), leftOut };
};

describe("groups are the same", () => {
  test("by id, whatever their names, with or without the account in front", () => {
    const [state, ec2] = [side("state", found(idA, "old")), side("ec2", found(idA, "new"), found(idB, "old"))];
    expect(aligned(state, ec2)).toEqual({ before: [`|${idA}`], after: [`|${idA}`], leftOut: 1 });
    const named = side("state", found(idA, "web", "", [rule(`123456789012/${idB}`)]));
    const plain = side("ec2", found(idA, "web", "", [rule(idB)]));
    const { before, after } = alignNetworks(named, plain);
    expect(diff(before, after).relation).toBe("equal");
  });

  test("by name and VPC, if two groups have the name", () => {
    const plan = side("plan", found("aws_security_group.web", "web", "vpc-2"));
    const ec2 = side("ec2", found(idA, "web", "vpc-1"), found(idB, "web", "vpc-2"));
    expect(aligned(plan, ec2)).toEqual({ before: [`|${idB}`], after: [`|${idB}`], leftOut: 1 });
  });

  test("by name, if only one group on each side has it", () => {
    const plan = side("plan", found("aws_security_group.web", "web"));
    expect(aligned(plan, side("ec2", found(idA, "web", "vpc-1")))).toMatchObject({ before: [`|${idA}`] });
    const two = side("ec2", found(idA, "web", "vpc-1"), found(idB, "web", "vpc-2"));
    expect(aligned(plan, two)).toEqual({ before: ["|aws_security_group.web"], after: [], leftOut: 2 });
  });

  test("by the prefix of a name that Terraform completed", () => {
    const ec2 = side("ec2", found(idA, "sre-worker-20261128163201653000000001"), found(idB, "sre-worker-2"));
    expect(aligned(side("plan", found("aws_security_group.worker", "sre-worker")), ec2)).toEqual({
      before: [`|${idA}`],
      after: [`|${idA}`],
      leftOut: 1,
    });
  });
});

describe("groups of one side only", () => {
  test("are compared if both sides have the same width, and left out if only the wider side has them", () => {
    const [one, two] = [found(idA, "a"), found(idB, "b")];
    expect(aligned(side("ec2", one, two), side("ec2", one))).toMatchObject({
      before: [`|${idA}`, `|${idB}`],
      leftOut: 0,
    });
    expect(aligned(side("ec2", one, two), side("state", one))).toMatchObject({ before: [`|${idA}`], leftOut: 1 });
    expect(aligned(side("state", one, two), side("ec2", one))).toMatchObject({
      before: [`|${idA}`, `|${idB}`],
      leftOut: 0,
    });
  });

  test("as peers keep their ids", () => {
    const state = side("state", found(idA, "a", "", [rule(idC), rule(idB)]));
    const ec2 = side("ec2", found(idA, "a", "", [rule(idB)]), found(idB, "b"));
    const { before, after } = alignNetworks(state, ec2);
    expect(diff(before, after).changes.map(({ flows }) => flows)).toEqual([[`tcp 22 from ${idC}`]]);
  });
});

describe("a config and EC2", () => {
  const plan = planDeployment(
    parseDeployment({
      type: "cluster",
      rancherVersion: "2.x",
      name: "production",
      provisioning: "node-pools",
      parties: { rancher: { create: true }, apiClients: { cidrs: ["203.0.113.0/24"] }, workloadClients: "anywhere" },
    } as DeploymentInput),
  );
  const config = { kind: "config" as const, network: plannedNetwork([plan]) };
  const stranger = { id: idC, name: "stranger", rules: [] };
  const answered = (groups: Parameters<typeof describeSecurityGroups>[0]) => ({
    kind: "ec2" as const,
    network: ec2Network(parseEc2Answer(describeSecurityGroups([...groups, stranger]))),
  });

  test("allow the same if the groups are deployed, under the names of the config; other groups are counted", () => {
    const found = answered(deployed(plan));
    for (const { before, after, leftOut } of [alignNetworks(config, found), alignNetworks(found, config)]) {
      expect([diff(before, after), leftOut]).toEqual([{ relation: "equal", changes: [], moved: [] }, 1]);
      expect(peersOf(before)).toContain("production|production/production-etcd");
    }
  });

  test("differ by a closed flow if EC2 lacks a rule, under the names of the config", () => {
    const [group] = plan.groups;
    const less = deployed(plan, (one, index) => !(one === group && index === 0));
    const { before, after } = alignNetworks(config, answered(less));
    const { relation, changes } = diff(before, after);
    expect([relation, changes.map(({ deployment, kind }) => `${deployment} ${kind}`)]).toEqual([
      "stricter",
      ["production removed"],
    ]);
  });

  test("do not differ in a direction in which the deployment writes no rule to an existing group", () => {
    const existing = planDeployment(
      parseDeployment({
        type: "rancher-nodes",
        edition: "2.x",
        name: "nodes",
      } as DeploymentInput),
    );
    const [planned] = existing.groups;
    const id = groupIdOf(existing, planned?.key ?? "");
    const ingress = (planned?.rules ?? []).filter(({ direction }) => direction === "ingress");
    const bound = { ...existing, groups: [{ ...planned, existing: { securityGroupId: id }, rules: ingress }] };
    const network = plannedNetwork([bound as typeof existing]);
    const { before, after } = alignNetworks({ kind: "config", network }, answered(deployed(existing)));
    expect(diff(before, after).relation).toBe("equal");
  });
});
