/** `rancher-security-groups`: the constructs, and the plan of a deployment. `/cdktn` exports the same for cdktn. */
export { catalogFor, catalogs } from "./catalog";
export { ClusterSecurityGroups, type ClusterSecurityGroupsProps } from "./constructs/cluster-security-groups";
export type { Connection } from "./constructs/connection";
export { Peer } from "./constructs/peer";
export { type PlacementProps, PlannedSecurityGroups } from "./constructs/planned-security-groups";
export { Port } from "./constructs/port";
export {
  RancherNodesSecurityGroup,
  type RancherNodesSecurityGroupProps,
} from "./constructs/rancher-nodes-security-group";
export {
  RancherServerSecurityGroups,
  type RancherServerSecurityGroupsProps,
} from "./constructs/rancher-server-security-groups";
export { type ConnectionPeer, RoleSecurityGroup } from "./constructs/role-security-group";
export type { RuleResource } from "./constructs/rule-resource";
export {
  type SecurityGroupLookup,
  SecurityGroupRef,
  type SecurityGroupRefOptions,
} from "./constructs/security-group-ref";
export {
  type Issue,
  type IssueCode,
  type IssueFields,
  type Path,
  type Place,
  type Problem,
  type ProblemText,
  SecurityGroupsError,
} from "./errors";
export type { AddressEntries, AddressLists } from "./model/address-entries";
export { AddressList, type AddressListProps } from "./model/address-list-schema";
export type { Binding, PeerBinding } from "./model/binding";
export type {
  AddonName,
  ClusterPortRuleId,
  CniName,
  NarrowablePortRuleId,
  RancherNodesPortRuleId,
  RancherServerPortRuleId,
} from "./model/catalog-names";
export type { Condition } from "./model/condition";
export type {
  ClusterDeployment,
  Deployment,
  DeploymentInput,
  RancherNodesDeployment,
  RancherServerDeployment,
} from "./model/deployment";
export type { ImportMap } from "./model/import-map";
export type { Lifecycle } from "./model/lifecycle";
export { parseDeployment } from "./model/parse-deployment";
export type { NodeRole, Party } from "./model/party";
export type {
  ExistingGroup,
  Peer as PlannedPeer,
  Plan,
  PlannedSecurityGroup,
  SecurityGroupRule,
  SkippedRequirement,
} from "./model/plan";
export type { Catalog, PortParameter, PortRule, PortRuleId, TableReference } from "./model/port-rule";
export type { PortRange, Ports } from "./model/ports";
export type { Protocol } from "./model/protocol";
export { optimize } from "./projection/optimize";
export { type PlanOptions, planDeployment } from "./projection/plan-deployment";
