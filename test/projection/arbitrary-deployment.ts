/** Random deployments over small pools of groups and addresses, so that parties often share them. */
import fc from "fast-check";
import type { Binding } from "../../src/model/binding";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import { cidrs, groupIds, groupToken, prefixListIds } from "../oracle/pools";

const someOf = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const groupId = fc.constantFrom(...groupIds, groupToken);

const addressed = fc
  .record(
    { cidrs: someOf(cidrs), prefixListIds: someOf(prefixListIds), securityGroupIds: someOf([...groupIds, groupToken]) },
    { requiredKeys: [] },
  )
  .filter((binding) => Object.keys(binding).length > 0);

/** Sometimes adds public addresses, which matter only for load balancers. */
const withPublicAddresses = (bindings: fc.Arbitrary<Binding>): fc.Arbitrary<Binding> =>
  fc
    .tuple(bindings, fc.option(someOf(cidrs)))
    .map(([binding, publicCidrs]) =>
      typeof binding === "object" && publicCidrs ? { ...binding, publicCidrs } : binding,
    );

const outside: fc.Arbitrary<Binding> = fc.oneof(
  fc.constantFrom<Binding>("anywhere", "none"),
  groupId.map((securityGroupId) => ({ securityGroupId })),
  addressed,
);

const own: fc.Arbitrary<Binding> = fc.oneof(
  outside,
  fc.constant<Binding>({ create: true }),
  fc.boolean().map((manageRules) => ({ deployment: "elsewhere", manageRules })),
  groupId.map((securityGroupId) => ({ securityGroupId, manageRules: true })),
  fc.tuple(groupId, fc.boolean(), addressed).map(([securityGroupId, manageRules, rest]) => ({
    ...rest,
    securityGroupId,
    manageRules,
  })),
);

const clusterOf = (clients: { requiredKeys: ("rancher" | "apiClients" | "workloadClients")[] }) =>
  fc
    .record({
      type: fc.constant("cluster"),
      rancherVersion: fc.constant("2.x"),
      name: fc.constantFrom("production", "Lab_2"),
      provisioning: fc.constantFrom("node-pools", "custom"),
      loadBalancer: fc.option(fc.record({ terminatesTls: fc.boolean() }), { nil: undefined }),
      egress: fc.constantFrom("all", "required"),
      parties: fc.record(
        {
          rancher: withPublicAddresses(own),
          etcd: withPublicAddresses(own),
          controlplane: withPublicAddresses(own),
          worker: withPublicAddresses(own),
          loadBalancer: withPublicAddresses(own),
          apiClients: withPublicAddresses(outside),
          workloadClients: withPublicAddresses(outside),
          rancherCatalog: outside,
        },
        clients,
      ),
    })
    .map(({ loadBalancer, parties: { loadBalancer: balancer, ...parties }, ...rest }) =>
      deploymentSchema.parse({
        ...rest,
        ...(loadBalancer ? { loadBalancer } : {}),
        parties: { ...parties, ...(loadBalancer && balancer ? { loadBalancer: balancer } : {}) },
      }),
    );

const rancherNodes: fc.Arbitrary<Deployment> = fc
  .record(
    {
      "rancher-nodes-ssh-tcp": outside,
      "rancher-nodes-http-tcp": outside,
      "rancher-nodes-https-tcp": outside,
      "rancher-nodes-docker-tls-tcp": outside,
      "rancher-nodes-kube-api-tcp": outside,
      "rancher-nodes-node-ports-tcp": outside,
      "rancher-nodes-node-ports-udp": outside,
    },
    { requiredKeys: [] },
  )
  .map((sources) => deploymentSchema.parse({ type: "rancher-nodes", edition: "2.x", name: "nodes", sources }));

/** Binds every party that any deployment could need. */
export const deployments: fc.Arbitrary<Deployment> = fc.oneof(
  { weight: 4, arbitrary: clusterOf({ requiredKeys: ["rancher", "apiClients", "workloadClients"] }) },
  { weight: 1, arbitrary: rancherNodes },
);

/** May leave Rancher and clients unbound. */
export const incompleteDeployments: fc.Arbitrary<Deployment> = clusterOf({ requiredKeys: [] });

/** Every deployment that can be planned, clients bound or not. */
export const plannableDeployments: fc.Arbitrary<Deployment> = fc.oneof(
  deployments,
  incompleteDeployments.filter(isPlannable),
);

function isPlannable(deployment: Deployment): boolean {
  try {
    planDeployment(deployment);
    return true;
  } catch {
    return false;
  }
}
