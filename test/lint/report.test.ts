import { readFileSync } from "node:fs";
import { checkDescriptions, lint } from "../../src/lint/lint";
import { withLintSections } from "../../src/report/lint-docs";
import { lintJson } from "../../src/report/lint-json";
import { lintSarif } from "../../src/report/lint-sarif";
import { type LintReport, lintText } from "../../src/report/lint-text";
import { plainText } from "../../src/report/styled-text";
import { reportsOf } from "./configs";
import { group, ingress, plan, subject, today } from "./plans";

const open = plan(group("worker", [...ingress("tcp 22", "0.0.0.0/0"), ...ingress("tcp 443", "0.0.0.0/0")]));
const acknowledge = [{ id: "open-https", reason: "A public site", expires: "2027-01-31" }];
const report: LintReport = {
  deployment: "test",
  place: { file: "stacks/my sg.yaml", line: 5, column: 3 },
  findings: lint(subject(open, { lint: { acknowledge } }), today),
};

describe("text", () => {
  it("lists findings by deployment, acknowledged ones last, and counts them", () => {
    expect(plainText(lintText([report]))).toBe(
      [
        "test (stacks/my sg.yaml:5:3)",
        "  error  open-ssh    tcp 22 into test-worker is open to the world; narrow or omit rule-tcp-22",
        "  ok     open-https  tcp 443 into test-worker is open to the world [acknowledged until 2027-01-31: A public site]",
        "",
        "1 error; 1 acknowledged",
        "",
      ].join("\n"),
    );
  });

  it("states that nothing was found, and omits an unknown place", () => {
    expect(plainText(lintText([{ deployment: "test", findings: [] }]))).toBe("no findings\n");
    expect(plainText(lintText([{ deployment: "test", findings: report.findings }])).split("\n")[0]).toBe("test");
  });
});

describe("JSON", () => {
  it("contains the counts and every finding unchanged", () => {
    expect(JSON.parse(lintJson([report]))).toEqual({
      version: 1,
      counts: { error: 1, warning: 0, note: 0, acknowledged: 1 },
      deployments: [report],
    });
  });
});

describe("SARIF", () => {
  const sarif = (reports: readonly LintReport[], options = {}) =>
    JSON.parse(lintSarif(reports, checkDescriptions, options)) as Sarif;

  it("has rule, level, message, place, fingerprint and suppression of a result", () => {
    const { runs } = sarif([report], { version: "1.2.3" });
    const [{ tool, results } = { tool: undefined, results: [] }] = runs;
    expect(tool?.driver).toMatchObject({ name: "rancher-security-groups", version: "1.2.3" });
    expect(results[0]).toEqual({
      ruleId: "open-ssh",
      ruleIndex: 1,
      level: "error",
      message: { text: "tcp 22 into test-worker is open to the world; narrow or omit rule-tcp-22" },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "stacks/my%20sg.yaml" },
            region: { startLine: 5, startColumn: 3 },
          },
          logicalLocations: [{ name: "worker", fullyQualifiedName: "test/worker", kind: "resource" }],
        },
      ],
      partialFingerprints: { "findingOfDeployment/v1": "test worker open-ssh ingress-tcp-22-0.0.0.0/0" },
      suppressions: [],
    });
    expect(results[1]?.suppressions).toEqual([
      { kind: "inSource", status: "accepted", justification: "A public site" },
    ]);
  });

  it("follows the schema of version 2.1.0 for every shipped config", () => {
    const examples = ["common-ports", "custom", "fleet", "hosted", "imported", "node-pools", "rancher-nodes"];
    const files = ["stacks/rancher-sg.yaml", ...examples.map((name) => `stacks/examples/${name}.yaml`)];
    for (const file of files) checkSarif(sarif(reportsOf(file)));
    checkSarif(sarif([{ deployment: "test", findings: report.findings }]));
    checkSarif(sarif([], { docs: "https://example.com/docs/lint.md" }));
  });

  it("links to the published page as help if there is one", () => {
    const { runs } = sarif([], { docs: "https://example.com/docs/lint.md" });
    expect(runs[0]?.tool.driver.rules[1]).toMatchObject({ helpUri: "https://example.com/docs/lint.md#open-ssh" });
  });

  it("has different fingerprints for all findings of one run", () => {
    const { runs } = sarif(reportsOf("stacks/examples/fleet.yaml"));
    const prints = runs[0]?.results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints)) ?? [];
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe("docs/lint.md", () => {
  it("has up-to-date checks and levels (if not, run npm run docs)", () => {
    const page = readFileSync("docs/lint.md", "utf8");
    expect(withLintSections(page, checkDescriptions)).toBe(page);
  });

  it("has no row of a table with more than 200 characters", () => {
    const rows = readFileSync("docs/lint.md", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rows.filter((row) => row.length > 200)).toEqual([]);
  });

  it("needs the marks of its sections", () => {
    expect(() => withLintSections("# Lint\n", checkDescriptions)).toThrow(
      "the page has lost a mark; write <!-- checks: begin --> and <!-- checks: end --> where the section goes",
    );
    const checks = "<!-- checks: begin --><!-- checks: end -->";
    expect(() => withLintSections(checks, checkDescriptions)).toThrow("write <!-- fail-on: begin -->");
  });
});

interface Sarif {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly Rule[] } };
    readonly columnKind: string;
    readonly results: readonly Result[];
  }[];
}

interface Rule {
  readonly id: string;
  readonly helpUri: string;
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly locations: readonly {
    physicalLocation?: { artifactLocation: { uri: string }; region: { startLine: number; startColumn: number } };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions: readonly { readonly kind: string; readonly status: string }[];
}

/**
 * Checks required properties, closed objects, enumerations, minima and unique lists of the schema, for the parts that
 * are used.
 */
function checkSarif({ $schema, version, runs, ...rest }: Sarif): void {
  expect(rest).toEqual({});
  expect($schema).toMatch(/sarif-schema-2\.1\.0\.json$/);
  expect(version).toBe("2.1.0");
  expect(runs).toHaveLength(1);
  const level = expect.stringMatching(/^(none|note|warning|error)$/);
  for (const run of runs) {
    keysAmong(run, ["tool", "columnKind", "results"]);
    expect(["utf16CodeUnits", "unicodeCodePoints"]).toContain(run.columnKind);
    const { rules } = run.tool.driver;
    keysAmong(run.tool.driver, ["name", "version", "rules"]);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const rule of rules) {
      keysAmong(rule, ["id", "shortDescription", "help", "helpUri", "defaultConfiguration", "properties"]);
      expect(rule).toMatchObject({
        shortDescription: { text: expect.stringMatching(/\.$/) },
        help: { text: expect.stringMatching(/\.$/) },
        defaultConfiguration: { level },
      });
      expect(URL.canParse(rule.helpUri)).toBe(true);
      const { tags = [] } = (rule as { properties?: { tags?: string[] } }).properties ?? {};
      expect(new Set(tags).size).toBe(tags.length);
    }
    for (const result of run.results) {
      keysAmong(result, [
        ...["ruleId", "ruleIndex", "level", "message", "locations"],
        ...["partialFingerprints", "suppressions"],
      ]);
      expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(result).toMatchObject({
        level,
        message: { text: expect.stringMatching(/./) },
      });
      expect(Object.values(result.partialFingerprints).every((print) => typeof print === "string")).toBe(true);
      for (const location of result.locations) {
        keysAmong(location, ["physicalLocation", "logicalLocations"]);
        const { artifactLocation, region } = location.physicalLocation ?? {};
        if (!artifactLocation || !region) continue;
        expect(artifactLocation.uri).toMatch(/^[^\s\\]+$/);
        expect(region.startLine).toBeGreaterThanOrEqual(1);
        expect(region.startColumn).toBeGreaterThanOrEqual(1);
      }
      for (const { kind, status } of result.suppressions) {
        expect(["inSource", "external"]).toContain(kind);
        expect(["accepted", "underReview", "rejected"]).toContain(status);
      }
    }
  }
}

function keysAmong(value: object, known: readonly string[]): void {
  expect(Object.keys(value).filter((key) => !known.includes(key))).toEqual([]);
}
