import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./sources";

test("docs/api.md matches the declarations and their comments (if not, run npm run docs)", () => {
  const folder = mkdtempSync(join(tmpdir(), "api-docs-"));
  try {
    const file = join(folder, "api.md");
    const script = ["scripts/write-api-docs.mjs", file];
    const { status, stderr } = spawnSync(process.execPath, script, { cwd: root, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(join(root, "docs/api.md"), "utf8")).toBe(readFileSync(file, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);
