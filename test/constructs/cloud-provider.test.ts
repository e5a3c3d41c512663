import type { TerraformStack } from "cdktf";
import { ClusterSecurityGroups, type ClusterSecurityGroupsProps, Peer, Port, SecurityGroupRef } from "../../src";
import { lint, verifySynthesized } from "../../src/entries/questions";
import { counts, inApp, linesOf, pathOf, stackOf, synthesize } from "./synthesized";

const tag = "kubernetes.io/cluster/production";
const add = (stack: TerraformStack, props: Partial<ClusterSecurityGroupsProps> = {}) =>
  new ClusterSecurityGroups(stack, "production", {
    vpcId: "vpc-0a1b2c3d4e5f60718",
    provisioning: "custom",
    rancherVersion: "2.x",
    parties: { rancher: { create: true }, apiClients: "none", workloadClients: "none" },
    cloudProvider: { clusterId: "production" },
    ...props,
  });
/** The names of the groups that have the tag, and its value. */
const tagged = (props: Partial<ClusterSecurityGroupsProps> = {}) =>
  Object.values(synthesize((stack) => void add(stack, props)).resources("aws_security_group"))
    .filter(({ tags }) => tag in (tags as object))
    .map(({ name, tags }) => [name, (tags as Record<string, string>)[tag]]);

test("tags an additional group without rules that all nodes attach", () => {
  expect(tagged()).toEqual([["production-nodes", "owned"]]);
  const without = counts(synthesize((stack) => void add(stack, { cloudProvider: undefined })));
  const [groups, ...rules] = counts(synthesize((stack) => void add(stack)));
  expect([groups, ...rules]).toEqual([without[0] + 1, without[1], without[2]]);
});

test("tags the existing group if all nodes share one anyway", () => {
  expect(tagged({ preset: "common-ports" })).toEqual([["production-nodes", "owned"]]);
  expect(counts(synthesize((stack) => void add(stack, { preset: "common-ports" })))[0]).toBe(2);
});

test("tags the shared group even if the rules of an existing group are managed", () => {
  const worker = SecurityGroupRef.fromId("sg-0123456789abcdef0", { manageRules: true });
  expect(
    tagged({ parties: { rancher: { create: true }, apiClients: "none", workloadClients: "none", worker } }),
  ).toEqual([["production-nodes", "owned"]]);
});

test.each([undefined, "common-ports"] as const)(
  "finds the tagged group as the group of the nodes, and connects it: preset %s",
  (preset) => {
    const synthesized = synthesize((stack) => {
      const cluster = add(stack, preset ? { preset } : {});
      cluster.findGroup("nodes").allowFrom(Peer.ipv4("10.0.0.0/8"), Port.tcp(9100), "Node metrics");
      expect(cluster.findGroup("etcd") === cluster.findGroup("nodes")).toBe(preset !== undefined);
    });
    const added = synthesized.rules().filter((rule) => rule.from_port === 9100);
    expect(added.map(pathOf)).toEqual(["stack/production/nodes/ingress-tcp-9100-10.0.0.0--8"]);
  },
);

test("passes lint and verify", () => {
  let cluster: ClusterSecurityGroups | undefined;
  const verification = inApp(
    (app) => {
      cluster = add(stackOf(app, "production"));
    },
    (outdir) => verifySynthesized(outdir, [(cluster as ClusterSecurityGroups).plan]),
  );
  expect(verification).toMatchObject({ groups: 5, violations: [] });
  const ids = lint((cluster as ClusterSecurityGroups).plan, "2026-01-01").map(({ id }) => id);
  expect(ids).not.toContain("shared-cluster-tag");
});

test("rejects the same tag on every group", () => {
  expect(linesOf((stack) => add(stack, { tags: { [tag]: "owned" } }))).toEqual([
    `network/production tags.${tag}: would be on every group, and cloudProvider puts it on the one group that may have it; remove it`,
  ]);
});

test("rejects a cluster without groups for nodes", () => {
  const parties = {
    rancher: { create: true },
    apiClients: "none",
    workloadClients: "none",
    hostedCluster: "none",
  } as const;
  expect(linesOf((stack) => add(stack, { provisioning: "hosted", rancherVersion: "2.x", parties }))).toEqual([
    "network/production cloudProvider: is for clusters whose nodes have groups here; use it with provisioning: node-pools or custom, or leave it out",
  ]);
});

test("rejects an id that cannot be in a tag", () => {
  expect(linesOf((stack) => add(stack, { cloudProvider: { clusterId: "a/b" } }))).toEqual([
    'network/production cloudProvider.clusterId: cannot be the id in the tag kubernetes.io/cluster/<id>, got "a/b"; use at most 100 letters, digits and ._:@+=-',
  ]);
});
