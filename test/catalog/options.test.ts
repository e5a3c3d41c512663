import { settingsOf } from "../../src/catalog/settings";
import { type Condition, conditionFacts, conditions, isMet } from "../../src/model/condition";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import { options, switches } from "../../src/model/options";
import { editFor } from "../../src/questions/edit";
import { catalogById } from "./catalog-by-id";

const all = Object.keys(conditions) as Condition[];
const [anyRule] = catalogById("hosted-clusters").rules.filter(({ ports }) => ports !== "all");

/** A deployment that meets few conditions. Each condition is unmet in one of the two deployments below. */
const deployment = (cni: object, rest: object = {}) =>
  deploymentSchema.parse({
    ...{ type: "cluster", rancherVersion: "2.x", name: "lab", provisioning: "custom", distribution: "rke2", cni },
    ...{ egress: "required", ipFamily: "ipv6", datastore: "external" },
    ...rest,
  });
const meets = (condition: Condition, deployment: Deployment) => isMet(condition, deployment, settingsOf(deployment));
const calico = deployment({ name: "calico", encapsulation: "none", bgp: false });
const withoutCni = deployment({ name: "none" }, { loadBalancer: { terminatesTls: true }, ipFamily: "ipv4" });

test("has a distinct name for every condition, each that of a switch or of an option", () => {
  const ofOptions = Object.values(options).flatMap((option) => Object.keys(option.conditions));
  const names = [...Object.keys(switches), ...ofOptions];
  expect(names).toEqual([...new Set(names)]);
  expect(all).toEqual(names);
  expect(all.filter((condition) => !conditions[condition].startsWith("only "))).toEqual([]);
});

test("suggests no edit for conditions whose value the user has to choose", () => {
  const chosen = all.filter((condition) => conditionFacts[condition].edit === undefined);
  expect(chosen).toEqual([
    ...[
      "withoutLoadBalancer",
      "overlay",
      "unencapsulated",
      "hostNetwork",
      "clientAddresses",
      "withKubernetesApiClients",
    ],
    ...["withAdministrators", "withHostedNodes", "withoutHostedNodes", "externalDatastore"],
  ]);
});

test.each(all.filter((condition) => conditionFacts[condition].edit))(
  "meets the condition with the suggested edit: %s",
  (condition) => {
    const unmet = [calico, withoutCni].find((one) => !meets(condition, one)) as Deployment;
    expect(unmet).toBeDefined();
    const rule = { ...(anyRule as NonNullable<typeof anyRule>), ports: { from: 8080, to: 8090 } };
    const edit = editFor(condition, rule, unmet);
    expect(meets(condition, edit?.apply(unmet) as Deployment)).toBe(true);
  },
);

test.each([
  ["authorizedClusterEndpoint", "authorizedClusterEndpoint: true"],
  ["encryptedBesides", "cni: { name: calico, encapsulation: none, bgp: false, wireguard: true }"],
  ["withLoadBalancer", "loadBalancer: { terminatesTls: true }"],
  ["tlsPassthrough", "loadBalancer: { terminatesTls: false }"],
  ["workloadTcp", "ports: { workloadTcp: [8080-8090] }"],
  ["egressAll", "egress: all"],
  ["ipv4", "ipFamily: dual"],
  ["ipInIp", "cni: { name: calico, encapsulation: ip-in-ip, bgp: false }"],
  ["bgp", "cni: { name: calico, encapsulation: none, bgp: true }"],
  ["withApiLoadBalancer", "parties: { apiLoadBalancer: { create: true } }"],
  ["embeddedDatastore", "datastore: embedded"],
] as const)("suggests for %s the edit %s", (condition, text) => {
  const rule = { ...(anyRule as NonNullable<typeof anyRule>), ports: { from: 8080, to: 8090 } };
  expect(editFor(condition, rule, calico)?.text).toBe(text);
});

test("marks only open egress as an edit that no table requires", () => {
  expect(all.filter((condition) => conditionFacts[condition].isUndocumented)).toEqual(["egressAll"]);
});
