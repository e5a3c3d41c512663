/** The licences of the packages whose code is in lib/rancher-sg.js, lib/framework.js and lib/page. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./sources";

const notices = readFileSync(join(root, "lib/THIRD-PARTY-NOTICES.txt"), "utf8");
const heads = [...notices.matchAll(/^-{80}\n\n(\S+) (\S+) \((.+)\)\n\n(.)/gm)].map(([, ...head]) => head);

test("has a text for each package that the bundles name in their comments", () => {
  const named = ["rancher-sg.js", "framework.js"].flatMap((file) => {
    const code = readFileSync(join(root, "lib", file), "utf8");
    return [...code.matchAll(/^\/\/ node_modules\/(?:.*node_modules\/)?((?:@[^/]+\/)?[^/\s]+)\//gm)].map(
      ([, name]) => name,
    );
  });
  expect(named).toEqual(expect.arrayContaining(["zod", "yaml"]));
  expect(heads.map(([name]) => name)).toEqual(expect.arrayContaining([...new Set(named)]));
});

test("has the framework, whose bundle has no comments", () => {
  expect(heads.map(([name]) => name)).toEqual(
    expect.arrayContaining(["cdktf", "constructs", "@cdktf/provider-aws", "preact"]),
  );
});

test("has only licences that allow redistribution in a package under Apache-2.0", () => {
  const allowed = [
    "MIT",
    "ISC",
    "Apache-2.0",
    "MPL-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BlueOak-1.0.0",
    "Public Domain",
  ];
  expect(
    [...new Set(heads.map(([, , license]) => license))].filter((license) => !allowed.includes(`${license}`)),
  ).toEqual([]);
});

test("has the address of the source, which MPL-2.0 requires", () => {
  for (const name of ["cdktf", "@cdktf/provider-aws"]) {
    expect(notices).toContain(`Source of ${name}: https://`);
  }
});
