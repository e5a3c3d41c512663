/** What the user has: the zod schemas are the definition, the types follow from them. */
import { z } from "zod";
import { problems } from "../errors";
import { anyLintSchema } from "./acknowledgement";
import { addonsSchema } from "./addon-schema";
import type { AddressLists } from "./address-entries";
import { cidrSchema } from "./address-list-schema";
import {
  apiLoadBalancerBindingSchema,
  bindingSchema,
  clientBindingSchema,
  existingBindingSchema,
  narrowedBindingSchema,
  outsideBindingSchema,
} from "./binding";
import type {
  ClusterPortRuleId,
  NarrowablePortRuleId,
  RancherNodesPortRuleId,
  RancherServerPortRuleId,
} from "./catalog-names";
import { groupName, layoutOfClusterSchema, layoutOfServerSchema, poolsSchema } from "./group-layout-schema";
import { layerSchemaFor } from "./layer";
import { options, type Switch, switches } from "./options";
import {
  clusterParties,
  creatableParties,
  hardenedParties,
  type Party,
  partyDescriptions,
  partyTitles,
  serverParties,
} from "./party";
import { tcpPortsSchema } from "./ports-schema";
import { type RancherNodesEdition, rancherNodesEditionChoices, rancherNodesEditions } from "./rancher-nodes-edition";
import { newestRancherVersion, rancherVersionShape } from "./rancher-version";
import { nonEmptyList, recordOf, text } from "./schema-parts";
import { cniSchema, ipFamilySchema } from "./settings";
import { missingProblems } from "./validate";

/** The name of a deployment, or of a stack. */
export const nameSchema = text((value) => {
  // The names of an object's own functions, such as constructor: no stack can have them.
  if (value in {}) return problems.notName("choose another name");
  return /^[A-Za-z][A-Za-z0-9_-]{0,199}$/.test(value)
    ? undefined
    : problems.notName("use letters, digits, - and _, starting with a letter, at most 200");
}, "production");

function partiesSchema<P extends Party>(parties: readonly P[], bindingOf = schemaOf) {
  const shape = Object.fromEntries(parties.map((party) => [party, described(party, bindingOf(party).optional())]));
  return z.strictObject(shape as { readonly [party in P]: z.ZodOptional<typeof bindingSchema> }).default({} as never);
}

function described<S extends z.ZodType>(party: Party, schema: S): S {
  const description = partyDescriptions[party];
  return schema.describe(description ? `${capitalized(description)}.` : `The ${partyTitles[party]}.`);
}

const capitalized = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function schemaOf(party: Party) {
  // The union of the bindings of all parties is the type of each: only the schema is narrower.
  if (party === "apiLoadBalancer") return apiLoadBalancerBindingSchema as unknown as typeof bindingSchema;
  if (creatableParties.includes(party)) return bindingSchema;
  return ["hostedCluster", "hostedControlPlane", "datastore"].includes(party)
    ? existingBindingSchema
    : outsideBindingSchema;
}

/** Optional ports. The example is of the port, so that no two keys have the same. */
const portsLike = (example: string) => tcpPortsSchema.meta({ examples: [example] }).optional();

/** Ports that Rancher's documents leave to the installation. */
const portsShape = {
  ssh: portsLike("2222").describe("The SSH port of nodes that a node driver creates. Default: 22."),
  nodePorts: portsLike("30000-31000").describe("The ports of Kubernetes NodePort services. Default: 30000-32767."),
  kubernetesApi: portsLike("6443").describe(
    "The Kubernetes API of a hosted or imported cluster. Default: 443 in a hosted cluster, as on EKS; 6443 in an imported one.",
  ),
  workloadTcp: nonEmptyList(tcpPortsSchema)
    .meta({ examples: ["[443, 8443]"] })
    .optional()
    .describe("TCP ports on which applications of a hosted or imported cluster serve their clients. Default: none."),
  workloadUdp: nonEmptyList(tcpPortsSchema)
    .meta({ examples: ["[53]"] })
    .optional()
    .describe("UDP ports on which these applications serve their clients. Default: none."),
  datastore: portsLike("5432").describe(
    "The external datastore: 5432 for PostgreSQL, 3306 for MySQL and MariaDB, 2379 for etcd. No default.",
  ),
};

const everyDeploymentWith = <PortRuleId extends string>() => ({
  name: nameSchema.describe("Names the stack, and starts the names of its groups."),
  ports: z.strictObject(portsShape).default({}).describe(options.ports.text),
  rules: layerSchemaFor<PortRuleId>()
    .default({})
    .describe("Port rules to omit, to add and to override. Default: none."),
  optimize: z
    .boolean()
    .default(false)
    .describe(
      "Whether to merge adjacent ports and CIDRs. The result has fewer rules that open exactly the same traffic. Default: false.",
    ),
  lint: anyLintSchema.optional(),
  ipFamily: ipFamilySchema.optional().describe(options.ipFamily.text),
});

const egress = z.enum(["all", "required"]).default("all").describe(options.egress.text);
const loadBalancer = z
  .strictObject({
    terminatesTls: z
      .boolean()
      .describe("`true`: TLS ends at the load balancer. `false`: the load balancer passes TLS through to Rancher."),
  })
  .meta({ examples: ["{ terminatesTls: true }"] })
  .optional()
  .describe(options.loadBalancer.text);
const rancherVersion = text(
  (version) => (rancherVersionShape.test(version) ? undefined : problems.notRancherVersion(newestRancherVersion)),
  "2.13",
)
  .optional()
  .describe(
    `The version of Rancher, in quotes. It selects the edition of the tables. \`2.x\`: the original documents. Default: the newest that this package knows, \`${newestRancherVersion}\`.`,
  );
const datastore = z.enum(["embedded", "external"]).optional().describe(options.datastore.text);
const flag = (text: string) => z.boolean().optional().describe(`${text} Default: false.`);
const flags = Object.fromEntries(Object.entries(switches).map(([key, { text }]) => [key, flag(text)])) as Readonly<
  Record<Switch, ReturnType<typeof flag>>
>;

const distribution = z
  .enum(["rke", "rke2", "k3s"])
  .meta({ examples: ["rke2"] })
  .optional()
  .describe(
    "The Kubernetes distribution that Rancher launches on the nodes: `rke2` or `k3s`; `rke` up to Rancher 2.11. Required with `provisioning` `node-pools` or `custom`, unless `rancherVersion` is `2.x` or earlier than 2.9: the tables are then those of RKE.",
  );

/** Options that decide about the ports among the nodes of a cluster, the cluster that Rancher itself runs on included. */
const nodesOptions = {
  cni: cniSchema(text(() => undefined, "canal"))
    .optional()
    .describe(options.cni.text),
  datastore,
  addons: addonsSchema,
};

const editionTexts = Object.entries(rancherNodesEditions)
  .map(([edition, { text, rancher }]) => `\`${edition}\`, for ${rancher}: ${text}.`)
  .reverse();

const cloudProvider = z
  .strictObject({
    clusterId: text(
      (id) => (/^[A-Za-z0-9._:@+=-]{1,100}$/.test(id) ? undefined : problems.notClusterId()),
      "production",
    ).describe("The id in the tag `kubernetes.io/cluster/<id>` of the instances."),
  })
  .optional()
  .describe(
    "The AWS cloud provider of the cluster. The group that all nodes attach gets the tag `kubernetes.io/cluster/<id>`, and the cloud provider adds its rules to this group. If the layout has no such group, one is added. Default: none.",
  );

export const rancherNodesSchema = z.strictObject({
  type: z.literal("rancher-nodes").describe("The group of Rancher's EC2 node driver."),
  ...everyDeploymentWith<RancherNodesPortRuleId>(),
  groupName: groupName
    .meta({ examples: ["lab-nodes"] })
    .default("rancher-nodes")
    .describe(
      "The name of the group in EC2. The node driver finds the group by exact name in the VPC. Default: `rancher-nodes`.",
    ),
  edition: z
    .enum(Object.keys(rancherNodesEditions) as [RancherNodesEdition, ...RancherNodesEdition[]])
    .describe(`Which rules the group has. ${editionTexts.join(" ")}`)
    .register(missingProblems, { problem: problems.noEdition(rancherNodesEditionChoices) }),
  hardened: flag(
    "Whether only the clients in `parties` reach the group, each on the ports that it needs, instead of any address.",
  ),
  parties: partiesSchema(hardenedParties, () => clientBindingSchema)
    .meta({ examples: ["{ rancher: { cidrs: [198.51.100.10/32] }, apiClients: none, workloadClients: anywhere }"] })
    .describe(
      "The clients of a hardened group: `rancher`, `apiClients` and `workloadClients`, and `administrators` if they are bound. No default.",
    ),
  sources: recordOf(z.string() as unknown as z.ZodType<string, NarrowablePortRuleId>, narrowedBindingSchema)
    .default({})
    .describe(
      "Narrower sources of port rules that the documents open to the world, by id. Default: `anywhere`, as documented.",
    ),
});

export const clusterSchema = z.strictObject({
  type: z.literal("cluster").describe("A cluster that Rancher manages."),
  ...everyDeploymentWith<ClusterPortRuleId>(),
  provisioning: z
    .enum(["node-pools", "custom", "hosted", "imported"])
    .describe(
      "How nodes are created. `node-pools`: by a node driver of Rancher. `custom`: by you, then registered with Rancher. `hosted`: by a cloud provider, for a cluster that Rancher creates, such as on EKS. `imported`: in a cluster that existed before it was registered with Rancher, also on EKS.",
    ),
  preset: z
    .enum(["common-ports"])
    .optional()
    .describe(
      "`common-ports`: one group for all nodes of the cluster, with the commonly used ports open among them. Default: a group for each role.",
    ),
  rancherVersion,
  distribution,
  ...nodesOptions,
  ...flags,
  loadBalancer,
  groups: layoutOfClusterSchema,
  pools: poolsSchema,
  cloudProvider,
  egress,
  localTraffic: z
    .union([
      z.enum(["none", "self"]),
      z.strictObject({ cidrs: nonEmptyList(cidrSchema).describe("The addresses of the nodes.") }),
    ])
    .meta({ examples: ["{ cidrs: [10.0.0.0/16] }"] })
    .default("none")
    .describe(
      "Rules for probes that do not leave the node. `none`: no rules. `self`: open within the group of each role. `{ cidrs }`: open from the addresses of the nodes, for nodes with several interfaces. Default: `none`.",
    ),
  parties: partiesSchema(clusterParties)
    .meta({ examples: ["{ rancher: { cidrs: [198.51.100.10/32] }, apiClients: none, workloadClients: anywhere }"] })
    .describe(
      "The binding of each party. Default: node roles, and the load balancer if there is one, are `{ create: true }`. `rancher` is required. `apiLoadBalancer`, `administrators` and `hostedNodes` exist only if you bind them. Clients have no default: to open a port to the world, write `anywhere`.",
    ),
});

export const rancherServerSchema = z.strictObject({
  type: z.literal("rancher-server").describe("The nodes that Rancher runs on, and their load balancer."),
  ...everyDeploymentWith<RancherServerPortRuleId>(),
  distribution: z
    .enum(["rke", "rke2", "k3s", "hosted", "docker"])
    .meta({ examples: ["k3s"] })
    .optional()
    .describe(
      "What Rancher itself runs on: `rke2`, `k3s`, `docker`, or `hosted`, such as EKS; `rke` up to Rancher 2.11. Required, unless `rancherVersion` is `2.x` or earlier than 2.9: the list of the original document covers all of them.",
    ),
  rancherVersion,
  ...nodesOptions,
  loadBalancer,
  groups: layoutOfServerSchema,
  cloudProvider,
  egress,
  parties: partiesSchema(serverParties)
    .meta({ examples: ["{ apiClients: anywhere, clusterNodes: none, nodeDriverNodes: none, hostedCluster: none }"] })
    .describe(
      "The binding of each party. Default: `rancher`, and the load balancer if there is one, are `{ create: true }`. `apiLoadBalancer`, `administrators`, and on RKE2 and K3s `kubernetesApiClients` exist only if you bind them. Other parties have no default.",
    ),
});

export const deploymentSchema = z.discriminatedUnion("type", [rancherNodesSchema, clusterSchema, rancherServerSchema]);

/** The group of Rancher's EC2 node driver. */
export type RancherNodesDeployment = z.output<typeof rancherNodesSchema>;
/** A cluster: made of node pools, of custom nodes, hosted, or imported. */
export type ClusterDeployment = z.output<typeof clusterSchema>;
/** The Rancher nodes and their load balancer, without a cluster. */
export type RancherServerDeployment = z.output<typeof rancherServerSchema>;
/** Input of the projection. */
export type Deployment = z.output<typeof deploymentSchema> & {
  /** The groups of other deployments that this one refers to. Users do not write it: `planDeployment` adds it. */
  readonly otherGroups?: OtherGroups;
  /** The address lists that its bindings name. Users do not write it: `planDeployment` adds it. Default: none. */
  readonly addressLists?: AddressLists;
};

/**
 * By deployment and party, the keys of the groups that a reference means: one, or while that deployment changes its layout
 * the former and the new one. Without an entry the key is the party, as in the default layout.
 */
export type OtherGroups = Readonly<Record<string, Readonly<Partial<Record<Party, readonly string[]>>>>>;

/** Deployments as a user writes them, before defaults. */
export type DeploymentInput = z.input<typeof deploymentSchema>;
export type ClusterDeploymentInput = z.input<typeof clusterSchema>;
export type RancherServerDeploymentInput = z.input<typeof rancherServerSchema>;
export type RancherNodesDeploymentInput = z.input<typeof rancherNodesSchema>;

/** Whether the deployment says which version of the tables applies, so that an update of this package keeps the ports. */
export function isPinned(deployment: Deployment): boolean {
  return deployment.type === "rancher-nodes" || deployment.rancherVersion !== undefined;
}
