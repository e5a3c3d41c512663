/** Traefik in addition to NGINX on RKE2, while workloads move from one to the other. */
import { rowOf, tcp } from "../row";
import { rke2IngressMigration } from "../tables";
import type { Addon } from "./addon";

const row = rowOf(rke2IngressMigration);

export const ingressMigration: Addon = {
  name: "ingress-migration",
  title: "Traefik beside NGINX while ingresses are migrated on RKE2",
  on: {
    rke2: {
      rows: ({ clients, workers }) => [
        row("ingress-migration-http-tcp", clients, workers, tcp(8000), "Second ingress controller over HTTP"),
        row("ingress-migration-https-tcp", clients, workers, tcp(8443), "Second ingress controller over HTTPS"),
      ],
    },
  },
};
