/** The JSON Schema of ports.json, which describes each field and each fact. */
import { addons } from "../catalog/addons";
import { cnis } from "../catalog/cni";
import { distributions } from "../catalog/places";
import { rancherServerOn } from "../catalog/server-distributions";
import { switches } from "../model/options";
import { parties } from "../model/party";
import { rancherNodesEditions } from "../model/rancher-nodes-edition";
import { encapsulations, ipFamilies } from "../model/settings";
import { format, type Value } from "./ports-data";
import type { Repository } from "./repository";

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
export function portsJsonSchema({ files }: Repository): object {
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
    $id: `${files}/schema/ports.schema.json`,
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
