/** The blocks of docs/groups.md: configs, fragments of the first config, and one Terraform program. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { blocksIn } from "./package-folder";

export const page = readFileSync(join(__dirname, "../../docs/groups.md"), "utf8");

const yaml = blocksIn(page, "yaml");
const startingWith = (key: RegExp) => yaml.filter(({ text }) => key.test(text));

export const configs = startingWith(/^deployments:/);
export const machineConfig = parse(`${startingWith(/^apiVersion:/)[0]?.text}`);

/** The first config, with each fragment replacing the same key. */
export const edited = startingWith(/^(groups|parties):/).map(({ title, text }) => {
  const { deployments } = parse(`${configs[0]?.text}`);
  const { parties, ...fragment } = parse(text);
  const deployment = { ...deployments[0], ...fragment, parties: { ...deployments[0].parties, ...parties } };
  return { title, text: stringify({ deployments: [deployment] }) };
});

export const programBlocks = blocksIn(page, "hcl").map(({ text }) => text);
