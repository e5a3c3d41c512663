import { lint } from "../../src/lint/lint";
import type { LintSubject } from "../../src/lint/linted-plan";
import { type DeploymentInput, deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import { today } from "./plans";

const vpcId = "vpc-0a1b2c3d4e5f60718";

const planIn = (vpc: string, input: object): LintSubject =>
  planDeployment({ ...deploymentSchema.parse(input as DeploymentInput), vpcId: vpc });

const nodes = (edition: string, more: object = {}) =>
  planIn(vpcId, { type: "rancher-nodes", name: "nodes", edition, ...more });

const pools = (more: object, vpc = vpcId) =>
  planIn(vpc, {
    type: "cluster",
    name: "shop",
    provisioning: "node-pools",
    rancherVersion: "2.13",
    parties: { apiClients: "none", workloadClients: "none", rancher: "none" },
    ...more,
  });

const found = (group: LintSubject, ...others: readonly LintSubject[]) =>
  lint(group, today, { plans: [group, ...others] }).flatMap(({ id, message }) =>
    id === "small-nodes-group" ? message : [],
  );

test("reports that the original document's group lacks the ports by which RKE2 nodes join, and suggests the newest edition", () => {
  expect(found(nodes("2.x"), pools({ distribution: "rke2" }))).toEqual([
    "rancher-nodes does not open tcp 9345 among its nodes, which the RKE2 nodes of shop need (rke2-supervisor-tcp); write edition: 2022-05, which opens it",
  ]);
  expect(found(nodes("2025-09"), pools({ distribution: "rke2" }))).toEqual([]);
});

test("reports the ports that the CNI needs with their port rules", () => {
  expect(found(nodes("2.x"), pools({ distribution: "rke2", cni: "calico" }))).toEqual([
    "rancher-nodes does not open tcp 5473, tcp 9345 among its nodes, which the RKE2 nodes of shop need (calico-typha-tcp, rke2-supervisor-tcp); write edition: 2022-05, which opens it",
  ]);
});

test("suggests rules.add for a port that no edition opens", () => {
  const wireguard = pools({ distribution: "k3s", cni: { name: "cilium", encapsulation: "wireguard" } });
  expect(found(nodes("2025-09"), wireguard)).toEqual([
    "rancher-nodes does not open udp 51871 among its nodes, which the K3s nodes of shop need (cilium-wireguard-udp); add it to rules.add",
  ]);
  const both = pools({ distribution: "rke2", cni: { name: "cilium", encapsulation: "wireguard" } });
  expect(found(nodes("2.x"), both)).toEqual([
    "rancher-nodes does not open tcp 9345, udp 51871 among its nodes, which the RKE2 nodes of shop need (cilium-wireguard-udp, rke2-supervisor-tcp); write edition: 2025-09, and add udp 51871 to rules.add",
  ]);
  const added = {
    rules: {
      add: [{ id: "wireguard", from: ["nodes"], to: ["nodes"], protocol: "udp", ports: 51871, purpose: "WireGuard" }],
    },
  };
  expect(found(nodes("2025-09", added), wireguard)).toEqual([]);
});

test("accepts a hardened group and one with narrowed sources, because they are open among their nodes", () => {
  const hardened = { hardened: true, parties: { rancher: "none", apiClients: "none", workloadClients: "none" } };
  expect(found(nodes("2025-09", hardened), pools({ distribution: "rke2" }))).toEqual([]);
  const closed = { sources: { "rancher-nodes-kube-api-tcp": "none" } };
  expect(found(nodes("2025-09", closed), pools({ distribution: "k3s" }))).toEqual([
    "rancher-nodes does not open tcp 6443 among its nodes, which the K3s nodes of shop need (k3s-kube-api-tcp); add it to rules.add",
  ]);
});

test("reports only node pools of the same VPC, and accepts RKE of the original document", () => {
  expect(found(nodes("2.x"), pools({ distribution: "rke2" }, "vpc-0fedcba9876543210"))).toEqual([]);
  expect(found(nodes("2.x"), pools({ distribution: "rke2", provisioning: "custom" }))).toEqual([]);
  expect(found(nodes("2.x"), pools({ rancherVersion: "2.x" }))).toEqual([]);
  expect(found(nodes("2.x"), pools({ distribution: "k3s" }))).toEqual([]);
  expect(found(nodes("2.x"))).toEqual([]);
});
