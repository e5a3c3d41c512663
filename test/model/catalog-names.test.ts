/**
 * Names that editors complete in TypeScript. `npm run types` checks each `@ts-expect-error`: it fails if the next line
 * has no error.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ClusterSecurityGroupsProps,
  type DeploymentInput,
  parseDeployment,
  planDeployment,
  type RancherNodesSecurityGroupProps,
  SecurityGroupsError,
} from "../../src";
import { expectReachability } from "../../src/entries/testing";
import { catalogNamesFile } from "../../src/report/catalog-names";
import { root } from "../repository/sources";

/** The text without formatting. */
const unformatted = (text: string) => text.replaceAll(/\s/g, "").replaceAll("=|", "=");

test("has types generated from the catalogs (if not, run npm run schema)", () => {
  const file = readFileSync(join(root, "src/model/catalog-names.ts"), "utf8");
  expect(unformatted(file)).toBe(unformatted(catalogNamesFile()));
});

const none = { rancher: "none", apiClients: "none", workloadClients: "none" } as const;
const lab = { name: "lab", type: "cluster", provisioning: "custom", distribution: "rke2", parties: none } as const;
const group = { name: "nodes", type: "rancher-nodes", edition: "2.x" } as const;

const codesOf = (input: DeploymentInput) => {
  try {
    planDeployment(parseDeployment(input));
    return [];
  } catch (error) {
    if (!(error instanceof SecurityGroupsError)) throw error;
    return error.issues.map(({ code }) => code);
  }
};

// biome-ignore format: each mistake is on the line below its comment
const mistakes: readonly (readonly [string, DeploymentInput])[] = [
  // @ts-expect-error a CNI that does not exist
  ["unknown-cni", { ...lab, cni: "calicoo" }],
  // @ts-expect-error the same in a map
  ["unknown-cni", { ...lab, cni: { name: "calicoo" } }],
  // @ts-expect-error an add-on that does not exist
  ["unknown-addon", { ...lab, addons: ["hubbel"] }],
  // @ts-expect-error a port rule that does not exist
  ["unknown-port-rule", { ...lab, rules: { omit: ["rke2-etcd-clint-tcp"] } }],
  // @ts-expect-error a port rule of another type of deployment
  ["unknown-port-rule", { ...lab, rules: { omit: ["rancher-nodes-ssh-tcp"] } }],
  // @ts-expect-error a port rule that does not exist
  ["unknown-port-rule", { ...group, rules: { override: { "rancher-nodes-shh-tcp": {} } } }],
  // @ts-expect-error a port rule that is not open to the world
  ["not-narrowable", { ...group, sources: { "rancher-nodes-etcd-tcp": "none" } }],
  // @ts-expect-error a party that does not exist
  ["unknown-key", { ...lab, parties: { ...none, wroker: "none" } }],
];

test.each(mistakes)("rejects a name in the compiler and in the plan: %s", (code, input) => {
  expect(codesOf(input)).toEqual([code]);
});

test("has the same names in the props of constructs", () => {
  const props: Partial<ClusterSecurityGroupsProps> = {
    cni: { name: "calico", wireguard: true },
    addons: ["monitoring", { name: "registries", to: "none" }],
    rules: { omit: ["rke2-etcd-client-tcp"], override: { "rke2-etcd-peer-tcp": { purpose: "Peers" } } },
  };
  expect(codesOf({ ...lab, ...props, name: "lab", provisioning: "custom", parties: none })).toEqual([]);
  // @ts-expect-error a port rule that does not exist
  const sources: RancherNodesSecurityGroupProps["sources"] = { "rancher-nodes-shh-tcp": "none" };
  expect(codesOf({ ...group, ...(sources ? { sources } : {}) })).toEqual(["not-narrowable"]);
});

test("accepts any text as an id of a user's port rule, and as an end that is not a party", () => {
  const own = {
    id: "own-metrics-tcp",
    from: ["worker"],
    to: ["etcd"],
    protocol: "tcp",
    ports: 9100,
    purpose: "Own",
  } as const;
  const plan = planDeployment(parseDeployment({ ...lab, rules: { add: [own] } }));
  expect(plan.portRules.filter(({ id }) => id === "own-metrics-tcp")).toHaveLength(1);
  expectReachability(plan).from("10.0.0.0/8").to("etcd").tcp(2379).toBeDenied();
});
