import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chartFile } from "../../bench/performance-page";
import { samplePictures } from "../../scripts/sample-pictures";
import { rancherSg } from "../cli/command";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/draw.md"), "utf8");
const pictures = samplePictures(join(root, "stacks/rancher-sg.yaml"));

test.each(Object.keys(pictures))("is what is drawn today, or npm run docs has to run: %s", (file) => {
  expect(readFileSync(join(root, file), "utf8")).toBe(pictures[file]);
});

test("there is no picture but those, and every picture that a page shows is there", () => {
  expect(
    readdirSync(join(root, "docs/images"))
      .map((name) => `docs/images/${name}`)
      .sort(),
  ).toEqual([...Object.keys(pictures), chartFile].sort());
  const pages = { "README.md": "", "README.zh-CN.md": "", "docs/draw.md": "docs/" };
  for (const [file, folder] of Object.entries(pages)) {
    const shown = [...readFileSync(join(root, file), "utf8").matchAll(/(?:src|srcset)="([^"]+)"/g)];
    expect(shown).toHaveLength(2);
    for (const [, name] of shown) expect(Object.keys(pictures)).toContain(`${folder}${name}`);
  }
});

const commands = page.match(/^npx rancher-sg .*$/gm) ?? [];
test.each(commands)("the page's command draws: %s", (line) => {
  const { exitCode, stdout, stderr } = rancherSg(line.replace(/^npx rancher-sg /, ""));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toMatch(/^(<svg |flowchart )/);
});

test("the page's program compiles and runs", () => {
  const [, program = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "draw-page-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    for (const installed of readdirSync(join(root, "node_modules"))) {
      symlinkSync(join(root, "node_modules", installed), join(folder, "node_modules", installed));
    }
    symlinkSync(root, join(folder, "node_modules/rancher-security-groups"));
    writeFileSync(join(folder, "page.ts"), program);
    const options = ["--target", "es2022", "--module", "node16", "--strict", "--skipLibCheck", "--types", "node"];
    const tsc = [join(root, "node_modules/@typescript/native/bin/tsc"), ...options, "page.ts"];
    for (const args of [tsc, ["page.js"]]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
