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
    .map((name) => name.trim().replace(/^\w+ as /, ""))
    .filter(Boolean)
    .map((name) => (type ? `type ${name}` : name)),
);

test("exports are named, one by one", () => {
  expect(readFileSync(join(root, "src/index.ts"), "utf8")).not.toMatch(/export (\*|default)/);
});

test("the package exports exactly these values", () => {
  expect(Object.keys(surface).sort()).toEqual([
    "ClusterSecurityGroups",
    "Peer",
    "PlannedSecurityGroups",
    "Port",
    "RancherNodesSecurityGroup",
    "RancherServerSecurityGroups",
    "Reachability",
    "RoleSecurityGroup",
    "SecurityGroupRef",
    "SecurityGroupsError",
    "adopt",
    "catalogFor",
    "catalogs",
    "check",
    "chooseFlows",
    "diagramMermaid",
    "diagramSvg",
    "diff",
    "expectReachability",
    "explain",
    "flowGraph",
    "foundGroups",
    "fromToMatrix",
    "languages",
    "lint",
    "matrix",
    "matrixSvg",
    "mergeEc2Answers",
    "optimize",
    "parseDeployment",
    "parseEc2Answer",
    "parseEndpoint",
    "partyFlows",
    "planDeployment",
    "plannedSubjects",
    "prove",
    "readSynthesized",
    "synthesizedSubjects",
    "textsIn",
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
    "BrokenPromise",
    "Catalog",
    "ClusterDeployment",
    "ClusterSecurityGroupsProps",
    "Condition",
    "Connection",
    "ConnectionPeer",
    "Counterexample",
    "Deployment",
    "DeploymentInput",
    "Diff",
    "DiffSubject",
    "DrawOptions",
    "Ec2Answer",
    "Endpoint",
    "ExistingGroup",
    "ExplainOptions",
    "Explanation",
    "Finding",
    "FlowChange",
    "FlowChoice",
    "FlowGraph",
    "FoundGroup",
    "FoundRule",
    "FromToMatrix",
    "GroupAdoption",
    "GroupFlows",
    "ImportMap",
    "Issue",
    "IssueCode",
    "IssueFields",
    "Language",
    "Lifecycle",
    "LintSubject",
    "MatchedRule",
    "Matrix",
    "NamedAssertion",
    "NodeRole",
    "Party",
    "PartyFlow",
    "Path",
    "PeerBinding",
    "Place",
    "PlacementProps",
    "Plan",
    "PlanOptions",
    "PlannedPeer",
    "PlannedSecurityGroup",
    "PortArguments",
    "PortParameter",
    "PortRange",
    "PortRule",
    "Ports",
    "Problem",
    "ProblemText",
    "Protocol",
    "Question",
    "RancherNodesDeployment",
    "RancherNodesSecurityGroupProps",
    "RancherServerDeployment",
    "RancherServerSecurityGroupsProps",
    "ReachabilityExpectation",
    "Relation",
    "RuleResource",
    "SecurityGroupLookup",
    "SecurityGroupRefOptions",
    "SecurityGroupRule",
    "Severity",
    "SuggestedEdit",
    "SynthesizedApp",
    "TableReference",
    "Texts",
    "Theme",
    "TrafficChoice",
    "UnwrittenRequirement",
    "Verdict",
    "Verification",
    "Violation",
  ]);
});
