/** Git hosts of chart repositories and of Fleet, over HTTPS and SSH. */
import { rowOf, tcp } from "../row";
import { outboundNeeds } from "../tables";
import { type Addon, everyDistribution, onEach } from "./addon";

const row = rowOf(outboundNeeds);
const destination = ["peer"] as const;

export const git: Addon = {
  name: "git",
  title: "Outbound: Git hosts, over HTTPS and SSH",
  options: { to: "required" },
  on: onEach(everyDistribution, ({ outbound }) => [
    row("outbound-git-ssh-tcp", outbound, destination, tcp(22), "Git hosts over SSH"),
    row("outbound-git-https-tcp", outbound, destination, tcp(443), "Git hosts over HTTPS"),
  ]),
};
