/** Image registries and chart repositories outside the cluster. */
import { rowOf, tcp } from "../row";
import { outboundNeeds } from "../tables";
import { type Addon, everyDistribution, onEach } from "./addon";

const row = rowOf(outboundNeeds);
const destination = ["peer"] as const;

export const registries: Addon = {
  name: "registries",
  title: "Outbound: image registries and chart repositories",
  options: { to: "required" },
  on: onEach(everyDistribution, ({ outbound }) => [
    row("outbound-registries-https-tcp", outbound, destination, tcp(443), "Image registries and chart repositories"),
  ]),
};
