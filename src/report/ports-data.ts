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
import { distributions, type Place, places } from "../catalog/places";
import { catalogsOf, editionsOf } from "../catalog/product";
import { rancherNodes } from "../catalog/rancher-nodes";
import { defaultCni } from "../catalog/settings";
import type { Condition } from "../model/condition";
import type { Deployment } from "../model/deployment";
import { groupBy } from "../model/group-by";
import { type Switch, switches } from "../model/options";
import { parties, partyDescriptions, partyTitles } from "../model/party";
import type { PortRule, TableReference } from "../model/port-rule";
import { rancherNodesEditions } from "../model/rancher-nodes-edition";
import { encapsulations } from "../model/settings";
import type { Repository } from "./repository";
import { linksOf } from "./source-links";

/** The version of the format. It changes if a reader of the file has to change. */
export const format = 1;

export type Value = string | boolean;
type Facts = Readonly<Record<string, Value>>;
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

/** One port rule in one place, for a range of minor versions of Rancher. */
interface Occurrence {
  readonly type: Deployment["type"];
  readonly facts: Facts;
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
function portsData(repository: Repository) {
  const sources = new Map<string, { readonly index: number; readonly reference: TableReference }>();
  const sourceOf = (reference: TableReference): number => {
    const key = JSON.stringify(reference);
    const known = sources.get(key) ?? { index: sources.size, reference };
    sources.set(key, known);
    return known.index;
  };
  const occurrences = [...places.flatMap(occurrencesIn), ...nodesOccurrences];
  const rows = [...groupBy(occurrences, ({ type }) => type).values()].flatMap((ofType): readonly Row[] => {
    const all = [...new Map(ofType.map(({ facts }) => [JSON.stringify(facts), facts])).values()];
    const groups = groupBy(ofType, ({ rule, rancher }) => JSON.stringify([rule, rancher]));
    return [...groups.values()].flatMap((same) => rowsOf(same, all, sourceOf));
  });
  return {
    $schema: `${repository.files}/schema/ports.schema.json`,
    format,
    parties: Object.fromEntries(parties.map((party) => [party, partyDescriptions[party] ?? partyTitles[party]])),
    editions: Object.entries(rancherNodesEditions).map(([edition, { rancher, ipFamily }]) => ({
      ...{ edition, rancher, ipFamily },
    })),
    networks: distributions.flatMap(networksOn),
    sources: [...sources.values()].map(({ reference }) => ({ ...reference, urls: urlsOf(reference, repository) })),
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

function urlsOf(reference: TableReference, { pages }: Repository): readonly string[] {
  return linksOf(reference).map((link) => (link.startsWith("https:") ? link : `${pages}/${link}`));
}

/** The file: one line for each element of a list, so that a change of a row is a change of one line. */
export function portsFile(repository: Repository): string {
  const entries = Object.entries(portsData(repository)).map(([key, value]) => {
    const lines = Array.isArray(value) ? value.map((element) => `    ${JSON.stringify(element)}`) : undefined;
    return `  ${JSON.stringify(key)}: ${lines ? `[\n${lines.join(",\n")}\n  ]` : JSON.stringify(value)}`;
  });
  return `{\n${entries.join(",\n")}\n}\n`;
}
