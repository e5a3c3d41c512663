import { type ClusterDeploymentInput, deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";

const roles = ["etcd", "controlplane", "worker"] as const;
const existing = { securityGroupId: "sg-0123456789abcdef0", manageRules: true };

/** The group that all nodes attach, and the groups that the nodes of each pool attach. */
function planned(more: Partial<ClusterDeploymentInput>) {
  const { sharedGroup, pools, groups } = planDeployment(
    deploymentSchema.parse({
      type: "cluster",
      rancherVersion: "2.13",
      name: "shop",
      provisioning: "custom",
      distribution: "rke2",
      parties: { rancher: "none", workloadClients: "none" },
      ...more,
    }),
  );
  const attached = pools.map((pool) => `${pool.name}: ${pool.groups.map(({ label }) => label).join(" ")}`);
  return { sharedGroup, keys: groups.map(({ key }) => key), attached };
}

const cloudProvider = { clusterId: "shop" };
const pools = { all: roles };

test("is the group of the layout that every role attaches", () => {
  const groups = { everybody: { parties: roles }, workers: { parties: ["worker"] } } as const;
  expect(planned({ groups, pools, cloudProvider })).toEqual({
    sharedGroup: "everybody",
    keys: ["everybody", "workers"],
    attached: ["all: everybody workers"],
  });
});

test("is an additional group if no group of the layout is attached by every role", () => {
  expect(planned({ groups: "per-role", pools, cloudProvider })).toEqual({
    sharedGroup: "nodes",
    keys: ["controlplane", "etcd", "nodes", "worker"],
    attached: ["all: nodes controlplane etcd worker"],
  });
});

test("is never an existing group, which may have the tag of another cluster", () => {
  const groups = { everybody: { parties: roles, ...existing } };
  expect(planned({ groups, pools, cloudProvider })).toMatchObject({
    sharedGroup: "nodes",
    attached: [`all: nodes ${existing.securityGroupId}`],
  });
  expect(planned({ groups, pools })).toMatchObject({
    sharedGroup: undefined,
    attached: [`all: ${existing.securityGroupId}`],
  });
});

test("stays the same while the layout changes, so that no node has two groups with the tag", () => {
  const groups = { from: "single", to: { everybody: { parties: roles } } } as const;
  expect(planned({ groups, pools, cloudProvider })).toMatchObject({ sharedGroup: "nodes" });
});
