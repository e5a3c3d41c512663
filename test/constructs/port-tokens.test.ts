import { type TerraformStack, TerraformVariable } from "cdktf";
import { ClusterSecurityGroups, Peer, Port } from "../../src";
import { linesOf } from "./synthesized";

const message = "is a value that only Terraform knows; a port has to be written, such as 5432";

/** A cluster with these props and a port that only Terraform knows. */
function clusterIn(stack: TerraformStack, props: (token: number) => object): ClusterSecurityGroups {
  return new ClusterSecurityGroups(stack, "shop", {
    vpcId: "vpc-0a1b2c3d4e5f60718",
    provisioning: "custom",
    distribution: "rke2",
    parties: { rancher: "none", apiClients: "none", workloadClients: "none" },
    ...props(tokenIn(stack)),
  });
}

const tokenIn = (stack: TerraformStack) => new TerraformVariable(stack, "port", { type: "number" }).numberValue;

const ownRule = (ports: unknown) => ({
  rules: { add: [{ id: "own", from: ["worker"], to: ["worker"], protocol: "tcp", ports, purpose: "Own" }] },
});

test.each<[string, (token: number) => object]>([
  ["ports.nodePorts", (nodePorts) => ({ ports: { nodePorts } })],
  ["ports.nodePorts.to", (to) => ({ ports: { nodePorts: { from: 30000, to } } })],
  ["rules.add[0].ports", ownRule],
  ["rules.add[0].ports.from", (from) => ownRule({ from, to: 9 })],
  ["rules.override.rke2-kubelet-tcp.ports", (ports) => ({ rules: { override: { "rke2-kubelet-tcp": { ports } } } })],
])("reports one error for a token as %s", (path, props) => {
  expect(linesOf((stack) => clusterIn(stack, props))).toEqual([`network/shop ${path}: ${message}`]);
});

test.each<[string, (token: number) => Port]>([
  ["tcp", Port.tcp],
  ["udp", Port.udp],
  ["the end of a range", (token) => Port.tcpRange(9100, token)],
  ["an ICMP type", (token) => Port.icmp(token)],
])("reports one error for a token as the port of a connection: %s", (_, port) => {
  const lines = linesOf((stack) => {
    const group = clusterIn(stack, () => ({})).findGroup("worker");
    group.allowTo(
      Peer.ipv4("10.0.9.0/24"),
      port(new TerraformVariable(stack, "other", { type: "number" }).numberValue),
      "Own",
    );
  });
  expect(lines).toEqual([`network/shop/worker allowTo.port: ${message}`]);
});
