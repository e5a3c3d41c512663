/// <reference lib="dom" />
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Audit, audit } from "../../src/audit/audit";
import { parseDeployment } from "../../src/model/parse-deployment";
import { ec2Network } from "../../src/network/ec2-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { auditPage } from "../../src/report/page/build-audit-page";
import { pageHtml } from "../../src/report/page/page-html";
import { textsIn } from "../../src/texts";
import { answerNames, auditedFiles, type ForeignTexts } from "../audit/audited-files";
import { rancherSg } from "../cli/command";
import { cutOff, describeInBrowser, silentVisits, TestBrowser, violations } from "./browser";
import { PageFolder } from "./pages";

jest.setTimeout(60_000);

describeInBrowser("the page of an audit", () => {
  const folder = new PageFolder();
  let browser: TestBrowser;
  let file: string;
  const { visit, expectSilence } = silentVisits(() => browser);

  /** Writes the page of an audit with these texts in EC2's answers, and returns its path. */
  function audited(name: string, texts?: ForeignTexts, ...options: readonly string[]): string {
    for (const [answer, text] of Object.entries(auditedFiles(texts))) folder.write(answer, text);
    const args = ["audit", "--config", "config.yaml", ...answerNames, "--format", "html", "--output", name, ...options];
    const { exitCode, stderr } = rancherSg(args, { cwd: folder.path });
    if (exitCode !== 1 || stderr !== "") throw new Error(`${exitCode}: ${stderr}`);
    return join(folder.path, name);
  }

  beforeAll(async () => {
    browser = await TestBrowser.launch();
    file = audited("audit.html");
  });
  afterEach(expectSilence);
  afterAll(async () => {
    await browser.close();
    folder.clear();
  });

  test("starts with the first deployment that has findings, and lists all with their flows and findings", async () => {
    const { page } = await visit(file);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("shop");
    expect(await page.title()).toBe("shop – Audit of security groups");
    const rows = await Promise.all(
      (await page.locator(".overview tbody tr").all()).map((row) =>
        row.locator("a, td:first-of-type, .badge").allInnerTexts(),
      ),
    );
    expect(rows).toEqual([
      ["lab", "1 of 1 group exists", "✓ 13 open"],
      [
        "shop",
        "3 of 3 groups exist",
        "✕ 6 closed",
        "? 4 undecided",
        "± 3 open wider than required",
        "✓ 66 open",
        "error 4",
        "warning 10",
      ],
      ["gone", "0 of 1 group exists", "✕ 13 closed", "error 14"],
    ]);
    await page.getByRole("link", { name: "lab" }).click();
    await page.getByRole("heading", { level: 1, name: "lab" }).waitFor();
    expect(await page.locator("#findings-heading ~ .empty").innerText()).toBe(textsIn("en").page.findings.none);
    expect(await page.locator("#unrequired-heading ~ .empty").innerText()).toBe("Nothing.");
  });

  test("shows findings before flows, and expands closed and undecided flows but not open ones", async () => {
    const { page } = await visit(file, { hash: "shop" });
    expect(await page.locator("main h2").allInnerTexts()).toEqual([
      "All 3 deployments",
      "Findings",
      "Required flows",
      "Open, but not required",
      "Security groups",
      "Nodes",
      "Network ACLs that drop required flows",
    ]);
    const states = page.locator("details.state");
    expect(await states.locator("summary").allInnerTexts()).toEqual([
      "6 closed",
      "4 undecided",
      "3 open wider than required",
      "66 open",
    ]);
    const isOpen = await states.evaluateAll((all) => all.map((one) => (one as HTMLDetailsElement).open));
    expect(isOpen).toEqual([true, true, false, false]);
  });

  test("shows required and existing rules side by side", async () => {
    const { page } = await visit(file, { hash: "shop" });
    const lines = async (state: string, row: number) => {
      const cells = page.locator(`details.${state} tbody tr`).nth(row).locator("th, td");
      return (await cells.allInnerTexts()).map((text) => text.split(/\s*\n\s*/).filter(Boolean));
    };
    expect(await lines("closed", 1)).toEqual([
      [
        "9345 TCP Supervisor API of RKE2",
        "from worker nodes to etcd nodes, control plane nodes",
        "rke2-supervisor-tcp RKE2 documentation, Requirements main: Inbound Network Rules",
      ],
      [
        expect.stringMatching(/^No rule admits inbound tcp 9345 from sg-\w{17}$/),
        "Rules that admit some of it, or may admit it:",
        "all traffic to 0.0.0.0/0",
        expect.stringMatching(/^sgr-\w{17} of shop-nodes$/),
        "all traffic to 0.0.0.0/0",
        "sgr-00000000000000003 of shop-agents",
      ],
    ]);
    await page.locator("summary", { hasText: "3 open wider" }).click();
    const [, exists] = await lines("open-wider", 0);
    expect(exists?.slice(0, 2)).toEqual([
      "tcp 10250-10256 from 10.0.0.0/16 wider than required",
      "sgr-00000000000000002 of shop-agents “by hand”",
    ]);
    const required = page.locator("details.closed tbody th").first();
    const existing = page.locator("details.closed tbody td").first();
    const [left, right] = [await required.boundingBox(), await existing.boundingBox()];
    expect([right?.y, (right?.x ?? 0) > (left?.x ?? 0)]).toEqual([left?.y, true]);
  });

  test("filters the flows by party, protocol and port", async () => {
    const { page } = await visit(file, { hash: "shop" });
    const filter = page.getByRole("search");
    const states = page.locator("details.state > summary");
    await filter.getByLabel("Port").fill("9345");
    expect(await states.allInnerTexts()).toEqual(["6 closed", "3 open"]);
    await filter.getByLabel("Party").selectOption("worker nodes");
    expect(await states.allInnerTexts()).toEqual(["2 closed", "1 open"]);
    expect(await filter.getByRole("status").innerText()).toBe("3 of 79 flows");
    await filter.getByRole("button", { name: "Show all" }).click();
    expect(await states.allInnerTexts()).toHaveLength(4);
  });

  test("lists traffic that is open to any address first, and half-attached nodes before the others", async () => {
    const { page } = await visit(file, { hash: "shop" });
    const unrequired = page.locator("section", { has: page.locator("#unrequired-heading") }).locator("tbody th");
    const [first = "", second = ""] = await unrequired.allInnerTexts();
    expect(first.split(/\s+/).join(" ")).toBe("open to any address tcp 8443 from 0.0.0.0/0 of shop-agents");
    expect(second).not.toContain("any address");
    const nodes = page.locator("section", { has: page.locator("#nodes-heading") });
    expect((await nodes.locator("tbody tr").first().innerText()).trim().split(/\s+/)).toEqual([
      "i-00000000000000003",
      "shop-agents",
      "shop-nodes",
    ]);
    expect(await nodes.locator("summary").innerText()).toBe("2 nodes with the groups of a pool");
  });

  test("shows texts of EC2 that look like markup as text", async () => {
    const script = "</script><script>globalThis.broken = 1</script>";
    const image = `"'><img src=x onerror="globalThis.broken = 2">`;
    const hostile = audited("hostile.html", { name: image, description: script, tag: `\${${image}}` });
    const { page } = await visit(hostile, { hash: "shop" });
    const unrequired = page.locator("section", { has: page.locator("#unrequired-heading") });
    expect(await unrequired.innerText()).toContain(`of ${image} “${script}”`);
    const groups = page.locator("section", { has: page.locator("#groups-heading") });
    expect(await groups.locator("tbody th").allInnerTexts()).toContain(image);
    expect(await groups.innerText()).toContain(`removes owner=\${${image}}`);
    expect(await page.evaluate(() => (globalThis as { broken?: number }).broken)).toBeUndefined();
    expect(await page.locator("img").count()).toBe(0);
  });

  test("names the permissions that EC2 refused, and the interface of an instance whose interfaces differ", async () => {
    const plan = planDeployment(parseDeployment({ type: "rancher-nodes", edition: "2.x", name: "lab" }));
    const subject = { plan, vpcId: "vpc-0a1b2c3d4e5f60718" };
    const [one] = audit([subject], [subject], ec2Network({ groups: [] }));
    const id = "i-00000000000000001";
    const node = {
      id,
      interfaceId: "eni-00000000000000001",
      attached: ["sg-1"],
      pools: [],
      lacks: ["sg-2"],
      surplus: [],
    };
    const options = { origin: "EC2 in us-east-1", refused: ["ec2:DescribeNetworkAcls"], language: "en" } as const;
    const made = auditPage([{ audit: { ...(one as Audit), nodes: [node] }, findings: [] }], options);
    const read = (name: string) => readFileSync(`lib/page/${name}`, "utf8");
    const html = pageHtml(made, { program: read("page.js"), style: read("style.css") });
    const { page } = await visit(folder.write("refused.html", html));
    expect(await page.locator(".outside").innerText()).toBe(
      "EC2 refused ec2:DescribeNetworkAcls, so what these would tell is not judged.",
    );
    expect((await page.locator("#nodes-heading ~ .scroll tbody th").innerText()).split(/\s+/)).toEqual([
      id,
      "eni-00000000000000001",
    ]);
    expect(await violations(page)).toEqual([]);
  });

  test("shows the imports of the next deploy before everything else", async () => {
    const { page } = await visit(
      audited("imports.html", undefined, "--deployment", "shop", "--imports", "shop.import.json"),
    );
    expect(await page.locator("main h2").first().innerText()).toBe("Import on the next deploy");
    const shown = await page.locator("main pre").innerText();
    expect(shown).toContain("shop-servers is sg-");
    expect(shown).toContain(
      "to import what exists, add this line to the deployment shop, then deploy it: adopt: shop.import.json",
    );
    expect(JSON.parse(readFileSync(join(folder.path, "shop.import.json"), "utf8")).deployment).toBe("shop");
    expect(await violations(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
  });

  describe.each([1280, 390])("%i pixels wide", (width) => {
    test.each(["light", "dark"] as const)("has no axe violations and no clipped content in %s", async (colorScheme) => {
      const { page } = await visit(file, { hash: "shop", colorScheme, viewport: { width, height: 844 } });
      await page.locator("details").evaluateAll((all) => {
        for (const one of all) (one as HTMLDetailsElement).open = true;
      });
      expect(await violations(page)).toEqual([]);
      expect(await cutOff(page)).toEqual([]);
    });
  });

  test("prints with all flows expanded", async () => {
    const { page } = await visit(file, { hash: "shop" });
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("details.state table").filter({ visible: true }).count()).toBe(4);
    expect(await page.locator(".filters, .chooser, .overview").filter({ visible: true }).count()).toBe(0);
  });

  test("is in Chinese with --lang zh-CN", async () => {
    const { page } = await visit(audited("zh.html", undefined, "--lang", "zh-CN"), { hash: "shop" });
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    expect(await page.locator("details.state > summary").allInnerTexts()).toEqual([
      "6 条未放行",
      "4 条无法判定",
      "3 条放行过宽",
      "66 条已放行",
    ]);
    expect(await violations(page)).toEqual([]);
  });
});
