/** Groups of other deployments, whose names may contain any character in an app of constructs. */
import { parseDeployment } from "../../src/model/parse-deployment";
import { deploymentPeer } from "../../src/model/plan";
import { plannedNetwork } from "../../src/network/planned-network";
import { planDeployment } from "../../src/projection/plan-deployment";

const clients = { rancher: { create: true }, apiClients: "none", workloadClients: "none" } as const;
const network = planDeployment(
  parseDeployment({
    type: "rancher-server",
    rancherVersion: "2.x",
    name: "network",
    parties: {
      rancher: { create: true },
      apiClients: "none",
      clusterNodes: "none",
      nodeDriverNodes: "none",
      hostedCluster: "none",
    },
  }),
);

/** The names of the peers of the rules from agents to Rancher, if Rancher is the group of another deployment. */
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

test("names a group of another compared deployment by the name of that group", () => {
  expect(rancherNames("network")).toEqual(["network/network-rancher"]);
});

test("does not confuse a name with a slash with another deployment named like its first part", () => {
  expect(rancherNames("network/rancher")).toEqual(["network/rancher/rancher"]);
});

test("has different values for peers of different groups, whatever characters the names contain", () => {
  const names = ["a", "a/b", "a/b/rancher", "a/rancher", "", "rancher"];
  const values = names.flatMap((name) =>
    (["rancher", "worker"] as const).map((party) => deploymentPeer(name, party).value),
  );
  expect(new Set(values).size).toBe(values.length);
});
