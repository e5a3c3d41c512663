import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { goldenText } from "./golden-text";
import { inFolder, runApp } from "./program";

// After an intended change: UPDATE_GOLDEN=1 npx jest test/stacks/golden, and review the diff as a user would.
const root = join(__dirname, "../..");
const goldenFolder = join(__dirname, "../golden");
const configs = [
  "stacks/rancher-sg.yaml",
  ...readdirSync(join(root, "stacks/examples"))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => `stacks/examples/${file}`),
];

/** The text of each stack that a config makes, by its golden file. */
function texts(config: string): Readonly<Record<string, string>> {
  return inFolder({}, (folder) => {
    expect(runApp(folder, join(root, config))).toMatchObject({ exitCode: 0, stderr: "" });
    const stacks = join(folder, "cdktf.out/stacks");
    return Object.fromEntries(
      readdirSync(stacks).map((stack) => {
        const json = JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8"));
        return [`${basename(config, ".yaml")}.${stack}.txt`, goldenText(json)];
      }),
    );
  });
}

const rendered = configs.map((config) => [config, texts(config)] as const);

test.each(rendered)("writes the groups and rules of the golden files for %s", (_, stacks) => {
  for (const [file, text] of Object.entries(stacks)) {
    const golden = join(goldenFolder, file);
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
    expect([file, existsSync(golden) ? readFileSync(golden, "utf8") : "no golden file"]).toEqual([file, text]);
  }
});

test("has a stack of these configs for every golden file", () => {
  expect(readdirSync(goldenFolder).sort()).toEqual(rendered.flatMap(([, stacks]) => Object.keys(stacks)).sort());
});
