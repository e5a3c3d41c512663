/** The names that each entry point exports. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as main from "../../src";
import * as page from "../../src/entries/page";
import * as questions from "../../src/entries/questions";
import * as testing from "../../src/entries/testing";
import { root } from "./sources";

const entryPoints = [
  { file: "src/index.ts", surface: main },
  { file: "src/entries/questions.ts", surface: questions },
  { file: "src/entries/testing.ts", surface: testing },
  { file: "src/entries/page.ts", surface: page },
];

/** The exported names of a file: `values` and `types`, sorted. */
function exportedBy(file: string) {
  const text = readFileSync(join(root, file), "utf8");
  const names = [...text.matchAll(/^export (type )?\{([^}]+)\}/gm)].flatMap(([, type, list]) =>
    `${list}`
      .split(",")
      .map((name) => name.trim().replace(/\w+ as /, ""))
      .filter(Boolean)
      .map((name) => (type && !name.startsWith("type ") ? `type ${name}` : name)),
  );
  const isType = (name: string) => name.startsWith("type ");
  return {
    values: names.filter((name) => !isType(name)).sort(),
    types: names
      .filter(isType)
      .map((name) => name.slice(5))
      .sort(),
  };
}

test.each(entryPoints)("$file names its exports one by one", ({ file, surface }) => {
  expect(readFileSync(join(root, file), "utf8")).not.toMatch(/export (\*|default)/);
  expect(exportedBy(file).values).toEqual(Object.keys(surface).sort());
});

test("has the same meaning for a name in every entry point", () => {
  const byName = new Map<string, unknown>();
  for (const { surface } of entryPoints) {
    for (const [name, value] of Object.entries(surface)) {
      expect(byName.get(name) ?? value).toBe(value);
      byName.set(name, value);
    }
  }
  expect(byName.size).toBeGreaterThan(40);
});

test("has exactly these names in `.`", () => {
  expect(exportedBy("src/index.ts")).toEqual({
    values: [
      "AddressList",
      "ClusterSecurityGroups",
      "Peer",
      "PlannedSecurityGroups",
      "Port",
      "RancherNodesSecurityGroup",
      "RancherServerSecurityGroups",
      "RoleSecurityGroup",
      "SecurityGroupRef",
      "SecurityGroupsError",
      "catalogFor",
      "catalogs",
      "optimize",
      "parseDeployment",
      "planDeployment",
    ],
    types: [
      "AddonName",
      "AddressEntries",
      "AddressListProps",
      "AddressLists",
      "Binding",
      "Catalog",
      "ClusterDeployment",
      "ClusterPortRuleId",
      "ClusterSecurityGroupsProps",
      "CniName",
      "Condition",
      "Connection",
      "ConnectionPeer",
      "Deployment",
      "DeploymentInput",
      "ExistingGroup",
      "ImportMap",
      "Issue",
      "IssueCode",
      "IssueFields",
      "Lifecycle",
      "NarrowablePortRuleId",
      "NodeRole",
      "Party",
      "Path",
      "PeerBinding",
      "Place",
      "PlacementProps",
      "Plan",
      "PlanOptions",
      "PlannedPeer",
      "PlannedSecurityGroup",
      "PortParameter",
      "PortRange",
      "PortRule",
      "PortRuleId",
      "Ports",
      "Problem",
      "ProblemText",
      "Protocol",
      "RancherNodesDeployment",
      "RancherNodesPortRuleId",
      "RancherNodesSecurityGroupProps",
      "RancherServerDeployment",
      "RancherServerPortRuleId",
      "RancherServerSecurityGroupsProps",
      "RuleResource",
      "SecurityGroupLookup",
      "SecurityGroupRefOptions",
      "SecurityGroupRule",
      "SkippedRequirement",
      "TableReference",
    ],
  });
});

test("has exactly these names in `./questions`", () => {
  expect(exportedBy("src/entries/questions.ts")).toEqual({
    values: [
      "Reachability",
      "SecurityGroupsError",
      "audit",
      "check",
      "diff",
      "ec2Network",
      "explain",
      "importsOf",
      "lint",
      "matrix",
      "mergeEc2Answers",
      "parseDeployment",
      "parseEc2Answer",
      "parseEndpoint",
      "parseTerraformShown",
      "partyFlows",
      "planDeployment",
      "plannedNetwork",
      "prove",
      "readTerraformApp",
      "terraformNetwork",
      "verifySynthesized",
    ],
    types: [
      "Answer",
      "Assertion",
      "Audit",
      "BrokenPromise",
      "Counterexample",
      "Deployment",
      "DeploymentInput",
      "Diff",
      "Ec2Answer",
      "Ec2Group",
      "Ec2Network",
      "Endpoint",
      "ExplainOptions",
      "Explanation",
      "Finding",
      "FlowChange",
      "FlowMove",
      "GroupFlows",
      "GroupImports",
      "ImportMap",
      "Imports",
      "Issue",
      "LintSubject",
      "MatchedRule",
      "Matrix",
      "NamedAssertion",
      "Network",
      "NetworkGroup",
      "NetworkPeer",
      "NetworkRule",
      "PartyFlow",
      "PlacedPlan",
      "Plan",
      "PlanOptions",
      "Question",
      "Relation",
      "RulePlace",
      "Severity",
      "SuggestedEdit",
      "TerraformApp",
      "Verdict",
      "Verification",
      "Violation",
    ],
  });
});

test("has exactly these names in `./testing`", () => {
  expect(exportedBy("src/entries/testing.ts")).toEqual({
    values: ["expectReachability"],
    types: ["PortArguments", "ReachabilityExpectation", "TrafficChoice"],
  });
});

test("has exactly these names in `./page`", () => {
  expect(exportedBy("src/entries/page.ts")).toEqual({
    values: [
      "auditHtml",
      "chooseFlows",
      "comparisonHtml",
      "diagramMermaid",
      "diagramSvg",
      "flowGraph",
      "fromToMatrix",
      "languages",
      "matrixSvg",
      "reportHtml",
      "textsIn",
    ],
    types: [
      "AuditHtmlOptions",
      "ComparisonHtmlOptions",
      "DrawOptions",
      "FlowChoice",
      "FlowGraph",
      "FromToMatrix",
      "Language",
      "ReportHtmlOptions",
      "ReportSubject",
      "ReportedDeployment",
      "Texts",
      "Theme",
    ],
  });
});
