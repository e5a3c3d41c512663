/**
 * No CNI, or one that this package does not know. It may not encapsulate pod traffic, so nodes may reach each other on
 * every port.
 */
import { clusterRoles as nodes } from "../../model/party";
import { allTraffic, rowOf } from "../row";
import { rke2NetworkOptions } from "../tables";
import type { Cni } from "./cni";

const row = rowOf(rke2NetworkOptions);

const unknown = {
  encapsulations: ["none"],
  rows: [row("own-cni-pods-all", nodes, nodes, allTraffic, "Pods without encapsulation", { when: ["unencapsulated"] })],
} as const;

export const none = {
  name: "none",
  title: "cni: none",
  on: { rke: unknown, rke2: unknown, k3s: unknown },
} as const satisfies Cni;
