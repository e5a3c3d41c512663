// Copies the code blocks of README.md into README.zh-CN.md, one by one. Run it after a change to a block: npm run docs
import { readFileSync, writeFileSync } from "node:fs";

const block = /^```\w+\n[\s\S]*?^```$/gm;
const blocks = readFileSync("README.md", "utf8").match(block) ?? [];
const translated = readFileSync("README.zh-CN.md", "utf8");
const count = translated.match(block)?.length;
if (count !== blocks.length) {
  throw new Error(
    `README.zh-CN.md: has ${count} code blocks, and README.md has ${blocks.length}; translate what is new`,
  );
}
let index = 0;
writeFileSync(
  "README.zh-CN.md",
  translated.replace(block, () => blocks[index++]),
);
