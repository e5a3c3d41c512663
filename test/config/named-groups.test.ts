/**
 * Groups with names of the user: one for all nodes, one for the servers, one for their load balancer; and workers
 * outside AWS.
 */
import { linesOf, loadText } from "./config-lines";

const config = `deployments:
  - name: prod
    type: cluster
    provisioning: custom
    distribution: rke2
    rancherVersion: "2.15"
    region: us-east-1
    vpcId: vpc-0a1b2c3d4e5f60718
    groups:
      nodes: { parties: [etcd, controlplane, worker], name: prod-x7k-rke2-cluster }
      servers: { parties: [etcd, controlplane], name: prod-x7k-rke2-server }
      apiLoadBalancer: { parties: [apiLoadBalancer], name: prod-x7k-rke2-cp }
    parties:
      rancher: none
      apiLoadBalancer: { create: true }
      administrators: { cidrs: [198.51.100.7/32] }
      worker: { cidrs: [10.1.16.0/20] }
      apiClients: none
      workloadClients: none
`;

const { entries, issues } = loadText(config);
const plans = entries.map(({ plan }) => plan);
const [office, workers] = ["198.51.100.7/32", "10.1.16.0/20"];

/** Inbound rules of a group as `<protocol> <ports> from <peers>`. */
function inbound(name: string): readonly string[] {
  const rules = plans
    .flatMap(({ groups }) => groups.filter((group) => group.name === name))
    .flatMap((group) => group.rules);
  const peers = new Map<string, string[]>();
  for (const { direction, ipProtocol, fromPort, toPort, peer } of rules) {
    const traffic = `${ipProtocol} ${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}`;
    if (direction === "ingress") peers.set(traffic, [...(peers.get(traffic) ?? []), peer.label]);
  }
  return [...peers].map(([traffic, from]) => `${traffic} from ${from.sort().join(", ")}`).sort();
}

test("gives the groups these names, and attaches them to the nodes of each role", () => {
  expect(linesOf(issues)).toEqual([]);
  expect(plans.flatMap(({ groups }) => groups.map(({ name, parties }) => [name, ...parties]))).toEqual([
    ["prod-x7k-rke2-cp", "apiLoadBalancer"],
    ["prod-x7k-rke2-cluster", "etcd", "controlplane", "worker"],
    ["prod-x7k-rke2-server", "etcd", "controlplane"],
  ]);
});

test("lets the load balancer of the servers accept nodes, by group and by address, and administrators", () => {
  expect(inbound("prod-x7k-rke2-cp")).toEqual([
    `tcp 6443 from ${workers}, ${office}, nodes`,
    `tcp 9345 from ${workers}, nodes`,
  ]);
});

test("creates the rules among nodes once in the group of all nodes, each with the addresses of the workers", () => {
  expect(inbound("prod-x7k-rke2-cluster")).toEqual([
    `tcp 10250 from ${workers}, nodes`,
    `tcp 22 from ${office}`,
    `tcp 30000-32767 from ${workers}, nodes`,
    `tcp 9099 from ${workers}, nodes`,
    `udp 30000-32767 from ${workers}, nodes`,
    `udp 8472 from ${workers}, nodes`,
  ]);
});

test("lets the group of the servers accept nodes, their load balancer and administrators, and etcd from servers only", () => {
  expect(inbound("prod-x7k-rke2-server")).toEqual([
    "tcp 2379 from servers",
    "tcp 2380 from servers",
    "tcp 2381 from servers",
    `tcp 6443 from ${workers}, ${office}, apiLoadBalancer, nodes`,
    `tcp 9345 from ${workers}, apiLoadBalancer, nodes`,
  ]);
});
