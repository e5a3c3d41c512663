import { linesOf, loadText, member } from "./config-lines";

const tools = (extra: string, parties = "") =>
  `  - { name: tools, type: rancher-server, rancherVersion: 2.x, region: us-east-1, vpcId: vpc-0a1b2c3d, ${extra}parties: { apiClients: anywhere, clusterNodes: none, nodeDriverNodes: none, hostedCluster: none${parties} } }\n`;
const balanced = "loadBalancer: { terminatesTls: false }, ";

function plansOf(text: string) {
  const { entries, issues } = loadText(text);
  expect(linesOf(issues)).toEqual([]);
  return entries.map(({ plan }) => plan);
}

/** The load balancer of the cluster `lab`, and the binding of that party. */
function inherited(text: string): readonly unknown[] {
  const plan = plansOf(`deployments:\n${text}`).find(({ deployment }) => deployment.name === "lab");
  const deployment = plan?.deployment;
  if (deployment?.type !== "cluster") throw new Error("there is no cluster lab");
  return [deployment.loadBalancer, deployment.parties.loadBalancer];
}

describe("a cluster that names a Rancher server deployment", () => {
  test("inherits its load balancer and TLS mode, and which side creates the rules", () => {
    expect(inherited(tools(balanced) + member("lab", "rancher: { deployment: tools }"))).toEqual([
      { terminatesTls: false },
      { deployment: "tools" },
    ]);
    expect(inherited(member("lab", "rancher: { deployment: tools, manageRules: true }") + tools(balanced))).toEqual([
      { terminatesTls: false },
      { deployment: "tools", manageRules: true },
    ]);
  });

  test("inherits an existing group without the management of its rules", () => {
    const existing = ", loadBalancer: { securityGroupId: sg-0123456789abcdef0, manageRules: true }";
    expect(inherited(tools(balanced, existing) + member("lab", "rancher: { deployment: tools }"))).toEqual([
      { terminatesTls: false },
      { securityGroupId: "sg-0123456789abcdef0" },
    ]);
  });

  test("inherits public addresses of the load balancer and of the Rancher nodes", () => {
    const theirs =
      ", loadBalancer: { create: true, publicCidrs: [192.0.2.10/32] }, rancher: { create: true, publicCidrs: [198.51.100.8/32] }";
    const rancherOf = (text: string) => {
      const [plan] = plansOf(`deployments:\n${text}`).filter((one) => one?.deployment.name === "lab");
      return plan?.deployment.type === "cluster" ? plan.deployment.parties.rancher : undefined;
    };
    const inheriting = tools(balanced, theirs) + member("lab", "rancher: { deployment: tools }");
    expect(inherited(inheriting)[1]).toEqual({ deployment: "tools", publicCidrs: ["192.0.2.10/32"] });
    expect(rancherOf(inheriting)).toEqual({ deployment: "tools", publicCidrs: ["198.51.100.8/32"] });
    const named = "rancher: none, loadBalancer: { deployment: tools }";
    expect(inherited(tools(balanced, theirs) + member("lab", named))[1]).toEqual({
      deployment: "tools",
      publicCidrs: ["192.0.2.10/32"],
    });
    const written = "rancher: none, loadBalancer: { deployment: tools, publicCidrs: [192.0.2.99/32] }";
    expect(inherited(tools(balanced, theirs) + member("lab", written))[1]).toEqual({
      deployment: "tools",
      publicCidrs: ["192.0.2.99/32"],
    });
  });

  test("keeps the binding if it has one", () => {
    const cidrs = "rancher: { deployment: tools }, loadBalancer: { cidrs: [203.0.113.7/32] }";
    expect(inherited(tools(balanced) + member("lab", cidrs))).toEqual([
      { terminatesTls: false },
      { cidrs: ["203.0.113.7/32"] },
    ]);
  });

  test("has no load balancer if Rancher has none", () => {
    expect(inherited(tools("") + member("lab", "rancher: { deployment: tools }"))).toEqual([undefined, undefined]);
  });

  test("creates its agents' rules for the load balancer", () => {
    const [plan] = plansOf(
      `deployments:\n${member("lab", "rancher: { deployment: tools, manageRules: true }")}${tools(balanced)}`,
    );
    const group = plan?.groups.find(({ key }) => key === "tools/loadBalancer");
    expect(group?.rules.map(({ fromPort, peer }) => `${fromPort} ${peer.label}`)).toEqual([
      "443 controlplane",
      "443 etcd",
      "443 worker",
    ]);
  });
});
