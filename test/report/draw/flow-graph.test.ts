import fc from "fast-check";
import type { Party } from "../../../src/model/party";
import { planDeployment } from "../../../src/projection/plan-deployment";
import { partyFlows } from "../../../src/reach/party-flows";
import { chooseFlows, type FlowChoice } from "../../../src/report/draw/flow-choice";
import { type FlowGraph, flowGraph, type GraphTraffic } from "../../../src/report/draw/flow-graph";
import { trafficLabel } from "../../../src/report/draw/wording";
import { textsIn } from "../../../src/texts";
import { plannableDeployments } from "../../projection/arbitrary-deployment";
import { cluster } from "../../verify/shipped";

const words = (traffic: readonly GraphTraffic[]) => traffic.map((one) => trafficLabel(textsIn("en"), one)).join(", ");

const edgesOf = ({ edges }: FlowGraph) =>
  edges.map(({ from, to, traffic }) => `${from.join("+")} > ${to.join("+")}: ${words(traffic)}`);

function graphOf(more: Record<string, unknown> = {}, choice: FlowChoice = {}, parties: Record<string, unknown> = {}) {
  const { plan } = cluster(more, parties);
  return flowGraph(plan, chooseFlows(partyFlows(plan), choice));
}

test("draws common flows of a cluster's nodes as one edge of their frame, and traffic among all of them inside it", () => {
  const { plan } = cluster({ loadBalancer: { terminatesTls: true } });
  const graph = flowGraph(plan, partyFlows(plan));
  expect(graph.frame?.parties).toEqual(["etcd", "controlplane", "worker"]);
  expect(words(graph.frame?.among ?? [])).toBe("8472 UDP");
  expect(edgesOf(graph)).toEqual([
    "rancher > etcd+controlplane+worker: 22 TCP, 2376 TCP",
    "rancher > rancherCatalog: 443 TCP",
    "rancher > internet: all traffic",
    "etcd > controlplane: 6443 TCP",
    "etcd+controlplane+worker > loadBalancer: 443 TCP",
    "etcd+controlplane+worker > internet: all traffic",
    "controlplane > etcd: 2379 TCP, 2380 TCP, 10250 TCP",
    "controlplane > worker: 10250 TCP",
    "worker > controlplane: 6443 TCP",
    "loadBalancer > rancher: 80 TCP",
    "loadBalancer > internet: all traffic",
    "apiClients > loadBalancer: 80 TCP, 443 TCP",
    "workloadClients > controlplane: 80 TCP, 443 TCP",
    "workloadClients > worker: 80 TCP, 443 TCP, 30000-32767 TCP, 30000-32767 UDP",
  ]);
});

test("marks an edge that any address may use, and one that no rule opens", () => {
  const { edges } = graphOf();
  const between = (from: Party, to: Party) => edges.find((edge) => edge.from.includes(from) && edge.to.includes(to));
  expect(between("workloadClients", "worker")).toMatchObject({ world: "ingress", isWritten: true });
  expect(between("rancher", "internet")).toMatchObject({ world: "egress", isWritten: true });
  expect(between("rancher", "rancherCatalog")).toMatchObject({ isWritten: false });
  expect(between("apiClients", "rancher")?.world).toBeUndefined();
});

test("shows what a node is in AWS: its created group, or the peers that rules use for it", () => {
  const { nodes } = graphOf({}, {}, { worker: { securityGroupId: "sg-0123456789abcdef0" } });
  const node = (party: Party) => nodes.find((one) => one.party === party);
  expect(node("etcd")?.groupName).toBe("lab-etcd");
  expect(node("worker")?.groupName).toBeUndefined();
  expect(node("worker")?.peers.map(({ label }) => label)).toEqual(["sg-0123456789abcdef0"]);
  expect(words(node("etcd")?.within ?? [])).toBe("2379 TCP, 2380 TCP, 8472 UDP, 9099 TCP");
});

test("shows each flow once: in a node, in the frame or on an edge", () => {
  fc.assert(
    fc.property(plannableDeployments, (deployment) => {
      const plan = planDeployment(deployment);
      const flows = partyFlows(plan);
      const { nodes, frame, edges } = flowGraph(plan, flows);
      const traffic = [
        ...nodes.flatMap(({ within }) => within),
        ...(frame?.among ?? []),
        ...edges.flatMap((edge) => edge.traffic),
      ].flatMap((one) => one.flows);
      expect(traffic).toHaveLength(flows.length);
      expect(new Set(traffic)).toEqual(new Set(flows));
      const framed = frame?.parties ?? [];
      const inFrame = { from: framed, to: framed, traffic: frame?.among ?? [] };
      for (const { from, to } of edges) expect(from).not.toEqual(to);
      for (const { from, to, traffic: own } of [...edges, inFrame]) {
        for (const { flows: same } of own) {
          expect(new Set(same.map((flow) => `${flow.from} ${flow.to}`))).toEqual(
            new Set(from.flatMap((source) => to.map((destination) => `${source} ${destination}`))),
          );
        }
      }
    }),
    { numRuns: 60 },
  );
});

describe("selected flows", () => {
  const ends = (choice: FlowChoice, more: Record<string, unknown> = {}) => {
    const { plan } = cluster(more);
    return chooseFlows(partyFlows(plan), choice);
  };

  test("are those with a rule of the selected direction", () => {
    expect(ends({ direction: "egress" }).every(({ to }) => to === "internet")).toBe(true);
    expect(ends({ direction: "ingress" }).some(({ to }) => to === "internet")).toBe(false);
    expect(ends({ direction: "egress" }, { egress: "required" }).some(({ to }) => to === "etcd")).toBe(true);
  });

  test("are those of the selected party, then those of its neighbours, and so on, but not through the world", () => {
    const partiesOf = (choice: FlowChoice) => new Set(ends(choice).flatMap(({ from, to }) => [from, to]));
    for (const { from, to } of ends({ party: "apiClients" })) expect([from, to]).toContain("apiClients");
    expect(partiesOf({ party: "apiClients" })).toEqual(new Set(["apiClients", "rancher"]));
    expect(partiesOf({ party: "apiClients", depth: 2 })).toEqual(
      new Set(["apiClients", "rancher", "etcd", "controlplane", "worker", "rancherCatalog", "internet"]),
    );
    expect(ends({ party: "apiClients", depth: 9 })).toEqual(ends({}));
    expect(partiesOf({ party: "internet", depth: 9 })).toEqual(partiesOf({}));
    const egress: FlowChoice = { direction: "egress", party: "etcd", depth: 3 };
    expect(partiesOf(egress)).toEqual(new Set(["etcd", "internet"]));
  });
});
