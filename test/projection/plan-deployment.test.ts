import { type DeploymentInput, deploymentSchema } from "../../src/model/deployment";
import { omittedPortRules } from "../../src/model/plan";
import { optimize } from "../../src/projection/optimize";
import { planDeployment } from "../../src/projection/plan-deployment";

const clusterOf = (more: object = {}) =>
  deploymentSchema.parse({
    type: "cluster",
    rancherVersion: "2.x",
    name: "lab",
    provisioning: "custom",
    parties: {
      rancher: { create: true },
      apiClients: "anywhere",
      workloadClients: { cidrs: ["10.0.0.0/9", "10.128.0.0/9"] },
    },
    ...more,
  } as DeploymentInput);

test("contains the deployment that it was made from", () => {
  const deployment = clusterOf();
  expect(planDeployment(deployment).deployment).toBe(deployment);
});

test("contains each skipped port rule with the reason", () => {
  const plan = planDeployment(
    clusterOf({ egress: "required", rules: { omit: ["rke-etcd-peer-tcp", "rancher-lb-https-tcp"] } }),
  );
  const because = Object.fromEntries(plan.skipped.map(({ portRule, because: reason }) => [portRule.id, reason]));
  expect(because).toMatchObject({
    "rke-etcd-peer-tcp": "omitted",
    "rancher-lb-https-tcp": "omitted",
    "egress-lb-all": ["withLoadBalancer", "egressAll"],
  });
  expect(omittedPortRules(plan)).toEqual(["rancher-lb-https-tcp", "rke-etcd-peer-tcp"]);
  const inEffect = plan.portRules.map(({ id }) => id);
  expect(inEffect).toContain("rke-etcd-client-tcp");
  expect(inEffect.filter((id) => Object.hasOwn(because, id))).toEqual([]);
});

test("has port rules with the ports and purposes of the deployment, and those that it adds", () => {
  const own = { id: "own", from: ["rancher"], to: ["worker"], protocol: "tcp", ports: 9796, purpose: "Own" };
  const override = { "rke-etcd-peer-tcp": { purpose: "Peers" } };
  const { portRules } = planDeployment(
    clusterOf({ ports: { nodePorts: "31000-31999" }, rules: { add: [own], override } }),
  );
  const found = (id: string) => portRules.find((rule) => rule.id === id);
  expect(found("rke-etcd-peer-tcp")?.purpose).toBe("Peers");
  expect(found("own")).toMatchObject({ purpose: "Own", ports: { from: 9796, to: 9796 } });
  expect(portRules.filter(({ parameter }) => parameter === "nodePorts").map(({ ports }) => ports)).toEqual([
    { from: 31000, to: 31999 },
    { from: 31000, to: 31999 },
  ]);
});

test("has merged rules with optimize: true, and is otherwise the same", () => {
  const plain = planDeployment(clusterOf());
  const { deployment, ...merged } = planDeployment(clusterOf({ optimize: true }));
  const count = ({ groups }: Pick<typeof plain, "groups">) => groups.flatMap(({ rules }) => rules).length;
  expect(count(merged)).toBeLessThan(count(plain));
  expect({ ...optimize(plain), deployment }).toEqual({ ...merged, deployment });
  expect(optimize({ ...merged, deployment }).groups).toEqual(merged.groups);
});
