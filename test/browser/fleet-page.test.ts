/// <reference lib="dom" />
import { statSync } from "node:fs";
import { describeInBrowser, silentVisits, TestBrowser, violations } from "./browser";
import { PageFolder } from "./pages";

jest.setTimeout(120_000);

const count = 200;
const kinds = ["node-pools", "custom"] as const;

/** Clusters of their own, each with its own clients, load balancer or none, and egress. */
const config = `deployments:\n${Array.from({ length: count }, (_, index) =>
  [
    `  - name: fleet-${index}`,
    "    type: cluster",
    `    provisioning: ${kinds[index % 2]}`,
    "    region: us-east-1",
    "    vpcId: vpc-0a1b2c3d4e5f60718",
    ...(index % 3 === 0 ? ["    loadBalancer: { terminatesTls: true }"] : []),
    ...(index % 5 === 0 ? ["    egress: required"] : []),
    `    parties: { apiClients: { cidrs: [10.${index}.0.0/16] }, workloadClients: anywhere }`,
    "",
  ].join("\n"),
).join("")}`;

describeInBrowser(`a page of ${count} deployments`, () => {
  const folder = new PageFolder();
  let browser: TestBrowser;
  let file: string;
  const { visit, expectSilence } = silentVisits(() => browser);

  beforeAll(async () => {
    browser = await TestBrowser.launch();
    file = folder.report("fleet.html", "--config", folder.write("fleet.yaml", config));
  });
  afterEach(expectSilence);
  afterAll(async () => {
    await browser.close();
    folder.clear();
  });

  test("paints the first deployment in less than 3 s, and any other when it is chosen", async () => {
    const { page } = await visit(file);
    const { paint, drawn } = await page.evaluate(async () => {
      const entry = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
      for (let tries = 0; entry() === undefined && tries < 100; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return { paint: entry(), drawn: document.querySelectorAll("table.matrix button").length };
    });
    expect(drawn).toBeGreaterThan(10);
    const start = Date.now();
    await page.getByLabel("Deployment 1 / 200").selectOption("fleet-199");
    await page.getByRole("heading", { name: "fleet-199", level: 1 }).waitFor();
    await page.locator("table.matrix button").first().waitFor();
    const chosen = Date.now() - start;
    const size = (statSync(file).size / 1024).toFixed(0);
    process.stdout.write(
      `${count} deployments: ${size} KiB, first paint after ${paint?.toFixed(0)} ms, another one ${chosen} ms after its choice\n`,
    );
    expect(paint).toBeLessThan(3000);
    expect(chosen).toBeLessThan(3000);
  });

  test("opens at the deployment that its address names, though it comes last in the file", async () => {
    const { page } = await visit(file, { hash: "fleet-198" });
    await page.locator("table.matrix").waitFor();
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("fleet-198");
    expect(await page.locator(".diagram text", { hasText: "10.198.0.0/16" }).count()).toBe(1);
  });

  test("lists all of them, and axe finds nothing", async () => {
    const { page } = await visit(file);
    await page.locator("summary", { hasText: "All 200 deployments" }).click();
    expect(await page.locator(".overview tbody tr").count()).toBe(count);
    expect(await violations(page)).toEqual([]);
  });
});
