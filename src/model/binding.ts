/** What a party is in AWS: a group we create, an existing group, another deployment's group, addresses, or nothing. */
import { z } from "zod";
import { type Problem, problems } from "../errors";
import { addressListReference, cidrSchema, ipv6CidrSchema, prefixListId } from "./address-list-schema";
import { bindingKeys, groupKeys, hasOnlyPublicAddresses } from "./binding-keys";
import { parties } from "./party";
import { awsId, judged, nonEmptyList } from "./schema-parts";
import { isToken } from "./token";

/** With the account in front, where that is another one: `123456789012/sg-0123456789abcdef0`. */
const securityGroupId = awsId("([0-9]{12}/)?sg", "a security group", "sg-0123456789abcdef0");

const bindingShape = {
  create: z
    .literal(true)
    .optional()
    .describe(
      "A group of this deployment. Addresses beside it are those of nodes that cannot attach the group, such as nodes outside AWS.",
    ),
  securityGroupId: securityGroupId
    .optional()
    .describe("An existing group; of another account, after its number and /."),
  deployment: z.string().optional().describe("The group that another deployment of the same app has for the party."),
  manageRules: z.boolean().optional().describe("Whether to add rules to that group. Default: false."),
  egress: z
    .enum(["all", "required"])
    .optional()
    .describe(
      "Outbound rules that the group has. all: everything is open, as in groups that EC2 creates. required: none, so outbound rules are added too. Default: the egress of the deployment.",
    ),
  cidrs: nonEmptyList(cidrSchema).optional(),
  ipv6Cidrs: nonEmptyList(ipv6CidrSchema)
    .optional()
    .describe("IPv6 CIDRs, which may stand under cidrs too: of use where only Terraform knows them."),
  publicCidrs: nonEmptyList(cidrSchema)
    .optional()
    .describe(
      "Public addresses, for traffic to a load balancer that has some: EC2 matches a reference to a group on private addresses only. On a load balancer: outbound rules of its clients name these CIDRs in place of its groups. On any other party, such as nodes behind a NAT gateway: inbound rules of load balancers that have `publicCidrs` name these CIDRs in place of its groups. Default: none, references stay.",
    ),
  prefixListIds: nonEmptyList(prefixListId).optional(),
  addresses: nonEmptyList(addressListReference)
    .optional()
    .describe("Named lists, whose addresses are added to these: the names of lists under `addresses` of the config."),
  securityGroupIds: nonEmptyList(securityGroupId).optional(),
};
const bindingMap = z.strictObject(bindingShape).superRefine(judged(bindingProblem));

function bindingProblem(binding: z.output<z.ZodObject<typeof bindingShape>>): Problem | undefined {
  const groups = groupKeys.filter((key) => binding[key] !== undefined);
  const isBound = [...bindingKeys, "publicCidrs" as const].some((key) => binding[key] !== undefined);
  const isElsewhere = binding.securityGroupId !== undefined || binding.deployment !== undefined;
  if (binding.manageRules !== undefined && !isElsewhere) return problems.manageWithoutGroup();
  if (binding.egress !== undefined && !binding.manageRules) return problems.egressWithoutRules();
  if (binding.manageRules && binding.securityGroupId?.includes("/") && !isToken(binding.securityGroupId)) {
    return problems.otherAccount();
  }
  if (!isBound) return problems.emptyBinding(bindingKeys);
  if (binding.create && groups.length > 1) return problems.createAlone();
  return groups.length > 1 ? problems.twoGroups() : undefined;
}

export const bindingSchema = z
  .union([z.enum(["anywhere", "none"]), bindingMap])
  .meta({ id: "binding", examples: ["{ cidrs: [203.0.113.0/24] }"] });
/** What a party is in AWS. `anywhere` is the world; `none` says that the party does not exist. */
export type Binding = z.output<typeof bindingSchema>;

/** What a party outside the deployment is: no group of ours, and none whose rules are ours. */
export const outsideBindingSchema = bindingSchema.superRefine(
  judged((binding) =>
    typeof binding === "object" && (binding.create || binding.manageRules || binding.deployment)
      ? problems.notOurs()
      : undefined,
  ),
);

/** The same for the source or destination of single port rules, none of which has a load balancer. */
export const narrowedBindingSchema = outsideBindingSchema.superRefine(judged(publicAddressesProblem));

/** What a client of the group `rancher-nodes` is: nothing of ours, but maybe of another deployment. */
export const clientBindingSchema = bindingSchema
  .superRefine(
    judged((binding) =>
      typeof binding === "object" && (binding.create || binding.manageRules) ? problems.notOurs() : undefined,
    ),
  )
  .superRefine(judged(publicAddressesProblem));

function publicAddressesProblem(binding: Binding): Problem | undefined {
  return typeof binding === "object" && binding.publicCidrs ? problems.unusedPublicAddresses() : undefined;
}

/** As `outsideBindingSchema`, for a party that may have a group which exists already. */
export const existingBindingSchema = bindingSchema.superRefine(
  judged((binding) => (typeof binding === "object" && binding.create ? problems.notCreatable() : undefined)),
);

/** As `existingBindingSchema`, or created: the load balancer of the servers, which may have no security group. */
export const apiLoadBalancerBindingSchema = z
  .union([
    z.enum(["none"]),
    z
      .strictObject({
        ...bindingShape,
        preservesClientAddresses: z
          .boolean()
          .optional()
          .describe(
            "Whether a load balancer without security groups passes on the addresses of its clients, so that the servers admit these too. Only with cidrs. Default: false.",
          ),
      })
      .superRefine(
        judged(({ preservesClientAddresses, ...binding }) => {
          const hasGroup = groupKeys.some((key) => binding[key] !== undefined);
          if (preservesClientAddresses !== undefined && hasGroup) return problems.preservedWithGroup();
          return bindingProblem(binding);
        }),
      ),
  ])
  .meta({ examples: ["{ create: true }"] });

/** What `peer` is for one port rule: as a binding, and with the party whose group it is where it names a deployment. */
export const peerSchema = z.union([
  z.enum(["anywhere"]),
  z
    .strictObject({
      ...bindingShape,
      party: z.enum(parties).optional().describe("Whose group it is, in the deployment that is named."),
    })
    .superRefine(
      judged(({ party, ...binding }) => {
        if (binding.create) return problems.createdPeer();
        if (hasOnlyPublicAddresses(binding)) return problems.publicAddressesAlone();
        if ((binding.deployment === undefined) !== (party === undefined)) return problems.partyOfDeployment();
        return bindingProblem(binding);
      }),
    ),
]);
/** What the other end of a port rule is, where it is no party. */
export type PeerBinding = z.output<typeof peerSchema>;
