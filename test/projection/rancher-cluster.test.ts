import { deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import { accepts, sends } from "../oracle/evaluate";
import { endpointsOf, flowsOf, isAskedFor, type RancherCase, rancherProbes } from "../oracle/rancher-cluster";

const balancers = [
  [undefined, undefined],
  [{ terminatesTls: true }, "created"],
  [{ terminatesTls: false }, "addresses"],
  [undefined, "created"],
  [{ terminatesTls: true }, undefined],
] as const;
const networks = [
  ...["canal", "calico", "cilium", "flannel", "none"].map((cni) => ["rke2", cni] as const),
  ...["flannel", "canal", "calico", "cilium", "none"].map((cni) => ["k3s", cni] as const),
] as const;
const cases: readonly (readonly [string, RancherCase])[] = [
  ...networks.flatMap(([distribution, cni]) =>
    balancers.map(([loadBalancer, apiLoadBalancer], index) => ({
      ...{ distribution, cni, isExtended: index % 2 === 1 },
      ...(loadBalancer ? { loadBalancer } : {}),
      ...(apiLoadBalancer ? { apiLoadBalancer } : {}),
    })),
  ),
  { distribution: "hosted", isExtended: false } as const,
  { distribution: "hosted", isExtended: false, loadBalancer: { terminatesTls: true } } as const,
].map((one) => [JSON.stringify(one), one]);

const evaluated = { allowed: 0, forbidden: 0 };

function deploymentOf({ distribution, cni, loadBalancer, apiLoadBalancer, isExtended }: RancherCase) {
  return deploymentSchema.parse({
    ...{ type: "rancher-server", name: "tools", rancherVersion: "2.13", egress: "required", distribution },
    ...(cni ? { cni } : {}),
    ...(loadBalancer ? { loadBalancer } : {}),
    ...(isExtended ? { addons: ["monitoring", "embedded-registry"] } : {}),
    parties: {
      apiClients: { cidrs: ["203.0.113.0/28"] },
      clusterNodes: { cidrs: ["10.7.0.0/24"] },
      nodeDriverNodes: { cidrs: ["10.6.0.0/24"] },
      hostedCluster: { cidrs: ["10.8.0.0/24"] },
      administrators: { cidrs: ["192.0.2.0/28"] },
      rancherCatalog: { cidrs: ["35.160.43.145/32"] },
      ...(distribution === "hosted"
        ? { hostedControlPlane: { cidrs: ["10.9.0.0/28"] } }
        : { kubernetesApiClients: { cidrs: ["198.51.100.0/28"] } }),
      ...(apiLoadBalancer === "created" ? { apiLoadBalancer: { create: true } } : {}),
      ...(apiLoadBalancer === "addresses"
        ? { apiLoadBalancer: { cidrs: ["10.0.5.0/28"], preservesClientAddresses: true } }
        : {}),
    },
  });
}

describe("a Rancher of three nodes", () => {
  test.each(cases)("has exactly the documented flows: %s", (_, one) => {
    const plan = planDeployment(deploymentOf(one));
    const required = flowsOf(one);
    const wrong: string[] = [];
    for (const [from, source] of endpointsOf(one)) {
      for (const [to, destination] of endpointsOf(one)) {
        for (const probe of rancherProbes) {
          const isAsked = isAskedFor(required, from, to, probe);
          const where = `${from} -> ${to} ${probe.protocol} ${probe.port}`;
          if (destination.groups.length > 0) {
            evaluated[isAsked ? "allowed" : "forbidden"] += 1;
            if (accepts(plan, source, destination, probe) !== isAsked) wrong.push(`ingress ${!isAsked}: ${where}`);
          }
          if (source.groups.length > 0) {
            evaluated[isAsked ? "allowed" : "forbidden"] += 1;
            if (sends(plan, source, destination, probe) !== isAsked) wrong.push(`egress ${!isAsked}: ${where}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("evaluated many cells, allowed and forbidden", () => {
    expect(evaluated.allowed).toBeGreaterThan(1000);
    expect(evaluated.forbidden).toBeGreaterThan(50_000);
  });
});
