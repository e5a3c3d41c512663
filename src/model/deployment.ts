/** What the user has: the zod schemas are the definition, the types follow from them. */
import { z } from "zod";
import { problems } from "../errors";
import { anyLintSchema } from "./acknowledgement";
import { type Binding, bindingSchema, cidrSchema, existingBindingSchema, outsideBindingSchema } from "./binding";
import { layerSchema } from "./layer";
import { clusterParties, creatableParties, type Party, serverParties } from "./party";
import { tcpPortsSchema } from "./ports-schema";
import { list, text } from "./text";

const name = text(
  (value) =>
    /^[A-Za-z][A-Za-z0-9_-]{0,199}$/.test(value)
      ? undefined
      : problems.notName("use letters, digits, - and _, starting with a letter, at most 200"),
  "production",
);
const groupName = text(
  (value) =>
    /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/.test(value)
      ? undefined
      : problems.notName("use letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"),
  "rancher-nodes",
);

function partiesSchema<P extends Party>(parties: readonly P[]) {
  const shape = Object.fromEntries(parties.map((party) => [party, schemaOf(party).optional()]));
  return z.strictObject(shape as { readonly [party in P]: z.ZodOptional<typeof bindingSchema> }).default({} as never);
}

function schemaOf(party: Party) {
  if (creatableParties.includes(party)) return bindingSchema;
  return party === "hostedCluster" ? existingBindingSchema : outsideBindingSchema;
}

/** Ports that Rancher's documents leave to the installation. */
const portsShape = {
  ssh: tcpPortsSchema.optional().describe("SSH of nodes that a node driver makes. Default: 22."),
  nodePorts: tcpPortsSchema.optional().describe("Kubernetes NodePort services. Default: 30000-32767."),
  kubernetesApi: tcpPortsSchema
    .optional()
    .describe("The Kubernetes API endpoint of a hosted cluster. Default: 443, as on EKS."),
  workloadTcp: list(tcpPortsSchema)
    .optional()
    .describe("TCP ports on which the workload of a hosted or imported cluster serves its clients. Default: none."),
  workloadUdp: list(tcpPortsSchema).optional().describe("UDP ports of the same. Default: none."),
};

const everyDeployment = {
  name: name.describe("Names the stack, and starts the names of its groups."),
  ports: z.strictObject(portsShape).default({}).describe("Ports that differ from the documented ones. Default: none."),
  rules: layerSchema.default({}).describe("Changes to the documented port rules. Default: none."),
  optimize: z
    .boolean()
    .default(false)
    .describe(
      "Whether to write fewer rules that open exactly the same, adjoining ports and CIDRs merged. Default: false.",
    ),
  lint: anyLintSchema.optional(),
};

const egress = z
  .enum(["all", "required"])
  .default("all")
  .describe("all: any outbound traffic. required: the outbound side of the tables and nothing else. Default: all.");
const loadBalancer = z
  .strictObject({ terminatesTls: z.boolean().describe("Whether TLS ends at the load balancer, or is passed through.") })
  .optional()
  .describe("The load balancer or proxy in front of the Rancher nodes. Default: none.");

export const rancherNodesSchema = z.strictObject({
  type: z.literal("rancher-nodes"),
  ...everyDeployment,
  groupName: groupName
    .default("rancher-nodes")
    .describe("The name the EC2 node driver looks for. Default: rancher-nodes."),
  sources: z
    .record(z.string(), outsideBindingSchema)
    .default({})
    .describe("Narrows who may use a world-open port rule, by its id. Default: anywhere, as documented."),
});

export const clusterSchema = z.strictObject({
  type: z.literal("cluster"),
  ...everyDeployment,
  provisioning: z
    .enum(["node-pools", "custom", "hosted", "imported"])
    .describe(
      "How the nodes come to be: made by a node driver, registered by hand, run by a cloud provider, or already there.",
    ),
  preset: z
    .enum(["common-ports"])
    .optional()
    .describe("common-ports: one group for all nodes of the cluster, with the commonly used ports open among them."),
  loadBalancer,
  egress,
  localTraffic: z
    .union([z.enum(["none", "self"]), z.strictObject({ cidrs: list(cidrSchema) })])
    .meta({ examples: ["{ cidrs: [10.0.0.0/16] }"] })
    .default("none")
    .describe(
      "Probes that never leave the node. none: no rule. self: open within the group of each role. CIDRs: open from the nodes' own addresses, for nodes with several interfaces. Default: none.",
    ),
  parties: partiesSchema(clusterParties).describe(
    "What each party is in AWS. Node roles, and the load balancer if there is one, default to create: true.",
  ),
});

export const rancherServerSchema = z.strictObject({
  type: z.literal("rancher-server"),
  ...everyDeployment,
  loadBalancer,
  egress,
  parties: partiesSchema(serverParties).describe(
    "What each party is in AWS. rancher, and the load balancer if there is one, default to create: true.",
  ),
});

export const deploymentSchema = z.discriminatedUnion("type", [rancherNodesSchema, clusterSchema, rancherServerSchema]);

export type RancherNodesDeployment = z.output<typeof rancherNodesSchema>;
export type ClusterDeployment = z.output<typeof clusterSchema>;
export type RancherServerDeployment = z.output<typeof rancherServerSchema>;
/** Input of the projection. */
export type Deployment = z.output<typeof deploymentSchema>;

/** Deployments as a user writes them, before defaults. */
export type DeploymentInput = z.input<typeof deploymentSchema>;
export type ClusterDeploymentInput = z.input<typeof clusterSchema>;
export type RancherServerDeploymentInput = z.input<typeof rancherServerSchema>;
export type RancherNodesDeploymentInput = z.input<typeof rancherNodesSchema>;

/** A party that is bound to the group of another deployment. */
export interface DeploymentReference {
  readonly party: Party;
  readonly deployment: string;
}

export function referencesOf(deployment: Deployment): readonly DeploymentReference[] {
  const bindings = Object.entries(("parties" in deployment ? deployment.parties : {}) as Record<Party, Binding>);
  return bindings.flatMap(([party, binding]) =>
    typeof binding === "object" && binding.deployment !== undefined
      ? [{ party: party as Party, deployment: binding.deployment }]
      : [],
  );
}
