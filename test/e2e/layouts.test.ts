/** Layouts of groups that Terraform applies one after another, and that EC2 reports. */
import { readGroups } from "../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { Workspace } from "../../scripts/emulator/workspace";
import { deploymentSchema } from "../../src/model/deployment";
import type { Layout } from "../../src/model/group-layout";
import { planDeployment } from "../../src/projection/plan-deployment";
import type { DeploymentCombination } from "../pairwise/deployment-factors";
import { distributionCase } from "./distribution-cases";
import { deployInOneStack, type PlacedDeployment } from "./one-stack";
import { isAllowed } from "./reachability";
import { reportedRules, type StackFile, synthesizedRules } from "./synthesized-rules";
import type { LayoutChange } from "./upgrade/layout-change";
import { wrongPackets } from "./upgrade/layout-packets";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

const all = { parties: ["etcd", "controlplane", "worker"] } as const;
const map = { all, servers: { parties: ["etcd", "controlplane"] }, agents: { parties: ["worker"] } } as const;
const roles = ["etcd", "controlplane", "worker"];

/** A cluster with a layout, and the flows that it requires. */
function clusterBy(name: string, layout: Layout): LayoutChange {
  const combination: DeploymentCombination = {
    ...{ product: "rke 2.x", nodes: "custom", cni: "canal", encapsulation: "vxlan", bgp: "off", family: "ipv4" },
    ...{ addons: "none", loadBalancer: "none", apiLoadBalancer: "none", administrators: "none" },
    kubernetesApiClients: "none",
  };
  const { deployment, ...documented } = distributionCase(combination, name);
  const pools = { servers: ["etcd", "controlplane"], agents: ["worker"] };
  const written = { ...deployment, egress: "required", groups: layout, pools };
  return {
    ...{ documented: { ...documented, deployment: written }, egress: "required", roles: all.parties },
    ...{ from: layout, to: layout, pools: [pools, pools, pools] },
  };
}

/** The EC2 names of a role's groups with `per-role`, and with the map. */
const perRole = (role: string) => [`change-${role}`];
const byMap = (role: string) => ["change-all", role === "worker" ? "change-agents" : "change-servers"];
const byBoth = (role: string) => [...perRole(role), ...byMap(role)];
type GroupsOf = (role: string) => readonly string[];

(tools ? describe : describe.skip)("layouts of groups", () => {
  let emulator: Emulator;
  let workspace: Workspace;
  let vpcId: string;
  const cluster = (name: string, groups: unknown) => {
    const parties = { rancher: "none", apiClients: "none", workloadClients: { cidrs: ["198.51.100.0/24"] } };
    const tables = { rancherVersion: "2.x", provisioning: "custom", egress: "required" };
    return { type: "cluster", name, vpcId, groups, parties, ...tables };
  };
  const reported = async () =>
    (await readGroups(emulatedEc2(emulator.url), vpcId)).filter(({ name }) => name !== "default");

  /** Applies the clusters, expects exactly their rules in EC2, and then a plan without changes. */
  async function deploy(stack: string, clusters: readonly PlacedDeployment[]) {
    await deployInOneStack(workspace, stack, emulator.url, clusters);
    const groups = await reported();
    const expected = synthesizedRules({ [stack]: workspace.synthesized(stack) as StackFile });
    expect(expected.length).toBeGreaterThan(10);
    expect(reportedRules(groups, [])).toEqual(expected);
    const next = await workspace.terraform(stack, "plan", "-detailed-exitcode", "-input=false", "-no-color");
    expect(next).toMatchObject({ exitCode: 0, said: expect.stringContaining("No changes.") });
    return groups;
  }

  beforeAll(async () => {
    emulator = await Emulator.start((tools as Toolchain).motoServer);
    workspace = Workspace.keepingProvider(tools as Toolchain);
    vpcId = await createVpc(emulatedEc2(emulator.url), "10.0.0.0/16");
  }, minutes);

  afterAll(async () => {
    await emulator?.stop();
    workspace?.remove();
  }, minutes);

  test(
    "change from a group for each role to a map without closing a required flow",
    async () => {
      const steps: readonly [unknown, readonly [GroupsOf, GroupsOf][]][] = [
        ["per-role", [[perRole, perRole]]],
        [
          { from: "per-role", to: map },
          [
            [perRole, perRole],
            [perRole, byBoth],
            [byBoth, perRole],
            [byBoth, byBoth],
            [byBoth, byMap],
            [byMap, byBoth],
            [byMap, byMap],
          ],
        ],
        [map, [[byMap, byMap]]],
      ];
      const ids = new Map<string, string>();
      for (const [groups, stages] of steps) {
        const found = await deploy("change", [cluster("change", groups)]);
        const known = found.filter(({ name }) => ids.has(name));
        expect(known.map(({ name, id }) => [name, id])).toEqual(known.map(({ name }) => [name, ids.get(name)]));
        for (const { name, id } of found) ids.set(name, id);
        const idsOf = (names: readonly string[]) =>
          found.filter(({ name }) => names.includes(name)).map(({ id }) => id);
        const opens = ([of, ofOther]: readonly [GroupsOf, GroupsOf], from: string, to: string, port: number) =>
          isAllowed(
            found,
            { address: "10.0.0.5", groupIds: idsOf(of(from)) },
            { address: "10.0.0.6", groupIds: idsOf(ofOther(to)) },
            { protocol: "tcp", port },
          );
        for (const stage of stages) {
          const open = (port: number) =>
            roles.flatMap((from) => roles.flatMap((to) => (opens(stage, from, to, port) ? [`${from} ${to}`] : [])));
          expect(open(2379)).toEqual(expect.arrayContaining(["etcd etcd", "controlplane etcd"]));
          expect(open(2379).filter((pair) => pair.includes("worker"))).toEqual([]);
          expect(open(6443)).toEqual(expect.arrayContaining(roles.map((role) => `${role} controlplane`)));
          expect(open(10250)).toEqual(expect.arrayContaining(roles.map((role) => `controlplane ${role}`)));
        }
      }
      expect([...ids.keys()].sort()).toEqual([...new Set(roles.flatMap((role) => byBoth(role)))].sort());
      expect((await reported()).map(({ name }) => name)).toEqual(["change-agents", "change-all", "change-servers"]);
      await workspace.terraform("change", "destroy", "-auto-approve", "-input=false", "-no-color");
    },
    5 * minutes,
  );

  test(
    "keep a deployment connected while the layout of the deployment that it refers to changes",
    async () => {
      const ec2 = emulatedEc2(emulator.url);
      const vpc = await createVpc(ec2, "10.1.0.0/16");
      const found = async () => (await readGroups(ec2, vpc)).filter(({ name }) => name !== "default");
      const server = 'type: rancher-server, rancherVersion: "2.13", distribution: docker, egress: required';
      const parties =
        "{ apiClients: none, clusterNodes: none, nodeDriverNodes: none, hostedCluster: none, rancherCatalog: none }";
      const peer = "{ deployment: lab, party: rancher, manageRules: true, egress: required }";
      const config = (groups: string) => `defaults: { region: us-east-1, vpcId: ${vpc}, endpoint: "${emulator.url}" }
deployments:
  - { name: lab, ${server}, groups: ${groups}, parties: ${parties} }
  - name: guest
    ${server.replaceAll(", ", "\n    ")}
    parties: ${parties}
    rules:
      add:
        - { id: guest-to-lab-tcp, from: [rancher], to: [peer], peer: ${peer}, protocol: tcp, ports: 5555, purpose: Guests }
        - { id: lab-to-guest-tcp, from: [peer], to: [rancher], peer: ${peer}, protocol: tcp, ports: 5556, purpose: Answers }
`;
      /** The numbers of resources that Terraform added, changed and destroyed. */
      const apply = async (stack: string) => {
        const { exitCode, said } = await workspace.terraform(stack, "apply", "-auto-approve", "-no-color");
        if (exitCode !== 0) throw new Error(said.slice(-3000));
        return /Resources: (\d+) added, (\d+) changed, (\d+) destroyed/.exec(said)?.slice(1).map(Number);
      };
      /** Whether each direction between nodes of lab with these groups and nodes of guest is open. */
      const open = async (ofLab: readonly string[]) => {
        const groups = await found();
        const machine = (address: string, names: readonly string[]) => ({
          address,
          groupIds: groups.filter(({ name }) => names.includes(name)).map(({ id }) => id),
        });
        const [lab, guest] = [machine("10.1.0.5", ofLab), machine("10.1.0.6", ["guest-rancher"])];
        return [
          isAllowed(groups, guest, lab, { protocol: "tcp", port: 5555 }),
          isAllowed(groups, lab, guest, { protocol: "tcp", port: 5556 }),
        ];
      };
      const [former, next] = ["{ old: { parties: [rancher] } }", "{ new: { parties: [rancher] } }"];

      await workspace.synth(config(former));
      for (const stack of ["lab", "guest"]) {
        await workspace.terraform(stack, "init", "-input=false", "-no-color");
        await apply(stack);
      }
      expect(await open(["lab-old"])).toEqual([true, true]);

      await workspace.synth(config(`{ from: ${former}, to: ${next} }`));
      expect((await apply("lab"))?.slice(1)).toEqual([0, 0]);
      expect(await apply("guest")).toEqual([4, 0, 0]);
      for (const groups of [["lab-old"], ["lab-old", "lab-new"], ["lab-new"]]) {
        expect(await open(groups)).toEqual([true, true]);
      }

      // EC2 deletes no group that a rule of another group references, so the referring deployment is deployed first.
      await workspace.synth(config(next));
      expect(await apply("guest")).toEqual([0, 0, 4]);
      expect((await apply("lab"))?.slice(0, 2)).toEqual([0, 0]);
      expect(await open(["lab-new"])).toEqual([true, true]);
      expect((await found()).map(({ name }) => name)).toEqual(["guest-rancher", "lab-new"]);
    },
    5 * minutes,
  );

  test(
    "open every documented cell for every pair of pools, and only those other cells that the plan lists",
    async () => {
      const layouts = {
        "per-role": "per-role",
        "shared-and-roles": "shared-and-roles",
        single: "single",
        map,
      } as const;
      const changes = Object.entries(layouts).map(([name, layout]) => clusterBy(name, layout as Layout));
      const groups = await deploy(
        "layouts",
        changes.map(({ documented }) => ({ ...documented.deployment, vpcId })),
      );
      expect(groups.map(({ name }) => name)).toEqual([
        ...["map-agents", "map-all", "map-servers"],
        ...["per-role-controlplane", "per-role-etcd", "per-role-worker"],
        ...[
          "shared-and-roles-controlplane",
          "shared-and-roles-etcd",
          "shared-and-roles-nodes",
          "shared-and-roles-worker",
        ],
        "single-nodes",
      ]);
      const place = { vpcIds: [vpcId, ""], groupIds: [], prefixListIds: [], endpoint: "", state: "local" } as const;
      for (const change of changes) {
        const counts = { required: 0, forbidden: 0 };
        const { addedFlows } = planDeployment(deploymentSchema.parse(change.documented.deployment));
        const wrong = wrongPackets(change, { place, groups, addedFlows }, [["old", "old"]], counts);
        expect(wrong).toEqual({ closed: [], open: [] });
        expect(counts.required).toBeGreaterThan(50);
        expect(counts.forbidden).toBeGreaterThan(1000);
      }
    },
    5 * minutes,
  );
});
