/**
 * Runs Debian's Chromium, or another one, without a window: loads a page from a file and returns the resulting HTML.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The name of the installed program, if there is one. */
export const chromium = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

/** The HTML of a page after its scripts have run. */
export function loaded(html: string): string {
  const folder = mkdtempSync(join(tmpdir(), "picture-"));
  try {
    writeFileSync(join(folder, "page.html"), html);
    const flags = [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--window-size=1280,1000",
    ];
    const profile = `--user-data-dir=${join(folder, "profile")}`;
    const { stdout, status, stderr } = spawnSync(
      `${chromium}`,
      [...flags, profile, "--dump-dom", `file://${join(folder, "page.html")}`],
      { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
    );
    if (status !== 0) throw new Error(`${chromium} failed: ${stderr.slice(0, 500)}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
