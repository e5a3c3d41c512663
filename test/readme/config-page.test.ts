/** docs/config.md against the JSON Schema of the config file, and its examples against the loader. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { parse, stringify } from "yaml";
import { type ConfigSchema, withConfigReference } from "../../src/report/config-docs";
import { issuesOf, issuesOfFiles, linesOf } from "../config/config-lines";
import { root } from "../repository/sources";
import { inFolder, runApp } from "../stacks/program";
import { blocksIn } from "./package-folder";

const page = readFileSync(join(root, "docs/config.md"), "utf8");
const schema = JSON.parse(readFileSync(join(root, "schema/rancher-sg.schema.json"), "utf8"));
const types: readonly ConfigSchema[] = schema.properties.deployments.items.oneOf;

/** The section of a key of the file or of a deployment. */
interface KeySection {
  /** The heading above it, such as "Keys of `cluster`". */
  readonly part: string;
  readonly key: string;
  readonly text: string;
}

const keySections: readonly KeySection[] = page.split(/^## /m).flatMap((part) =>
  [...part.matchAll(/^### `(\$?\w+)`\n([\s\S]*?)(?=^### |^<!-- )/gm)].map(([, key = "", text = ""]) => ({
    part: `${part.split("\n")[0]}`,
    key,
    text,
  })),
);

/** The text about each key, by its path without lists and names that the user chooses, such as `rules.add.id`. */
const entries = new Map<string, string>();
const inLists = [...page.matchAll(/^- `([\w.<> [\]]+)`: (.+(?:\n {2}.+)*)/gm)];
for (const [path, text] of [
  ...keySections.map(({ key, text }) => [key, `${text.split("\n- ")[0]}`] as const),
  ...inLists.map(([, path = "", text = ""]) => [path.replace(/\[\]|\.<(name|port rule)>/g, ""), text] as const),
])
  entries.set(path, `${entries.get(path) ?? ""}${text.replace(/\n {2}/g, " ")}\n`);

interface Found {
  /** The keys from the top of a deployment, without lists and names that the user chooses. */
  readonly keys: readonly string[];
  readonly node: ConfigSchema;
  readonly isRequired: boolean;
}

/** Every key in a schema, in all forms. */
function keysIn(node: ConfigSchema, above: readonly string[] = []): readonly Found[] {
  const { properties = {}, required = [], items, additionalProperties, anyOf = [], $ref } = node;
  const definition = $ref ? [schema.$defs[$ref.replace("#/$defs/", "")]] : [];
  const parts = [...definition, items, additionalProperties, ...anyOf].filter((part) => typeof part === "object");
  return [
    ...Object.entries(properties).flatMap(([key, value]) => [
      { keys: [...above, key], node: value, isRequired: required.includes(key) },
      ...keysIn(value, [...above, key]),
    ]),
    ...parts.flatMap((part) => keysIn(part, above)),
  ];
}

const found = types.flatMap((type) => keysIn(type));

/** The text about a key: of its path, or of the form that its parent links to. The layouts in `groups` have the same keys. */
function entryOf(keys: readonly string[]): string | undefined {
  const own = entries.get(keys.join("."));
  if (own !== undefined) return own;
  const last = keys.at(-1) ?? "";
  const parent = entryOf(keys.slice(0, -1)) ?? "";
  if (parent.includes("](#bindings)")) return entries.get(`parties.<party>.${last}`);
  if (parent.includes("](#ports)"))
    return page.split("\n## Ports\n")[1]?.split("\n## ")[0]?.match(`${last}: \\d+`)?.[0];
  return keys[0] === "groups" ? entries.get(`groups.${last}`) : undefined;
}

test("is what npm run docs writes", () => {
  expect(withConfigReference(page, schema)).toBe(page);
});

test("has no row of a table with more than 200 characters", () => {
  expect(page.split("\n").filter((line) => line.startsWith("|") && line.length > 200)).toEqual([]);
});

test("has every key of a deployment", () => {
  expect(found.length).toBeGreaterThan(300);
  expect(found.filter(({ keys }) => entryOf(keys) === undefined).map(({ keys }) => keys.join("."))).toEqual([]);
});

test("has every key of the file, and links to each key of defaults", () => {
  expect(Object.keys(schema.properties).filter((key) => !entries.has(key))).toEqual([]);
  const links = [...`${entries.get("defaults")}`.matchAll(/\[`(\w+)`\]\(#(\w+)\)/g)].map(([, key, id]) => [key, id]);
  expect(links).toEqual(Object.keys(schema.properties.defaults.properties).map((key) => [key, key.toLowerCase()]));
});

/** Keys whose texts in the schema have neither an example nor a default. */
const bare = [
  "profile",
  "adopt",
  "assumeRole.sessionName",
  "assumeRole.externalId",
  "parties.<party>.deployment",
].concat(["s3.key", "s3.profile", "s3.kmsKeyId", "cloud.workspace", "cloud.hostname"].map((key) => `state.${key}`));

test("says of each key whether it is required or what its default is", () => {
  // The text of `parties` has the defaults of the parties, a state has one of two forms, and the table has the add-ons.
  const elsewhere = /^(parties\..+|state\.(s3|cloud)|addons\.(to|ports))$/;
  const silent = [...entries].filter(([path, text]) => !elsewhere.test(path) && !/Required|default/i.test(text));
  expect(silent.map(([path]) => path).filter((path) => !bare.includes(path))).toEqual([]);
});

const ajv = new Ajv({ strict: false });
const follows = (node: ConfigSchema, value: unknown) => ajv.compile({ ...node, $defs: schema.$defs })(value);

/** The examples in the text about a key. */
const examplesIn = (entry: string) => [
  ...blocksIn(entry, "yaml").flatMap(({ text }) => Object.values(parse(text))),
  ...[...entry.matchAll(/Example: `([^`]+)`/g)].map(([, text = ""]) => parse(text)),
];

test("has an example of each key that follows the schema, except of bindings", () => {
  const nodesOf = new Map<string | undefined, ConfigSchema[]>();
  for (const { keys, node } of found) nodesOf.set(entryOf(keys), [...(nodesOf.get(entryOf(keys)) ?? []), node]);
  const wrong = [...entries].flatMap(([path, entry]) => {
    const examples = examplesIn(entry);
    const nodes = nodesOf.get(entry) ?? [];
    if (examples.length === 0)
      return entry.startsWith("[binding]") || bare.includes(path) ? [] : [`${path}: no example`];
    return examples
      .filter((value) => nodes.length > 0 && !nodes.some((node) => follows(node, value)))
      .map((value) => `${path}: ${value}`);
  });
  expect(wrong).toEqual([]);
});

const clusterParties = { rancher: { cidrs: ["198.51.100.10/32"] }, apiClients: "none", workloadClients: "none" };
const serverParties = {
  apiClients: "none",
  clusterNodes: "none",
  nodeDriverNodes: "none",
  hostedCluster: "none",
  rancherCatalog: "none",
};
const place = { region: "us-east-1", vpcId: "vpc-0a1b2c3d4e5f60718", name: "lab" };
const rke2 = { distribution: "rke2", rancherVersion: "2.15" };
const loadable: Readonly<Record<string, object>> = {
  cluster: { ...place, ...rke2, provisioning: "custom", parties: clusterParties },
  "rancher-server": { ...place, ...rke2, parties: serverParties },
  "rancher-nodes": { ...place, edition: "2025-09" },
};

const datastore = { cidrs: ["10.0.64.0/20"] };
/** What else a deployment needs for the example of a key. */
const companions: Readonly<Record<string, object>> = {
  "cluster datastore": { ports: { datastore: 5432 }, parties: { ...clusterParties, datastore } },
  "rancher-server datastore": { ports: { datastore: 5432 }, parties: { ...serverParties, datastore } },
  "cluster windowsWorkers": { cni: "calico" },
  "cluster authorizedClusterEndpoint": { parties: { ...clusterParties, kubernetesApiClients: "anywhere" } },
  // EC2 cannot rename a group.
  "cluster movedFrom": { groups: { all: { parties: ["etcd", "controlplane", "worker"], name: "kept" } } },
  "rancher-server movedFrom": { groups: { all: { parties: ["rancher"], name: "kept" } } },
  "rancher-nodes hardened": { parties: clusterParties },
  "rancher-nodes parties": { hardened: true },
};

const loaded = keySections.flatMap(({ part, key, text }) =>
  types.flatMap(({ properties = {} }) => {
    const type = `${properties.type?.const}`;
    if (!(key in properties) || !(part.includes(`\`${type}\``) || part === "Keys of every deployment")) return [];
    // The ids of port rules depend on the type. The page has an example for a cluster.
    if (key === "rules" && type !== "cluster") return [];
    return blocksIn(text, "yaml").map((block) => [type, key, block.text] as const);
  }),
);

test.each(loaded)("a %s loads with the example of %s", (type, key, example) => {
  const deployment = { type, ...loadable[type], ...companions[`${type} ${key}`], ...parse(example) };
  const { adopt, name, vpcId } = deployment;
  const issues = issuesOfFiles({
    "c.yaml": stringify({ deployments: [deployment] }),
    ...(adopt ? { [adopt]: JSON.stringify({ deployment: name, vpcId, groups: {} }) } : {}),
  });
  expect(linesOf(issues)).toEqual([]);
});

test("has an example to load of each key of a deployment", () => {
  const keys = types.flatMap(({ properties = {} }) =>
    Object.keys(properties).map((key) => `${properties.type?.const} ${key}`),
  );
  const others = ["rancher-nodes rules", "rancher-server rules"];
  expect([...loaded.map(([type, key]) => `${type} ${key}`), ...others].sort()).toEqual(
    keys.filter((key) => !bare.includes(key.split(" ")[1] ?? "")).sort(),
  );
});

const configs = blocksIn(page, "yaml").filter(({ text }) => text.includes("\ndeployments:\n"));

test.each(configs.map(({ title, text }) => [title, text]))("the config loads: %s", (_, text) => {
  expect(linesOf(issuesOf(`${text}`))).toEqual([]);
});

test("the program that reads the state names the backend and the outputs of the stack", () => {
  const [program] = blocksIn(page, "hcl");
  const text = `${program?.text}`;
  const { terraform, output } = inFolder({ "rancher-sg.yaml": `${configs.at(-1)?.text}` }, (folder) => {
    expect(runApp(folder, "rancher-sg.yaml").stderr).toBe("");
    return JSON.parse(readFileSync(join(folder, "cdktf.out/stacks/production/cdk.tf.json"), "utf8"));
  });
  const config = Object.fromEntries(
    [...text.matchAll(/^ {4}(\w+) += "(.+)"$/gm)].map(([, key, value]) => [key, value]),
  );
  expect(terraform.backend.s3).toMatchObject(config);
  expect(Object.keys(config)).toEqual(["bucket", "key", "region"]);
  const named = [...text.matchAll(/outputs\.(\w+)/g)].map(([, name]) => name);
  expect(Object.keys(output)).toEqual(expect.arrayContaining(named));
  expect(named).toHaveLength(2);
});
