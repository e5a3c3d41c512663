import fc from "fast-check";
import { addonCatalogs, catalogFor, catalogs, cniCatalogs } from "../../src/catalog";
import { cnis } from "../../src/catalog/cni";
import type { CniSupport, Distribution } from "../../src/catalog/cni/cni";
import { settingsOf } from "../../src/catalog/settings";
import { trafficSet } from "../../src/flows";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import { type PortRule, pairsOf } from "../../src/model/port-rule";
import { layer } from "../../src/projection/layer";
import { planDeployment } from "../../src/projection/plan-deployment";
import { trafficOf } from "../../src/projection/rule-traffic";
import { select } from "../../src/projection/select";
import { explain } from "../../src/questions/explain";
import { type IsolationPromise, isolationPromises, promiseTexts } from "../../src/questions/promises";
import { everyAddon } from "../oracle/addons";
import { todaysDeployments } from "../projection/arbitrary-distribution";

const balancers = [{}, { loadBalancer: { terminatesTls: true } }, { loadBalancer: { terminatesTls: false } }];
const administrators = { cidrs: ["192.0.2.0/28"] };
/** The parties that exist only if they are bound. */
const extended = {
  administrators,
  apiLoadBalancer: { create: true },
  kubernetesApiClients: { cidrs: ["192.0.2.64/26"] },
};
const preserving = { cidrs: ["10.0.5.0/28"], preservesClientAddresses: true };
const external = { datastore: "external", ports: { datastore: 2379 } };

/** Without options, with every add-on of each version, and with an external datastore if that is possible. */
function moreOf(distribution: Distribution, cni: string): readonly object[] {
  const minors = distribution === "rke" ? [11] : [14, 15];
  const withAddons = minors.map((minor) => ({
    rancherVersion: `2.${minor}`,
    authorizedClusterEndpoint: true,
    addons: everyAddon({ distribution, cni, minor, family: "dual" }).map(({ entry }) => entry),
  }));
  return [{}, ...withAddons, ...(distribution === "rke" ? [] : [external])];
}

/** Every product, version, CNI and option that decides which tables apply. */
const written: readonly object[] = [
  ...["2.x", "2022-05", "2025-09"].flatMap((edition) =>
    [false, true].map((hardened) => ({
      ...{ type: "rancher-nodes", edition, hardened },
      ...(hardened ? { parties: { administrators } } : {}),
    })),
  ),
  ...balancers.flatMap((balancer) => [
    ...[undefined, "rke", "rke2", "k3s", "hosted", "docker"].flatMap((distribution) =>
      [{}, ...(distribution ? [{ parties: extended, rancherVersion: "2.12" }] : [])].map((more) => ({
        type: "rancher-server",
        rancherVersion: "2.x",
        distribution,
        ...balancer,
        ...(distribution === "rke" && "parties" in more ? { ...more, rancherVersion: "2.11" } : more),
      })),
    ),
    ...["rke2", "k3s"].map((distribution) => ({
      type: "rancher-server",
      rancherVersion: "2.x",
      distribution,
      ...external,
      ...balancer,
    })),
    ...cnis.flatMap(({ name, on }) =>
      Object.entries(on as Partial<Record<Distribution, CniSupport>>)
        .filter(([distribution]) => distribution !== "rke")
        .flatMap(([distribution, support]) =>
          support.encapsulations.flatMap((encapsulation) =>
            [14, 15].map((minor) => ({
              ...{ type: "rancher-server", distribution, ...balancer, rancherVersion: `2.${minor}` },
              addons: everyAddon({ distribution: distribution as Distribution, cni: name, minor, family: "dual" }).map(
                ({ entry }) => entry,
              ),
              cni: { name, encapsulation, ...(support.bgp === undefined ? {} : { bgp: true }) },
              ipFamily: "dual",
            })),
          ),
        ),
    ),
    ...["hosted", "imported"].flatMap((provisioning) =>
      ["2.6", "2.13"].map((rancherVersion) => ({
        ...{
          type: "cluster",
          provisioning,
          rancherVersion,
          ports: { workloadTcp: [80], workloadUdp: [53] },
          ...balancer,
        },
        ...(rancherVersion === "2.13" ? { authorizedClusterEndpoint: true, parties: { administrators } } : {}),
      })),
    ),
    {
      ...{ type: "cluster", provisioning: "hosted", rancherVersion: "2.13", ...balancer },
      ports: { workloadTcp: [80], workloadUdp: [53] },
      parties: { hostedNodes: { create: true }, administrators },
    },
    ...cnis.flatMap(({ name, on }) =>
      Object.entries(on as Partial<Record<Distribution, CniSupport>>).flatMap(([distribution, support]) =>
        support.encapsulations.flatMap((encapsulation) =>
          ["node-pools", "custom"].flatMap((provisioning) =>
            [undefined, "common-ports"].flatMap((preset) =>
              moreOf(distribution as Distribution, name).map((more) => ({
                ...{ type: "cluster", provisioning, preset, distribution, rancherVersion: "2.x", ...balancer, ...more },
                cni: {
                  ...{ name, encapsulation, wireguard: support.encryptsBesides },
                  ...(support.bgp === undefined ? {} : { bgp: true }),
                },
                windowsWorkers: support.windowsWorkers && provisioning === "custom",
                ipFamily: "dual",
                ...("addons" in more || distribution === "rke" ? { parties: extended } : {}),
              })),
            ),
          ),
        ),
      ),
    ),
  ]),
];
const deployments = [
  ...written,
  ...["rke2", "k3s"].map((distribution) => ({
    ...{ type: "cluster", provisioning: "custom", distribution, authorizedClusterEndpoint: true },
    parties: { ...extended, apiLoadBalancer: preserving },
  })),
].map((one) => deploymentSchema.parse({ name: "lab", ...one }));

const selectedOf = (deployment: Deployment) =>
  select(deployment, settingsOf(deployment), layer(deployment, catalogFor(deployment))).selected;

const covers = ({ traffic }: IsolationPromise, rule: PortRule) =>
  trafficSet(traffic).intersects(trafficSet([trafficOf(rule)]));

/** Pairs of a port rule that break a promise, as `<promise>: <port rule> from <party> to <party>`. */
function violations(deployment: Deployment, rules: readonly PortRule[]): readonly string[] {
  return isolationPromises
    .filter(({ appliesTo }) => appliesTo(deployment))
    .flatMap((promise) =>
      rules
        .filter((rule) => covers(promise, rule))
        .flatMap((rule) =>
          pairsOf(rule)
            .filter(([from, to]) => promise.to.includes(to) && !promise.from.includes(from))
            .map(([from, to]) => `${promise.id}: ${rule.id} from ${from} to ${to}`),
        ),
    );
}

test("uses every port rule of every catalog in the deployments", () => {
  const tried = new Set(deployments.flatMap((deployment) => selectedOf(deployment).map(({ id }) => id)));
  const all = [...catalogs.values(), ...cniCatalogs, ...addonCatalogs].flatMap(({ rules }) =>
    rules.map(({ id }) => id),
  );
  // No option of a deployment sets whether pods of Rancher run with hostNetwork: the user adds that port rule.
  expect([...new Set(all)].filter((id) => !tried.has(id))).toEqual(["server-imperative-api-tcp"]);
});

test("is not broken by any port rule of any product, version, CNI or option", () => {
  const broken = deployments.flatMap((deployment) => violations(deployment, selectedOf(deployment)));
  expect([...new Set(broken)]).toEqual([]);
});

test("finds a port rule that breaks a promise", () => {
  const deployment = deploymentSchema.parse({
    type: "cluster",
    rancherVersion: "2.x",
    name: "lab",
    provisioning: "custom",
  });
  const [rule] = catalogFor(deployment).rules.filter(({ id }) => id === "rke-etcd-client-tcp");
  expect(violations(deployment, [{ ...(rule as PortRule), from: ["etcd", "worker"] }])).toEqual([
    "etcd: rke-etcd-client-tcp from worker to etcd",
  ]);
});

test.each(isolationPromises.map((promise) => [promise.id, promise] as const))(
  "%s is about traffic that a table requires, from exactly the sources that tables name",
  (id, promise) => {
    const pairs = deployments
      .filter((deployment) => promise.appliesTo(deployment))
      .flatMap((deployment) => selectedOf(deployment).filter((rule) => covers(promise, rule)))
      .flatMap((rule) => pairsOf(rule))
      .filter(([, to]) => promise.to.includes(to));
    expect([id, ...new Set(pairs.map(([from]) => from))].sort()).toEqual([id, ...promise.from].sort());
  },
);

test("has a text and sources for every promise, and a promise for every text", () => {
  expect(isolationPromises.map(({ id }) => id)).toEqual(Object.keys(promiseTexts));
  expect(isolationPromises.filter(({ sources }) => sources.length === 0)).toEqual([]);
});

test("is not broken by a flow that a table in effect requires, whatever the parties are bound to", () => {
  fc.assert(
    fc.property(todaysDeployments, fc.nat(), fc.nat(), (deployment, one, other) => {
      const plan = planDeployment(deployment);
      const selected = selectedOf(deployment).filter(({ scope }) => scope === "network");
      const rule = selected[one % selected.length] as PortRule;
      const pairs = pairsOf(rule);
      const [from, to] = pairs[other % pairs.length] as (typeof pairs)[number];
      const question = { from: [{ party: from }], to: [{ party: to }], traffic: trafficOf(rule) };
      const { answer, promises } = explain(plan, question);
      if (answer.verdict !== "denied")
        expect([rule.id, from, to, promises.map(({ id }) => id)]).toEqual([rule.id, from, to, []]);
    }),
    { numRuns: 300 },
  );
});
