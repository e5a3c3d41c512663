/// <reference lib="dom" />
import { readFileSync } from "node:fs";
import { catalogFor } from "../../src/catalog";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import { reportPage } from "../../src/report/page/build-page";
import { pageHtml } from "../../src/report/page/page-html";
import { sample } from "../cli/command";
import { describeInBrowser, silentVisits, TestBrowser } from "./browser";
import { PageFolder } from "./pages";

jest.setTimeout(60_000);

const script = "<script>globalThis.broken = 1</script>";
const quotes = `"'><img src=x onerror="globalThis.broken = 2">`;
const closing = `</script><script>globalThis.broken = 3</script><!--<script>`;

describeInBrowser("texts that look like markup", () => {
  const folder = new PageFolder();
  let browser: TestBrowser;
  const { visit, expectSilence } = silentVisits(() => browser);

  beforeAll(async () => {
    browser = await TestBrowser.launch();
  });
  afterEach(expectSilence);
  afterAll(async () => {
    await browser.close();
    folder.clear();
  });

  /** A cluster with texts that no config file may contain. The page makes its plan from this deployment. */
  const parsed = deploymentSchema.parse({
    type: "cluster",
    rancherVersion: "2.x",
    name: "lab",
    provisioning: "node-pools",
    parties: { rancher: { create: true }, apiClients: { cidrs: ["203.0.113.0/24"] }, workloadClients: "anywhere" },
    rules: { add: [{ id: "own", from: ["rancher"], to: ["worker"], protocol: "tcp", ports: 9796, purpose: "Own" }] },
  });
  const documented = catalogFor(parsed).rules.map(({ id }) => [id, { purpose: closing }] as const);
  const hostile = {
    ...parsed,
    name: `lab${quotes}`,
    parties: { ...parsed.parties, apiClients: { cidrs: [`\${${quotes}}`] } },
    rules: {
      add: parsed.rules.add?.map((rule) => ({ ...rule, purpose: script })),
      override: Object.fromEntries(documented),
    },
  } as unknown as Deployment;
  const descriptions = planDeployment(hostile).groups.flatMap(({ rules }) => rules.map((rule) => rule.description));

  function hostilePage(): string {
    const read = (name: string) => readFileSync(`lib/page/${name}`, "utf8");
    const page = reportPage([{ plan: planDeployment(hostile), findings: [] }], "en");
    return folder.write("hostile.html", pageHtml(page, { program: read("page.js"), style: read("style.css") }));
  }

  test("shows a purpose with <script> and a party label with quotes as text", async () => {
    const { page } = await visit(hostilePage());
    await page
      .getByRole("button", { name: /^9796 TCP/ })
      .first()
      .click();
    expect(await page.locator(".details .requirement").innerText()).toContain(script);
    await page.keyboard.press("Escape");
    await page
      .getByRole("button", { name: /^443 TCP\b.*from API and UI clients/ })
      .first()
      .click();
    expect(await page.locator(".details .ends").innerText()).toContain(quotes);
    expect(await page.locator(".diagram text", { hasText: "onerror" }).count()).toBeGreaterThan(0);
    await page.locator(".groups summary").first().click();
    expect(await page.locator(".groups summary").first().innerText()).toContain(quotes);
    const shown = await page.locator(".groups .description").first().innerText();
    expect(shown).toContain(closing);
    expect(descriptions).toContain(shown);
    expect(await page.evaluate(() => (globalThis as { broken?: number }).broken)).toBeUndefined();
    expect(await page.locator("img").count()).toBe(0);
  });

  test("shows a reason that ends a script as text, from the config to the page", async () => {
    const config = readFileSync(sample, "utf8").replace(
      "reason: The workload serves the public through NodePorts",
      () => `reason: ${JSON.stringify(closing)}`,
    );
    const file = folder.report("reason.html", "--config", folder.write("reason.yaml", config));
    const { page } = await visit(file, { hash: "production" });
    await page.locator("summary", { hasText: "that the deployment accepts" }).click();
    expect(await page.locator(".findings").last().innerText()).toContain(closing);
    expect(await page.evaluate(() => (globalThis as { broken?: number }).broken)).toBeUndefined();
  });

  test("blocks injected scripts and every request with its content security policy", async () => {
    const { page, said } = await browser.visit(hostilePage());
    const outcome = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "globalThis.broken = 4";
      document.body.append(script);
      return fetch("http://127.0.0.1:9/").then(
        () => "answered",
        () => "refused",
      );
    });
    expect(outcome).toBe("refused");
    expect(await page.evaluate(() => (globalThis as { broken?: number }).broken)).toBeUndefined();
    expect(said.filter((text) => text.includes("Content Security Policy")).length).toBeGreaterThanOrEqual(2);
    await page.context().close();
  });
});
