/**
 * The tables as data: the content of ports.json. Each row states the deployments that it applies to as values of facts,
 * and a fact is an option of a deployment:
 *
 *     { "loadBalancer": ["none"], "cni.name": ["canal"] }  // both facts have to have one of their values
 */
import { addons } from "../catalog/addons";
import { cnis } from "../catalog/cni";
import type { CniSupport, Distribution } from "../catalog/cni/cni";
import { orderOf } from "../catalog/edition";
import { hardened } from "../catalog/hardened-nodes";
import { catalogsOf, editionsOf, type Product } from "../catalog/product";
import { clusterWith, existing, rancherAsNodes, rancherServerWith, withAddons } from "../catalog/products";
import { rancherNodes } from "../catalog/rancher-nodes";
import { rancherServer } from "../catalog/rancher-server";
import { rancherServerOn } from "../catalog/server-distributions";
import { defaultCni } from "../catalog/settings";
import type { Condition } from "../model/condition";
import { groupBy } from "../model/group-by";
import { type Switch, switches } from "../model/options";
import { parties, partyDescriptions, partyTitles } from "../model/party";
import type { PortRule, TableReference } from "../model/port-rule";
import { rancherNodesEditions } from "../model/rancher-nodes-edition";
import { encapsulations, ipFamilies } from "../model/settings";
import { linksOf } from "./source-links";

/** The version of the format. It changes if a reader of the file has to change. */
const format = 1;

const publicFolder = "https://raw.githubusercontent.com/OWNER/rancher-security-groups/main";
const decisions = "https://github.com/OWNER/rancher-security-groups/blob/main";

type Value = string | boolean;
type When = Readonly<Record<string, readonly Value[]>>;

/** The facts that a condition depends on, with the values that meet it. */
const valuesOf: Readonly<Record<Exclude<Condition, Switch>, When>> = {
  withoutLoadBalancer: { loadBalancer: ["none"] },
  withLoadBalancer: { loadBalancer: ["terminates-tls", "passes-tls"] },
  tlsPassthrough: { loadBalancer: ["passes-tls"] },
  workloadTcp: { "ports.workloadTcp": [true] },
  workloadUdp: { "ports.workloadUdp": [true] },
  egressAll: { egress: ["all"] },
  ipv4: { ipFamily: ["ipv4", "dual"] },
  ipv6: { ipFamily: ["ipv6", "dual"] },
  overlay: { "cni.encapsulation": encapsulations.filter((one) => one !== "none" && one !== "geneve") },
  unencapsulated: { "cni.encapsulation": ["none"] },
  vxlan: { "cni.encapsulation": ["vxlan"] },
  ipInIp: { "cni.encapsulation": ["ip-in-ip"] },
  wireguard: { "cni.encapsulation": ["wireguard"] },
  geneve: { "cni.encapsulation": ["geneve"] },
  ipsec: { "cni.encapsulation": ["ipsec"] },
  encryptedBesides: { "cni.wireguard": [true] },
  bgp: { "cni.bgp": [true] },
  hostNetwork: { hostNetwork: [true] },
  withApiLoadBalancer: { "parties.apiLoadBalancer": [true] },
  clientAddresses: { "parties.apiLoadBalancer.preservesClientAddresses": [true] },
  withKubernetesApiClients: { "parties.kubernetesApiClients": [true] },
  withAdministrators: { "parties.administrators": [true] },
  withHostedNodes: { "parties.hostedNodes": [true] },
  withoutHostedNodes: { "parties.hostedNodes": [false] },
  embeddedDatastore: { datastore: ["embedded"] },
  externalDatastore: { datastore: ["external"] },
};

/** A product with the facts that choose it. */
interface Place {
  readonly type: "cluster" | "rancher-server" | "rancher-nodes";
  readonly facts: Readonly<Record<string, Value>>;
  readonly product: Product;
}

const distributions = ["rke", "rke2", "k3s"] as const;
const cnisOn = (distribution: Distribution) => cnis.filter(({ on }) => on[distribution]).map(({ name }) => name);

const launchedPlaces = distributions.flatMap((distribution) =>
  cnisOn(distribution).flatMap((cni) =>
    (["node-pools", "custom"] as const).flatMap((provisioning) =>
      ([undefined, "common-ports"] as const).map((preset): Place => {
        const product = withAddons(clusterWith(distribution, provisioning, cni, preset), distribution, cni);
        const facts = { provisioning, distribution, "cni.name": cni, preset: preset ?? "none" };
        return { type: "cluster", facts, product };
      }),
    ),
  ),
);
const existingPlaces = Object.entries(existing).map(
  ([provisioning, product]): Place => ({ type: "cluster", facts: { provisioning }, product }),
);
const serverPlaces: readonly Place[] = [
  { type: "rancher-server", facts: { distribution: "original" }, product: rancherServer },
  ...(["rke", "hosted", "docker"] as const).map(
    (distribution): Place => ({
      type: "rancher-server",
      facts: { distribution },
      product: rancherServerOn[distribution],
    }),
  ),
  ...(["rke2", "k3s"] as const).flatMap((distribution) =>
    cnisOn(distribution).map((cni): Place => {
      const product = withAddons(rancherServerWith(distribution, cni), distribution, cni, rancherAsNodes);
      return { type: "rancher-server", facts: { distribution, "cni.name": cni }, product };
    }),
  ),
];

/** One port rule in one place, for a range of minor versions of Rancher. */
interface Occurrence extends Pick<Place, "type" | "facts"> {
  readonly rule: PortRule;
  readonly rancher: { readonly since: number; readonly until: number | null };
}

/** The first edition of a product applies to earlier versions too. */
function occurrencesIn({ type, facts, product }: Place): readonly Occurrence[] {
  const starts = editionsOf(product).map(orderOf);
  const last = product.until === undefined ? null : orderOf(product.until);
  const catalogs = catalogsOf(product);
  const isIn = (index: number, text: string) => catalogs[index]?.rules.some((rule) => JSON.stringify(rule) === text);
  return catalogs.flatMap(({ rules }, index) =>
    rules.flatMap((rule): readonly Occurrence[] => {
      const text = JSON.stringify(rule);
      if (index > 0 && isIn(index - 1, text)) return [];
      let next = index + 1;
      while (next < catalogs.length && isIn(next, text)) next += 1;
      const until = next < catalogs.length ? (starts[next] as number) - 1 : last;
      return [{ type, facts, rule, rancher: { since: index === 0 ? 0 : (starts[index] as number), until } }];
    }),
  );
}

const nodesOccurrences = catalogsOf(rancherNodes).flatMap((catalog, index) =>
  [false, true].flatMap((isHardened) =>
    (isHardened ? hardened(catalog) : catalog).rules.map(
      (rule): Occurrence => ({
        type: "rancher-nodes",
        facts: { edition: editionsOf(rancherNodes)[index] as string, hardened: isHardened },
        rule,
        rancher: { since: 0, until: null },
      }),
    ),
  ),
);

type Facts = Place["facts"];

/** In this order the fewest rows result. */
const placeFacts = ["provisioning", "distribution", "cni.name", "preset", "edition", "hardened"] as const;

/**
 * The places as values of facts, such that they are the places of `all` with these values. A fact is left out if every
 * value of it is among the places.
 */
function cover(places: readonly Facts[], all: readonly Facts[], keys: readonly string[] = placeFacts): readonly When[] {
  const [key, ...rest] = keys;
  if (key === undefined) return [{}];
  const factOf = (facts: Facts) => facts[key];
  const groups = groupBy([...new Set(places.map(factOf))], (value) =>
    JSON.stringify(
      cover(
        places.filter((facts) => factOf(facts) === value),
        all.filter((facts) => factOf(facts) === value),
        rest,
      ),
    ),
  );
  const count = new Set(all.map(factOf)).size;
  return [...groups].flatMap(([text, values]) =>
    (JSON.parse(text) as When[]).map((when) =>
      values.length === count ? when : { [key]: values.filter((value) => value !== undefined), ...when },
    ),
  );
}

/** The requirements of the conditions and the add-on of a port rule. */
function requirementsOf({ when, addon }: PortRule): When {
  const all = when.map((condition) =>
    Object.hasOwn(switches, condition) ? { [condition]: [true] } : valuesOf[condition as keyof typeof valuesOf],
  );
  const requirements: Record<string, readonly Value[]> = addon ? { [`addons.${addon}`]: [true] } : {};
  for (const [fact, values] of all.flatMap((one: When) => Object.entries(one))) {
    requirements[fact] = values.filter((value) => requirements[fact]?.includes(value) ?? true);
  }
  return requirements;
}

/** The options of a deployment that replace the ports or a party of a port rule. */
function replacementsOf({ parameter, addon: name, protocol }: PortRule): Readonly<Record<string, string>> {
  const options = addons.find((addon) => addon.name === name)?.options ?? {};
  return {
    ...(parameter ? { ports: `ports.${parameter}` } : {}),
    ...("ports" in options ? { ports: `addons.${name}.ports.${protocol}` } : {}),
    ...("from" in options ? { from: `addons.${name}.from` } : {}),
    ...("to" in options ? { to: `addons.${name}.to` } : {}),
  };
}

function trafficOf({ protocol, ports }: PortRule) {
  const isIcmp = protocol.startsWith("icmp");
  const [first, last] = ports === "all" ? [null, null] : [ports.from, ports.to];
  return {
    protocol,
    fromPort: isIcmp ? null : first,
    toPort: isIcmp ? null : last,
    icmpType: isIcmp ? first : null,
    icmpCode: isIcmp ? last : null,
  };
}

type Row = ReturnType<typeof rowsOf>[number];

/** The rows of one port rule in all its places. */
function rowsOf(
  occurrences: readonly Occurrence[],
  all: readonly Facts[],
  sourceOf: (table: TableReference) => number,
) {
  const [{ type, rule, rancher }] = occurrences as readonly [Occurrence];
  return cover(
    occurrences.map(({ facts }) => facts),
    all,
  ).map((places) => ({
    id: rule.id,
    product: type,
    rancher,
    when: { ...places, ...requirementsOf(rule) },
    from: rule.from,
    to: rule.to,
    ...trafficOf(rule),
    scope: rule.scope,
    replacedBy: replacementsOf(rule),
    purpose: rule.purpose,
    observes: rule.observes ?? false,
    correction: rule.correction ?? null,
    sources: rule.references.map(sourceOf),
  }));
}

/** The content of ports.json. */
function portsData() {
  const sources = new Map<string, { readonly index: number; readonly reference: TableReference }>();
  const sourceOf = (reference: TableReference): number => {
    const key = JSON.stringify(reference);
    const known = sources.get(key) ?? { index: sources.size, reference };
    sources.set(key, known);
    return known.index;
  };
  const occurrences = [
    ...[...launchedPlaces, ...existingPlaces, ...serverPlaces].flatMap(occurrencesIn),
    ...nodesOccurrences,
  ];
  const rows = [...groupBy(occurrences, ({ type }) => type).values()].flatMap((ofType): readonly Row[] => {
    const all = [...new Map(ofType.map(({ facts }) => [JSON.stringify(facts), facts])).values()];
    const groups = groupBy(ofType, ({ rule, rancher }) => JSON.stringify([rule, rancher]));
    return [...groups.values()].flatMap((same) => rowsOf(same, all, sourceOf));
  });
  return {
    $schema: `${publicFolder}/schema/ports.schema.json`,
    format,
    parties: Object.fromEntries(parties.map((party) => [party, partyDescriptions[party] ?? partyTitles[party]])),
    editions: Object.entries(rancherNodesEditions).map(([edition, { rancher, ipFamily }]) => ({
      ...{ edition, rancher, ipFamily },
    })),
    networks: distributions.flatMap(networksOn),
    sources: [...sources.values()].map(({ reference }) => ({ ...reference, urls: urlsOf(reference) })),
    rows,
  };
}

/** The CNIs of a distribution, with the defaults that decide facts of a deployment. */
function networksOn(distribution: Distribution) {
  return cnis.flatMap(({ name, on }) => {
    const support: CniSupport | undefined = on[distribution];
    if (!support) return [];
    const [encapsulation = "none"] = support.encapsulations;
    return [
      {
        distribution,
        name,
        isDefault: defaultCni[distribution] === name,
        encapsulations: support.encapsulations,
        encapsulation,
        encapsulationOfIpv6: support.encapsulationOfIpv6 ?? encapsulation,
        bgp: support.bgp ?? false,
      },
    ];
  });
}

function urlsOf(reference: TableReference): readonly string[] {
  return linksOf(reference).map((link) => (link.startsWith("https:") ? link : `${decisions}/${link}`));
}

/** The file: one line for each element of a list, so that a change of a row is a change of one line. */
export function portsFile(): string {
  const entries = Object.entries(portsData()).map(([key, value]) => {
    const lines = Array.isArray(value) ? value.map((element) => `    ${JSON.stringify(element)}`) : undefined;
    return `  ${JSON.stringify(key)}: ${lines ? `[\n${lines.join(",\n")}\n  ]` : JSON.stringify(value)}`;
  });
  return `{\n${entries.join(",\n")}\n}\n`;
}

const text = (description: string) => ({ type: "string", description });
const closed = (description: string, properties: Readonly<Record<string, object>>, optional = false) => ({
  type: "object",
  description,
  properties,
  ...(optional ? {} : { required: Object.keys(properties) }),
  additionalProperties: false,
});
const listOf = (description: string, items: object) => ({ type: "array", description, items });
const numberOrNull = (description: string, maximum: number) => ({
  ...{ type: ["integer", "null"], minimum: -1, maximum, description },
});

/** Every fact with its values and the default of a deployment that does not set the option. */
const factSchemas: Readonly<Record<string, { readonly values: readonly Value[]; readonly text: string }>> = {
  provisioning: {
    values: ["node-pools", "custom", "hosted", "imported"],
    text: "How the nodes of a cluster are created.",
  },
  distribution: {
    values: ["original", ...Object.keys(rancherServerOn)],
    text: "What the nodes run. `original`: a rancher-server without distribution, up to Rancher 2.8. Default of a cluster up to Rancher 2.8: `rke`.",
  },
  "cni.name": { values: cnis.map(({ name }) => name), text: "The network of pods. Default: see `networks`." },
  "cni.encapsulation": {
    values: encapsulations,
    text: "How the CNI carries traffic between nodes. Default: see `networks`.",
  },
  "cni.wireguard": {
    values: [true, false],
    text: "Whether Calico encrypts with WireGuard in addition. Default: false.",
  },
  "cni.bgp": { values: [true, false], text: "Whether the CNI exchanges routes over BGP. Default: see `networks`." },
  preset: { values: ["none", "common-ports"], text: "Default: none." },
  edition: { values: Object.keys(rancherNodesEditions), text: "The edition of the group rancher-nodes." },
  hardened: { values: [true, false], text: "Whether the group rancher-nodes is hardened. Default: false." },
  loadBalancer: {
    values: ["none", "terminates-tls", "passes-tls"],
    text: "The load balancer in front of the Rancher nodes, and what it does with TLS. Default: none.",
  },
  egress: { values: ["all", "required"], text: "Which outbound traffic is open. Default: all." },
  ipFamily: {
    values: ipFamilies,
    text: "The address families of the nodes. Default: ipv4, or that of the edition in `editions`.",
  },
  datastore: { values: ["embedded", "external"], text: "Where the cluster keeps its state. Default: embedded." },
  hostNetwork: {
    values: [true, false],
    text: "Whether Rancher's pods run with hostNetwork. Not an option of a config. Default: false.",
  },
  ...Object.fromEntries(
    Object.entries(switches).map(([key, { text: of }]) => [
      key,
      { values: [true, false], text: `${of} Default: false.` },
    ]),
  ),
  ...Object.fromEntries(
    ["apiLoadBalancer", "kubernetesApiClients", "administrators", "hostedNodes"].map((party) => [
      `parties.${party}`,
      { values: [true, false], text: "Whether the party exists. Default: false." },
    ]),
  ),
  "parties.apiLoadBalancer.preservesClientAddresses": {
    values: [true, false],
    text: "Whether the load balancer of the servers preserves client addresses. Default: false.",
  },
  "ports.workloadTcp": { values: [true, false], text: "Whether ports.workloadTcp is set. Default: false." },
  "ports.workloadUdp": { values: [true, false], text: "Whether ports.workloadUdp is set. Default: false." },
  ...Object.fromEntries(
    addons.map(({ name, title }) => [
      `addons.${name}`,
      { values: [true, false], text: `Whether the cluster has the add-on: ${title}. Default: false.` },
    ]),
  ),
};

/** The JSON Schema of ports.json. */
export function portsJsonSchema(): object {
  const party = { enum: parties };
  const facts = Object.entries(factSchemas).map(([fact, { values, text: description }]) => [
    fact,
    { ...listOf(description, { enum: values }), minItems: 1, uniqueItems: true },
  ]);
  const ends = { type: "array", minItems: 1, items: party };
  const row = closed("A port rule for some deployments.", {
    id: text("The id of the port rule, as in rules.omit. Several rows can have one id."),
    product: { enum: ["cluster", "rancher-server", "rancher-nodes"], description: "The type of the deployment." },
    rancher: closed(
      "The minor versions of Rancher 2, both included. 9 is Rancher 2.9, and 0 is the original document.",
      {
        since: { type: "integer", minimum: 0 },
        until: { type: ["integer", "null"], description: "null: no limit." },
      },
    ),
    when: closed(
      "The facts of a deployment that the row depends on. Each fact has to have one of the values. Facts that are not listed do not matter.",
      Object.fromEntries(facts),
      true,
    ),
    from: { ...ends, description: "The parties that open connections." },
    to: { ...ends, description: "The parties that accept them." },
    protocol: {
      type: "string",
      pattern: "^(tcp|udp|icmp|icmpv6|all|[0-9]{1,3})$",
      description: "A number is a protocol without ports, such as 50, ESP. `all` is every protocol, -1 in EC2.",
    },
    fromPort: numberOrNull("The first port. null: all ports, or a protocol without ports.", 65535),
    toPort: numberOrNull("The last port, which may be the first. null as in fromPort.", 65535),
    icmpType: numberOrNull("The type of ICMP. null: another protocol, or every type.", 255),
    icmpCode: numberOrNull("The code of ICMP; -1: every code. null as in icmpType.", 255),
    scope: {
      enum: ["network", "node"],
      description: "network: each party of `from` to each party of `to`. node: each node of a party to itself only.",
    },
    replacedBy: {
      type: "object",
      description: "The options of a deployment that replace the ports or a party. They are absent if no option does.",
      properties: { ports: { type: "string" }, from: { type: "string" }, to: { type: "string" } },
      additionalProperties: false,
    },
    purpose: text("What the traffic is for."),
    observes: { type: "boolean", description: "Whether the traffic is metrics or health checks only." },
    correction: {
      type: ["string", "null"],
      description: "Where the source was read differently than printed, and why.",
    },
    sources: {
      type: "array",
      minItems: 1,
      items: { type: "integer", minimum: 0 },
      description: "Positions in `sources`.",
    },
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `${publicFolder}/schema/ports.schema.json`,
    title: "Port requirements of Rancher, as data",
    ...closed("The port rules of rancher-security-groups.", {
      $schema: { type: "string" },
      format: { const: format, description: "The version of this format." },
      parties: closed("What each party is.", Object.fromEntries(parties.map((name) => [name, { type: "string" }]))),
      editions: listOf(
        "The editions of the group rancher-nodes.",
        closed("An edition.", {
          edition: { enum: Object.keys(rancherNodesEditions) },
          rancher: text("The versions of Rancher whose node driver makes the group so."),
          ipFamily: { enum: ipFamilies, description: "The default." },
        }),
      ),
      networks: listOf(
        "The CNIs of each distribution.",
        closed("A CNI on a distribution.", {
          distribution: { enum: distributions },
          name: { enum: cnis.map(({ name }) => name) },
          isDefault: { type: "boolean", description: "Whether it is the default of the distribution." },
          encapsulations: { type: "array", items: { enum: encapsulations } },
          encapsulation: { enum: encapsulations, description: "The default." },
          encapsulationOfIpv6: { enum: encapsulations, description: "The default if ipFamily is ipv6." },
          bgp: { type: "boolean", description: "The default of cni.bgp." },
        }),
      ),
      sources: listOf(
        "The tables that rows cite.",
        closed("A table of a document.", {
          document: { type: "string" },
          table: { type: "string" },
          edition: { type: "string" },
          date: { type: "string" },
          source: text("The repository and commit, or the page."),
          urls: listOf("Links to the source.", { type: "string", format: "uri" }),
        }),
      ),
      rows: listOf("One row on a line.", row),
    }),
  };
}
