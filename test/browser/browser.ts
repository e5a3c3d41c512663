/// <reference lib="dom" />
/** A real Chromium, and pages in it that tell everything they ask for and everything they complain about. */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { source as axeSource } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env.CHROMIUM, ...places].find((path) => path && existsSync(path));

/** What is missing and how to install it, if anything is. */
const missing = executablePath ? undefined : "missing: chromium (apt-get install chromium, or name it in CHROMIUM)";
if (missing && process.env.E2E === "required") throw new Error(missing);
if (missing) process.stderr.write(`browser tests skipped, ${missing}\n`);

/** As `describe`, for what needs the browser. */
export const describeInBrowser = missing ? describe.skip : describe;

export interface Visit {
  readonly page: Page;
  /** Console messages and uncaught errors. */
  readonly said: readonly string[];
  /** Addresses that were asked for, the page's own aside. */
  readonly asked: readonly string[];
}

export class TestBrowser {
  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<TestBrowser> {
    // Chromium's sandbox does not run under root, as which many a CI does.
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

/** Visits of which each has to be silent: no page complains, and none asks for anything, whatever a test does to it. */
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

/** What axe finds wrong with a page, in one line each. */
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
