/** What can be wrong with: constructs in a stack: lookups, connections, moves, and what several of them do together. */
import { problemTable } from "./problem";

export const constructProblems = problemTable({
  lookupWithoutVpc: () => ({
    code: "lookup-without-vpc",
    message: "looks a group up by its name, which is unique within a VPC only",
    fix: "add vpcId",
    hidesValue: true,
  }),
  emptyLookup: () => ({
    code: "empty-lookup",
    message: "says nothing by which to find the group",
    fix: "give its name and vpcId, or its tags",
    hidesValue: true,
  }),
  unknownList: (attribute: string) => ({
    code: "unknown-list",
    attribute,
    message: `is a list with ${attribute} in it, which Terraform knows after it has made the resource, and it makes rules of lists that it knows before`,
    fix: "pass the elements one by one",
    hidesValue: true,
  }),
  templateDirective: () => ({
    code: "template-directive",
    message: "contains %{, which starts a template directive that Terraform would evaluate",
    fix: "remove %{; to compute a value, pass a token",
  }),
  mapToken: () => ({
    code: "map-token",
    message: "is a map that only Terraform knows",
    fix: "write its entries one by one; a value can be a token",
    hidesValue: true,
  }),
  notIpv4: () => ({ code: "not-ipv4", message: "is an IPv6 CIDR", fix: "use Peer.ipv6" }),
  numberToken: () => ({
    code: "number-token",
    message: "is a value that only Terraform knows",
    fix: "a port has to be written, such as 5432",
    hidesValue: true,
  }),
  notAPort: () => ({
    code: "not-a-port",
    message: "is not a port",
    fix: "write a whole number from 0 to 65535, or the first and the last of a range",
  }),
  icmpFamily: () => ({
    code: "icmp-family",
    message: "is the ICMP of the other family of addresses",
    fix: "icmp goes with IPv4 peers, and icmpv6 with IPv6 ones",
  }),
  groupOfOther: (owner: string) => ({
    code: "group-of-other",
    owner,
    message: "is called on a group that another construct makes",
    fix: `call it on ${owner}`,
    hidesValue: true,
  }),
  unnamedGroup: (group: string, parties: readonly string[]) => ({
    code: "unnamed-group",
    group,
    parties,
    message: `is the group ${group} of another construct, which a reference to none of its parties means`,
    fix: `make a connection for the group of each party: ${parties.join(", ")}`,
    hidesValue: true,
  }),
  stackCycle: (stack: string, own: string) => ({
    code: "stack-cycle",
    stack,
    own,
    message: `is in the stack ${stack}, which needs the stack ${own} already, so neither could be deployed first`,
    fix: `write it in the stack ${stack}: a connection from that group, or manageRules there`,
    hidesValue: true,
  }),
  movedFromItself: () => ({
    code: "moved-from-itself",
    message: "is the path that the construct has now",
    fix: "write the one it had before, or leave it out",
  }),
  movedFromStack: (stack: string) => ({
    code: "moved-from-stack",
    stack,
    message: "is no path in the same stack, and Terraform moves resources within a state only",
    fix: `it starts with ${stack}/`,
  }),
  movedFromTaken: (address: string) => ({
    code: "moved-from-taken",
    address,
    message: `is where there is a resource now, ${address}`,
    fix: "give the construct that is there another id",
  }),
  renamedGroups: (former: string) => ({
    code: "renamed-groups",
    former,
    message: "would change with the id, and with it the names of the groups, which EC2 cannot change",
    fix: `keep it: name: "${former}"`,
    hidesValue: true,
  }),
  exclusiveProvider: () => ({
    code: "exclusive-provider",
    message: "needs the AWS provider 6.29 or newer, and the stack asks for another",
    fix: "use newer bindings, or override terraform.required_providers.aws.version",
  }),
  strangerInExclusive: (stranger: string, group: string) => ({
    code: "stranger-in-exclusive",
    stranger,
    group,
    message: `would remove the rules that ${stranger} writes into ${group}`,
    fix: "leave exclusiveRules out, or let the owner of that group write them",
    hidesValue: true,
  }),
});
