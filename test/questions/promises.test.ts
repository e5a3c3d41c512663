import fc from "fast-check";
import { catalogFor, catalogs, cniCatalogs } from "../../src/catalog";
import { cnis } from "../../src/catalog/cni";
import type { CniSupport, Distribution } from "../../src/catalog/cni/cni";
import { settingsOf } from "../../src/catalog/settings";
import { trafficSet } from "../../src/flows";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import { type PortRule, pairsOf } from "../../src/model/port-rule";
import { trafficOf } from "../../src/projection/direct";
import { layer } from "../../src/projection/layer";
import { planDeployment } from "../../src/projection/plan-deployment";
import { select } from "../../src/projection/select";
import { explain } from "../../src/questions/explain";
import { type IsolationPromise, isolationPromises, promiseTexts } from "../../src/questions/promises";
import { todaysDeployments } from "../projection/arbitrary-distribution";

const balancers = [{}, { loadBalancer: { terminatesTls: true } }, { loadBalancer: { terminatesTls: false } }];
const options = { monitoring: true, authorizedClusterEndpoint: true };
const external = { datastore: "external", ports: { datastore: 2379 } };

/** Every product, version, CNI and option that decides which tables apply. */
const written: readonly object[] = [
  ...["2.x", "2022-05", "2025-09"].flatMap((edition) =>
    [false, true].map((hardened) => ({ type: "rancher-nodes", edition, hardened })),
  ),
  ...balancers.flatMap((balancer) => [
    ...[undefined, "rke", "rke2", "k3s", "docker"].map((distribution) => ({
      type: "rancher-server",
      rancherVersion: "2.x",
      distribution,
      ...balancer,
    })),
    ...["rke2", "k3s"].map((distribution) => ({
      type: "rancher-server",
      rancherVersion: "2.x",
      distribution,
      ...external,
      ...balancer,
    })),
    ...["hosted", "imported"].flatMap((provisioning) =>
      ["2.6", "2.13"].map((rancherVersion) => ({
        ...{
          type: "cluster",
          provisioning,
          rancherVersion,
          ports: { workloadTcp: [80], workloadUdp: [53] },
          ...balancer,
        },
        ...(rancherVersion === "2.13" ? { authorizedClusterEndpoint: true } : {}),
      })),
    ),
    ...cnis.flatMap(({ name, on }) =>
      Object.entries(on as Partial<Record<Distribution, CniSupport>>).flatMap(([distribution, support]) =>
        (support.encapsulations.length > 0 ? support.encapsulations : [undefined]).flatMap((encapsulation) =>
          ["node-pools", "custom"].flatMap((provisioning) =>
            [undefined, "common-ports"].flatMap((preset) =>
              [{}, options, ...(distribution === "rke" ? [] : [{ ...options, embeddedRegistry: true }, external])].map(
                (more) => ({
                  ...{
                    type: "cluster",
                    provisioning,
                    preset,
                    distribution,
                    ...balancer,
                    ...more,
                  },
                  cni: { name, encapsulation, ...(support.bgp === undefined ? {} : { bgp: true }) },
                  windowsWorkers: support.windowsWorkers && provisioning === "custom",
                  rancherVersion: distribution === "rke" && more === options ? "2.11" : "2.x",
                  ipFamily: "dual",
                }),
              ),
            ),
          ),
        ),
      ),
    ),
  ]),
];
const deployments = written.map((one) => deploymentSchema.parse({ name: "lab", ...one }));

const selectedOf = (deployment: Deployment) =>
  select(deployment, settingsOf(deployment), layer(deployment, catalogFor(deployment))).selected;

const covers = ({ traffic }: IsolationPromise, rule: PortRule) =>
  trafficSet(traffic).intersects(trafficSet([trafficOf(rule)]));

/** Pairs of a port rule for which a promise names no such source, as `<promise>: <port rule> from <party> to <party>`. */
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

test("the deployments use every port rule of every catalog", () => {
  const tried = new Set(deployments.flatMap((deployment) => selectedOf(deployment).map(({ id }) => id)));
  const all = [...catalogs.values(), ...cniCatalogs].flatMap(({ rules }) => rules.map(({ id }) => id));
  expect([...new Set(all)].filter((id) => !tried.has(id))).toEqual([]);
});

test("no port rule of any product, version, CNI or option breaks a promise", () => {
  const broken = deployments.flatMap((deployment) => violations(deployment, selectedOf(deployment)));
  expect([...new Set(broken)]).toEqual([]);
});

test("a port rule that a promise excludes is found", () => {
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
  "%s is about traffic that a table asks for, from exactly the sources that tables name",
  (id, promise) => {
    const pairs = deployments
      .filter((deployment) => promise.appliesTo(deployment))
      .flatMap((deployment) => selectedOf(deployment).filter((rule) => covers(promise, rule)))
      .flatMap((rule) => pairsOf(rule))
      .filter(([, to]) => promise.to.includes(to));
    expect([id, ...new Set(pairs.map(([from]) => from))].sort()).toEqual([id, ...promise.from].sort());
  },
);

test("every promise has a text and sources, and every text a promise", () => {
  expect(isolationPromises.map(({ id }) => id)).toEqual(Object.keys(promiseTexts));
  expect(isolationPromises.filter(({ sources }) => sources.length === 0)).toEqual([]);
});

test("a flow that a table in effect asks for breaks no promise, whatever the parties are bound to", () => {
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
