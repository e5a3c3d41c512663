/**
 * ports.json is up to date, follows its schema, and is complete. A short evaluator that knows only the file selects the
 * rows of a deployment; the plan of the deployment must use the same port rules.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import fc from "fast-check";
import { addonCatalogs, catalogFor, catalogs, cniCatalogs } from "../../src/catalog";
import { settingsOf } from "../../src/catalog/settings";
import { loadConfig } from "../../src/config/load-config";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import type { PortRule } from "../../src/model/port-rule";
import { layer } from "../../src/projection/layer";
import { planDeployment } from "../../src/projection/plan-deployment";
import { select } from "../../src/projection/select";
import { portsFile } from "../../src/report/ports-data";
import { portsJsonSchema } from "../../src/report/ports-data-schema";
import { addonFacts } from "../oracle/addons";
import { plannableDeployments } from "../projection/arbitrary-deployment";
import { todaysDeployments } from "../projection/arbitrary-distribution";
import { repository, root } from "../repository/sources";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const committed = read("ports.json");
const data = JSON.parse(committed);

type Value = string | boolean;

interface Network {
  readonly distribution: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly encapsulations: readonly string[];
  readonly encapsulation: string;
  readonly encapsulationOfIpv6: string;
  readonly bgp: boolean;
}

/** The options of a deployment that facts depend on, as far as its type has them. */
interface Options {
  readonly distribution?: string;
  readonly edition?: string;
  readonly preset?: string;
  readonly datastore?: string;
  readonly egress?: string;
  readonly ipFamily?: string;
  readonly rancherVersion?: string;
  readonly cni?: Partial<Record<"name" | "encapsulation", string>> & {
    readonly wireguard?: boolean;
    readonly bgp?: boolean;
  };
  readonly loadBalancer?: { readonly terminatesTls: boolean };
  readonly parties?: Readonly<Record<string, unknown>>;
  readonly ports?: Readonly<Record<string, unknown>>;
  readonly addons?: readonly { readonly name: string }[];
}

interface Row {
  readonly id: string;
  readonly product: string;
  readonly rancher: { readonly since: number; readonly until: number | null };
  readonly when: Readonly<Record<string, readonly Value[]>>;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly protocol: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly icmpType: number | null;
  readonly icmpCode: number | null;
  readonly scope: string;
  readonly replacedBy: Readonly<Record<string, string>>;
  readonly purpose: string;
}
const rows: readonly Row[] = data.rows;
const networksOfFile: readonly Network[] = data.networks;

test("has an up-to-date file and schema (if not, run npm run schema)", () => {
  expect(committed).toBe(portsFile(repository));
  expect(JSON.parse(read("schema/ports.schema.json"))).toEqual(portsJsonSchema(repository));
});

test("follows the schema, which the file names", () => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true, formats: { uri: URL.canParse } }).compile(
    portsJsonSchema(repository),
  );
  validate(data);
  expect(validate.errors).toBeNull();
  expect(data.$schema).toBe((portsJsonSchema(repository) as { $id: string }).$id);
  const [row] = data.rows;
  expect(validate({ ...data, rows: [{ ...row, when: { colour: ["red"] } }] })).toBe(false);
  expect(validate({ ...data, rows: [{ ...row, from: ["somewhere"] }] })).toBe(false);
});

test("has a row with parties, ports and purpose for every port rule of every catalog", () => {
  const textOf = (rule: PortRule) => {
    const { protocol, ports } = rule;
    const [first, last] = ports === "all" ? [null, null] : [ports.from, ports.to];
    return JSON.stringify([rule.id, rule.from, rule.to, protocol, first, last, rule.scope, rule.purpose]);
  };
  const known = new Set(
    rows.map(({ id, from, to, protocol, fromPort, toPort, icmpType, icmpCode, scope, purpose }) =>
      JSON.stringify([id, from, to, protocol, fromPort ?? icmpType, toPort ?? icmpCode, scope, purpose]),
    ),
  );
  const rules = [...catalogs.values(), ...cniCatalogs, ...addonCatalogs].flatMap((catalog) => catalog.rules);
  expect(new Set(rules.map(({ id }) => id)).size).toBeGreaterThan(200);
  expect(rules.filter((rule) => !known.has(textOf(rule))).map(({ id }) => id)).toEqual([]);
});

test("has a link for every source, and cites every source", () => {
  const cited = new Set(rows.flatMap((row) => (row as unknown as { sources: number[] }).sources));
  expect([...cited].sort((a, b) => a - b)).toEqual(data.sources.map((_: unknown, index: number) => index));
  for (const { urls } of data.sources) for (const url of urls) expect(new URL(url).hostname).toMatch(/\.\w+$/);
});

/** The facts of a deployment as docs/ports-data.md describes them. */
function factsOf(deployment: Deployment): Readonly<Record<string, unknown>> {
  const options = deployment as Options;
  const { parties = {}, ports = {}, addons = [], cni = {}, loadBalancer } = options;
  const isOriginal = deployment.type === "rancher-server" && minorOf(deployment) <= 8;
  const distribution = options.distribution ?? (isOriginal ? "original" : "rke");
  const edition = data.editions.find((one: Options) => one.edition === options.edition);
  const ipFamily = options.ipFamily ?? edition?.ipFamily ?? "ipv4";
  const onDistribution = networksOfFile.filter((one) => one.distribution === distribution);
  const network = onDistribution.find(({ name, isDefault }) => (cni.name ? name === cni.name : isDefault));
  const usual = ipFamily === "ipv6" ? network?.encapsulationOfIpv6 : network?.encapsulation;
  const balancer = parties.apiLoadBalancer as { readonly preservesClientAddresses?: boolean } | undefined;
  return {
    ...deployment,
    ...{ distribution, ipFamily, egress: options.egress ?? "all" },
    ...{ preset: options.preset ?? "none", datastore: options.datastore ?? "embedded" },
    loadBalancer: loadBalancer ? (loadBalancer.terminatesTls ? "terminates-tls" : "passes-tls") : "none",
    ...(hasNetwork(deployment, distribution)
      ? {
          "cni.name": network?.name,
          "cni.encapsulation": cni.encapsulation ?? usual,
          "cni.wireguard": cni.wireguard,
          "cni.bgp": cni.bgp ?? network?.bgp,
        }
      : {}),
    ...Object.fromEntries(Object.entries(parties).map(([name, bound]) => [`parties.${name}`, bound !== "none"])),
    "parties.apiLoadBalancer.preservesClientAddresses": balancer?.preservesClientAddresses,
    ...Object.fromEntries(Object.keys(ports).map((key) => [`ports.${key}`, ports[key] !== undefined])),
    ...Object.fromEntries(addons.map(({ name }) => [`addons.${name}`, true])),
  };
}

/** Whether the nodes of the deployment form a cluster whose CNI is an option. */
function hasNetwork(deployment: Deployment, distribution: string): boolean {
  if (deployment.type === "cluster") return ["node-pools", "custom"].includes(deployment.provisioning);
  return deployment.type === "rancher-server" && ["rke2", "k3s"].includes(distribution);
}

function minorOf(deployment: Deployment): number {
  const { rancherVersion = "2.15" } = deployment as Options;
  return Number(/\.(\d+)/.exec(rancherVersion)?.[1] ?? 0);
}

/** The rows that apply to a deployment. */
function rowsFor(deployment: Deployment): readonly Row[] {
  const facts = factsOf(deployment);
  const minor = minorOf(deployment);
  return rows.filter(
    ({ product, rancher, when }) =>
      product === deployment.type &&
      rancher.since <= minor &&
      minor <= (rancher.until ?? minor) &&
      Object.entries(when).every(([fact, values]) => values.includes((facts[fact] ?? false) as Value)),
  );
}

/** The value of an option, by a path such as `ports.ssh` or `addons.ntp.to`. */
function optionAt(deployment: Deployment, path = ""): unknown {
  const { addons = [] } = deployment as Options;
  const named = Object.fromEntries(addons.map((addon) => [addon.name, addon]));
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], {
    ...deployment,
    addons: named,
  });
}

/** A row as one text for each port range, with the ports and the party that options of the deployment replace. */
function rowTexts(row: Row, deployment: Deployment): readonly string[] {
  const documented = { from: row.fromPort ?? row.icmpType, to: row.toPort ?? row.icmpCode };
  // An add-on whose ports are options has no others.
  const usual = row.replacedBy.ports?.startsWith("addons.") ? [] : documented;
  const ports = [optionAt(deployment, row.replacedBy.ports) ?? usual].flat() as (typeof documented)[];
  const from = optionAt(deployment, row.replacedBy.from) ? ["peer"] : row.from;
  return ports.map((range) => JSON.stringify([row.id, from, row.to, row.protocol, range.from, range.to, row.scope]));
}

const ruleText = ({ id, from, to, protocol, ports, scope }: PortRule) =>
  JSON.stringify([
    id,
    from,
    to,
    protocol,
    ports === "all" ? null : ports.from,
    ports === "all" ? null : ports.to,
    scope,
  ]);

const sorted = (texts: readonly string[]) => [...texts].sort();

/** Rows that at least one deployment below selected. */
const selectedRows = new Set<Row>();
function expectSame(deployment: Deployment, portRules: readonly PortRule[]): void {
  const selected = rowsFor(deployment);
  for (const row of selected) selectedRows.add(row);
  expect(sorted(selected.flatMap((row) => rowTexts(row, deployment)))).toEqual(sorted(portRules.map(ruleText)));
}

/** Compares the selected rows with the plan of a deployment whose parties need not be bound. */
function expectSelected(written: object): void {
  const deployment = deploymentSchema.parse(written);
  expectSame(
    deployment,
    select(deployment, settingsOf(deployment), layer(deployment, catalogFor(deployment))).selected,
  );
}

const families = ["ipv4", "ipv6", "dual"];
const balancers = [{}, { loadBalancer: { terminatesTls: true } }, { loadBalancer: { terminatesTls: false } }];
const versions = ["2.x", "2.7", "2.8", "2.9", "2.11", "2.12", "2.14", "2.15", "2.16"];
interface Choices extends Omit<Options, "cni"> {
  readonly authorizedClusterEndpoint?: boolean;
  readonly windowsWorkers?: boolean;
}
const switched: readonly Choices[] = [
  {},
  { ports: { workloadTcp: [80], workloadUdp: [53] } },
  {
    ...{ egress: "required", authorizedClusterEndpoint: true, windowsWorkers: true, datastore: "external" },
    ports: { ssh: 2222, nodePorts: "30000-31000", datastore: 5432, workloadTcp: [80, 443], workloadUdp: ["53"] },
    parties: {
      ...{ administrators: { cidrs: ["10.0.0.0/8"] }, hostedNodes: { create: true } },
      apiLoadBalancer: { cidrs: ["10.1.0.0/16"], preservesClientAddresses: true },
    },
  },
  { ipFamily: "dual", parties: { apiLoadBalancer: { create: true }, administrators: "none", hostedNodes: "none" } },
];
/** The options that a Rancher server has too. */
function onServer({ authorizedClusterEndpoint, windowsWorkers, parties, ...rest }: (typeof switched)[number]): object {
  const { hostedNodes, ...others } = parties ?? {};
  return { ...rest, parties: { ...others, ...(rest.egress ? { kubernetesApiClients: "anywhere" } : {}) } };
}
const versionsOf = (distribution: string) =>
  versions.filter((version) => distribution !== "rke" || Number(version.split(".")[1]) <= 11 || version === "2.x");

/** Every option value of a single CNI, and of the other CNIs in turn. */
const networks = networksOfFile.flatMap(({ distribution, name, encapsulations }) =>
  encapsulations.flatMap((encapsulation) =>
    [undefined, true, false].map((isOn) => ({
      distribution,
      cni: { name, encapsulation, ...(isOn === undefined ? {} : { bgp: isOn, wireguard: isOn }) },
    })),
  ),
);

describe("the rows that the conditions in the file select are the port rules of the plan", () => {
  test.each([...new Set(networks.map(({ distribution }) => distribution))])("on %s", (distribution) => {
    const own = networks.filter((network) => network.distribution === distribution);
    const defaults = [...new Set(own.map(({ cni }) => cni.name))].map((name) => ({ distribution, cni: name }));
    for (const [index, network] of [...own, ...defaults, { distribution }].entries()) {
      for (const [position, rancherVersion] of versionsOf(distribution).entries()) {
        const ipFamily = families[(index + position) % 3];
        const balancer = balancers[(index + 2 * position) % 3];
        for (const [choice, options] of switched.entries()) {
          const shared = { name: "lab", rancherVersion, ipFamily, ...network, ...balancer };
          const provisioning = (index + position + choice) % 2 === 0 ? "node-pools" : "custom";
          const preset = (index + position) % 4 === 0 ? { preset: "common-ports" } : {};
          expectSelected({ type: "cluster", provisioning, ...shared, ...preset, ...options });
          if (distribution !== "rke") expectSelected({ type: "rancher-server", ...shared, ...onServer(options) });
        }
      }
    }
  });

  test.each(["rke", "hosted", "docker", undefined])("for Rancher on %s", (distribution) => {
    const some = distribution === undefined ? ["2.x", "2.7", "2.8"] : versionsOf(distribution);
    for (const rancherVersion of some) {
      for (const balancer of balancers) {
        for (const options of switched) {
          const shared = { name: "lab", rancherVersion, ...(distribution ? { distribution } : {}) };
          expectSelected({ type: "rancher-server", ...shared, ...balancer, ...onServer(options) });
        }
      }
    }
  });

  test.each(["hosted", "imported"])("for clusters that are %s", (provisioning) => {
    for (const rancherVersion of versions) {
      for (const balancer of balancers) {
        for (const options of switched) {
          expectSelected({ type: "cluster", name: "lab", provisioning, rancherVersion, ...balancer, ...options });
        }
      }
      const parties = { hostedNodes: { securityGroupId: "sg-0123456789abcdef0", manageRules: true } };
      for (const egress of ["all", "required"]) {
        expectSelected({ type: "cluster", name: "lab", provisioning, rancherVersion, egress, parties });
      }
    }
  });

  test.each(["2.x", "2022-05", "2025-09"])("for the group rancher-nodes of %s", (edition) => {
    for (const ipFamily of [undefined, ...families]) {
      for (const parties of [{}, { administrators: "anywhere" }, { administrators: "none" }]) {
        const shared = { type: "rancher-nodes", name: "nodes", edition, ...(ipFamily ? { ipFamily } : {}) };
        expectSelected(shared);
        expectSelected({ ...shared, hardened: true, parties });
      }
    }
  });

  test("with each add-on", () => {
    const entries = addonFacts.map(({ entry }) => entry);
    expect(entries.length).toBeGreaterThanOrEqual(17);
    for (const entry of entries) {
      for (const { distribution, name: cni } of networksOfFile) {
        for (const rancherVersion of ["2.9", "2.11", "2.14", "2.15"].filter((one) =>
          versionsOf(distribution).includes(one),
        )) {
          const shared = { name: "lab", rancherVersion, distribution, cni, addons: [entry], ipFamily: "dual" };
          expectSelected({ type: "cluster", provisioning: "custom", ...shared });
          if (distribution !== "rke") expectSelected({ type: "rancher-server", ...shared });
        }
      }
    }
  });

  test("for the example configs", () => {
    const examples = readdirSync(join(root, "stacks/examples")).filter((name) => name.endsWith(".yaml"));
    const files = ["stacks/rancher-sg.yaml", ...examples.map((name) => `stacks/examples/${name}`)];
    const deployments = files.flatMap((file) => loadConfig(join(root, file)).map(({ plan }) => plan.deployment));
    expect(deployments.length).toBeGreaterThan(15);
    for (const { rules: _, ...deployment } of deployments) {
      const documented = { ...deployment, rules: {} } as Deployment;
      expectSame(documented, planDeployment(documented).portRules);
    }
  });

  test("for random deployments", () => {
    fc.assert(
      fc.property(fc.oneof(todaysDeployments, plannableDeployments), (deployment) =>
        expectSame(deployment, planDeployment(deployment).portRules),
      ),
      { numRuns: 300 },
    );
  });

  // The package cannot see whether Rancher's pods run with hostNetwork, so no plan has these rows.
  test("and every row was selected, except those of hostNetwork", () => {
    const neverSelected = rows.filter((row) => !selectedRows.has(row));
    expect(neverSelected.filter(({ when }) => !when.hostNetwork)).toEqual([]);
    expect(neverSelected.length).toBe(rows.filter(({ when }) => when.hostNetwork).length);
  });
});
