import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inFolder, runApp } from "../stacks/program";
import { rancherSg, sample } from "./command";

let folder: string;
let synthesized: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rancher-sg-cli-"));
  synthesized = join(folder, "cdktf.out");
  runApp(folder, sample);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fleet = "stacks/examples/fleet.yaml";
const question = "--deployment production --from worker --to";
const claims =
  "assertions:\n  - { deployment: production, forbids: { from: worker, to: controlplane, ports: 6443 } }\n";

/** Each verb once with the answer yes and once with no. OUT is the synthesised sample, CLAIMS a wrong assertion. */
const lines: readonly (readonly [exitCode: number, line: string, formats: readonly string[]])[] = [
  [0, "matrix", ["text", "markdown", "csv", "json"]],
  [0, "draw --deployment production --lang zh-CN", ["matrix-svg", "diagram-svg", "mermaid"]],
  [0, "report --lang zh-CN", ["html"]],
  [0, `report stacks/rancher-sg.yaml ${fleet}`, ["html"]],
  ...["", " --quiet"].flatMap((quiet) => [
    [0, `explain ${question} controlplane --port 6443${quiet}`, ["text", "json"]] as const,
    [1, `explain ${question} etcd --port 2379${quiet}`, ["text", "json"]] as const,
    [1, `explain ${question} controlplane --port 6443-6444${quiet}`, ["text", "json"]] as const,
    [1, `explain --deployment production --from apiClients --to workloadClients${quiet}`, ["text", "json"]] as const,
  ]),
  [0, "verify OUT", ["text", "json"]],
  [1, `verify OUT --config CHANGED`, ["text", "json"]],
  [0, "verify OUT --assertions stacks/assertions.yaml", ["text", "json"]],
  [1, "verify OUT --assertions CLAIMS", ["text", "json"]],
  [1, "verify OUT --assertions stacks/assertions.yaml --config CHANGED", ["text", "json"]],
  [0, "lint", ["text", "json", "sarif"]],
  [1, "lint --config stacks/examples/hosted.yaml", ["text", "json", "sarif"]],
  [0, "diff stacks/rancher-sg.yaml OUT", ["text", "markdown", "json"]],
  [1, `diff stacks/rancher-sg.yaml ${fleet}`, ["text", "markdown", "json"]],
];
const runs = lines.flatMap(([exitCode, line, formats]) => formats.map((format) => [exitCode, format, line] as const));

test.each(runs)("exits with %i, as %s, and prints plain text only: %s", (exitCode, format, line) => {
  const changed = readFileSync(sample, "utf8").replaceAll("203.0.113.0/24", "192.0.2.0/24");
  const files = { "claims.yaml": claims, "changed.yaml": changed };
  const run = inFolder(files, (made) => {
    const args = line
      .replace("OUT", synthesized)
      .replace("CLAIMS", join(made, "claims.yaml"))
      .replace("CHANGED", join(made, "changed.yaml"));
    return rancherSg(`${args} --format ${format}`);
  });
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode, stderr: "" });
  expect(run.stdout).toMatch(/[^\n]\n$/);
  expect(run.stdout).not.toContain("\u001b");
  if (format === "json" || format === "sarif") expect(JSON.parse(run.stdout)).toEqual(expect.anything());
});

test("reads the config in --config, else RANCHER_SG_CONFIG, else stacks/rancher-sg.yaml", () => {
  const first = (line: string, env: Readonly<Record<string, string>> = {}) =>
    rancherSg(line, { env }).stdout.split("\n")[0];
  expect(first("matrix")).toBe("rancher-nodes");
  expect(first("matrix", { RANCHER_SG_CONFIG: fleet })).toBe("rancher-prod");
  expect(first("matrix --config stacks/examples/hosted.yaml", { RANCHER_SG_CONFIG: fleet })).toBe("eks");
});

test("reads a folder of config files as one config", () => {
  const { exitCode, stdout } = rancherSg("matrix --config stacks/examples --format csv");
  expect(exitCode).toBe(0);
  const deployments = new Set(stdout.split("\n").map((line) => line.split(",")[0]));
  for (const name of ["rancher-prod", "eks", "lab"]) expect(deployments).toContain(name);
});

test("reads the folder in CDKTF_OUTDIR for verify, else cdktf.out", () => {
  const proven = { exitCode: 0, stdout: expect.stringMatching(/^Proven: \d+ rules of 6 groups in 2 deployments /) };
  expect(rancherSg("verify", { env: { CDKTF_OUTDIR: synthesized } })).toMatchObject(proven);
  expect(rancherSg(["verify", "--config", sample], { cwd: folder })).toMatchObject(proven);
});

test("writes the same number of cells in every row of a Markdown table and of CSV", () => {
  const tables = rancherSg("matrix --format markdown").stdout.split("\n\n");
  const widths = tables
    .filter((table) => table.startsWith("|"))
    .map(
      (table) =>
        new Set(
          table
            .trimEnd()
            .split("\n")
            .map((row) => row.split(" | ").length),
        ).size,
    );
  expect(widths).toEqual([1, 1]);
  const change = rancherSg(`diff stacks/rancher-sg.yaml ${fleet} --format markdown`).stdout;
  const rows = change.split("\n").filter((row) => row.startsWith("|"));
  expect(rows.length).toBeGreaterThan(5);
  expect(new Set(rows.map((row) => row.split("|").length))).toEqual(new Set([7]));
  const csv = rancherSg("matrix --format csv").stdout.trimEnd().split("\n");
  expect(new Set(csv.map((row) => row.split(",").length))).toEqual(new Set([4]));
});

test("draws a picture to the terminal or into a file, which is written completely or not at all", () => {
  const line = "draw --deployment production --party etcd --theme dark";
  const shown = rancherSg(line).stdout;
  expect(shown).toMatch(/^<svg .*<\/svg>\n$/s);
  inFolder({ "old.svg": "old" }, (made) => {
    const file = join(made, "old.svg");
    expect(rancherSg(`${line} --output ${file}`)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(readFileSync(file, "utf8")).toBe(shown);
    expect(rancherSg(`${line} --direction up --output ${file}`).exitCode).toBe(2);
    expect(rancherSg(`${line} --output ${made}`).exitCode).toBe(2);
    expect(readFileSync(file, "utf8")).toBe(shown);
    expect(readdirSync(made)).toEqual(["old.svg"]);
  });
});

test("narrows a picture to a direction, or to the surroundings of a party", () => {
  const chart = (options: string) => rancherSg(`draw --deployment production --format mermaid ${options}`).stdout;
  const edges = (options: string) =>
    chart(options)
      .match(/^ +\w+ (-->|==>|-\.->).*$/gm)
      ?.map((edge) => edge.trim()) ?? [];
  expect(edges("--party apiClients")).toEqual(['apiClients -->|"80, 443 TCP"| loadBalancer']);
  expect(edges("--party apiClients --depth 2").length).toBeGreaterThan(2);
  expect(edges("--direction egress").every((edge) => edge.endsWith("| internet"))).toBe(true);
  expect(edges("--direction ingress").some((edge) => edge.endsWith("| internet"))).toBe(false);
  expect(chart("--theme dark")).toMatch(/^%%\{init: \{"theme": "dark"\}\}%%\n/);
});

test("names the schema, the tool and a place for every result in SARIF", () => {
  const log = JSON.parse(rancherSg("lint --config stacks/examples/hosted.yaml --format sarif").stdout);
  expect(log).toMatchObject({ version: "2.1.0", runs: [{ tool: { driver: { name: "rancher-security-groups" } } }] });
  const { results } = log.runs[0];
  expect(results.length).toBeGreaterThan(0);
  for (const { locations } of results) {
    expect(locations[0].physicalLocation.artifactLocation.uri).toBe("stacks/examples/hosted.yaml");
  }
});
