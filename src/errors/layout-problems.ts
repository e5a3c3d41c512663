/** Problems of the layout of groups. */
import { problemTable } from "./problem";

export const layoutProblems = problemTable({
  reservedGroupKey: () => ({
    code: "reserved-group-key",
    message: "is no key of a group: from and to are for a change of the layout",
    fix: "choose another key; or write both from and to, each with a layout",
    aboutKey: true,
    hidesValue: true,
  }),
  missingFormerLayout: () => ({
    code: "missing-former-layout",
    message: "is missing, and to is set",
    fix: "write the layout that the nodes have so far, such as from: per-role; or, if the change is over, write the layout of to directly under groups",
  }),
  missingNextLayout: () => ({
    code: "missing-next-layout",
    message: "is missing, and from is set",
    fix: "write the new layout, such as to: shared-and-roles; or write the layout of from directly under groups",
  }),
  mixedGroup: (party: string) => ({
    code: "mixed-group",
    party,
    message: `puts ${party} into one group with other parties`,
    fix: `give ${party} a separate group: only etcd, controlplane and worker can share one`,
    hidesValue: true,
  }),
  namedExistingGroup: () => ({
    code: "named-existing-group",
    message: "names a group that exists already, and so has a name",
    fix: "keep one of name and securityGroupId",
    hidesValue: true,
  }),
  groupWithoutRules: () => ({
    code: "group-without-rules",
    message: "is a group into which no rules may be written",
    fix: "add manageRules: true; or leave it out of groups, and bind the role to it under parties",
    hidesValue: true,
  }),
  layoutWithoutNodes: () => ({
    code: "layout-without-nodes",
    message: "is for deployments whose nodes have groups here",
    fix: "use it with provisioning: node-pools or custom, or leave it out",
    hidesValue: true,
  }),
  roleWithoutGroup: (role: string) => ({
    code: "role-without-group",
    role,
    message: `has no group for ${role}`,
    fix: `add ${role} to the parties of a group; or bind it under parties to none, to cidrs or to an existing group`,
    hidesValue: true,
  }),
  groupAndBinding: (binding: string, key: string) => ({
    code: "group-and-binding",
    binding,
    key,
    message: `has a group here, and ${binding} says ${key}`,
    fix: `remove ${binding}, or keep only its cidrs and prefixListIds, which are added to the group; or remove the party here`,
    hidesValue: true,
  }),
  groupWithoutNodes: (party: string) => ({
    code: "group-without-nodes",
    party,
    message: "is no party that the deployment has nodes for",
    fix:
      party === "loadBalancer"
        ? "add loadBalancer: { terminatesTls: true } (or false) to the deployment, or remove the party here"
        : `write { create: true } under parties.${party}, or remove the party here`,
  }),
  changingGroup: (party: string, from: string, to: string) => ({
    code: "changing-group",
    party,
    from,
    to,
    message: `is a deployment whose groups change, and ${party} has the group ${from} before and ${to} after: rules would name one of them only`,
    fix: `keep one group for ${party} in both layouts; or bind the party to the ids of both groups, under securityGroupIds, until the change is over`,
  }),
  roleWithoutPool: (role: string) => ({
    code: "role-without-pool",
    role,
    message: `has no pool whose nodes are ${role}`,
    fix: `add ${role} to a pool, or a pool for it`,
    hidesValue: true,
  }),
  poolWithoutNodes: () => ({
    code: "pool-without-nodes",
    message: "is a role that the deployment has no nodes for",
    fix: "remove it",
  }),
  sameGroup: (key: string, name: string) => ({
    code: "same-group",
    key,
    name,
    message: `is the group of ${key} too`,
    fix: "give it another name, or write both parties into one entry",
  }),
  renamedGroupKey: (key: string, name: string) => ({
    code: "renamed-group-key",
    key,
    name,
    message: `has another key than the same group in from, ${name}`,
    fix: `call it ${key}, so that Terraform keeps the group`,
    aboutKey: true,
    hidesValue: true,
  }),
  renamedGroup: (key: string, name: string) => ({
    code: "renamed-group",
    key,
    name,
    message: `has the key of another group in from, ${name}`,
    fix: "choose another key, so that Terraform makes a new group in addition to the former one",
    aboutKey: true,
    hidesValue: true,
  }),
});
