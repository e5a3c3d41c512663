import type { Construct } from "constructs";
import type { Plan } from "../model/plan";
import { type PlacementProps, PlannedSecurityGroups } from "./planned-security-groups";

/** The security groups of a plan from a config file. The plan was validated and computed when the file was read. */
export class ConfiguredSecurityGroups extends PlannedSecurityGroups {
  constructor(scope: Construct, id: string, plan: Plan, props: PlacementProps) {
    super(scope, id, { plan }, props);
  }
}
