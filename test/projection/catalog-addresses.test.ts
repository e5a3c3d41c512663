/** git.rancher.io, the party `rancherCatalog`: the documents print its addresses up to Rancher 2.8 only. */
import { planDeployment } from "../../src";
import { SecurityGroupsError } from "../../src/errors";
import { deploymentSchema } from "../../src/model/deployment";
import { summary } from "../../src/report/summary";

const printed = ["35.160.43.145/32", "35.167.242.46/32", "52.33.59.17/32"];
const clients = { apiClients: "none", workloadClients: "none" };
const server = {
  ...{ type: "rancher-server", name: "tools" },
  parties: { apiClients: "none", clusterNodes: "none", nodeDriverNodes: "none", hostedCluster: "none" },
};
const cluster = {
  type: "cluster",
  name: "tools",
  provisioning: "custom",
  parties: { rancher: { create: true }, ...clients },
};
const hosted = { ...cluster, provisioning: "hosted", parties: { ...cluster.parties, hostedCluster: "none" } };
const registered = { ...hosted, provisioning: "imported" };

const plan = (input: object) => planDeployment(deploymentSchema.parse({ egress: "required", ...input }));
const destinations = (input: object) =>
  plan(input).groups.flatMap(({ rules }) =>
    rules.flatMap(({ portRules, peer }) => (portRules.includes("rancher-catalog-tcp") ? peer.value : [])),
  );
const bound = (input: { readonly parties: object }, rancherCatalog: unknown) => ({
  ...input,
  parties: { ...input.parties, rancherCatalog },
});

function linesOf(input: object): readonly string[] {
  try {
    plan(input);
    return [];
  } catch (error) {
    if (error instanceof SecurityGroupsError) return error.message.split("\n");
    throw error;
  }
}

const ofToday = [
  ["Rancher on RKE2", { ...server, distribution: "rke2", rancherVersion: "2.13" }],
  ["Rancher on K3s", { ...server, distribution: "k3s", rancherVersion: "2.9" }],
  ["Rancher in Docker, of the newest version", { ...server, distribution: "docker" }],
  ["an RKE2 cluster", { ...cluster, distribution: "rke2", rancherVersion: "2.15" }],
  ["an RKE cluster", { ...cluster, distribution: "rke", rancherVersion: "2.11" }],
  ["a hosted cluster", { ...hosted, rancherVersion: "2.9" }],
  ["a registered cluster", { ...registered, rancherVersion: "2.13" }],
] as const;

describe.each(ofToday)("%s", (_, input) => {
  test("has no built-in addresses: the rule needs a binding", () => {
    expect(linesOf(input)).toEqual([
      "parties.rancherCatalog: is bound to nothing, and this port rule needs it: rancher-catalog-tcp; bind it to cidrs, prefixListIds, securityGroupIds, anywhere or none",
    ]);
    expect(destinations(bound(input, { cidrs: ["198.51.100.7/32"] }))).toEqual(["198.51.100.7/32"]);
    expect(destinations(bound(input, { prefixListIds: ["pl-0123456789abcdef0"] }))).toEqual(["pl-0123456789abcdef0"]);
    expect(destinations(bound(input, "anywhere"))).toEqual(["0.0.0.0/0"]);
    expect(destinations(bound(input, "none"))).toEqual([]);
  });

  test("needs no binding under open egress", () => {
    expect(linesOf({ ...input, egress: "all" })).toEqual([]);
  });
});

const ofTheDocument = [
  ["Rancher", server],
  ["a cluster on custom nodes", cluster],
  ["a hosted cluster", hosted],
  ["an imported cluster", registered],
] as const;

describe.each(ofTheDocument)("%s by the original document", (_, input) => {
  test.each(["2.x", "2.8"])(
    "keeps the printed addresses, and reports in the summary that they are invalid: %s",
    (version) => {
      const old = { ...input, rancherVersion: version };
      expect(destinations(old)).toEqual(printed);
      expect(summary([{ plan: plan(old), file: "x" }])).toContain(
        "tools opens rancherCatalog at the addresses that the original document prints, which have not been valid since 2020: bind rancherCatalog to current cidrs, to anywhere or to none\n",
      );
      expect(summary([{ plan: plan(bound(old, { cidrs: printed })), file: "x" }])).not.toContain("not been valid");
    },
  );
});

test("names in the summary the version that applies by default", () => {
  const input = { ...bound(cluster, "none"), distribution: "rke2" };
  expect(summary([{ plan: plan(input), file: "x" }])).toContain(
    "tools has no rancherVersion: the tables of Rancher 2.15, the newest on record, apply\n",
  );
  expect(summary([{ plan: plan({ ...input, rancherVersion: "2.15" }), file: "x" }])).not.toContain("rancherVersion");
});
