/** The public surface of rancher-security-groups. */
export { catalogFor, catalogs } from "./catalog";
export { ClusterSecurityGroups, type ClusterSecurityGroupsProps } from "./constructs/cluster-security-groups";
export { type PlacementProps, PlannedSecurityGroups } from "./constructs/planned-security-groups";
export {
  RancherNodesSecurityGroup,
  type RancherNodesSecurityGroupProps,
} from "./constructs/rancher-nodes-security-group";
export {
  RancherServerSecurityGroups,
  type RancherServerSecurityGroupsProps,
} from "./constructs/rancher-server-security-groups";
export { RoleSecurityGroup, type RuleResource } from "./constructs/role-security-group";
export { type Issue, type Path, type Place, type Problem, SecurityGroupsError } from "./errors";
export type { Binding } from "./model/binding";
export type { Condition } from "./model/condition";
export type {
  ClusterDeployment,
  Deployment,
  DeploymentInput,
  RancherNodesDeployment,
  RancherServerDeployment,
} from "./model/deployment";
export { parseDeployment } from "./model/parse-deployment";
export type { NodeRole, Party } from "./model/party";
export type {
  ExistingGroup,
  Peer,
  PlannedSecurityGroup,
  SecurityGroupPlan,
  SecurityGroupRule,
  UnwrittenRequirement,
} from "./model/plan";
export type { Catalog, PortParameter, PortRule, Protocol, TableReference } from "./model/port-rule";
export type { PortRange, Ports } from "./model/ports";
export { type ProjectOptions, project } from "./projection/project";
export {
  expectReachability,
  type PortArguments,
  type ReachabilityExpectation,
  type TrafficChoice,
} from "./verify/expect-reachability";
export { type Matrix, matrix } from "./verify/matrix";
