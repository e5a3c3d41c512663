import { catalogs } from "../../src/catalog";
import type { Catalog } from "../../src/model/port-rule";
import { hostedCells, type MatrixCell } from "../oracle/tables";
import { catalogById } from "./catalog-by-id";
import { catalogCells, cellText } from "./cell-text";

/**
 * Footnote 4: only without a load balancer. 6: only if TLS is not terminated at it. 5 and 7 describe parties; 2 is
 * below.
 */
function conditionsOf({ from, to, footnotes }: MatrixCell): readonly string[] {
  if (footnotes.includes(6)) return ["tlsPassthrough"];
  if (footnotes.includes(4)) return ["withoutLoadBalancer"];
  return from === "loadBalancer" || to === "loadBalancer" ? ["withLoadBalancer"] : [];
}

/** Adds ports that the document leaves to the provider and the catalog to the deployment: 443 for EKS. */
function provided(cell: MatrixCell): readonly string[] {
  if (cell.protocol === "tcp") return [cellText({ ...cell, fromPort: 443, toPort: 443 })];
  return ["tcp", "udp"].map((protocol) => {
    const when = [protocol === "tcp" ? "workloadTcp" : "workloadUdp"];
    return cellText({ ...cell, protocol, fromPort: 0, toPort: 65535, when });
  });
}

const expectedCells = (table: MatrixCell["table"]) =>
  hostedCells
    .filter((cell) => cell.table === table)
    // Footnote 2: only for hosted clusters.
    .filter(({ footnotes }) => table === "hosted" || !footnotes.includes(2))
    .flatMap((cell) =>
      cell.fromPort === undefined ? provided(cell) : [cellText({ ...cell, when: conditionsOf(cell) })],
    )
    .sort();

test("has the hosted and imported matrices as catalogs, cell by cell and footnote by footnote", () => {
  expect(catalogCells(catalogById("hosted-clusters"))).toEqual(expectedCells("hosted"));
  expect(catalogCells(catalogById("imported-clusters"))).toEqual(expectedCells("imported"));
});

test("lets the deployment set exactly what the documents leave open", () => {
  const parameters = ({ rules }: Catalog) =>
    Object.fromEntries(rules.flatMap(({ id, parameter }) => (parameter ? [[id, parameter]] : [])));
  expect(parameters(catalogById("hosted-clusters"))).toEqual({
    "hosted-kube-api-tcp": "kubernetesApi",
    "hosted-workload-tcp": "workloadTcp",
    "hosted-workload-udp": "workloadUdp",
  });
  expect(parameters(catalogById("rke-node-pools"))).toEqual({
    "rke-node-ssh-tcp": "ssh",
    "rke-node-ports-tcp": "nodePorts",
    "rke-node-ports-udp": "nodePorts",
  });
});

test("has the port list of the Rancher nodes as the server catalog, with the matrices' notes on load balancers", () => {
  const text = (cell: string, ...when: string[]) => `${cell} ${when.join("+")} network`;
  expect(catalogCells(catalogById("rancher-server"))).toEqual(
    [
      text("rancher -> rancherCatalog 443-443/tcp"),
      text("loadBalancer -> rancher 80-80/tcp", "withLoadBalancer"),
      text("loadBalancer -> rancher 443-443/tcp", "tlsPassthrough"),
      text("apiClients -> rancher 80-80/tcp", "withoutLoadBalancer"),
      text("apiClients -> rancher 443-443/tcp", "withoutLoadBalancer"),
      text("apiClients -> loadBalancer 80-80/tcp", "withLoadBalancer"),
      text("apiClients -> loadBalancer 443-443/tcp", "withLoadBalancer"),
      text("clusterNodes -> rancher 443-443/tcp", "withoutLoadBalancer"),
      text("clusterNodes -> loadBalancer 443-443/tcp", "withLoadBalancer"),
      text("rancher -> nodeDriverNodes 22-22/tcp"),
      text("rancher -> nodeDriverNodes 2376-2376/tcp"),
      text("rancher -> hostedCluster 443-443/tcp"),
    ].sort(),
  );
});

const commonPorts: readonly (readonly [protocol: string, port: number])[] = [
  ["tcp", 22],
  ["tcp", 2376],
  ["tcp", 2379],
  ["tcp", 2380],
  ["udp", 8472],
  ["tcp", 9099],
  ["tcp", 10250],
  ["tcp", 10254],
];

test.each([
  ["rke-node-pools-common-ports", "rke-node-pools"],
  ["rke-custom-nodes-common-ports", "rke-custom-nodes"],
] as const)("has in %s its matrix and the nine commonly used ports", (preset, matrix) => {
  const nodes = ["etcd", "controlplane", "worker"];
  const among = nodes.flatMap((from) =>
    nodes.flatMap((to) =>
      commonPorts.map(([protocol, port]) => cellText({ from, to, protocol, fromPort: port, toPort: port })),
    ),
  );
  const nodePorts = nodes.flatMap((to) =>
    ["tcp", "udp"].map((protocol) =>
      cellText({ from: "workloadClients", to, protocol, fromPort: 30000, toPort: 32767 }),
    ),
  );
  const expected = [...catalogCells(catalogById(matrix)), ...among, ...nodePorts].sort();
  expect(catalogCells(catalogById(preset))).toEqual(expected);
});

test("covers the nodes and the load balancer of each catalog with open egress", () => {
  const open = [...catalogs].map(([name, { rules }]) => {
    const ours = rules.filter(({ references }) => references.every(({ table }) => table.includes("egress-default")));
    return [name, ours.map(({ id, from, to, protocol, ports, when }) => ({ id, from, to, protocol, ports, when }))];
  });
  const all = { to: ["internet"], protocol: "all", ports: "all" };
  const balancer = { id: "egress-lb-all", from: ["loadBalancer"], when: ["withLoadBalancer", "egressAll"], ...all };
  const nodes = (...from: string[]) => ({ id: "egress-nodes-all", from, when: ["egressAll"], ...all });
  const apiBalancer = {
    ...{ id: "egress-api-lb-all", from: ["apiLoadBalancer"], when: ["withApiLoadBalancer", "egressAll"] },
    ...all,
  };
  const nodesOfHosted = {
    ...{ id: "egress-hosted-nodes-all", from: ["hostedNodes"], when: ["withHostedNodes", "egressAll"] },
    ...all,
  };
  const roles = ["rancher", "etcd", "controlplane", "worker"];
  const launched = [nodes(...roles), balancer];
  const alone = [nodes("rancher"), balancer];
  const expected = [...catalogs.keys()].map((name) => {
    if (name.startsWith("rancher-nodes")) return [name, []];
    if (name === "hosted-clusters-2.9") return [name, [...alone, nodesOfHosted]];
    if (/^(rancher-server-)?(rke2|k3s)/.test(name)) {
      return [name, name.startsWith("rancher") ? [...alone, apiBalancer] : [apiBalancer, ...launched]];
    }
    return [name, /^(rancher-server|hosted|imported|registered)/.test(name) ? alone : launched];
  });
  expect(Object.fromEntries(open)).toEqual(Object.fromEntries(expected));
});
