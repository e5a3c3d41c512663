import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chartFile } from "../../bench/performance-page";
import { samplePictures } from "../../scripts/sample-pictures";
import { rancherSg } from "../cli/command";
import { blocksIn, runProgram } from "./package-folder";

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
  const [program] = blocksIn(page, "ts");
  expect(runProgram(`${program?.text}`)).toEqual({ status: 0, stdout: "", stderr: "" });
});
