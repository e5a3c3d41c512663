/** Deployments of today's Rancher: distributions, CNIs and what goes with them, editions of `rancher-nodes`, servers. */
import fc from "fast-check";
import { cnis } from "../../src/catalog/cni";
import type { CniSupport, Distribution } from "../../src/catalog/cni/cni";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";

const binding = fc.constantFrom(
  "anywhere" as const,
  "none" as const,
  { cidrs: ["10.1.0.0/16", "2001:db8::/32"] },
  { prefixListIds: ["pl-0123456789abcdef0"], cidrs: ["203.0.113.0/24"] },
  { securityGroupIds: ["sg-0123456789abcdef0"] },
);
const bindings = (...parties: readonly string[]) =>
  fc.record(Object.fromEntries(parties.map((party) => [party, binding])));
const shared = {
  egress: fc.constantFrom("all", "required"),
  ipFamily: fc.constantFrom("ipv4", "ipv6", "dual"),
  loadBalancer: fc.constantFrom(undefined, { terminatesTls: true }, { terminatesTls: false }),
};

const networks = (distribution: Distribution) =>
  cnis.flatMap(({ name, on }) => {
    const support = (on as Partial<Record<Distribution, CniSupport>>)[distribution];
    return (support?.encapsulations ?? []).flatMap((encapsulation) =>
      (support?.bgp === undefined ? [undefined] : [true, false]).map((bgp) => ({ name, encapsulation, bgp })),
    );
  });

const clusters = fc.constantFrom("rke", "rke2", "k3s").chain((distribution) =>
  fc.record({
    type: fc.constant("cluster"),
    name: fc.constant("lab"),
    distribution: fc.constant(distribution),
    provisioning: fc.constantFrom("node-pools", "custom"),
    rancherVersion: fc.constant("2.11"),
    cni: fc.constantFrom(...networks(distribution as Distribution)),
    preset: fc.constantFrom(undefined, undefined, "common-ports"),
    monitoring: fc.boolean(),
    authorizedClusterEndpoint: fc.boolean(),
    embeddedRegistry: distribution === "rke" ? fc.constant(false) : fc.boolean(),
    localTraffic: fc.constantFrom("none", "self"),
    ...shared,
    parties: bindings(
      "apiClients",
      "workloadClients",
      "rancherCatalog",
      "kubernetesApiClients",
      ...(distribution === "rke" ? [] : ["datastore"]),
    ),
  }),
);

const servers = fc.constantFrom("rke", "rke2", "k3s", "docker").chain((distribution) =>
  fc.record({
    type: fc.constant("rancher-server"),
    name: fc.constant("tools"),
    distribution: fc.constant(distribution),
    rancherVersion: fc.constant("2.11"),
    ...shared,
    parties: bindings(
      ...["apiClients", "clusterNodes", "nodeDriverNodes", "hostedCluster", "rancherCatalog"],
      ...(distribution === "rke" ? ["rkeCli", "kubernetesApiClients"] : []),
      ...(distribution === "rke2" || distribution === "k3s" ? ["datastore"] : []),
    ),
  }),
);

const hosted = fc.record({
  type: fc.constant("cluster"),
  name: fc.constant("eks"),
  provisioning: fc.constantFrom("hosted", "imported"),
  rancherVersion: fc.constant("2.13"),
  authorizedClusterEndpoint: fc.boolean(),
  ...shared,
  parties: bindings("apiClients", "workloadClients", "rancherCatalog", "kubernetesApiClients", "hostedCluster"),
});

const nodes = fc.boolean().chain((hardened) =>
  fc.record({
    type: fc.constant("rancher-nodes"),
    name: fc.constant("nodes"),
    edition: fc.constantFrom("2.x", "2022-05", "2025-09"),
    ipFamily: shared.ipFamily,
    hardened: fc.constant(hardened),
    parties: hardened ? bindings("rancher", "apiClients", "workloadClients") : fc.constant({}),
  }),
);

/** Every party bound. */
export const todaysDeployments: fc.Arbitrary<Deployment> = fc
  .oneof({ weight: 4, arbitrary: clusters }, servers, hosted, nodes)
  .map((written) => deploymentSchema.parse(written));
