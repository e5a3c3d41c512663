import { settingsOf } from "../../src/catalog/settings";
import { deploymentSchema } from "../../src/model/deployment";
import type { PortRule } from "../../src/model/port-rule";
import { layer } from "../../src/projection/layer";
import { select } from "../../src/projection/select";
import { catalogById } from "../catalog/catalog-by-id";

const cluster = (rest: object) =>
  deploymentSchema.parse({
    type: "cluster",
    rancherVersion: "2.x",
    name: "lab",
    provisioning: "custom",
    parties: { rancher: "none" },
    ...rest,
  });
const selection = (rest: object) => {
  const deployment = cluster(rest);
  return select(deployment, settingsOf(deployment), layer(deployment, catalogById("rke-custom-nodes")));
};
const idsOf = (rest: object) => selection(rest).selected.map(({ id }) => id);

test("sends agents and clients to the Rancher nodes if there is no load balancer", () => {
  const ids = idsOf({});
  expect(ids).toEqual(
    expect.arrayContaining(["rke-rancher-https-tcp", "rancher-client-http-tcp", "rancher-client-https-tcp"]),
  );
  expect(ids.filter((id) => id.includes("-lb-"))).toEqual([]);
});

test("opens only port 80 behind a load balancer that terminates TLS", () => {
  const ids = idsOf({ loadBalancer: { terminatesTls: true } });
  expect(ids).toEqual(
    expect.arrayContaining(["rke-lb-https-tcp", "rancher-lb-http-tcp", "rancher-client-lb-https-tcp"]),
  );
  expect(ids).not.toContain("rancher-lb-https-tcp");
  expect(ids).not.toContain("rke-rancher-https-tcp");
});

test("also opens port 443 behind a load balancer that passes TLS through", () => {
  const ids = idsOf({ loadBalancer: { terminatesTls: false } });
  expect(ids).toEqual(expect.arrayContaining(["rancher-lb-http-tcp", "rancher-lb-https-tcp"]));
});

test("opens egress unless the deployment restricts it", () => {
  const egress = (rest: object) => idsOf(rest).filter((id) => id.startsWith("egress-"));
  expect(egress({})).toEqual(["egress-nodes-all"]);
  expect(egress({ loadBalancer: { terminatesTls: true } })).toEqual(["egress-nodes-all", "egress-lb-all"]);
  expect(egress({ egress: "required" })).toEqual([]);
});

describe("the port rules that are not in effect", () => {
  const skipped = (rest: object) =>
    selection(rest).skipped.map(({ portRule: { id }, because }) => [id, because] as const);

  test("list all conditions that are not met", () => {
    expect(skipped({ egress: "required" })).toEqual(
      expect.arrayContaining([
        ["egress-lb-all", ["withLoadBalancer", "egressAll"]],
        ["rancher-lb-https-tcp", ["tlsPassthrough"]],
      ]),
    );
  });

  test("include those that the deployment omits, whether or not their conditions are met", () => {
    const omit = ["rke-etcd-peer-tcp", "egress-lb-all"];
    const { selected } = selection({ egress: "required", rules: { omit } });
    const found = skipped({ egress: "required", rules: { omit } }).filter(([id]) => omit.includes(id));
    expect(found).toEqual([
      ["rke-etcd-peer-tcp", "omitted"],
      ["egress-lb-all", "omitted"],
    ]);
    expect(selected.filter(({ id }) => omit.includes(id))).toEqual([]);
  });

  test("include those omitted between some parties, which are in effect between the others", () => {
    const between = ({ id, from, to }: PortRule) => `${id} ${from.join("+")} > ${to.join("+")}`;
    const pairs = (omit: readonly object[]) => {
      const { selected, skipped } = selection({ rules: { omit } });
      const isIt = ({ id }: PortRule) => id === "rke-kube-api-tcp" || id === "rke-kubelet-tcp";
      const omitted = skipped.filter(({ because }) => because === "omitted").map(({ portRule }) => portRule);
      return { selected: selected.filter(isIt).map(between), omitted: omitted.map(between) };
    };
    expect(
      pairs([
        { id: "rke-kube-api-tcp", from: ["worker"] },
        { id: "rke-kubelet-tcp", to: ["controlplane", "etcd"] },
      ]),
    ).toEqual({
      selected: ["rke-kube-api-tcp etcd+controlplane > controlplane", "rke-kubelet-tcp controlplane > worker"],
      omitted: ["rke-kube-api-tcp worker > controlplane", "rke-kubelet-tcp controlplane > etcd+controlplane"],
    });
    // The rest is not a product of sources and destinations, so it becomes two rules.
    const overlay = [
      { id: "rke-overlay-udp", from: ["worker"], to: ["worker"] },
      { id: "rke-overlay-udp", from: ["etcd", "controlplane"], to: ["etcd", "controlplane"] },
    ];
    const { selected } = selection({ rules: { omit: overlay } });
    expect(selected.filter(({ id }) => id === "rke-overlay-udp").map(between)).toEqual([
      "rke-overlay-udp etcd+controlplane > worker",
      "rke-overlay-udp worker > etcd+controlplane",
    ]);
  });

  test("include those omitted for the nodes of some parties if the traffic stays within a node", () => {
    const omit = [{ id: "rke-ingress-probe-tcp", to: ["worker"] }];
    const { selected } = selection({ rules: { omit } });
    expect(selected.find(({ id }) => id === "rke-ingress-probe-tcp")).toMatchObject({
      from: ["controlplane"],
      to: ["controlplane"],
    });
  });

  test("are, with those in effect, all port rules of the catalog", () => {
    const omit = ["rke-etcd-peer-tcp"];
    const { selected } = selection({ egress: "required", rules: { omit } });
    const ids = [
      ...selected.map(({ id }) => id),
      ...skipped({ egress: "required", rules: { omit } }).map(([id]) => id),
    ];
    expect(ids.sort()).toEqual(
      catalogById("rke-custom-nodes")
        .rules.map(({ id }) => id)
        .sort(),
    );
  });
});
