/** The parties that exist only if a deployment binds them, and the traffic that their port rules open. */

import type { DeploymentInput } from "../../src";
import { parseDeployment, planDeployment } from "../../src";
import type { SecurityGroupRule } from "../../src/model/plan";

const unboundParties = { rancher: "none", apiClients: "none", workloadClients: "none" } as const;
const planOf = (input: object) => planDeployment(parseDeployment(input as DeploymentInput));

const cluster = (more: object, parties: object = {}) =>
  planOf({
    ...{ type: "cluster", name: "shop", provisioning: "custom", distribution: "rke2", egress: "required" },
    ...more,
    parties: { ...unboundParties, ...parties },
  });

/** Rules of one direction whose peers match `about`, such as `tcp 9345 worker`. */
function rulesOf(
  plan: ReturnType<typeof planOf>,
  key: string,
  direction: SecurityGroupRule["direction"],
  about: RegExp,
): readonly string[] {
  const rules = plan.groups.find((group) => group.key === key)?.rules ?? [];
  return rules
    .filter((rule) => rule.direction === direction && about.test(rule.peer.label))
    .map(({ ipProtocol, fromPort, toPort, peer }) => {
      const ports = fromPort === undefined ? "" : ` ${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}`;
      return `${ipProtocol}${ports} ${peer.label}`;
    });
}

describe("the load balancer of the servers", () => {
  const balancer = { apiLoadBalancer: { create: true } };

  test("is the registration address and Kubernetes API of RKE2, with a group named after it", () => {
    const plan = cluster({}, { ...balancer, kubernetesApiClients: { cidrs: ["203.0.113.0/24"] } });
    expect(plan.groups.find(({ key }) => key === "apiLoadBalancer")?.name).toBe("shop-api-load-balancer");
    expect(rulesOf(plan, "apiLoadBalancer", "ingress", /./)).toEqual([
      "tcp 6443 203.0.113.0/24",
      "tcp 6443 controlplane",
      "tcp 6443 etcd",
      "tcp 6443 worker",
      "tcp 9345 controlplane",
      "tcp 9345 etcd",
      "tcp 9345 worker",
    ]);
    for (const server of ["etcd", "controlplane"]) {
      expect(rulesOf(plan, server, "ingress", /apiLoadBalancer/)).toEqual([
        "tcp 6443 apiLoadBalancer",
        "tcp 9345 apiLoadBalancer",
      ]);
      expect(rulesOf(plan, server, "ingress", /203/)).toEqual([]);
      // The direct rules of the nodes stay.
      expect(rulesOf(plan, server, "ingress", /worker/)).toContain("tcp 9345 worker");
    }
    expect(rulesOf(plan, "worker", "ingress", /apiLoadBalancer/)).toEqual([]);
    expect(rulesOf(plan, "worker", "egress", /apiLoadBalancer/)).toEqual([
      "tcp 6443 apiLoadBalancer",
      "tcp 9345 apiLoadBalancer",
    ]);
    expect(rulesOf(plan, "apiLoadBalancer", "egress", /./)).toEqual([
      "tcp 6443 controlplane",
      "tcp 6443 etcd",
      "tcp 9345 controlplane",
      "tcp 9345 etcd",
    ]);
  });

  test("has no supervisor on K3s", () => {
    const plan = cluster({ distribution: "k3s" }, balancer);
    expect(rulesOf(plan, "apiLoadBalancer", "ingress", /./)).toEqual([
      "tcp 6443 controlplane",
      "tcp 6443 etcd",
      "tcp 6443 worker",
    ]);
  });

  test("admits Rancher only for the authorized cluster endpoint", () => {
    const parties = {
      ...{ ...balancer, rancher: { cidrs: ["10.0.0.0/28"] } },
      kubernetesApiClients: "none",
    };
    const isOpen = (more: object) => rulesOf(cluster(more, parties), "apiLoadBalancer", "ingress", /10\.0\.0\.0/);
    expect(isOpen({})).toEqual([]);
    expect(isOpen({ authorizedClusterEndpoint: true })).toEqual(["tcp 6443 10.0.0.0/28"]);
  });

  test("is admitted by its addresses if it has no security groups, and so are its clients if it preserves theirs", () => {
    const into = (more: object) => {
      const plan = cluster(
        { authorizedClusterEndpoint: true },
        {
          apiLoadBalancer: { cidrs: ["10.0.5.0/28"], ...more },
          rancher: { cidrs: ["10.0.0.0/28"] },
          kubernetesApiClients: { cidrs: ["203.0.113.0/24"] },
        },
      );
      return rulesOf(plan, "etcd", "ingress", /\//);
    };
    const healthChecks = ["tcp 6443 10.0.5.0/28", "tcp 9345 10.0.5.0/28"];
    expect(into({})).toEqual(healthChecks);
    expect(into({ preservesClientAddresses: false })).toEqual(healthChecks);
    expect(into({ preservesClientAddresses: true })).toEqual([
      "tcp 6443 10.0.0.0/28",
      "tcp 6443 10.0.5.0/28",
      "tcp 6443 203.0.113.0/24",
      "tcp 9345 10.0.5.0/28",
    ]);
  });

  test.each([{}, { apiLoadBalancer: "none" }])("does not exist unless it is bound: %j", (parties) => {
    const plan = cluster({}, parties);
    expect(plan.groups.map(({ key }) => key)).toEqual(["controlplane", "etcd", "worker"]);
    expect(plan.groups.flatMap(({ rules }) => rules.flatMap(({ portRules }) => portRules))).not.toContain(
      "cluster-api-lb-tcp",
    );
  });

  test("opens all egress if the deployment does", () => {
    expect(rulesOf(cluster({ egress: "all" }, balancer), "apiLoadBalancer", "egress", /./)).toEqual(["-1 0.0.0.0/0"]);
  });
});

describe("administrators", () => {
  const administrators = { cidrs: ["192.0.2.0/28"] };

  test("reach every node over SSH, and the Kubernetes API", () => {
    const plan = cluster({}, { administrators, apiLoadBalancer: { create: true } });
    const from = (key: string) => rulesOf(plan, key, "ingress", /192/);
    expect([from("etcd"), from("controlplane"), from("worker"), from("apiLoadBalancer")]).toEqual([
      ["tcp 22 192.0.2.0/28"],
      ["tcp 22 192.0.2.0/28", "tcp 6443 192.0.2.0/28"],
      ["tcp 22 192.0.2.0/28"],
      ["tcp 6443 192.0.2.0/28"],
    ]);
  });

  test.each([
    [{ type: "rancher-server", distribution: "docker" }, "rancher", ["tcp 22 192.0.2.0/28"]],
    [
      { type: "rancher-server", distribution: "rke", rancherVersion: "2.11" },
      "rancher",
      ["tcp 22 192.0.2.0/28", "tcp 6443 192.0.2.0/28"],
    ],
    [{ type: "rancher-server", distribution: "k3s" }, "rancher", ["tcp 22 192.0.2.0/28", "tcp 6443 192.0.2.0/28"]],
    [
      { type: "rancher-nodes", edition: "2025-09", hardened: true },
      "nodes",
      ["tcp 22 192.0.2.0/28", "tcp 6443 192.0.2.0/28"],
    ],
  ])("reach the nodes of %j", (more, key, rules) => {
    const clients = ["apiClients", "clusterNodes", "nodeDriverNodes", "hostedCluster"];
    const ofRke = "distribution" in more && more.distribution === "rke" ? ["rkeCli", "kubernetesApiClients"] : [];
    const server = Object.fromEntries([...clients, ...ofRke].map((party) => [party, "none"]));
    const parties = more.type === "rancher-nodes" ? unboundParties : server;
    expect(
      rulesOf(planOf({ name: "tools", ...more, parties: { ...parties, administrators } }), key, "ingress", /192/),
    ).toEqual(rules);
  });

  test("reach the API and the nodes of hosted and imported clusters", () => {
    const hostedCluster = { securityGroupId: "sg-0123456789abcdef0", manageRules: true };
    const into = (provisioning: string, parties: object) => {
      const plan = planOf({
        ...{ type: "cluster", name: "eks", provisioning, rancherVersion: "2.13" },
        parties: { ...unboundParties, administrators, hostedCluster, ...parties },
      });
      return plan.groups.map(({ key }) => [key, rulesOf(plan, key, "ingress", /192/)]);
    };
    expect(into("hosted", { hostedNodes: { create: true } })).toEqual([
      ["hostedNodes", ["tcp 22 192.0.2.0/28"]],
      ["sg-0123456789abcdef0", ["tcp 443 192.0.2.0/28"]],
    ]);
    expect(into("imported", {})).toEqual([["sg-0123456789abcdef0", ["tcp 22 192.0.2.0/28", "tcp 6443 192.0.2.0/28"]]]);
  });
});

describe("a hosted cluster whose nodes have a separate group", () => {
  const hosted = (parties: object, more: object = {}) =>
    planOf({
      ...{ type: "cluster", name: "eks", provisioning: "hosted", rancherVersion: "2.13", egress: "required" },
      ports: { workloadTcp: [443] },
      ...more,
      parties: {
        ...{ apiClients: "none", workloadClients: { cidrs: ["203.0.113.0/24"] } },
        ...{ rancher: { cidrs: ["10.0.0.0/28"] } },
        hostedCluster: { securityGroupId: "sg-0123456789abcdef0", manageRules: true },
        ...parties,
      },
    });
  const plan = hosted({ hostedNodes: { create: true } });

  test("opens the calls between the control plane and the nodes, and everything among the nodes", () => {
    expect(rulesOf(plan, "hostedNodes", "ingress", /./)).toEqual([
      "-1 hostedNodes",
      "tcp 443 203.0.113.0/24",
      "tcp 443 sg-0123456789abcdef0",
      "tcp 8443 sg-0123456789abcdef0",
      "tcp 9443 sg-0123456789abcdef0",
      "tcp 10250 sg-0123456789abcdef0",
    ]);
    expect(rulesOf(plan, "hostedNodes", "egress", /./)).toEqual([
      "-1 hostedNodes",
      "tcp 443 10.0.0.0/28",
      "tcp 443 sg-0123456789abcdef0",
    ]);
  });

  test("keeps Rancher's Kubernetes API rule at the control plane, and no webhook of Rancher", () => {
    expect(rulesOf(plan, "sg-0123456789abcdef0", "ingress", /./)).toEqual([
      "tcp 443 10.0.0.0/28",
      "tcp 443 hostedNodes",
    ]);
  });

  test("is one party without hostedNodes, as in the table", () => {
    expect(rulesOf(hosted({}), "sg-0123456789abcdef0", "ingress", /./)).toEqual([
      "tcp 443 10.0.0.0/28",
      "tcp 443 203.0.113.0/24",
      "tcp 8443 10.0.0.0/28",
      "tcp 9443 10.0.0.0/28",
    ]);
  });
});

test("has the authorized cluster endpoint of an imported cluster on 6443 by default", () => {
  const into = (ports: object) =>
    rulesOf(
      planOf({
        ...{ type: "cluster", name: "legacy", provisioning: "imported", rancherVersion: "2.13", ports },
        authorizedClusterEndpoint: true,
        parties: {
          ...{ ...unboundParties, kubernetesApiClients: { cidrs: ["203.0.113.0/24"] } },
          hostedCluster: { securityGroupId: "sg-0123456789abcdef0", manageRules: true },
        },
      }),
      "sg-0123456789abcdef0",
      "ingress",
      /203/,
    );
  expect(into({})).toEqual(["tcp 6443 203.0.113.0/24"]);
  expect(into({ kubernetesApi: { from: 8443, to: 8443 } })).toEqual(["tcp 8443 203.0.113.0/24"]);
});

describe("Rancher on a hosted control plane", () => {
  const clients = { apiClients: "none", clusterNodes: "none", nodeDriverNodes: "none", hostedCluster: "none" };
  const tools = (rancherVersion: string, parties: object = {}) =>
    planOf({
      ...{ type: "rancher-server", name: "tools", distribution: "hosted", rancherVersion },
      parties: { ...clients, ...parties },
    });
  const hostedControlPlane = { securityGroupId: "sg-0123456789abcdef0", manageRules: true };

  test.each([
    ["2.11", [443, 9443, 10250]],
    ["2.12", [443, 6666, 9443, 10250]],
  ] as const)("opens these ports to its control plane in version %s", (version, ports) => {
    const plan = tools(version, { hostedControlPlane });
    expect(rulesOf(plan, "rancher", "ingress", /./)).toEqual([
      "-1 rancher",
      ...ports.map((port) => `tcp ${port} sg-0123456789abcdef0`),
    ]);
    expect(rulesOf(plan, "sg-0123456789abcdef0", "ingress", /./)).toEqual(["tcp 443 rancher"]);
  });

  test("requires the control plane", () => {
    expect(() => tools("2.12")).toThrow(
      "parties.hostedControlPlane: is bound to nothing, and these port rules need it: server-control-plane-https-tcp, server-control-plane-imperative-api-tcp, server-control-plane-kubelet-tcp, server-control-plane-webhook-tcp;",
    );
    expect(tools("2.12", { hostedControlPlane: "none" }).groups).toHaveLength(1);
  });
});
