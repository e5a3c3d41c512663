/** APIs of AWS, which the node driver and the cloud provider call. */
import { rowOf, tcp } from "../row";
import { outboundNeeds } from "../tables";
import { type Addon, everyDistribution, onEach } from "./addon";

const row = rowOf(outboundNeeds);
const destination = ["peer"] as const;

export const awsApis: Addon = {
  name: "aws-apis",
  title: "Outbound: APIs of AWS, such as EC2",
  options: { to: "required" },
  on: onEach(everyDistribution, ({ outbound }) => [
    row("outbound-aws-apis-https-tcp", outbound, destination, tcp(443), "APIs of AWS"),
  ]),
};
