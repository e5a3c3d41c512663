/** Problems of the layout of groups. */
import { problemTable } from "./problem";

export const layoutProblems = problemTable({
  reservedGroupKey: () => ({
    code: "reserved-group-key",
    message: "cannot be the key of a group: from and to are reserved for a change of the layout",
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
    message: `combines ${party} with other parties`,
    fix: `give ${party} a separate group: only etcd, controlplane and worker can share one`,
    hidesValue: true,
  }),
  namedExistingGroup: () => ({
    code: "named-existing-group",
    message: "has both name and securityGroupId",
    fix: "remove name to use the existing group, or securityGroupId to create a group",
    hidesValue: true,
  }),
  groupWithoutRules: () => ({
    code: "group-without-rules",
    message: "has securityGroupId without manageRules",
    fix: "add manageRules: true, because rules are added to the group; or remove the entry, and bind the role to the group under parties",
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
    message: `has a group here, but ${binding} is also set (${key})`,
    fix: `remove ${binding}, or keep only its cidrs and prefixListIds, which are added to the group; or remove the party here`,
    hidesValue: true,
  }),
  groupWithoutNodes: (party: string) => ({
    code: "group-without-nodes",
    party,
    message: "has no group to name",
    fix:
      party === "loadBalancer"
        ? "add loadBalancer: { terminatesTls: true } (or false) to the deployment, or remove the party here"
        : `set parties.${party}: { create: true }, or remove the party here`,
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
    message: `is also the group of the entry ${key}`,
    fix: "use another group here, or put the parties of both entries into one",
  }),
  renamedGroupKey: (key: string, name: string) => ({
    code: "renamed-group-key",
    key,
    name,
    message: `is a new key for the group ${name}, which has the key ${key} in from`,
    fix: `use the key ${key}, so that Terraform keeps the group`,
    aboutKey: true,
    hidesValue: true,
  }),
  renamedGroup: (key: string, name: string) => ({
    code: "renamed-group",
    key,
    name,
    message: `is already the key of the group ${name} in from`,
    fix: "choose another key, so that Terraform creates the new group next to it",
    aboutKey: true,
    hidesValue: true,
  }),
});
