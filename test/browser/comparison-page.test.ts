/// <reference lib="dom" />
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../src/config/load-config";
import { type ComparedGroup, compareAllGroups } from "../../src/diff/compare-all-groups";
import { plannedNetwork } from "../../src/network/planned-network";
import { runApp } from "../stacks/program";
import { cutOff, describeInBrowser, silentVisits, TestBrowser, violations } from "./browser";
import { PageFolder, sample } from "./pages";

jest.setTimeout(60_000);

/** The sample with fewer NodePorts, other clients, no load balancer, one port rule added and one removed. */
const changed = readFileSync(sample, "utf8")
  .replace("    loadBalancer: { terminatesTls: true }\n", "")
  .replace("apiClients: { cidrs: [203.0.113.0/24] }", "apiClients: { cidrs: [198.51.100.0/24] }")
  .replace(
    "      workloadClients: anywhere\n",
    [
      "      workloadClients: anywhere",
      "    ports: { nodePorts: 30000-31000 }",
      "    rules:",
      "      omit: [rke-docker-tls-tcp]",
      "      add:",
      "        - { id: metrics, from: [rancher], to: [worker], protocol: tcp, ports: 9796, purpose: Metrics }",
      "",
    ].join("\n"),
  );

describeInBrowser("the page about two inputs", () => {
  const folder = new PageFolder();
  let browser: TestBrowser;
  let after: string;
  let file: string;
  const { visit, expectSilence } = silentVisits(() => browser);

  beforeAll(async () => {
    browser = await TestBrowser.launch();
    after = folder.write("after.yaml", changed);
    file = folder.report("changes.html", sample, after);
  });
  afterEach(expectSilence);
  afterAll(async () => {
    await browser.close();
    folder.clear();
  });

  const subjects = (config: string) => plannedNetwork(loadConfig(config).map(({ plan }) => plan));
  const groupsOf = (deployment: string) =>
    compareAllGroups(subjects(sample), subjects(after)).groups.filter((group) => group.deployment === deployment);
  /** The expected lines of a cell: one for each peer of each flow. */
  const lines = (groups: readonly ComparedGroup[]) =>
    groups.flatMap(({ flows }) => flows.flatMap(({ kind, peers }) => peers.map(() => kind)));

  test("shows the result of diff: added, removed and unchanged flows of every group and peer", async () => {
    const { page } = await visit(file, { hash: "production" });
    const expected = lines(groupsOf("production"));
    for (const kind of ["added", "removed", "same"] as const) {
      const count = expected.filter((one) => one === kind).length;
      expect(count).toBeGreaterThan(0);
      expect(await page.locator(`.flow.${kind}`).count()).toBe(count);
    }
    expect(await page.locator(".flow.added", { hasText: "tcp 9796" }).innerText()).toMatch(/^\+/);
    expect(await page.locator(".flow.removed", { hasText: "tcp 31001-32767" }).innerText()).toMatch(/^−/);
    expect(await page.locator("h2.relation").innerText()).toBe("Incomparable: each allows what the other does not.");
    expect(await page.locator(".outside").innerText()).toBe("Looser towards the outside: addresses gain access.");
  });

  test("shows the status of each group, and lists each change with its witness", async () => {
    const { page } = await visit(file, { hash: "production" });
    const ingress = page.locator("section", { has: page.locator("#ingress-heading") });
    const heads = await ingress.locator("thead th").allInnerTexts();
    expect(heads.map((head) => head.split(/\s+/).join(" "))).toEqual([
      "production-controlplane ± changed",
      "production-etcd ± changed",
      "production-load-balancer − removed",
      "production-rancher ± changed",
      "production-worker ± changed",
    ]);
    const changes = groupsOf("production").flatMap((group) => group.changes);
    const rows = await page
      .locator("section", { has: page.locator("#changes-heading") })
      .locator("tbody tr")
      .allInnerTexts();
    expect(rows).toHaveLength(changes.length);
    for (const [index, { witness, portRules, group }] of changes.entries()) {
      for (const text of [witness, group, ...portRules]) expect(rows[index]).toContain(text);
    }
  });

  test("lists the flows that move to other rules, if there are any", async () => {
    const wider = readFileSync(sample, "utf8").replace("203.0.113.0/24] }\n", "203.0.0.0/16] }\n");
    const merged = folder.report("moved.html", sample, folder.write("moved.yaml", `${wider}    optimize: true\n`));
    const { moved } = compareAllGroups(subjects(sample), subjects(join(folder.path, "moved.yaml")));
    expect(moved.length).toBeGreaterThan(1);
    const { page } = await visit(merged, { hash: moved[0]?.deployment ?? "" });
    const section = page.locator("section", { has: page.locator("#moved-heading") });
    const rows = await section.locator("tbody tr").allInnerTexts();
    expect(rows).toHaveLength(moved.filter(({ deployment }) => deployment === moved[0]?.deployment).length);
    for (const [index, { party, flows, oldRules, newRules }] of moved.slice(0, rows.length).entries()) {
      const texts = [party, ...flows, ...[...oldRules, ...newRules].map(({ group }) => group)];
      for (const text of texts) expect(rows[index]).toContain(text);
    }
    expect(await violations(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
    const { page: same } = await visit(folder.report("same.html", sample, sample));
    await same.locator(".flow.same").first().waitFor();
    expect(await same.locator("#moved-heading").count()).toBe(0);
  });

  test("hides unchanged flows on demand", async () => {
    const { page } = await visit(file, { hash: "production" });
    await page.getByLabel("changes only").check();
    expect(await page.locator(".flow.same").count()).toBe(0);
    expect(await page.locator(".flow.added, .flow.removed").count()).toBeGreaterThan(0);
    await page.getByLabel("everything").check();
    expect(await page.locator(".flow.same").count()).toBeGreaterThan(0);
  });

  test("starts with a deployment that changed, if the first one did not", async () => {
    const narrowed = readFileSync(sample, "utf8").replace(
      "rancher-nodes-ssh-tcp: { cidrs: [198.51.100.10/32, 203.0.113.0/24] }",
      "rancher-nodes-ssh-tcp: { cidrs: [198.51.100.10/32] }",
    );
    const { page } = await visit(folder.report("narrowed.html", sample, folder.write("narrowed.yaml", narrowed)));
    await page.locator(".flow.removed").first().waitFor();
    expect(await page.getByLabel("Deployment 2 / 2").inputValue()).toBe("1");
    expect(await page.locator("h2.relation").innerText()).toBe("Stricter: the second allows less, and nothing new.");
  });

  test("states that nothing changed if nothing did", async () => {
    const { page } = await visit(file, { hash: "rancher-nodes" });
    expect(await page.locator(".flow.added, .flow.removed").count()).toBe(0);
    expect(await page.locator("#changes-heading ~ .empty").innerText()).toBe("None.");
    expect(await page.locator(".flow.same").count()).toBe(lines(groupsOf("rancher-nodes")).length);
  });

  test("compares a config with the stacks synthesised from it", async () => {
    runApp(folder.path, sample);
    const { page } = await visit(folder.report("synthesized.html", sample, join(folder.path, "cdktf.out")));
    expect(await page.locator("h2.relation").innerText()).toBe("Equal: both allow the same flows.");
    expect(await page.locator(".flow.same").count()).toBeGreaterThan(0);
    expect(await page.locator(".flow.added, .flow.removed, .outside").count()).toBe(0);
  });

  test.each([
    [1280, "light"],
    [1280, "dark"],
    [390, "light"],
    [390, "dark"],
  ] as const)("has no axe violations and no clipped content, %i pixels wide in %s", async (width, colorScheme) => {
    const { page } = await visit(file, { hash: "production", colorScheme, viewport: { width, height: 844 } });
    expect(await violations(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
  });
});
