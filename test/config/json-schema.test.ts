import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import Ajv from "ajv/dist/2020";
import { parse } from "yaml";
import { configJsonSchema } from "../../src/config/json-schema";

const root = join(__dirname, "../..");
const shipped = join(root, "schema/rancher-sg.schema.json");
const examples = readdirSync(join(root, "stacks/examples")).filter((name) => name.endsWith(".yaml"));
const files = ["stacks/rancher-sg.yaml", ...examples.map((name) => `stacks/examples/${name}`)];
const validate = new Ajv({ strict: false }).compile(configJsonSchema());

const errorsOf = (text: string) => {
  validate(parse(text));
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
};

test("the shipped schema is the one made from the schemas that check a config: npm run schema", () => {
  expect(JSON.parse(readFileSync(shipped, "utf8"))).toEqual(configJsonSchema());
});

test.each(files)("names its schema for editors, and follows it: %s", (file) => {
  const text = readFileSync(join(root, file), "utf8");
  const [, reference = ""] = /^# yaml-language-server: \$schema=(.+)$/m.exec(text) ?? [];
  expect(resolve(root, dirname(file), reference)).toBe(shipped);
  expect(errorsOf(text)).toEqual([]);
});

test("what defaults give is not required of each deployment", () => {
  const defaults = "defaults: { region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718 }";
  expect(errorsOf(`${defaults}\ndeployments: [{ name: nodes, type: rancher-nodes, edition: 2.x }]`)).toEqual([]);
});

test.each([
  ["an unknown key", "colour: red", "/deployments/0 additionalProperties"],
  ["a wrong type", "tags: { team: 5 }", "/deployments/0/tags/team type"],
  ["a malformed id", "vpcId: vpc-1", "/deployments/0/vpcId pattern"],
])("an editor sees %s", (_, line, error) => {
  expect(errorsOf(`deployments: [{ name: nodes, type: rancher-nodes, edition: 2.x, ${line} }]`)).toContain(error);
});
