/** All add-ons, the inbound ones first. To add one, create a file in this folder and add a line here. */
import type { Addon } from "./addon";
import { awsApis } from "./aws-apis";
import { ciliumMetrics } from "./cilium-metrics";
import { ciliumMutualAuthentication } from "./cilium-mutual-authentication";
import { directory } from "./directory";
import { dns } from "./dns";
import { embeddedRegistry } from "./embedded-registry";
import { git } from "./git";
import { hubble } from "./hubble";
import { ingressMetrics } from "./ingress-metrics";
import { ingressMigration } from "./ingress-migration";
import { kubeProxyHealth } from "./kube-proxy-health";
import { monitoring } from "./monitoring";
import { ntp } from "./ntp";
import { pathMtu } from "./path-mtu";
import { registries } from "./registries";
import { s3Backups } from "./s3-backups";
import { serviceLoadBalancer } from "./service-load-balancer";

export const addons: readonly Addon[] = [
  monitoring,
  ingressMetrics,
  hubble,
  ciliumMetrics,
  ciliumMutualAuthentication,
  kubeProxyHealth,
  ingressMigration,
  serviceLoadBalancer,
  embeddedRegistry,
  pathMtu,
  registries,
  awsApis,
  git,
  s3Backups,
  directory,
  dns,
  ntp,
];
