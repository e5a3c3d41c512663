/**
 * Clusters and Rancher servers chosen pairwise, and every other kind of deployment, deployed and read back: the flows
 * that the tables require are open, and no others. The factors are in test/pairwise/deployment-factors.ts. Every
 * possible pair of values of two factors occurs in a deployment, but not every combination of three values. In pairs
 * all single add-ons count as one value, and each add-on that opens ports is deployed alone at least once. Egress is
 * open to all. Required egress with the outbound add-ons, IP in IP and ESP are compared in
 * test/projection/every-cell.test.ts: they would double the rules to deploy, and the emulator knows neither of the two
 * protocols.
 */
import { type ReportedGroup, readGroups } from "../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { type StackOutputs, Workspace } from "../../scripts/emulator/workspace";
import type { Party } from "../../src/model/party";
import { classes, deployedCombinations } from "../pairwise/deployment-factors";
import { pairsIn } from "../pairwise/pairwise";
import {
  clients,
  type DistributionCase,
  hostedCases,
  isOfFamily,
  nodesCases,
  type Outsider,
  pairwiseCases,
  serverCases,
} from "./distribution-cases";
import { hostIn, icmpv6, isIn } from "./documented-cells";
import { deployInOneStack } from "./one-stack";
import { groupIdOutput } from "./output-names";
import { probesFor, probeText } from "./probe";
import { type Endpoint, isAllowed } from "./reachability";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

const cases = [...pairwiseCases, ...nodesCases, ...serverCases, ...hostedCases];
/** Each batch has a separate emulator, because emulators become slow with many groups. */
const batches: Readonly<Record<string, readonly DistributionCase[]>> = {
  ...Object.fromEntries(
    [0, 1, 2, 3].map((part) => [`pairs-${part}`, pairwiseCases.filter((_, index) => index % 4 === part)]),
  ),
  others: [...nodesCases, ...serverCases, ...hostedCases],
};
const evaluated = { allowed: 0, forbidden: 0 };
/** Ports that no host outside a cluster may reach: etcd, the kubelet, the supervisor of RKE2. */
const guarded = [2379, 2380, 2381, 10250, 9345];

interface Deployed {
  readonly outputs: StackOutputs;
  readonly groups: readonly ReportedGroup[];
}

async function deploy(tools: Toolchain, name: string, batch: readonly DistributionCase[]): Promise<Deployed> {
  const emulator = await Emulator.start(tools.motoServer);
  const workspace = Workspace.keepingProvider(tools);
  try {
    const client = emulatedEc2(emulator.url);
    const vpcId = await createVpc(client, "10.0.0.0/16");
    const deployments = batch.map(({ deployment }) => ({ ...deployment, vpcId }));
    const outputs = await deployInOneStack(workspace, name, emulator.url, deployments);
    return { outputs, groups: await readGroups(client, vpcId) };
  } finally {
    await emulator.stop();
    workspace.remove();
  }
}

(tools ? describe : describe.skip)("distributions applied by Terraform", () => {
  const deployed = new Map<string, Deployed>();

  beforeAll(async () => {
    const waiting = Object.entries(batches);
    const deployNext = async (): Promise<void> => {
      const [name, batch] = waiting.shift() ?? [];
      if (!name || !batch) return;
      const found = await deploy(tools as Toolchain, name, batch);
      for (const { deployment } of batch) deployed.set(deployment.name, found);
      await deployNext();
    };
    await Promise.all([deployNext(), deployNext()]);
  }, 30 * minutes);

  afterAll(() => {
    const { allowed, forbidden } = evaluated;
    const { size } = pairsIn(deployedCombinations, classes);
    process.stdout.write(
      `${cases.length} deployments; ${pairwiseCases.length} of them have all ${size} pairs of values; ` +
        `${allowed + forbidden} cells: ${allowed} flows allowed, ${forbidden} forbidden\n`,
    );
  });

  const groupsOf = ({ deployment }: DistributionCase) => (deployed.get(deployment.name) as Deployed).groups;

  const membersOf = ({ deployment, grouped }: DistributionCase, party: Outsider | "stranger"): readonly Endpoint[] => {
    if (grouped.includes(party as Party)) {
      const groupId = deployed.get(deployment.name)?.outputs[deployment.name]?.[groupIdOutput(party)];
      if (!groupId) throw new Error(`${deployment.name} has no output for ${party}`);
      const subnet = grouped.indexOf(party as Party);
      const isIpv6 = (deployment as { ipFamily?: string }).ipFamily === "ipv6";
      return [11, 12].map((host) => ({
        address: isIpv6 ? `2001:db8:f:${subnet}::${host}` : `10.0.${subnet}.${host}`,
        groupIds: [groupId],
      }));
    }
    const addresses: Partial<Record<string, readonly string[]>> = clients;
    const networks = addresses[party] ?? ["8.8.8.0/24", "2a00::/16"];
    return networks.map((network) => ({ address: hostIn(network), groupIds: [] }));
  };
  const outsidersOf = ({ grouped }: DistributionCase) =>
    (["stranger", ...Object.keys(clients)] as (Outsider | "stranger")[]).filter(
      (one) => !grouped.includes(one as Party),
    );

  describe.each(cases.map((one) => [one.deployment.name, one] as const))("%s", (_, one) => {
    test("admits the traffic that the tables require, and nothing else", () => {
      const groups = groupsOf(one);
      const own = groups.filter(
        ({ name }) => name === one.deployment.name || name.startsWith(`${one.deployment.name}-`),
      );
      const probes = [...probesFor([...one.flows, ...own.flatMap(({ rules }) => rules)]), ...icmpv6(own)];
      const wrong: string[] = [];
      const compare = (from: Outsider | "stranger", to: Outsider | "stranger", isOpen: (to: Endpoint) => boolean) => {
        const asking = one.flows.filter((flow) => flow.to === to && (flow.from === from || flow.from === "internet"));
        for (const [source, destination] of pairs(membersOf(one, from), membersOf(one, to))) {
          for (const probe of probes) {
            const isAsked = isOpen(destination) || asking.some((flow) => isIn(flow, probe, one, source, destination));
            evaluated[isAsked ? "allowed" : "forbidden"] += 1;
            if (isAllowed(groups, source, destination, probe) === isAsked) continue;
            wrong.push(`${from} ${source.address} to ${to}, ${probeText(probe)}: ${isAsked ? "closed" : "open"}`);
          }
        }
      };
      for (const to of one.grouped) {
        for (const from of [...one.grouped, ...outsidersOf(one)]) compare(from, to, () => false);
      }
      const { family } = one;
      if (family) {
        for (const from of one.grouped) {
          for (const to of outsidersOf(one)) compare(from, to, ({ address }) => isOfFamily(family, address));
        }
      }
      expect(wrong).toEqual([]);
    });

    test("keeps etcd, the kubelet and the supervisor closed to every host outside", () => {
      const groups = groupsOf(one);
      // A hosted control plane calls the kubelets.
      const strangers = outsidersOf(one).filter((from) => from !== "hostedControlPlane");
      const open = strangers.flatMap((from) =>
        one.grouped.flatMap((to) =>
          pairs(membersOf(one, from), membersOf(one, to)).flatMap(([source, destination]) =>
            guarded
              .filter((port) => isAllowed(groups, source, destination, { protocol: "tcp", port }))
              .map((port) => `${from} reaches ${to} on ${port}`),
          ),
        ),
      );
      expect(open).toEqual([]);
    });
  });

  // Pods without encapsulation reach every node on every port.
  const encapsulated = pairwiseCases.filter(
    ({ grouped, flows }) => grouped.includes("worker") && !flows.some(({ protocol }) => protocol === "-1"),
  );
  test.each(encapsulated.map((one) => [one.deployment.name, one] as const))(
    "%s keeps etcd closed to its workers",
    (_, one) => {
      const groups = groupsOf(one);
      const reached = pairs(membersOf(one, "worker"), membersOf(one, "etcd")).filter(([source, destination]) =>
        [2379, 2380, 2381].some((port) => isAllowed(groups, source, destination, { protocol: "tcp", port })),
      );
      expect(reached).toEqual([]);
    },
  );

  test("evaluates flows that the tables allow, and flows that they forbid", () => {
    expect(evaluated.allowed).toBeGreaterThan(0);
    expect(evaluated.forbidden).toBeGreaterThan(0);
  });
});

function pairs(sources: readonly Endpoint[], destinations: readonly Endpoint[]) {
  return sources.flatMap((source) =>
    destinations
      .filter(({ address }) => address !== source.address)
      .map((destination) => [source, destination] as const),
  );
}
