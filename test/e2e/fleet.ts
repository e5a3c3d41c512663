import type { Place, Site } from "./landscape";
import { groupIdOutput } from "./output-names";

const nodes = ["etcd", "controlplane", "worker"];

/** Tests of the stacks of the example fleet, which write rules into the groups of `rancher-prod`. */
export function testFleet(site: () => Site): void {
  const idOf = (stack: string, party: string) => site().outputs[stack]?.[groupIdOutput(party)] as string;
  const peersOf = (groupId: string, port: number) =>
    (site().places["fleet.yaml"] as Place).groups
      .filter(({ id }) => id === groupId)
      .flatMap(({ rules }) => rules)
      .filter(({ direction, fromPort, toPort }) => direction === "ingress" && fromPort === port && toPort === port)
      .flatMap(({ peer }) => ("groupId" in peer ? peer.groupId : peer.cidrs));

  test("the load balancer of rancher-prod accepts the nodes of every cluster, and its own clients", () => {
    const ofClusters = ["shop", "batch"].flatMap((cluster) => nodes.map((role) => idOf(cluster, role)));
    // Agents also run on the Rancher nodes.
    const expected = ["203.0.113.0/24", idOf("rancher-prod", "rancher"), ...ofClusters];
    expect([...peersOf(idOf("rancher-prod", "loadBalancer"), 443)].sort()).toEqual(expected.sort());
  });

  test("its Rancher nodes accept its load balancer only", () => {
    const rancher = idOf("rancher-prod", "rancher");
    expect([80, 443].map((port) => peersOf(rancher, port))).toEqual([[idOf("rancher-prod", "loadBalancer")], []]);
  });

  test("nodes of a node driver accept SSH from the Rancher nodes of rancher-prod", () => {
    const rancher = idOf("rancher-prod", "rancher");
    expect(nodes.map((role) => peersOf(idOf("shop", role), 22))).toEqual([[rancher], [rancher], [rancher]]);
  });
}
