/** The first config of a project, with comments. */
import { driverEdition } from "../model/rancher-nodes-edition";

/** The answers of `rancher-sg init`. Values are texts as the user wrote them; the loader of configs judges them. */
export interface Answers {
  readonly kind: StarterKind;
  readonly name: string;
  readonly distribution: string;
  readonly rancherVersion: string;
  readonly cni: string;
  /** Undefined: the config is for modules. */
  readonly region?: string | undefined;
  readonly vpc?: string | undefined;
  readonly rancher: string;
  readonly apiClients: string;
  readonly workloadClients: string;
}

/** Kinds of first configs. */
export const starterKinds = ["node-pools", "custom", "rancher-server"] as const;
export type StarterKind = (typeof starterKinds)[number];

const openEgress = "    lint: { acknowledge: [{ id: open-egress, reason: Nodes fetch images and packages }] }";

/** The config as YAML. `schema` is the path of the JSON Schema from the folder of the config. */
export function starterConfig(answers: Answers, schema: string): string {
  const { kind, region, vpc } = answers;
  const place = Object.entries({ region, vpcId: vpc }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${yaml(value)}`],
  );
  const deployments = kind === "rancher-server" ? [server(answers)] : [cluster(answers)];
  if (kind === "node-pools") deployments.push(nodesGroup(answers));
  return `${[
    `# yaml-language-server: $schema=${schema}`,
    "# docs/ports.md of rancher-security-groups lists every port by product and version.",
    ...(place.length > 0 ? [`defaults: { ${place.join(", ")} }`] : []),
    "# addresses: { office: { cidrs: [203.0.113.0/24] } } # named lists, for { addresses: [office] } in any party",
    "deployments:",
    deployments.map((lines) => lines.join("\n")).join("\n\n"),
  ].join("\n")}\n`;
}

function cluster({ kind, name, distribution, rancherVersion, cni, ...parties }: Answers): readonly string[] {
  return [
    `  - name: ${yaml(name)} # starts the names of the groups`,
    "    type: cluster",
    `    provisioning: ${kind} # node-pools: by a node driver; custom: existing machines`,
    `    distribution: ${yaml(distribution)}`,
    `    rancherVersion: ${JSON.stringify(rancherVersion)} # the version of the tables; in quotes`,
    `    cni: ${yaml(cni)}`,
    "    # addons: [monitoring] # ports that the tables leave out",
    "    # egress: required # outbound rules too; without it, outbound traffic is open",
    "    parties:",
    `      rancher: ${bindingOf(parties.rancher, true)} # the nodes of Rancher: a group, CIDRs or another deployment`,
    `      apiClients: ${bindingOf(parties.apiClients)} # people and programs that use Rancher`,
    `      workloadClients: ${bindingOf(parties.workloadClients)} # clients of the cluster's ingress and NodePorts`,
    openEgress,
  ];
}

function nodesGroup({ rancherVersion, ...parties }: Answers): readonly string[] {
  return [
    "  - name: rancher-nodes # the group that Rancher's EC2 node driver gives to nodes",
    "    type: rancher-nodes",
    `    edition: ${driverEdition(rancherVersion)} # what the node driver of this Rancher opens`,
    "    ipFamily: ipv4 # or dual, with IPv6 addresses too",
    "    hardened: true # opens each port to the parties that use it, not to the world",
    "    parties:",
    `      rancher: ${bindingOf(parties.rancher, true)}`,
    `      apiClients: ${bindingOf(parties.apiClients)}`,
    `      workloadClients: ${bindingOf(parties.workloadClients)}`,
    openEgress,
  ];
}

function server({ name, distribution, rancherVersion, cni, apiClients }: Answers): readonly string[] {
  return [
    `  - name: ${yaml(name)} # starts the names of the groups`,
    "    type: rancher-server # the nodes of Rancher itself",
    `    distribution: ${yaml(distribution)}`,
    `    rancherVersion: ${JSON.stringify(rancherVersion)} # the version of the tables; in quotes`,
    `    cni: ${yaml(cni)}`,
    "    # loadBalancer: { terminatesTls: true } # in front of Rancher",
    "    parties:",
    `      apiClients: ${bindingOf(apiClients)} # people and programs that use Rancher`,
    "      clusterNodes: none # nodes of clusters that Rancher manages: CIDRs or groups",
    "      nodeDriverNodes: none # nodes that a node driver makes",
    "      hostedCluster: none # the API of hosted clusters, such as EKS",
    openEgress,
  ];
}

/** `203.0.113.0/24,sg-...,pl-...` as a binding; `anywhere` and `none` are bindings already. */
function bindingOf(text: string, mayBeGroup = false): string {
  const words = text.split(",").map((word) => word.trim());
  const [only = ""] = words;
  if (words.length === 1 && /^[a-z]+$/.test(only)) return only;
  const groups = words.filter((word) => word.startsWith("sg-"));
  const lists = words.filter((word) => word.startsWith("pl-"));
  const cidrs = words.filter((word) => !groups.includes(word) && !lists.includes(word));
  if (mayBeGroup && words.length === 1 && groups.length === 1) return `{ securityGroupId: ${yaml(only)} }`;
  const parts = Object.entries({ cidrs, securityGroupIds: groups, prefixListIds: lists })
    .filter(([, values]) => values.length > 0)
    .map(([key, values]) => `${key}: [${values.map(yaml).join(", ")}]`);
  return `{ ${parts.join(", ")} }`;
}

/** A text in YAML, in quotes unless it is plain. A text in JSON is one in YAML. */
function yaml(text: string): string {
  return /^[A-Za-z][\w.-]*$|^[\d.]+\/\d+$/.test(text) ? text : JSON.stringify(text);
}
