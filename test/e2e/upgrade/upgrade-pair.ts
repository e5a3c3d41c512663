/**
 * Random pairs of configs of one deployment: from A to B anything may change except the type and the name, which would
 * make it another deployment. Existing objects have the ids of the oracle's pools until they are created in EC2.
 */
import fc from "fast-check";
import type { Deployment } from "../../../src/model/deployment";
import { groupIds, prefixListIds } from "../../oracle/pools";
import { deployments } from "../../projection/arbitrary-deployment";
import { stateBucket } from "../state-bucket";

export const deploymentName = "upgrade";

/** One side of a pair: a deployment without region and VPC, and which of two VPCs it uses. */
export interface Side {
  readonly deployment: object;
  readonly vpc: 0 | 1;
}

/** A config and the one that replaces it. */
export type UpgradePair = readonly [before: Side, after: Side];

/** The ids in EC2 for the ids of the pools. */
export interface Place {
  readonly vpcIds: readonly [string, string];
  readonly groupIds: readonly string[];
  readonly prefixListIds: readonly string[];
  readonly endpoint: string;
  readonly state: StatePlace;
}

/** Where Terraform keeps its state: a file, or an object in the emulator's S3 next to a lock file. */
export type StatePlace = "local" | "s3";

/** The text of a config file. */
export function configText({ deployment, vpc }: Side, place: Place): string {
  const region = "us-east-1";
  const { endpoint } = place;
  const state = place.state === "s3" ? { s3: { bucket: stateBucket, region } } : "local";
  const placed = { ...deployment, name: deploymentName, region, vpcId: place.vpcIds[vpc], endpoint, state };
  const ids = [
    ...groupIds.map((id) => [id, placedGroupId(id, place)] as const),
    ...prefixListIds.map((id, index) => [id, place.prefixListIds[index]] as const),
  ];
  const text = JSON.stringify({ deployments: [placed] }, null, 2);
  return ids.reduce((replaced, [id, there]) => replaced.replaceAll(`"${id}"`, `"${there}"`), text);
}

/** The EC2 id for a group id of the pools; undefined for any other text. */
export function placedGroupId(id: string, place: Place): string | undefined {
  return place.groupIds[(groupIds as readonly string[]).indexOf(id)];
}

/** Configs cannot have tokens, and a reference to another deployment would need another stack. */
const placeable = deployments.filter((deployment) => !/\$\{|elsewhere/.test(JSON.stringify(deployment)));

const metrics = { protocol: "tcp", ports: 9796, purpose: "Node metrics" };
const changes = {
  "rancher-nodes": fc.record(
    {
      groupName: fc.constantFrom("rancher-nodes", "rancher-nodes-2"),
      rules: fc.constantFrom(
        {},
        { omit: ["rancher-nodes-http-tcp", "rancher-nodes-docker-tls-tcp"] },
        { add: [{ id: "metrics", from: ["nodes"], to: ["nodes"], ...metrics }] },
        { override: { "rancher-nodes-etcd-tcp": { ports: "2379-2381", purpose: "etcd" } } },
      ),
      ports: fc.constantFrom({}, { ssh: 2222 }, { nodePorts: "31000-31999" }),
    },
    { requiredKeys: [] },
  ),
  cluster: fc.record(
    {
      preset: fc.constant("common-ports"),
      localTraffic: fc.constantFrom("none", "self", { cidrs: ["10.0.0.0/16"] }),
      rules: fc.constantFrom(
        {},
        { omit: ["rke-ingress-http-tcp"] },
        { add: [{ id: "metrics", from: ["controlplane", "etcd"], to: ["worker"], ...metrics }] },
        { add: [{ id: "ping", from: ["rancher"], to: ["etcd", "worker"], protocol: "icmp", purpose: "Ping" }] },
      ),
      ports: fc.constantFrom({}, { nodePorts: "31000-31999" }),
    },
    { requiredKeys: [] },
  ),
} as const;
const anyChange = fc.record(
  { optimize: fc.boolean(), tags: fc.constantFrom({ team: "a" }, { team: "b", cost: "1" }) },
  { requiredKeys: [] },
);

/** Mostly the same VPC, because another one replaces everything. */
const vpc = fc.oneof({ weight: 9, arbitrary: fc.constant<0 | 1>(0) }, { weight: 1, arbitrary: fc.constant<0 | 1>(1) });

const side: fc.Arbitrary<Side & { readonly deployment: Deployment }> = placeable.chain((deployment) =>
  fc
    .record({
      own: deployment.type === "rancher-nodes" ? changes["rancher-nodes"] : changes.cluster,
      any: anyChange,
      vpc,
    })
    .map(({ own, any, vpc }) => ({ deployment: { ...deployment, ...own, ...any } as Deployment, vpc })),
);

/** B is either an independent config, or A with one key of another config. */
export const upgradePairs: fc.Arbitrary<UpgradePair> = fc
  .tuple(side, side, fc.nat())
  .filter(([before, other]) => before.deployment.type === other.deployment.type)
  .map(([before, other, choice]): UpgradePair => {
    const keys = Object.keys(other.deployment) as (keyof Deployment)[];
    const key = keys[choice % keys.length] as keyof Deployment;
    const changed = { ...before, deployment: { ...before.deployment, [key]: other.deployment[key] } };
    return [before, choice % 3 === 0 ? changed : other];
  });
