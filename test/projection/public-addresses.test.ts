import fc from "fast-check";
import { type ClusterDeployment, deploymentSchema } from "../../src/model/deployment";
import type { Plan } from "../../src/model/plan";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deployments } from "./arbitrary-deployment";

const nat = ["198.51.100.9/32"];
const balancer = ["192.0.2.10/32", "192.0.2.11/32"];
const node = { create: true, publicCidrs: nat };
const nodes = { etcd: node, controlplane: node, worker: node };
const loadBalancer = { create: true, publicCidrs: balancer };
const clients = { rancher: "none", apiClients: { cidrs: ["203.0.113.0/24"] }, workloadClients: "none" };

/** An internet-facing load balancer and nodes in private subnets, unless `more` differs. */
function planned(parties: object, more: object = {}): Plan {
  return planDeployment(
    deploymentSchema.parse({
      type: "cluster",
      name: "shop",
      provisioning: "custom",
      distribution: "rke2",
      rancherVersion: "2.13",
      loadBalancer: { terminatesTls: true },
      egress: "required",
      parties: { ...clients, ...parties },
      ...more,
    }),
  );
}

/** The rules for selected port rules, as `<group> <direction> <port> <peer>`. */
function rulesFor({ groups }: Plan, isMeant: (portRule: string) => boolean): readonly string[] {
  return groups.flatMap(({ key, rules }) =>
    rules
      .filter(({ portRules }) => portRules.some(isMeant))
      .map(({ direction, fromPort, peer }) => `${key} ${direction} ${fromPort} ${peer.label}`),
  );
}
const toBalancer = (plan: Plan) => rulesFor(plan, (id) => id === "cluster-lb-https-tcp");

test("references groups on both sides if there are no public addresses", () => {
  expect(toBalancer(planned({}))).toEqual([
    "controlplane egress 443 loadBalancer",
    "etcd egress 443 loadBalancer",
    "loadBalancer ingress 443 controlplane",
    "loadBalancer ingress 443 etcd",
    "loadBalancer ingress 443 worker",
    "worker egress 443 loadBalancer",
  ]);
});

test("sends from nodes to the load balancer's public addresses, and admits the addresses of their NAT gateway there", () => {
  expect(toBalancer(planned({ ...nodes, loadBalancer }))).toEqual([
    "controlplane egress 443 192.0.2.10/32",
    "controlplane egress 443 192.0.2.11/32",
    "etcd egress 443 192.0.2.10/32",
    "etcd egress 443 192.0.2.11/32",
    "loadBalancer ingress 443 198.51.100.9/32",
    "worker egress 443 192.0.2.10/32",
    "worker egress 443 192.0.2.11/32",
  ]);
});

test("covers by open egress only the public addresses of its address family", () => {
  const lists = { create: true, publicCidrs: [...balancer, "2001:db8::a/128"] };
  expect(toBalancer(planned({ ...nodes, loadBalancer: lists }, { egress: "all" }))).toEqual([
    "controlplane egress 443 2001:db8::a/128",
    "etcd egress 443 2001:db8::a/128",
    "loadBalancer ingress 443 198.51.100.9/32",
    "worker egress 443 2001:db8::a/128",
  ]);
  expect(
    toBalancer(planned({ ...nodes, loadBalancer: lists }, { egress: "all", ipFamily: "dual", cni: "cilium" })),
  ).toEqual(["loadBalancer ingress 443 198.51.100.9/32"]);
});

test("keeps the load balancer's reference to nodes whose public addresses are not known", () => {
  const { worker, etcd } = nodes;
  expect(toBalancer(planned({ worker, etcd, loadBalancer })).filter((rule) => rule.includes("ingress"))).toEqual([
    "loadBalancer ingress 443 198.51.100.9/32",
    "loadBalancer ingress 443 controlplane",
  ]);
});

test("ignores public addresses of nodes if the load balancer has none", () => {
  expect(planned(nodes).groups).toEqual(planned({}).groups);
});

test("keeps addresses and prefix lists in rules for public addresses", () => {
  const lists = { prefixListIds: ["pl-0123456789abcdef0"], cidrs: ["10.9.0.0/24"] };
  const plan = planned({ worker: { ...node, ...lists }, loadBalancer: { ...loadBalancer, cidrs: ["10.0.0.0/28"] } });
  expect(toBalancer(plan).filter((rule) => /^(loadBalancer ingress|worker)/.test(rule))).toEqual([
    "loadBalancer ingress 443 10.9.0.0/24",
    "loadBalancer ingress 443 198.51.100.9/32",
    "loadBalancer ingress 443 controlplane",
    "loadBalancer ingress 443 etcd",
    "loadBalancer ingress 443 pl-0123456789abcdef0",
    "worker egress 443 10.0.0.0/28",
    "worker egress 443 192.0.2.10/32",
    "worker egress 443 192.0.2.11/32",
  ]);
});

test("treats the load balancer of the servers like that of a Rancher server", () => {
  const api = planned({ ...nodes, apiLoadBalancer: loadBalancer }, { loadBalancer: undefined });
  expect(rulesFor(api, (id) => id === "rke2-supervisor-lb-tcp")).toEqual([
    "apiLoadBalancer ingress 9345 198.51.100.9/32",
    ...["controlplane", "etcd", "worker"].flatMap((role) =>
      balancer.map((address) => `${role} egress 9345 ${address}`),
    ),
  ]);
  const server = planDeployment(
    deploymentSchema.parse({
      type: "rancher-server",
      name: "tools",
      distribution: "rke2",
      rancherVersion: "2.13",
      loadBalancer: { terminatesTls: true },
      egress: "required",
      parties: {
        loadBalancer,
        rancher: node,
        clusterNodes: { securityGroupIds: ["sg-0123456789abcdef0"], publicCidrs: ["198.51.100.10/32"] },
        ...{ rancherCatalog: "none", apiClients: "none", nodeDriverNodes: "none", hostedCluster: "none" },
      },
    }),
  );
  expect(rulesFor(server, (id) => /^server-(node|agents)-lb/.test(id))).toEqual([
    "loadBalancer ingress 443 198.51.100.10/32",
    "loadBalancer ingress 443 198.51.100.9/32",
    "rancher egress 443 192.0.2.10/32",
    "rancher egress 443 192.0.2.11/32",
  ]);
});

test("uses the public addresses once for a group that all nodes attach", () => {
  const plan = planned({ ...nodes, loadBalancer }, { groups: "shared-and-roles" });
  expect(toBalancer(plan)).toEqual([
    "loadBalancer ingress 443 198.51.100.9/32",
    "nodes egress 443 192.0.2.10/32",
    "nodes egress 443 192.0.2.11/32",
  ]);
  expect(plan.addedFlows).toEqual([]);
});

test("accepts public addresses of roles and the load balancer of a map without create", () => {
  const publicCidrs = nat;
  const parties = { etcd: { publicCidrs }, controlplane: { publicCidrs }, worker: { publicCidrs } };
  const groups = {
    all: { parties: ["etcd", "controlplane", "worker"] },
    front: { parties: ["loadBalancer"], securityGroupId: "sg-0123456789abcdef0", manageRules: true },
  };
  expect(toBalancer(planned({ ...parties, loadBalancer: { publicCidrs: balancer } }, { groups }))).toEqual([
    "all egress 443 192.0.2.10/32",
    "all egress 443 192.0.2.11/32",
    "sg-0123456789abcdef0 ingress 443 198.51.100.9/32",
  ]);
});

test("uses public addresses of a custom rule's peer as a destination, and as a source to a load balancer", () => {
  const peer = { securityGroupId: "sg-0123456789abcdef0", publicCidrs: ["192.0.2.20/32"] };
  const rule = { protocol: "tcp", ports: 8443, purpose: "Test", peer };
  const add = [
    { id: "out", from: ["worker"], to: ["peer"], ...rule },
    { id: "to-balancer", from: ["peer"], to: ["loadBalancer"], ...rule },
    { id: "to-nodes", from: ["peer"], to: ["worker"], ...rule },
  ];
  const plan = planned({ ...nodes, loadBalancer }, { rules: { add } });
  expect(rulesFor(plan, (id) => add.some((one) => one.id === id))).toEqual([
    "loadBalancer ingress 8443 192.0.2.20/32",
    "worker ingress 8443 sg-0123456789abcdef0",
    "worker egress 8443 192.0.2.20/32",
  ]);
});

describe("random deployments with public addresses", () => {
  /** The deployment without its public addresses. */
  const without = ({ parties, ...rest }: ClusterDeployment) => {
    const bindings = Object.entries(parties).map(([party, binding]) => {
      if (typeof binding !== "object") return [party, binding];
      const { publicCidrs: _, ...others } = binding;
      return [party, others];
    });
    return deploymentSchema.parse({ ...rest, parties: Object.fromEntries(bindings) });
  };
  const clusters = deployments.filter((one): one is ClusterDeployment => one.type === "cluster");
  const hasPublicBalancer = ({ parties: { loadBalancer: bound } }: ClusterDeployment) =>
    typeof bound === "object" && bound.publicCidrs !== undefined;

  /** Each rule once for each of its port rules that `isMeant` selects. */
  const linesOf = ({ groups, portRules }: Plan, isMeant: (toBalancer: boolean) => boolean): readonly string[] => {
    const chosen = new Set(portRules.filter(({ to }) => isMeant(to.includes("loadBalancer"))).map(({ id }) => id));
    return groups.flatMap(({ key, rules }) =>
      rules.flatMap(({ portRules: ids, description: _, ...rule }) =>
        ids.filter((id) => chosen.has(id)).map((id) => JSON.stringify([key, rule, id])),
      ),
    );
  };

  test("have the same rules as without public addresses, except towards load balancers", () => {
    let differing = 0;
    fc.assert(
      fc.property(clusters, (deployment) => {
        const [plan, before] = [planDeployment(deployment), planDeployment(without(deployment))];
        const others = (toBalancer: boolean) => !toBalancer;
        expect(linesOf(plan, others)).toEqual(linesOf(before, others));
        if (`${linesOf(plan, Boolean)}` !== `${linesOf(before, Boolean)}`) differing++;
        if (!hasPublicBalancer(deployment)) expect(linesOf(plan, Boolean)).toEqual(linesOf(before, Boolean));
      }),
      { numRuns: 200 },
    );
    expect(differing).toBeGreaterThan(5);
  });
});
