import { SecurityGroupsError } from "../../src/errors";
import { parseDeployment } from "../../src/model/parse-deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import { parseQuestion } from "../../src/questions/question";

const tools = planDeployment(
  parseDeployment({
    type: "rancher-server",
    name: "tools",
    distribution: "rke2",
    rancherVersion: "2.13",
    parties: { apiClients: "none", clusterNodes: "none", nodeDriverNodes: "none", hostedCluster: "none" },
  }),
);

test("a party of the tables that the deployment does not bind is an error that says how to bind it", () => {
  const { issues = [] } = parseQuestion({ from: "rancher", to: "rancherCatalog", protocol: "tcp", port: "443" }, tools);
  expect(new SecurityGroupsError(issues).message).toBe(
    "to: is not bound in tools, so its addresses are not known; bind rancherCatalog under parties, or use an address such as 203.0.113.10/32",
  );
});
