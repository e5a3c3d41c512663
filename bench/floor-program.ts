/**
 * The minimum for any program that writes these files: serialise the JSON, and write it. Usage: node floor-program.js
 * <synthesised folder> <output folder>
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { report } from "./phases";

const [source = "cdktf.out", outdir = "floor.out"] = process.argv.slice(2);
const { stacks } = JSON.parse(readFileSync(join(source, "manifest.json"), "utf8"));
const contents = Object.values<{ synthesizedStackPath: string }>(stacks).map(
  ({ synthesizedStackPath: path }) => [path, JSON.parse(readFileSync(join(source, path), "utf8"))] as const,
);
const rules = contents.reduce((count, [, { resource }]) => {
  const types = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"];
  return count + types.reduce((sum, type) => sum + Object.keys(resource[type] ?? {}).length, 0);
}, 0);
report(
  outdir,
  () => () => {
    for (const [path, content] of contents) {
      mkdirSync(join(outdir, path, ".."), { recursive: true });
      writeFileSync(join(outdir, path), JSON.stringify(content, undefined, 2));
    }
  },
  rules,
);
