/// <reference lib="dom" />
import { loadConfig } from "../../src/config/load-config";
import { groupAddress, ruleAddress } from "../../src/network/terraform-address";
import { partyFlows } from "../../src/reach/party-flows";
import { trafficLabel } from "../../src/report/draw/wording";
import { textsIn } from "../../src/texts";
import { cutOff, describeInBrowser, silentVisits, TestBrowser, type Visit, violations } from "./browser";
import { readGrid } from "./matrix-grid";
import { PageFolder, sample } from "./pages";

jest.setTimeout(60_000);

const texts = textsIn("en");
const examples = "stacks/examples";
const shipped = [sample, examples];
const production = loadConfig(sample).find(({ name }) => name === "production");

describeInBrowser("the page about deployments", () => {
  const folder = new PageFolder();
  let browser: TestBrowser;
  let samplePage: string;
  let examplesPage: string;
  const pageOf = (config: string) => (config === sample ? samplePage : examplesPage);
  const { visit, expectSilence } = silentVisits(() => browser);
  const cell = ({ page }: Visit, from: string, text: string) =>
    page
      .locator("table.matrix tbody", { has: page.locator("th", { hasText: from }) })
      .getByRole("button", { name: text });

  beforeAll(async () => {
    browser = await TestBrowser.launch();
    samplePage = folder.report("sample.html", "--config", sample);
    examplesPage = folder.report("examples.html", "--config", examples);
  });
  afterEach(expectSilence);
  afterAll(async () => {
    await browser.close();
    folder.clear();
  });

  test.each(shipped)("has a cell for every flow of every deployment, and for no other: %s", async (config) => {
    const made = await visit(pageOf(config));
    for (const { name, plan } of loadConfig(config)) {
      await made.page.evaluate((next) => location.assign(`#${next}`), name);
      await made.page.getByRole("heading", { name, level: 1, exact: true }).waitFor();
      const shown = (await readGrid(made.page)).flatMap(({ from, to, text }) =>
        to.map((one) => `${from} > ${one}: ${text}`),
      );
      const flowIds = partyFlows(plan).map(
        (flow) =>
          `${texts.parties[flow.from]} > ${texts.parties[flow.to]}: ${trafficLabel(texts, flow)}${flow.scope === "node" ? " local" : ""}`,
      );
      expect(flowIds.length).toBeGreaterThan(0);
      expect([...shown].sort()).toEqual([...flowIds].sort());
    }
  });

  describe("the groups of each pool", () => {
    const config = `deployments:
  - type: cluster
    name: shop
    distribution: rke2
    provisioning: custom
    rancherVersion: "2.13"
    pools: { servers: [etcd, controlplane], agents: [worker] }
    groups: GROUPS
    parties: { rancher: { cidrs: [10.1.0.0/16] }, workloadClients: anywhere, rancherCatalog: none }
`;
    const existing = "agents: { parties: [worker], securityGroupId: sg-0123456789abcdef0, manageRules: true }";
    const map = `{ all: { parties: [etcd, controlplane, worker], name: prod-cluster }, ${existing} }`;
    const pools = async (name: string, groups: string, options: Parameters<typeof visit>[1] = {}) => {
      const path = folder.write(`${name}.yaml`, config.replace("GROUPS", groups));
      const made = await visit(folder.report(`${name}.html`, "--config", path), options);
      const section = made.page.locator("section", { has: made.page.locator("#pools-heading") });
      await section.waitFor();
      const cells = (await section.locator("tr").all()).map((row) => row.locator("th, td").allInnerTexts());
      const rows = await Promise.all(cells);
      return { ...made, rows: rows.map((row) => row.map((text) => text.split(/\s*\n\s*/).join(", "))) };
    };

    test("are listed in the order in which nodes attach them, existing groups by their ids", async () => {
      expect((await pools("map", map)).rows).toEqual([
        ["Pool", "Roles", "Groups"],
        ["servers", "etcd nodes, control plane nodes", "prod-cluster"],
        ["agents", "worker nodes", "prod-cluster, sg-0123456789abcdef0 exists already"],
      ]);
    });

    test.each([
      [1280, "light"],
      [1280, "dark"],
      [390, "light"],
      [390, "dark"],
    ] as const)("are listed for each stage of a change, %i pixels wide in %s", async (width, colorScheme) => {
      const change = `{ from: per-role, to: ${map} }`;
      const { rows, page } = await pools("change", change, { colorScheme, viewport: { width, height: 844 } });
      expect(rows).toEqual([
        ["Pool", "Roles", "1. Before", "2. During the change", "3. After"],
        [
          "servers",
          "etcd nodes, control plane nodes",
          "shop-controlplane, shop-etcd",
          "prod-cluster, shop-controlplane, shop-etcd",
          "prod-cluster",
        ],
        [
          "agents",
          "worker nodes",
          "shop-worker",
          "prod-cluster, sg-0123456789abcdef0 exists already, shop-worker",
          "prod-cluster, sg-0123456789abcdef0 exists already",
        ],
      ]);
      expect(await violations(page)).toEqual([]);
      expect(await cutOff(page)).toEqual([]);
    });

    test("are not listed if the deployment has no nodes", async () => {
      const { page } = await visit(examplesPage, { hash: "legacy" });
      await page.locator("#groups-heading").waitFor();
      expect(await page.locator("#pools-heading").count()).toBe(0);
    });
  });

  test("shows every rule of the plan behind at least one cell", async () => {
    const { page } = await visit(samplePage, { hash: "production" });
    const addresses = new Set<string>();
    for (const button of await page.locator("table.matrix button").all()) {
      await button.click();
      for (const address of await page.locator(".details td .address").allTextContents()) addresses.add(address);
      await page.keyboard.press("Escape");
    }
    const { plan } = production as NonNullable<typeof production>;
    const planned = plan.groups.flatMap((group) =>
      group.rules.map((rule) => ruleAddress(plan.deployment, group, rule)),
    );
    expect([...addresses].sort()).toEqual([...planned].sort());
  });

  test("shows the rule, its table, its address and both groups after a click on etcd <- controlplane 2379", async () => {
    const made = await visit(samplePage, { hash: "production" });
    await cell(made, "control plane nodes", "2379 TCP").click();
    const details = made.page.getByRole("region", { name: "2379 TCP from control plane nodes to etcd nodes" });
    const { plan } = production as NonNullable<typeof production>;
    const etcd = plan.groups.find(({ key }) => key === "etcd") as (typeof plan.groups)[number];
    const rule = etcd.rules.find(({ fromPort, peer }) => fromPort === 2379 && peer.value === "controlplane");
    const shown = await details.innerText();
    for (const text of [
      "tcp 2379 from controlplane",
      "etcd client requests",
      "rke-etcd-client-tcp",
      "Rancher documentation, Port Requirements 2.x: Node Pools; Custom Nodes",
      "always",
      "production-etcd",
      "production-controlplane",
      `${groupAddress(plan.deployment, etcd)}`,
      ruleAddress(plan.deployment, etcd, rule as NonNullable<typeof rule>),
    ]) {
      expect(shown).toContain(text);
    }
    expect(await details.locator("tbody tr").count()).toBe(1);
    await expect(cell(made, "control plane nodes", "2379 TCP").getAttribute("aria-pressed")).resolves.toBe("true");
  });

  test("shows a condition, a world-open source and a missing rule when they are chosen", async () => {
    const made = await visit(samplePage, { hash: "production" });
    const details = made.page.locator(".details");
    await cell(made, "API and UI clients", "443 TCP").click();
    expect(await details.innerText()).toContain("only with an external load balancer");
    await cell(made, "workload clients", "80 TCP").click();
    expect(await details.innerText()).toContain("0.0.0.0/0");
    expect(await details.innerText()).toContain("open-http");
    await cell(made, "worker nodes", "9099 TCP").click();
    expect(await details.innerText()).toContain(texts.skipReason.localTraffic);
  });

  test("opens cells and edges by keyboard, and returns the focus on Escape", async () => {
    const made = await visit(samplePage, { hash: "production" });
    const { page } = made;
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);
    const from = cell(made, "etcd nodes", "2380 TCP");
    await from.focus();
    await page.keyboard.press("Enter");
    expect(await focused()).toBe("2380 TCP from etcd nodes to etcd nodes");
    expect(await page.locator(".details h2:focus").count()).toBe(1);
    await page.keyboard.press("Escape");
    expect(await focused()).toBe("2380 TCP from etcd nodes to etcd nodes");
    expect(await page.locator(".details").count()).toBe(0);

    const edge = page.locator(".diagram .rsg-edge[data-from=loadBalancer][data-to=rancher]");
    await edge.focus();
    await page.keyboard.press(" ");
    expect(await focused()).toBe("80 TCP from external load balancer to Rancher nodes");
    expect(await page.locator(".details").innerText()).toContain("tcp 80 from loadBalancer");
    await page.keyboard.press("Escape");
    expect(await focused()).toMatch(/^80 TCP; 80 TCP from external load balancer to Rancher nodes/);
  });

  test("shows the rules of all traffic of an edge after a click on it, and only those", async () => {
    const { page } = await visit(samplePage, { hash: "production" });
    await page.locator(".diagram .rsg-edge[data-from=controlplane][data-to=worker]").first().click();
    expect(await page.locator(".details h2").innerText()).toBe("10250 TCP from control plane nodes to worker nodes");
    await page.locator(".diagram .rsg-among").first().click();
    expect(await page.locator(".details h3").allInnerTexts()).toEqual(["8472 UDP"]);
    expect(await page.locator(".details tbody tr").count()).toBe(9);
  });

  test("filters by party, protocol and port, in both pictures", async () => {
    const { page } = await visit(samplePage, { hash: "production" });
    const filter = page.getByRole("search");
    const shown = async () => (await readGrid(page)).map(({ from, text }) => `${from}: ${text}`);
    await filter.getByLabel("Port").fill("2379");
    expect((await shown()).filter((text) => !text.includes("all traffic"))).toEqual([
      "etcd nodes: 2379 TCP",
      "control plane nodes: 2379 TCP",
    ]);
    expect(await page.locator(".diagram .rsg-edge[data-from=apiClients]").count()).toBe(0);
    await filter.getByLabel("Port").fill("31000");
    await filter.getByLabel("Protocol").selectOption("UDP");
    expect((await shown()).filter((text) => !text.includes("all traffic"))).toEqual([
      "workload clients: 30000-32767 UDP",
    ]);
    await filter.getByRole("button", { name: "Show all" }).click();
    await filter.getByLabel("Party").selectOption("API and UI clients");
    expect(await shown()).toEqual(["API and UI clients: 80 TCP", "API and UI clients: 443 TCP"]);
    await filter.getByLabel("Port").fill("no port");
    expect(await filter.getByRole("status").innerText()).toBe(
      "That is no port: write 2379, or 30000-32767 for a range",
    );
    expect(await shown()).toHaveLength(2);
  });

  test("lists the findings of lint, accepted ones separately", async () => {
    const { page } = await visit(examplesPage, { hash: "eks" });
    expect(await page.locator("#findings-heading ~ .findings > li").count()).toBeGreaterThan(0);
    const { page: own } = await visit(samplePage, { hash: "production" });
    expect(await own.locator("summary", { hasText: "that the deployment accepts" }).innerText()).toBe(
      "8 findings that the deployment accepts",
    );
  });

  test("switches between deployments by list and by URL", async () => {
    const { page } = await visit(samplePage);
    const shows = (name: string) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
    await shows("rancher-nodes");
    await page.getByLabel("Deployment 1 / 2").selectOption("production");
    await shows("production");
    expect(page.url()).toMatch(/#production$/);
    await page.locator("summary", { hasText: "All 2 deployments" }).click();
    await page.getByRole("link", { name: "rancher-nodes" }).click();
    await shows("rancher-nodes");
    await page.goBack();
    await shows("production");
  });

  test("prints with every group expanded and without controls", async () => {
    const { page } = await visit(samplePage, { hash: "production" });
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".groups details").count()).toBe(5);
    expect(await page.locator(".groups .rules").filter({ visible: true }).count()).toBe(5);
    expect(await page.locator(".question, .filters, .chooser").filter({ visible: true }).count()).toBe(0);
    expect(await page.locator("table.matrix, .diagram svg").filter({ visible: true }).count()).toBe(2);
  });

  describe.each([1280, 390])("%i pixels wide", (width) => {
    test.each(["light", "dark"] as const)("has no axe violations and no clipped content in %s", async (colorScheme) => {
      const made = await visit(samplePage, { hash: "production", colorScheme, viewport: { width, height: 844 } });
      const { page } = made;
      await page.getByLabel("From", { exact: true }).fill("worker");
      await page.getByLabel("To", { exact: true }).fill("etcd");
      await page.getByRole("button", { name: "Ask" }).click();
      await cell(made, "workload clients", "443 TCP").click();
      for (const folded of await page.locator("summary").all()) await folded.click();
      expect(await violations(page)).toEqual([]);
      expect(await cutOff(page)).toEqual([]);
    });

    test.each(shipped)("has no clipped content: %s", async (config) => {
      const { page } = await visit(pageOf(config), { viewport: { width, height: 844 } });
      for (const { name } of loadConfig(config)) {
        await page.evaluate((next) => location.assign(`#${next}`), name);
        await page.getByRole("heading", { name, level: 1, exact: true }).waitFor();
        expect(await cutOff(page)).toEqual([]);
      }
    });
  });

  test("is in Chinese with --lang zh-CN, without axe violations", async () => {
    const { page } = await visit(folder.report("zh.html", "--lang", "zh-CN"), { hash: "production" });
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    expect(await page.locator("#matrix-heading").innerText()).toBe(textsIn("zh-CN").page.pictures.matrix);
    await page.locator("table.matrix button").first().click();
    expect(await page.locator(".details").innerText()).toContain("节点");
    expect(await violations(page)).toEqual([]);
  });
});
