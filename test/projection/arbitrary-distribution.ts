/**
 * Deployments of current Rancher versions: distributions, CNIs and their options, editions of `rancher-nodes`, servers.
 */
import fc from "fast-check";
import { cnis } from "../../src/catalog/cni";
import type { CniSupport, Distribution } from "../../src/catalog/cni/cni";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import { everyAddon } from "../oracle/addons";

const binding = fc.constantFrom(
  "anywhere" as const,
  "none" as const,
  { cidrs: ["10.1.0.0/16", "2001:db8::/32"] },
  { prefixListIds: ["pl-0123456789abcdef0"], cidrs: ["203.0.113.0/24"] },
  { securityGroupIds: ["sg-0123456789abcdef0"] },
);
const bindings = (...parties: readonly string[]) =>
  fc.record(Object.fromEntries(parties.map((party) => [party, binding])));
const rancher = fc.constantFrom({ create: true }, "none" as const, { cidrs: ["10.2.0.0/28"] });
const shared = {
  egress: fc.constantFrom("all", "required"),
  ipFamily: fc.constantFrom("ipv4", "ipv6", "dual"),
  loadBalancer: fc.constantFrom(undefined, { terminatesTls: true }, { terminatesTls: false }),
};

const apiLoadBalancer = fc.constantFrom<object>(
  {},
  { apiLoadBalancer: { create: true } },
  { apiLoadBalancer: { securityGroupId: "sg-0123456789abcdef1", manageRules: true } },
  { apiLoadBalancer: { cidrs: ["10.3.0.0/28"], preservesClientAddresses: true } },
);
const hostedNodes = fc.constantFrom<object>({}, { hostedNodes: { create: true } });
/** Required parties with some of those that exist only if they are bound. */
const and = (parties: fc.Arbitrary<object>, optional: fc.Arbitrary<object>) =>
  fc.tuple(parties, optional).map(([bound, more]) => ({ ...bound, ...more }));

/** The parties of a cluster, which must bind its Rancher. */
const withRancher = (...parties: readonly string[]) =>
  fc.tuple(rancher, bindings(...parties)).map(([bound, others]) => ({ rancher: bound, ...others }));

const networks = (distribution: Distribution) =>
  cnis.flatMap(({ name, on }) => {
    const support = (on as Partial<Record<Distribution, CniSupport>>)[distribution];
    return (support?.encapsulations ?? []).flatMap((encapsulation) =>
      (support?.bgp === undefined ? [undefined] : [true, false]).flatMap((bgp) =>
        (support?.encryptsBesides ? [true, false] : [undefined]).map((wireguard) => ({
          ...{ name, encapsulation, bgp, wireguard },
        })),
      ),
    );
  });

const clusters = fc.constantFrom("rke", "rke2", "k3s").chain((distribution) =>
  fc.record({
    type: fc.constant("cluster"),
    name: fc.constant("lab"),
    distribution: fc.constant(distribution),
    provisioning: fc.constantFrom("node-pools", "custom"),
    rancherVersion: fc.constantFrom(...(distribution === "rke" ? ["2.11"] : ["2.11", "2.15"])),
    cni: fc.constantFrom(...networks(distribution as Distribution)),
    preset: fc.constantFrom(undefined, undefined, "common-ports"),
    authorizedClusterEndpoint: fc.boolean(),
    localTraffic: fc.constantFrom("none", "self"),
    ...shared,
    parties: and(
      withRancher(
        ...["apiClients", "workloadClients", "rancherCatalog", "kubernetesApiClients", "administrators"],
        ...(distribution === "rke" ? [] : ["datastore"]),
      ),
      distribution === "rke" ? fc.constant({}) : apiLoadBalancer,
    ),
  }),
);

const servers = fc.constantFrom("rke", "rke2", "k3s", "hosted", "docker").chain((distribution) =>
  fc.record({
    type: fc.constant("rancher-server"),
    name: fc.constant("tools"),
    distribution: fc.constant(distribution),
    rancherVersion: fc.constant("2.11"),
    ...shared,
    parties: and(
      bindings(
        ...["apiClients", "clusterNodes", "nodeDriverNodes", "hostedCluster", "rancherCatalog", "administrators"],
        ...(distribution === "rke" ? ["rkeCli"] : []),
        ...(distribution === "hosted" ? ["hostedControlPlane"] : []),
        ...(distribution === "rke2" || distribution === "k3s" ? ["datastore"] : []),
        ...(distribution === "docker" || distribution === "hosted" ? [] : ["kubernetesApiClients"]),
      ),
      distribution === "rke2" || distribution === "k3s" ? apiLoadBalancer : fc.constant({}),
    ),
  }),
);

const hosted = fc.constantFrom("hosted", "imported").chain((provisioning) =>
  fc.record({
    type: fc.constant("cluster"),
    name: fc.constant("eks"),
    provisioning: fc.constant(provisioning),
    rancherVersion: fc.constant("2.13"),
    authorizedClusterEndpoint: fc.boolean(),
    ...shared,
    parties: and(
      withRancher(
        ...["apiClients", "workloadClients", "rancherCatalog", "kubernetesApiClients", "hostedCluster"],
        "administrators",
      ),
      provisioning === "hosted" ? hostedNodes : fc.constant({}),
    ),
  }),
);

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

/** A cluster with some of the add-ons that it can have. IP in IP is for IPv4 only. */
function withAddons(deployment: Deployment): fc.Arbitrary<Deployment> {
  if (deployment.type !== "cluster" || deployment.cni === undefined) return fc.constant(deployment);
  const { distribution = "rke", rancherVersion = "2.0", ipFamily = "ipv4", cni } = deployment;
  const family = cni.encapsulation === "ip-in-ip" ? "ipv4" : ipFamily;
  const minor = Number(rancherVersion.split(".")[1]);
  const entries = everyAddon({ distribution, cni: cni.name, minor, family }).map(({ entry }) => entry);
  return fc
    .subarray(entries, { maxLength: 3 })
    .map((addons) =>
      deploymentSchema.parse({ ...deployment, ipFamily: family, ...(addons.length > 0 ? { addons } : {}) }),
    );
}

/** With every party bound. */
export const todaysDeployments: fc.Arbitrary<Deployment> = fc
  .oneof({ weight: 4, arbitrary: clusters }, servers, hosted, nodes)
  .map((written) => deploymentSchema.parse(written))
  .chain(withAddons);
