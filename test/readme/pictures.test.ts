import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chartFile } from "../../bench/performance-page";
import { samplePictures } from "../../scripts/sample-pictures";
import { rancherSg } from "../cli/command";
import { blocksIn, runProgram } from "./package-folder";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/draw.md"), "utf8");
const pictures = samplePictures(join(root, "stacks/rancher-sg.yaml"));

test.each(Object.keys(pictures))("is up to date (if not, run npm run docs): %s", (file) => {
  expect(readFileSync(join(root, file), "utf8")).toBe(pictures[file]);
});

test("has exactly these pictures, and every picture that a page shows", () => {
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
test.each(commands)("is drawn by the command on the page: %s", (line) => {
  const { exitCode, stdout, stderr } = rancherSg(line.replace(/^npx rancher-sg /, ""));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toMatch(/^(<svg |flowchart )/);
});

test("is drawn by the page's program, which compiles and runs", () => {
  const [program] = blocksIn(page, "ts");
  expect(runProgram(`${program?.text}`)).toEqual({ status: 0, stdout: "", stderr: "" });
});
