/** Deployments with their plans, and questions about them in words. */
import { type DeploymentInput, deploymentSchema } from "../../src/model/deployment";
import type { Plan } from "../../src/model/plan";
import { planDeployment } from "../../src/projection/plan-deployment";
import type { Question } from "../../src/questions/check";
import { type Endpoint, parseEndpoint } from "../../src/reach/endpoint";

/** The group of the EC2 node driver with every source as the original document has it. */
export function documentedNodes() {
  const deployment = deploymentSchema.parse({ type: "rancher-nodes", edition: "2.x", name: "rancher-nodes" });
  return planDeployment(deployment);
}

const clients = { apiClients: { cidrs: ["203.0.113.0/24"] }, workloadClients: "anywhere" } as const;

/** A cluster on node pools by the original document, without a load balancer, unless `more` says otherwise. */
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

/** `worker+etcd`, `10.0.0.0/8`, as endpoints of a plan. */
export function ends(plan: Plan, text: string): readonly Endpoint[] {
  return text.split("+").map((one) => {
    const parsed = parseEndpoint(one, plan);
    if ("endpoint" in parsed) return parsed.endpoint;
    throw new Error(parsed.problem.message);
  });
}

/** `tcp 2379 from worker to etcd`; without a port, all of the protocol. */
export function question(plan: Plan, text: string): Question {
  const [, protocol = "", ports, from = "", to = ""] = /^(\S+)(?: ([\d-]+))? from (\S+) to (\S+)$/.exec(text) ?? [];
  const [fromPort, toPort = fromPort] = ports?.split("-").map(Number) ?? [];
  const traffic = { ipProtocol: protocol === "all" ? "-1" : protocol, fromPort, toPort };
  return { from: ends(plan, from), to: ends(plan, to), traffic };
}
