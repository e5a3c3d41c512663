/** Every distribution, CNI and edition, deployed and read back: what the tables ask for is open, and nothing else. */
import { type ReportedGroup, readGroups } from "../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { type StackOutputs, Workspace } from "../../scripts/emulator/workspace";
import type { Party } from "../../src/model/party";
import {
  clients,
  clusterCases,
  type DistributionCase,
  hostedCases,
  nodesCases,
  rancherCases,
  serverCases,
} from "./distribution-cases";
import { deployInOneStack } from "./one-stack";
import { groupIdOutput } from "./output-names";
import { includes, type Probe, probesFor, probeText } from "./probe";
import { type Endpoint, isAllowed } from "./reachability";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

const cases = [...clusterCases, ...nodesCases, ...serverCases, ...rancherCases, ...hostedCases];
/** Each on an emulator of its own, which grows slow with its groups. */
const batches: Readonly<Record<string, readonly DistributionCase[]>> = {
  ...Object.fromEntries(
    ["rke-2-x", "rke-2-9", "rke2", "k3s"].map((start) => [
      start,
      clusterCases.filter(({ deployment }) => deployment.name.startsWith(start)),
    ]),
  ),
  others: [...nodesCases, ...serverCases],
  rancher: [...rancherCases, ...hostedCases],
};
const evaluated = { allowed: 0, forbidden: 0 };
/** What no one outside a cluster may reach: etcd, the kubelet, the supervisor of RKE2. */
const guarded = [2379, 2380, 2381, 10250, 9345];

interface Deployed {
  readonly outputs: StackOutputs;
  readonly groups: readonly ReportedGroup[];
}

async function deploy(tools: Toolchain, name: string, batch: readonly DistributionCase[]): Promise<Deployed> {
  const emulator = await Emulator.start(tools.motoServer);
  const workspace = Workspace.create(tools);
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
    process.stdout.write(`${cases.length} deployments; ${allowed} flows allowed, ${forbidden} forbidden\n`);
  });

  const groupsOf = ({ deployment }: DistributionCase) => (deployed.get(deployment.name) as Deployed).groups;

  const membersOf = ({ deployment, grouped }: DistributionCase, party: Party | "stranger"): readonly Endpoint[] => {
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
    (["stranger", ...Object.keys(clients)] as (Party | "stranger")[]).filter((one) => !grouped.includes(one as Party));

  describe.each(cases.map((one) => [one.deployment.name, one] as const))("%s", (_, one) => {
    test("admits what the tables ask for, and nothing else", () => {
      const groups = groupsOf(one);
      const own = groups.filter(
        ({ name }) => name === one.deployment.name || name.startsWith(`${one.deployment.name}-`),
      );
      const probes = probesFor([...one.flows, ...own.flatMap(({ rules }) => rules)]);
      const wrong: string[] = [];
      for (const to of one.grouped) {
        for (const from of [...one.grouped, ...outsidersOf(one)]) {
          const asking = one.flows.filter((flow) => flow.to === to && (flow.from === from || flow.from === "internet"));
          for (const [source, destination] of pairs(membersOf(one, from), membersOf(one, to))) {
            for (const probe of [...probes, ...icmpv6(own)]) {
              const isAsked = asking.some((flow) => isIn(flow, probe, one, source));
              evaluated[isAsked ? "allowed" : "forbidden"] += 1;
              if (isAllowed(groups, source, destination, probe) === isAsked) continue;
              wrong.push(`${from} ${source.address} to ${to}, ${probeText(probe)}: ${isAsked ? "closed" : "open"}`);
            }
          }
        }
      }
      expect(wrong).toEqual([]);
    });

    test("keeps etcd, the kubelet and the supervisor from everybody outside", () => {
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
  const encapsulated = clusterCases.filter(({ flows }) => !flows.some(({ protocol }) => protocol === "-1"));
  test.each(encapsulated.map((one) => [one.deployment.name, one] as const))(
    "%s keeps etcd from its workers",
    (_, one) => {
      const groups = groupsOf(one);
      const reached = pairs(membersOf(one, "worker"), membersOf(one, "etcd")).filter(([source, destination]) =>
        [2379, 2380, 2381].some((port) => isAllowed(groups, source, destination, { protocol: "tcp", port })),
      );
      expect(reached).toEqual([]);
    },
  );

  test("flows that the tables allow were evaluated, and flows that they forbid", () => {
    expect(evaluated.allowed).toBeGreaterThan(0);
    expect(evaluated.forbidden).toBeGreaterThan(0);
  });
});

/** The world of a deployment has the families of its edition; every other source has the addresses that were named. */
function isIn(
  flow: DistributionCase["flows"][number],
  probe: Probe,
  { deployment }: DistributionCase,
  { address, groupIds }: Endpoint,
): boolean {
  const isNamed = flow.from !== "internet" || groupIds.length > 0 || !address.includes(":");
  const isDual = (deployment as { edition?: string }).edition === "2025-09";
  if (!isNamed && !isDual) return false;
  return flow.protocol.startsWith("icmp")
    ? flow.protocol === probe.protocol && flow.fromPort === probe.port
    : includes(flow, probe);
}

/** The probes know ICMP of IPv4 only. */
function icmpv6(groups: readonly ReportedGroup[]): readonly Probe[] {
  const isSpoken = groups.some(({ rules }) => rules.some(({ protocol }) => protocol === "icmpv6"));
  return isSpoken ? [128, 129].map((port) => ({ protocol: "icmpv6", port })) : [];
}

/** `203.0.113.7` in `203.0.113.0/24`, `2001:db8:a::7` in `2001:db8:a::/64`. */
function hostIn(network: string): string {
  return network.replace(/0?\/\d+$/, "7");
}

function pairs(sources: readonly Endpoint[], destinations: readonly Endpoint[]) {
  return sources.flatMap((source) =>
    destinations
      .filter(({ address }) => address !== source.address)
      .map((destination) => [source, destination] as const),
  );
}
