import { explanationJson, explanationText } from "../../src/report/explanation";
import { explain } from "../../src/verify/explain";
import { cluster, question } from "./shipped";

/** What explain says, line by line. */
function explained({ deployment, plan }: ReturnType<typeof cluster>, text: string): readonly string[] {
  const asked = question(plan, text);
  return explanationText(asked, explain(deployment, plan, asked))
    .trimEnd()
    .split("\n");
}

const tables = (...names: readonly string[]) => `(Rancher documentation, Port Requirements 2.x: ${names.join("; ")})`;
const launched = tables("Node Pools", "Custom Nodes");
const ungoverned = (direction: string) => `${direction}: no group of this deployment, so nothing is held back here`;
const direct = cluster();
const balanced = cluster({ loadBalancer: { terminatesTls: true } });
const strict = cluster({ egress: "required" });
const preset =
  "only for: RKE cluster whose nodes a node driver makes, with the commonly used ports open among its nodes; RKE cluster on custom nodes, with the commonly used ports open among its nodes";

test("an allowed flow is explained by the rules of both sides, their purpose and their tables", () => {
  expect(explained(strict, "tcp 2379 from controlplane to etcd")).toEqual([
    "tcp 2379 from controlplane to etcd: allowed",
    "egress of lab-controlplane lets it through",
    "  tcp 2379 to etcd (lab-controlplane)",
    `    rke-etcd-client-tcp: etcd client requests ${launched}`,
    "ingress of lab-etcd lets it through",
    "  tcp 2379 from controlplane (lab-etcd)",
    `    rke-etcd-client-tcp: etcd client requests ${launched}`,
  ]);
});

test("a side that has no group here holds nothing back", () => {
  expect(explained(direct, "tcp 80 from workloadClients to worker")).toEqual([
    "tcp 80 from workloadClients to worker: allowed",
    ungoverned("egress"),
    "ingress of lab-worker lets it through",
    "  tcp 80 from 0.0.0.0/0 (lab-worker)",
    `    rke-ingress-http-tcp: Ingress controller over HTTP ${launched}`,
  ]);
});

test("where nothing here stands between the two, no way is shown to change it", () => {
  expect(explained(direct, "tcp 80 from apiClients to workloadClients")).toEqual([
    "tcp 80 from apiClients to workloadClients: not decided here: no group of this deployment stands between the two",
    ungoverned("egress"),
    ungoverned("ingress"),
  ]);
});

test("a denied flow names the side that is missing, the rule that is switched off, its condition and the edit", () => {
  expect(explained(balanced, "tcp 443 from worker to rancher")).toEqual([
    "tcp 443 from worker to rancher: denied",
    "egress of lab-worker lets it through",
    "  -1 to 0.0.0.0/0 (lab-worker)",
    "    egress-nodes-all: Outbound traffic (rancher-security-groups 1: docs/decisions/0003-egress-default.md)",
    "ingress of lab-rancher does not let through tcp 443",
    "documented, but not at work here:",
    `  rke-rancher-https-tcp: Agents to Rancher ${tables("Rancher Nodes", "Node Pools", "Custom Nodes")}: only without an external load balancer`,
    "smallest edit that allows it:",
    "  remove loadBalancer",
  ]);
});

test("both sides are missing where both are", () => {
  expect(explained(strict, "tcp 9999 from worker to etcd")).toEqual([
    "tcp 9999 from worker to etcd: denied",
    "egress of lab-worker does not let through tcp 9999",
    "ingress of lab-etcd does not let through tcp 9999",
    "smallest edit that allows it:",
    "  rules: { add: [{ id: worker-to-etcd-9999-tcp, from: [worker], to: [etcd], protocol: tcp, ports: 9999, purpose: ... }] }",
  ]);
});

test("a rule left out by the deployment is said to be, and the edit takes it back in", () => {
  const omitting = cluster({ rules: { omit: ["rke-etcd-peer-tcp"] } });
  expect(explained(omitting, "tcp 2380 from etcd to etcd").slice(4)).toEqual([
    "ingress of lab-etcd does not let through tcp 2380",
    "documented, but not at work here:",
    `  rke-etcd-peer-tcp: etcd peer communication ${launched}: left out by rules.omit`,
    `  common-etcd-peer-tcp: etcd peer communication ${tables("Commonly Used Ports")}: ${preset}`,
    "smallest edit that allows it:",
    "  remove rke-etcd-peer-tcp from rules.omit",
  ]);
});

test("traffic that never leaves the node is told from traffic that is denied, and can be opened all the same", () => {
  expect(explained(direct, "tcp 9099 from worker to worker").slice(4)).toEqual([
    "ingress of lab-worker does not let through tcp 9099",
    "documented, but not at work here:",
    `  rke-network-probe-tcp: Probes of Canal and Flannel ${launched}: local to the node: no security group sees it`,
    `  common-network-probe-tcp: Probes of Canal and Flannel ${tables("Commonly Used Ports")}: ${preset}`,
    "smallest edit that allows it:",
    "  localTraffic: self",
  ]);
});

test("what other kinds of deployment open is named with the catalogs that do", () => {
  const custom = cluster({ provisioning: "custom" });
  expect(explained(custom, "tcp 22 from rancher to worker").slice(4)).toEqual([
    "ingress of lab-worker does not let through tcp 22",
    "documented, but not at work here:",
    `  rke-node-ssh-tcp: SSH provisioning by the node driver ${tables("Rancher Nodes", "Node Pools")}: only for: RKE cluster whose nodes a node driver makes; RKE cluster whose nodes a node driver makes, with the commonly used ports open among its nodes`,
    "smallest edit that allows it:",
    "  rules: { add: [{ id: rancher-to-worker-22-tcp, from: [rancher], to: [worker], protocol: tcp, ports: 22, purpose: ... }] }",
  ]);
});

test("the edit removes a load balancer's binding together with it", () => {
  const bound = cluster(
    { loadBalancer: { terminatesTls: true } },
    { loadBalancer: { securityGroupId: "sg-0123456789abcdef0" } },
  );
  expect(explained(bound, "tcp 443 from worker to rancher").at(-1)).toBe(
    "  remove loadBalancer and parties.loadBalancer",
  );
});

test("TLS that ends at the load balancer can be passed through", () => {
  expect(explained(balanced, "tcp 443 from loadBalancer to rancher").slice(-2)).toEqual([
    "smallest edit that allows it:",
    "  loadBalancer: { terminatesTls: false }",
  ]);
});

test("a rule that is off between other parties only is not named", () => {
  const partial = cluster({}, { worker: "none" });
  expect(explained(partial, "tcp 442-443 from etcd to rancher").join("\n")).not.toContain("bound to none");
  expect(explained(partial, "tcp 443 from worker to rancher").join("\n")).toContain("a party of it is bound to none");
});

test("no edit is offered that a deployment does not bear", () => {
  expect(explained(direct, "tcp 443 from 10.0.0.0/8 to etcd").slice(1)).toEqual([
    ungoverned("egress"),
    "ingress of lab-etcd does not let through tcp 443",
  ]);
  expect(explained(direct, "icmp from worker to etcd").join("\n")).not.toContain("smallest edit");
});

test("programs get the same: sides, rules, port rules, alternatives and the edit", () => {
  const { deployment, plan } = balanced;
  const asked = question(plan, "tcp 443 from worker to rancher");
  expect(explanationJson(asked, explain(deployment, plan, asked))).toMatchObject({
    from: ["worker"],
    to: ["rancher"],
    traffic: "tcp 443",
    verdict: "denied",
    governs: { egress: true, ingress: true },
    sides: [
      {
        direction: "egress",
        groups: ["lab-worker"],
        rules: [{ portRules: [{ id: "egress-nodes-all" }] }],
        missing: "",
      },
      { direction: "ingress", groups: ["lab-rancher"], rules: [], missing: "tcp 443" },
    ],
    alternatives: [{ portRule: { id: "rke-rancher-https-tcp" }, reason: "only without an external load balancer" }],
    edit: "remove loadBalancer",
  });
});
