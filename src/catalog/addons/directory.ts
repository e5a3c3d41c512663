/** A directory for external authentication, such as Active Directory. */
import { rowOf, tcp } from "../row";
import { outboundNeeds } from "../tables";
import { type Addon, everyDistribution, onEach } from "./addon";

const row = rowOf(outboundNeeds);
const destination = ["peer"] as const;

export const directory: Addon = {
  name: "directory",
  title: "Outbound: a directory for external authentication, over LDAP and LDAPS",
  options: { to: "required" },
  on: onEach(everyDistribution, ({ outbound }) => [
    row("outbound-directory-ldap-tcp", outbound, destination, tcp(389), "Directory over LDAP"),
    row("outbound-directory-ldaps-tcp", outbound, destination, tcp(636), "Directory over LDAPS"),
  ]),
};
