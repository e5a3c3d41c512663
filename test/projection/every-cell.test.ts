/**
 * Every cell, allowed and forbidden, of clusters with each distribution, CNI, load balancer and address family: without
 * add-ons, with each add-on alone, and with all of them together. Egress is required, so outbound cells count as well.
 */
import { ConfiguredSecurityGroups } from "../../src/constructs/configured-security-groups";
import { deploymentSchema } from "../../src/model/deployment";
import type { Plan } from "../../src/model/plan";
import { planDeployment } from "../../src/projection/plan-deployment";
import { type Attributes, type Synthesized, stackOf, synthesizeApp } from "../constructs/synthesized";
import { addonFacts, destination, everyAddon, monitor, nameOf } from "../oracle/addons";
import { type CellCounts, type Machine, probesOf, wrongCells } from "../oracle/cells";
import { type ClusterFacts, clusterFlows } from "../oracle/cluster-flows";

type Distribution = ClusterFacts["distribution"];
type Network = Pick<ClusterFacts, "cni" | "encapsulation"> & { readonly isEncrypted?: boolean };

const clients = {
  apiClients: ["203.0.113.0/24", "2001:db8:a::/64"],
  workloadClients: ["198.51.100.0/24", "2001:db8:b::/64"],
  kubernetesApiClients: ["192.0.2.0/25", "2001:db8:c::/64"],
} as const;

/** The CNIs of each distribution, each with its default first. */
const networks: Readonly<Record<Distribution, readonly Network[]>> = {
  rke: [
    { cni: "canal", encapsulation: "vxlan" },
    { cni: "flannel", encapsulation: "vxlan" },
    { cni: "calico", encapsulation: "ip-in-ip" },
    { cni: "weave", encapsulation: "vxlan" },
    { cni: "none", encapsulation: "none" },
    { cni: "flannel", encapsulation: "none" },
    { cni: "calico", encapsulation: "vxlan" },
    { cni: "calico", encapsulation: "none" },
    { cni: "calico", encapsulation: "vxlan", isEncrypted: true },
    { cni: "weave", encapsulation: "ipsec" },
  ],
  rke2: [
    { cni: "canal", encapsulation: "vxlan" },
    { cni: "flannel", encapsulation: "vxlan" },
    { cni: "calico", encapsulation: "vxlan" },
    { cni: "cilium", encapsulation: "vxlan" },
    { cni: "none", encapsulation: "none" },
    { cni: "canal", encapsulation: "wireguard" },
    { cni: "flannel", encapsulation: "none" },
    { cni: "calico", encapsulation: "ip-in-ip" },
    { cni: "calico", encapsulation: "none" },
    { cni: "calico", encapsulation: "vxlan", isEncrypted: true },
    { cni: "cilium", encapsulation: "geneve" },
    { cni: "cilium", encapsulation: "wireguard" },
    { cni: "cilium", encapsulation: "ipsec" },
    { cni: "cilium", encapsulation: "none" },
  ],
  k3s: [
    { cni: "canal", encapsulation: "vxlan" },
    { cni: "flannel", encapsulation: "vxlan" },
    { cni: "calico", encapsulation: "vxlan" },
    { cni: "cilium", encapsulation: "vxlan" },
    { cni: "none", encapsulation: "none" },
    { cni: "canal", encapsulation: "wireguard" },
    { cni: "flannel", encapsulation: "wireguard" },
    { cni: "flannel", encapsulation: "none" },
    { cni: "calico", encapsulation: "ip-in-ip" },
    { cni: "calico", encapsulation: "none" },
    { cni: "calico", encapsulation: "vxlan", isEncrypted: true },
    { cni: "cilium", encapsulation: "geneve" },
    { cni: "cilium", encapsulation: "wireguard" },
    { cni: "cilium", encapsulation: "ipsec" },
    { cni: "cilium", encapsulation: "none" },
  ],
};
const versions = { rke: [0, 11], rke2: [14, 15], k3s: [15, 9] } as const;
const families = ["ipv4", "dual", "ipv6"] as const;
const balancers = [undefined, { terminatesTls: true }, { terminatesTls: false }] as const;

/** A cluster for every network, load balancer and address family. Version, provisioning and BGP alternate. */
function clustersOf(distribution: Distribution, network: Network): readonly ClusterFacts[] {
  return balancers.flatMap((loadBalancer, one) =>
    families
      .filter((family) => family !== "ipv6" || network.encapsulation !== "ip-in-ip")
      .map((family, other): ClusterFacts => {
        const minor = versions[distribution][(one + other) % 2] as number;
        const isCalicoOnRke = distribution === "rke" && network.cni === "calico";
        const canHaveBgp = network.cni === "calico" || network.cni === "cilium";
        return {
          isEncrypted: false,
          ...network,
          ...{ distribution, family, minor, loadBalancer, addons: [] },
          provisioning: other % 2 === 0 ? "node-pools" : "custom",
          hasBgp: isCalicoOnRke || (canHaveBgp && one === 1),
          isApiOpen: minor >= 9 && other !== 1,
        };
      }),
  );
}

function planOf({ distribution, cni, encapsulation, isEncrypted, hasBgp, minor, ...facts }: ClusterFacts) {
  const bound = Object.entries(clients).filter(([party]) => party !== "kubernetesApiClients" || facts.isApiOpen);
  const input = {
    ...{ type: "cluster", name: "lab", provisioning: facts.provisioning, distribution, egress: "required" },
    rancherVersion: minor === 0 ? "2.x" : `2.${minor}`,
    cni: {
      name: cni,
      ...(isDefault(distribution, cni, encapsulation, facts.family) ? {} : { encapsulation }),
      ...(isEncrypted ? { wireguard: true } : {}),
      ...(hasBgp ? { bgp: true } : {}),
    },
    ipFamily: facts.family,
    loadBalancer: facts.loadBalancer,
    ...(facts.isApiOpen ? { authorizedClusterEndpoint: true } : {}),
    ...(facts.addons.length > 0 ? { addons: facts.addons.map(({ entry }) => entry) } : {}),
    parties: {
      ...Object.fromEntries(bound.map(([party, cidrs]) => [party, { cidrs }])),
      rancher: { create: true },
      rancherCatalog: "none",
    },
  };
  return planDeployment(deploymentSchema.parse(input));
}

/** If no encapsulation is set, the CNI uses its default. Cilium on RKE2 nodes with IPv6 only does not encapsulate. */
function isDefault(distribution: Distribution, cni: string, encapsulation: string, family: string): boolean {
  if (distribution === "rke2" && cni === "cilium" && family === "ipv6") return encapsulation === "none";
  return networks[distribution].find((network) => network.cni === cni)?.encapsulation === encapsulation;
}

const hosts = (networks: readonly string[]) => networks.map((network) => network.replace(/0?\/\d+$/, "7"));
const machines: readonly Machine[] = [
  ...["rancher", "etcd", "controlplane", "worker", "loadBalancer"].flatMap((party, index) =>
    [`10.0.0.${index + 1}`, `2001:db8::${index + 1}`].map((address) => ({ party, group: party, addresses: [address] })),
  ),
  ...Object.entries({ ...clients, destination, monitor, stranger: ["8.8.8.0/24", "2a00::/64"] }).flatMap(
    ([party, addresses]) => hosts(addresses).map((address) => ({ party, addresses: [address] })),
  ),
];
const all = (["rke", "rke2", "k3s"] as const).flatMap((distribution) =>
  networks[distribution].map((network) => [distribution, network] as const),
);

/** The required flows, with the families of `anywhere` in this deployment. */
const flowsOf = (facts: ClusterFacts) =>
  clusterFlows(facts).map((flow) =>
    flow.from === "internet" ? { ...flow, from: flow.protocol === "icmp" ? "internet4" : "internet6" } : flow,
  );

/** The sets of add-ons to test a cluster with: none, each alone if the CNI has its default, and all together. */
function variantsOf(facts: ClusterFacts): readonly ClusterFacts[] {
  const isUsual =
    networks[facts.distribution].find(({ cni }) => cni === facts.cni)?.encapsulation === facts.encapsulation;
  const alone =
    isUsual && !facts.isEncrypted ? addonFacts.filter(({ exists }) => exists(facts)).map((addon) => [addon]) : [];
  return [[], ...alone, everyAddon(facts)].map((addons) => ({ ...facts, addons }));
}

const counts: CellCounts = { allowed: 0, forbidden: 0 };
const evaluated = { plans: 0, addons: new Set<string>() };

test.each(all)("opens every documented cell and no other: %s with %j", (distribution, network) => {
  for (const facts of clustersOf(distribution, network).flatMap(variantsOf)) {
    const flows = flowsOf(facts);
    const probes = probesOf([...flows, ...addonFacts.flatMap((addon) => addon.flows(facts))]);
    const wrong = wrongCells(planOf(facts), flows, machines, probes, counts);
    const { family, minor, loadBalancer, addons } = facts;
    expect({ family, minor, loadBalancer, addons: addons.map(nameOf), wrong: wrong.slice(0, 5) }).toEqual({
      ...{ family, minor, loadBalancer, addons: addons.map(nameOf) },
      wrong: [],
    });
    evaluated.plans += 1;
    for (const addon of addons) evaluated.addons.add(nameOf(addon));
  }
});

/** The rules of a plan: direction, group, protocol, ports and peer. */
const plannedLines = ({ groups }: Plan) =>
  groups.flatMap(({ key, rules }) =>
    rules.map(({ direction, ipProtocol, fromPort, toPort, peer }) =>
      [direction, key, ipProtocol, fromPort, toPort, peer.value].join(" "),
    ),
  );

/** The rules of the JSON in the same form. */
function synthesizedLines({ resources }: Synthesized, { groups }: Plan): readonly string[] {
  const keys = new Map(groups.map(({ name, key }) => [name, key]));
  const keyOf = (reference: unknown) => {
    const [, name = ""] = /^\$\{aws_security_group\.([\w-]+)\.id\}$/.exec(`${reference}`) ?? [];
    return keys.get(`${resources("aws_security_group")[name]?.name}`);
  };
  const lineOf = (direction: string, rule: Attributes) => {
    const peer = rule.cidr_ipv4 ?? rule.cidr_ipv6 ?? rule.prefix_list_id ?? keyOf(rule.referenced_security_group_id);
    return [direction, keyOf(rule.security_group_id), rule.ip_protocol, rule.from_port, rule.to_port, peer].join(" ");
  };
  return (["ingress", "egress"] as const).flatMap((direction) =>
    Object.values(resources(`aws_vpc_security_group_${direction}_rule`)).map((rule) => lineOf(direction, rule)),
  );
}

test.each(all)("writes exactly the evaluated rules into the JSON: %s with %j", (distribution, network) => {
  const variants = clustersOf(distribution, network).flatMap((facts) => [
    facts,
    { ...facts, addons: everyAddon(facts) },
  ]);
  const plans = variants.map((facts, index) => ({ name: `cluster-${index}`, plan: planOf(facts) }));
  const stacks = synthesizeApp(
    (app) => {
      for (const [index, { name, plan }] of plans.entries()) {
        const vpcId = `vpc-${index.toString(16).padStart(17, "0")}`;
        new ConfiguredSecurityGroups(stackOf(app, name), "Groups", plan, { vpcId });
      }
    },
    ...plans.map(({ name }) => name),
  );
  for (const [index, { plan }] of plans.entries()) {
    const found = synthesizedLines(stacks[index] as Synthesized, plan);
    expect([...found].sort()).toEqual([...plannedLines(plan)].sort());
  }
});

test("tested every add-on, and cells of both kinds", () => {
  expect(evaluated.plans).toBeGreaterThan(2_000);
  expect([...evaluated.addons].sort()).toEqual([...new Set(addonFacts.map(nameOf))].sort());
  expect(counts.allowed).toBeGreaterThan(100_000);
  expect(counts.forbidden).toBeGreaterThan(1_000_000);
});

test("finds a wrong cell", () => {
  const [, network] = all[0] as (typeof all)[number];
  const [facts] = clustersOf("rke", network) as [ClusterFacts];
  const flows = flowsOf(facts);
  const without = flows.filter(({ fromPort }) => fromPort !== 2379);
  const [first] = wrongCells(planOf(facts), without, machines, probesOf(flows), counts);
  expect(first).toBe("egress of controlplane, etcd (10.0.0.2), tcp 2379: open");
});
