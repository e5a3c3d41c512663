/** Backups in S3: snapshots of etcd, and backups of the Rancher Backup operator. */
import { rowOf, tcp } from "../row";
import { outboundNeeds } from "../tables";
import { type Addon, everyDistribution, onEach } from "./addon";

const row = rowOf(outboundNeeds);
const destination = ["peer"] as const;

export const s3Backups: Addon = {
  name: "s3-backups",
  title: "Outbound: backups in S3",
  options: { to: "required" },
  on: onEach(everyDistribution, ({ outbound }) => [
    row("outbound-s3-backups-https-tcp", outbound, destination, tcp(443), "Backups in S3"),
  ]),
};
