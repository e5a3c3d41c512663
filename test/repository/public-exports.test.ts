import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as surface from "../../src";
import { root } from "./sources";

/** The names that `src/index.ts` exports, types included. */
const exported = [
  ...readFileSync(join(root, "src/index.ts"), "utf8").matchAll(/^export (type )?\{([^}]+)\}/gm),
].flatMap(([, type, names]) =>
  `${names}`
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean)
    .map((name) => (type ? `type ${name}` : name)),
);

test("exports are named, one by one", () => {
  expect(readFileSync(join(root, "src/index.ts"), "utf8")).not.toMatch(/export (\*|default)/);
});

test("the package exports exactly these values", () => {
  expect(Object.keys(surface).sort()).toEqual([
    "ClusterSecurityGroups",
    "PlannedSecurityGroups",
    "RancherNodesSecurityGroup",
    "RancherServerSecurityGroups",
    "Reachability",
    "RoleSecurityGroup",
    "SecurityGroupsError",
    "adopt",
    "catalogFor",
    "catalogs",
    "check",
    "diff",
    "expectReachability",
    "explain",
    "foundGroups",
    "lint",
    "matrix",
    "mergeEc2Answers",
    "optimize",
    "parseDeployment",
    "parseEc2Answer",
    "parseEndpoint",
    "plannedSubjects",
    "project",
    "prove",
    "readSynthesized",
    "synthesizedSubjects",
    "verifySynthesized",
  ]);
  expect(exported.filter((name) => !name.startsWith("type ")).sort()).toEqual(Object.keys(surface).sort());
});

test("the package exports exactly these types", () => {
  expect(
    exported
      .filter((name) => name.startsWith("type "))
      .map((name) => name.slice(5))
      .sort(),
  ).toEqual([
    "Adoption",
    "AdoptionSubject",
    "Answer",
    "Assertion",
    "Binding",
    "Catalog",
    "ClusterDeployment",
    "ClusterSecurityGroupsProps",
    "Condition",
    "Counterexample",
    "Deployment",
    "DeploymentInput",
    "Diff",
    "DiffSubject",
    "Ec2Answer",
    "Endpoint",
    "ExistingGroup",
    "Explanation",
    "Finding",
    "FlowChange",
    "FoundGroup",
    "FoundRule",
    "GroupAdoption",
    "ImportMap",
    "Issue",
    "LintSubject",
    "MatchedRule",
    "Matrix",
    "NodeRole",
    "Party",
    "Path",
    "Peer",
    "Place",
    "PlacementProps",
    "PlannedSecurityGroup",
    "PortArguments",
    "PortParameter",
    "PortRange",
    "PortRule",
    "Ports",
    "Problem",
    "ProjectOptions",
    "Protocol",
    "Question",
    "RancherNodesDeployment",
    "RancherNodesSecurityGroupProps",
    "RancherServerDeployment",
    "RancherServerSecurityGroupsProps",
    "ReachabilityExpectation",
    "Relation",
    "RuleResource",
    "SecurityGroupPlan",
    "SecurityGroupRule",
    "Severity",
    "SynthesizedApp",
    "TableReference",
    "TrafficChoice",
    "UnwrittenRequirement",
    "Verdict",
    "Verification",
    "Violation",
  ]);
});
