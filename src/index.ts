/** The public surface of rancher-security-groups. */
export { catalogFor, catalogs } from "./catalog";
export { ClusterSecurityGroups, type ClusterSecurityGroupsProps } from "./constructs/cluster-security-groups";
export {
  RancherNodesSecurityGroup,
  type RancherNodesSecurityGroupProps,
} from "./constructs/rancher-nodes-security-group";
export type { PlacementProps } from "./constructs/realize";
export { RoleSecurityGroup, type RuleResource } from "./constructs/role-security-group";
export { type Issue, type Path, type Place, type Problem, SecurityGroupsError } from "./errors";
export type { Condition } from "./model/condition";
export type {
  Binding,
  ClusterDeployment,
  Deployment,
  DeploymentInput,
  RancherNodesDeployment,
} from "./model/deployment";
export type { NodeRole, Party } from "./model/party";
export type {
  Peer,
  PlannedSecurityGroup,
  SecurityGroupPlan,
  SecurityGroupRule,
  UnwrittenRequirement,
} from "./model/plan";
export type { Catalog, PortRule, Protocol, TableReference } from "./model/port-rule";
export type { PortRange, Ports } from "./model/ports";
export { type ProjectOptions, project } from "./projection/project";
