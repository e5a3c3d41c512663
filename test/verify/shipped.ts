/** Shipped deployments with their plans, and questions about them as texts. */
import { type DeploymentInput, deploymentSchema } from "../../src/model/deployment";
import type { Plan } from "../../src/model/plan";
import { planDeployment } from "../../src/projection/plan-deployment";
import type { Question } from "../../src/questions/check";
import { type Endpoint, parseEndpoint } from "../../src/reach/endpoint";

/** The group of the EC2 node driver with every source as in the original document. */
export function documentedNodes() {
  const deployment = deploymentSchema.parse({ type: "rancher-nodes", edition: "2.x", name: "rancher-nodes" });
  return planDeployment(deployment);
}

const clients = {
  rancher: { create: true },
  apiClients: { cidrs: ["203.0.113.0/24"] },
  workloadClients: "anywhere",
} as const;

/** A cluster on node pools in the original document, without a load balancer, unless `more` differs. */
export function cluster(more: Record<string, unknown> = {}, parties: Record<string, unknown> = {}) {
  const deployment = deploymentSchema.parse({
    type: "cluster",
    rancherVersion: "2.x",
    name: "lab",
    provisioning: "node-pools",
    parties: { ...clients, ...parties },
    ...more,
  } as DeploymentInput);
  return { deployment, plan: planDeployment(deployment) };
}

/** Endpoints of a plan from a text such as `worker+etcd` or `10.0.0.0/8`. */
export function ends(plan: Plan, text: string): readonly Endpoint[] {
  return text.split("+").map((one) => {
    const parsed = parseEndpoint(one, plan);
    if ("endpoint" in parsed) return parsed.endpoint;
    throw new Error(parsed.problem.message);
  });
}

/** A question from a text such as `tcp 2379 from worker to etcd`; without a port, all of the protocol. */
export function question(plan: Plan, text: string): Question {
  const [, protocol = "", ports, from = "", to = ""] = /^(\S+)(?: ([\d-]+))? from (\S+) to (\S+)$/.exec(text) ?? [];
  const [fromPort, toPort = fromPort] = ports?.split("-").map(Number) ?? [];
  const traffic = { ipProtocol: protocol === "all" ? "-1" : protocol, fromPort, toPort };
  return { from: ends(plan, from), to: ends(plan, to), traffic };
}
