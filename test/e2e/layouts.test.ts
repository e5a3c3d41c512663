/** Layouts of groups as Terraform applies them, one after another, and as EC2 reports them. */
import { readGroups } from "../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { Workspace } from "../../scripts/emulator/workspace";
import { deployInOneStack } from "./one-stack";
import { isAllowed } from "./reachability";
import { reportedRules, type StackFile, synthesizedRules } from "./synthesized-rules";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

const all = { parties: ["etcd", "controlplane", "worker"] };
const map = { all, servers: { parties: ["etcd", "controlplane"] }, agents: { parties: ["worker"] } };
const roles = ["etcd", "controlplane", "worker"];

/** The names in EC2 of the groups of a role, by `per-role`, and by the map. */
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

  /** Applies the clusters, expects every rule in EC2 and no other, and then a plan without changes. */
  async function deploy(stack: string, clusters: readonly ReturnType<typeof cluster>[]) {
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
    "nodes change from a group for each role to a map, and no required flow is closed meanwhile",
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
    "a cluster of each layout arrives in EC2 with all its rules",
    async () => {
      const clusters = ["per-role", "shared-and-roles", "single"].map((layout) => cluster(layout, layout));
      const groups = await deploy("layouts", [...clusters, cluster("map", map)]);
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
    },
    5 * minutes,
  );
});
