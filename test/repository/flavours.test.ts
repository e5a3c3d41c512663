/** The two flavours in the build: one source, two frameworks. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path/posix";
import { reachedFrom } from "./built-modules";
import { root } from "./sources";

const lib = "lib/api";
const read = (...path: readonly string[]) => readFileSync(join(root, lib, ...path), "utf8");

test.each([
  ["index", "cdktf", "cdktn"],
  ["cdktn", "cdktn", "cdktf"],
])("reaches from the entry %s packages of %s and none of %s", (entry, own, other) => {
  for (const extension of [".js", ".d.ts"]) {
    const { packages } = reachedFrom(`${lib}/${entry}${extension}`);
    expect(packages).toContain(`@${own}/provider-aws/lib/security-group`);
    expect(packages.filter((name) => new RegExp(`^@?${other}(/|$)`).test(name))).toEqual([]);
  }
});

test.each([".js", ".d.ts"])("shares everything except the constructs: *%s", (extension) => {
  const [one, other] = ["index", "cdktn"].map((entry) => reachedFrom(`${lib}/${entry}${extension}`).files);
  const rest = (files: readonly string[] | undefined) =>
    files?.filter((file) => !/^lib\/api\/(index|cdktn|constructs|constructs-cdktn)\b/.test(file));
  expect(rest(other)).toEqual(rest(one));
  expect(other?.filter((file) => file.startsWith(`${lib}/constructs/`))).toEqual([]);
  expect(rest(one)).toContain(`${lib}/errors/issue${extension}`);
});

test.each(["questions", "testing", "page"])("reaches neither framework nor constructs from the entry %s", (entry) => {
  for (const extension of [".js", ".d.ts"]) {
    const { files, packages } = reachedFrom(`${lib}/entries/${entry}${extension}`);
    expect(files).toContain(`${lib}/errors/index${extension}`);
    expect(files.filter((file) => file.startsWith(`${lib}/constructs`))).toEqual([]);
    expect(packages.filter((name) => /^@?(cdktf|cdktn|constructs)(\/|$)/.test(name))).toEqual([]);
  }
});

test("has the same constructs except for the names of packages", () => {
  const files = readdirSync(join(root, lib, "constructs")).filter((file) => /\.(js|d\.ts)$/.test(file));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const renamed = read("constructs", file).replaceAll('"cdktf"', '"cdktn"').replaceAll('"@cdktf/', '"@cdktn/');
    expect(read("constructs-cdktn", file)).toBe(renamed);
  }
});
