import { settingsOf } from "../../src/catalog/settings";
import { deploymentSchema } from "../../src/model/deployment";
import { select } from "../../src/projection/select";
import { catalogById } from "../catalog/catalog-by-id";

const cluster = (rest: object) =>
  deploymentSchema.parse({ type: "cluster", name: "lab", provisioning: "custom", ...rest });
const selection = (rest: object) => {
  const deployment = cluster(rest);
  return select(deployment, settingsOf(deployment), catalogById("rke-custom-nodes").rules);
};
const idsOf = (rest: object) => selection(rest).selected.map(({ id }) => id);

test("without a load balancer, agents and clients go to the Rancher nodes themselves", () => {
  const ids = idsOf({});
  expect(ids).toEqual(
    expect.arrayContaining(["rke-rancher-https-tcp", "rancher-client-http-tcp", "rancher-client-https-tcp"]),
  );
  expect(ids.filter((id) => id.includes("-lb-"))).toEqual([]);
});

test("behind a load balancer that ends TLS, Rancher is reached from it on port 80 alone", () => {
  const ids = idsOf({ loadBalancer: { terminatesTls: true } });
  expect(ids).toEqual(
    expect.arrayContaining(["rke-lb-https-tcp", "rancher-lb-http-tcp", "rancher-client-lb-https-tcp"]),
  );
  expect(ids).not.toContain("rancher-lb-https-tcp");
  expect(ids).not.toContain("rke-rancher-https-tcp");
});

test("behind a load balancer that passes TLS through, Rancher is reached from it on port 443 too", () => {
  const ids = idsOf({ loadBalancer: { terminatesTls: false } });
  expect(ids).toEqual(expect.arrayContaining(["rancher-lb-http-tcp", "rancher-lb-https-tcp"]));
});

test("egress is open only where the deployment does not restrict it", () => {
  const egress = (rest: object) => idsOf(rest).filter((id) => id.startsWith("egress-"));
  expect(egress({})).toEqual(["egress-nodes-all"]);
  expect(egress({ loadBalancer: { terminatesTls: true } })).toEqual(["egress-nodes-all", "egress-lb-all"]);
  expect(egress({ egress: "required" })).toEqual([]);
});

test("a port rule that is switched off names every condition that does not hold", () => {
  const { switchedOff } = selection({ egress: "required" });
  expect(switchedOff.find(({ rule }) => rule.id === "egress-lb-all")?.because).toEqual([
    "withLoadBalancer",
    "egressAll",
  ]);
  expect(switchedOff.find(({ rule }) => rule.id === "rancher-lb-https-tcp")?.because).toEqual(["tlsPassthrough"]);
});
