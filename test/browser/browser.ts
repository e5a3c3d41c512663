/// <reference lib="dom" />
/** A real Chromium. Its pages record every request and every console message or error. */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { source as axeSource } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env.CHROMIUM, ...places].find((path) => path && existsSync(path));

/** Message about a missing browser and how to install it; undefined if it is installed. */
const missing = executablePath ? undefined : "missing: chromium (apt-get install chromium, or name it in CHROMIUM)";
if (missing && process.env.E2E === "required") throw new Error(missing);
if (missing) process.stderr.write(`browser tests skipped, ${missing}\n`);

/** Like `describe`, for tests that need the browser. */
export const describeInBrowser = missing ? describe.skip : describe;

export interface Visit {
  readonly page: Page;
  /** Console messages and uncaught errors. */
  readonly said: readonly string[];
  /** Requested URLs, except that of the page. */
  readonly asked: readonly string[];
}

export class TestBrowser {
  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<TestBrowser> {
    // Chromium's sandbox does not run under root, and many CI systems run as root.
    const args = ["--no-sandbox"];
    return new TestBrowser(await chromium.launch({ ...(executablePath ? { executablePath } : {}), args }));
  }

  /** Opens a file; `hash` names a deployment. */
  async visit(file: string, { hash = "", ...options }: BrowserContextOptions & { hash?: string } = {}): Promise<Visit> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const url = `${pathToFileURL(file)}`;
    const said: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => said.push(`uncaught: ${error.message}`));
    page.on("request", (request) => {
      if (request.url().split("#")[0] !== url) asked.push(request.url());
    });
    await page.goto(`${url}${hash ? `#${encodeURIComponent(hash)}` : ""}`);
    return { page, said, asked };
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** Visits that must be silent: whatever a test does, a page must report no errors and make no requests. */
export function silentVisits(browser: () => TestBrowser) {
  const visits: Visit[] = [];
  return {
    async visit(...args: Parameters<TestBrowser["visit"]>): Promise<Visit> {
      const made = await browser().visit(...args);
      visits.push(made);
      return made;
    },
    async expectSilence(): Promise<void> {
      const all = visits.splice(0);
      expect(all.flatMap(({ said, asked }) => [...said, ...asked])).toEqual([]);
      await Promise.all(all.map(({ page }) => page.context().close()));
    },
  };
}

/** Accessibility violations that axe finds in a page, one per line. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const result = await axe.run({ resultTypes: ["violations"] } as never);
    return result.violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
    );
  });
}

/** Elements whose text does not fit into them, and whether the page is wider than its window. */
export function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { scrollWidth } = document.documentElement;
    const isCut = ({ scrollWidth, clientWidth, scrollHeight, clientHeight }: Element) =>
      scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
    const texts = [...document.querySelectorAll("button, th, td, .badge, .verdict, h1, h2, h3, .flow")];
    return [
      ...(scrollWidth > innerWidth ? [`the page is ${scrollWidth} wide in a window of ${innerWidth}`] : []),
      ...texts
        .filter((element) => element.getClientRects().length > 0 && isCut(element))
        .map((element) => `cut: ${element.textContent}`),
    ];
  });
}
