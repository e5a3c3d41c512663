import { type DeploymentInput, parseDeployment, planDeployment } from "../../src";
import { explain } from "../../src/questions/explain";
import { explanationText } from "../../src/report/explanation";
import { plainText } from "../../src/report/styled-text";

const unboundParties = { apiClients: "none", clusterNodes: "none", nodeDriverNodes: "none", hostedCluster: "none" };
const rancher = (more: object) =>
  planDeployment(
    parseDeployment({ type: "rancher-server", name: "tools", parties: unboundParties, ...more } as DeploymentInput),
  );

function explained(plan: ReturnType<typeof rancher>, protocol: string, port: number): readonly string[] {
  const question = {
    from: [{ party: "rancher" as const }],
    to: [{ party: "rancher" as const }],
    traffic: { ipProtocol: protocol, fromPort: port, toPort: port },
  };
  return plainText(explanationText(question, explain(plan, question)))
    .trimEnd()
    .split("\n");
}

test("6666 among Rancher nodes: names hosted control planes and hostNetwork, and the port rule to add", () => {
  const lines = explained(rancher({ distribution: "rke2", rancherVersion: "2.12" }), "tcp", 6666);
  expect(lines.slice(-4)).toEqual([
    "documented, but not in effect here:",
    "  server-imperative-api-tcp: Imperative API of Rancher (Rancher, issues 51958, 52131 and 53847 2.12: Imperative API on port 6666): only with a hosted control plane, or if Rancher's pods run with hostNetwork",
    "smallest edit that allows it:",
    "  rules: { add: [{ id: rancher-to-rancher-6666-tcp, from: [rancher], to: [rancher], protocol: tcp, ports: 6666, purpose: ... }] }",
  ]);
});

test("names the CNI of a port of another CNI", () => {
  const lines = explained(rancher({ distribution: "rke2", rancherVersion: "2.12" }), "tcp", 5473);
  expect(lines.join("\n")).toContain(": only for: Calico on RKE2");
});

test("suggests no rule for every protocol as an alternative", () => {
  const lines = explained(rancher({ distribution: "docker" }), "tcp", 5000);
  expect(lines.join("\n")).not.toContain("server-pods-all");
});
