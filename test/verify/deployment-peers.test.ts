/** Groups of other deployments, whose names in an app of constructs may contain any character. */
import { parseDeployment } from "../../src/model/parse-deployment";
import { deploymentPeer } from "../../src/model/plan";
import { plannedNetwork } from "../../src/network/planned-network";
import { planDeployment } from "../../src/projection/plan-deployment";

const clients = { apiClients: "none", workloadClients: "none" } as const;
const network = planDeployment(
  parseDeployment({
    type: "rancher-server",
    rancherVersion: "2.x",
    name: "network",
    parties: { apiClients: "none", clusterNodes: "none", nodeDriverNodes: "none", hostedCluster: "none" },
  }),
);

/** The peers of the rules from agents to Rancher, by name, if Rancher is the group of another deployment. */
function rancherNames(deployment: string): readonly string[] {
  const shop = planDeployment(
    parseDeployment({
      type: "cluster",
      rancherVersion: "2.x",
      name: "shop",
      provisioning: "custom",
      egress: "required",
      parties: { ...clients, rancher: { deployment } },
    }),
  );
  const { groups } = plannedNetwork([shop, network]);
  const rules = groups.filter((group) => group.deployment === "shop").flatMap((group) => group.rules);
  const toRancher = rules.filter(({ portRules }) => portRules.includes("rke-rancher-https-tcp"));
  return [...new Set(toRancher.map(({ peer }) => peer.value))];
}

test("a group of a deployment that is compared too has the name of that group", () => {
  expect(rancherNames("network")).toEqual(["network/network-rancher"]);
});

test("a name with a slash is not taken for another deployment with the first part of the name", () => {
  expect(rancherNames("network/rancher")).toEqual(["network/rancher/rancher"]);
});

test("peers of different groups have different values, whatever characters the names contain", () => {
  const names = ["a", "a/b", "a/b/rancher", "a/rancher", "", "rancher"];
  const values = names.flatMap((name) =>
    (["rancher", "worker"] as const).map((party) => deploymentPeer(name, party).value),
  );
  expect(new Set(values).size).toBe(values.length);
});
