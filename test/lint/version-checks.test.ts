import { lint } from "../../src/lint/lint";
import { type DeploymentInput, deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import { today } from "./plans";

const clients = { apiClients: "none", workloadClients: "none", rancher: "none" } as const;
const planOf = (input: Partial<DeploymentInput>) =>
  planDeployment(
    deploymentSchema.parse({ type: "cluster", name: "lab", provisioning: "custom", parties: clients, ...input }),
  );
const found = (id: string, input: Partial<DeploymentInput>) =>
  lint(planOf(input), today).flatMap((finding) => (finding.id === id ? finding.message : []));

describe("unpinned-version", () => {
  const message =
    'the version of Rancher is not pinned, so an update of this package could open or close ports; write rancherVersion: "2.15", the newest on record, which applies now';

  it("reports a cluster and a Rancher without rancherVersion", () => {
    expect(found("unpinned-version", { distribution: "rke2" })).toEqual([message]);
    const parties = {
      apiClients: "none",
      clusterNodes: "none",
      nodeDriverNodes: "none",
      hostedCluster: "none",
    } as const;
    const server = deploymentSchema.parse({ type: "rancher-server", name: "tools", distribution: "docker", parties });
    expect(lint(planDeployment(server), today).map((finding) => finding.message)).toContain(message);
  });

  it("accepts a version, the original document, and the edition of a group of the node driver", () => {
    expect(found("unpinned-version", { distribution: "rke2", rancherVersion: "2.13" })).toEqual([]);
    expect(found("unpinned-version", { rancherVersion: "2.x" })).toEqual([]);
    const nodes = deploymentSchema.parse({ type: "rancher-nodes", name: "nodes", edition: "2.x" });
    expect(lint(planDeployment(nodes), today).map(({ id }) => id)).not.toContain("unpinned-version");
  });
});

describe("invalid-addresses", () => {
  const document = {
    rancherVersion: "2.x",
    egress: "required",
    parties: { ...clients, rancher: { create: true } },
  } as const;
  const message =
    "lab-rancher opens rancherCatalog at the addresses that the original document prints, which have not been valid since 2020; bind rancherCatalog to its current addresses, to anywhere or to none";

  it("reports the addresses of git.rancher.io that the original document prints", () => {
    expect(found("invalid-addresses", document)).toEqual([message]);
    const [finding] = lint(planOf(document), today).filter(({ id }) => id === "invalid-addresses");
    expect(finding).toMatchObject({ group: "rancher", portRules: ["rancher-catalog-tcp"] });
    expect(finding?.rules).toHaveLength(3);
  });

  it("accepts addresses of the user, and open egress, which uses none of the printed ones", () => {
    const bound = { ...document.parties, rancherCatalog: { cidrs: ["198.51.100.7/32"] } };
    expect(found("invalid-addresses", { ...document, parties: bound })).toEqual([]);
    expect(found("invalid-addresses", { ...document, egress: "all" })).toEqual([]);
  });
});
