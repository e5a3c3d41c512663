import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import Ajv from "ajv/dist/2020";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { catalogFor } from "../../src/catalog";
import { cnis } from "../../src/catalog/cni";
import { configJsonSchema } from "../../src/config/json-schema";
import type { Issue } from "../../src/errors";
import { deploymentSchema } from "../../src/model/deployment";
import { plannableDeployments } from "../projection/arbitrary-deployment";
import { todaysDeployments } from "../projection/arbitrary-distribution";
import { blocksIn } from "../readme/package-folder";
import { repository, root } from "../repository/sources";
import { issuesOf } from "./config-lines";

interface Schema {
  readonly $id: string;
  readonly $defs: Readonly<Record<string, { readonly anyOf: readonly { readonly const: string }[] }>>;
}

const shipped = join(root, "schema/rancher-sg.schema.json");
const examples = readdirSync(join(root, "stacks/examples")).filter((name) => name.endsWith(".yaml"));
const files = ["stacks/rancher-sg.yaml", ...examples.map((name) => `stacks/examples/${name}`)];
const schema = configJsonSchema(repository) as Schema;
const validate = new Ajv({ strict: false }).compile(schema);

const errorsOf = (text: string) => {
  validate(parse(text));
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
};

test("ships the schema that is generated from the schemas that check a config (if not, run npm run schema)", () => {
  expect(JSON.parse(readFileSync(shipped, "utf8"))).toEqual(schema);
});

test("has the address of the file in the repository of package.json", () => {
  const [, name] = /github\.com\/(.+)\.git"/.exec(readFileSync(join(root, "package.json"), "utf8")) ?? [];
  expect(schema.$id).toBe(`https://raw.githubusercontent.com/${name}/main/schema/rancher-sg.schema.json`);
});

test.each(files)("%s names its schema for editors and follows it", (file) => {
  const text = readFileSync(join(root, file), "utf8");
  const [, reference = ""] = /^# yaml-language-server: \$schema=(.+)$/m.exec(text) ?? [];
  expect(resolve(root, dirname(file), reference)).toBe(shipped);
  expect(errorsOf(text)).toEqual([]);
});

test("does not require of a deployment what defaults provide", () => {
  const defaults = "defaults: { region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718 }";
  expect(errorsOf(`${defaults}\ndeployments: [{ name: nodes, type: rancher-nodes, edition: 2.x }]`)).toEqual([]);
});

test("requires deployments or address lists, because a file of a folder may have address lists alone", () => {
  expect(errorsOf("addresses: { office: { cidrs: [203.0.113.0/24] } }")).toEqual([]);
  expect(errorsOf("defaults: {}")).toContain(" anyOf");
});

const clusterWith = (addons: string) =>
  `deployments: [{ name: lab, type: cluster, provisioning: custom, distribution: k3s, addons: ${addons} }]`;

test("lists the add-ons for editors, as names and as maps with the options of each", () => {
  const balancer = "{ name: service-load-balancer, ports: { tcp: [1883] } }";
  const right = `[monitoring, { name: hubble }, ${balancer}, { name: registries, to: none }, { name: kube-proxy-health, from: anywhere }]`;
  expect(errorsOf(clusterWith(right))).toEqual([]);
  const names = JSON.stringify(schema).match(/"const":"(monitoring|hubble|ntp)"/g);
  expect([...new Set(names)].sort()).toEqual(['"const":"hubble"', '"const":"monitoring"', '"const":"ntp"']);
});

test.each([
  "[hubbel]",
  "[registries]",
  "[{ name: registries }]",
  "[{ name: hubble, to: none }]",
  "[service-load-balancer]",
])("rejects a wrong add-on in an editor: %s", (addons) => {
  expect(errorsOf(clusterWith(addons))).toContain("/deployments/0/addons/0 anyOf");
});

test.each([
  ["an unknown key", "colour: red", "/deployments/0 additionalProperties"],
  ["a wrong type", "tags: { team: 5 }", "/deployments/0/tags/team type"],
  ["a malformed id", "vpcId: vpc-1", "/deployments/0/vpcId pattern"],
])("rejects in an editor %s", (_, line, error) => {
  expect(errorsOf(`deployments: [{ name: nodes, type: rancher-nodes, edition: 2.x, ${line} }]`)).toContain(error);
});

const place = { region: "us-east-1", vpcId: "vpc-0a1b2c3d4e5f60718" };
const versionsOf = (distribution: string) =>
  distribution === "rke" ? ["2.x", "2.9", "2.11"] : ["2.9", "2.11", "2.14", "2.15"];
const networks = cnis.flatMap(({ name, on }) => Object.keys(on).map((distribution) => ({ distribution, cni: name })));

/** Deployments of each type that together have the port rules of every version, distribution, CNI and preset. */
const deploymentsOf: Readonly<Record<string, readonly object[]>> = {
  cluster: [
    ...networks.flatMap((network) =>
      versionsOf(network.distribution).flatMap((rancherVersion) => [
        { ...network, rancherVersion, provisioning: "node-pools" },
        { ...network, rancherVersion, provisioning: "custom", preset: "common-ports" },
      ]),
    ),
    ...["hosted", "imported"].flatMap((provisioning) =>
      ["2.x", "2.9", "2.15"].map((rancherVersion) => ({ provisioning, rancherVersion })),
    ),
  ],
  "rancher-server": [
    { rancherVersion: "2.x" },
    ...["rke", "hosted", "docker"].flatMap((distribution) =>
      versionsOf(distribution).map((rancherVersion) => ({ distribution, rancherVersion })),
    ),
    ...networks
      .filter(({ distribution }) => distribution !== "rke")
      .flatMap((network) => versionsOf(network.distribution).map((rancherVersion) => ({ ...network, rancherVersion }))),
  ],
  "rancher-nodes": ["2.x", "2022-05", "2025-09"].flatMap((edition) =>
    [false, true].map((hardened) => ({ edition, hardened })),
  ),
};

/** The issues about one key when a deployment is loaded. Its parties need not be bound. */
function issuesAbout(key: string, deployment: object): readonly Issue[] {
  const text = stringify({ deployments: [deployment] });
  expect(errorsOf(text)).toEqual([]);
  return issuesOf(text).filter(({ path }) => path.includes(key));
}

const namesIn = (definition: string) => schema.$defs[definition]?.anyOf.map((one) => one.const).sort();

describe.each(Object.entries(deploymentsOf))("the port rules of %s in an editor", (type, deployments) => {
  const ids = new Set<string>();

  test("are all accepted by the loader in some deployment", () => {
    for (const options of deployments) {
      const deployment = { name: "lab", type, ...place, ...options };
      const omit = catalogFor(deploymentSchema.parse({ name: "lab", type, ...options })).rules.map(({ id }) => id);
      for (const id of omit) ids.add(id);
      expect(issuesAbout("rules", { ...deployment, rules: { omit } })).toEqual([]);
    }
    expect(namesIn(`${type}-port-rule`)).toEqual([...ids].sort());
  });

  test("do not include a misspelt one, which the loader reports too", () => {
    const deployment = { name: "lab", type, ...place, ...deployments[0] };
    const [id = ""] = ids;
    for (const rules of [{ omit: [`${id}x`] }, { override: { [`${id}x`]: { purpose: "A" } } }]) {
      const text = stringify({ deployments: [{ ...deployment, rules }] });
      expect(errorsOf(text)).toContainEqual(
        expect.stringMatching(/^\/deployments\/0\/rules\/(omit\/0|override) anyOf$/),
      );
      expect(issuesOf(text).map(({ code }) => code)).toContain("unknown-port-rule");
    }
  });
});

test("lists for editors exactly the port rules whose sources can be narrowed", () => {
  const isAccepted = (edition: string, id: string) =>
    issuesAbout("sources", { name: "lab", type: "rancher-nodes", ...place, edition, sources: { [id]: "none" } })
      .length === 0;
  const names = namesIn("narrowable-port-rule") ?? [];
  expect(names.filter((id) => !["2.x", "2025-09"].some((edition) => isAccepted(edition, id)))).toEqual([]);
  const others = (namesIn("rancher-nodes-port-rule") ?? []).filter((id) => !names.includes(id));
  const nodesWith = (id: string) => ({
    name: "lab",
    type: "rancher-nodes",
    ...place,
    edition: "2.x",
    sources: { [id]: "none" },
  });
  for (const id of others) {
    const text = stringify({ deployments: [nodesWith(id)] });
    expect(errorsOf(text)).toContain("/deployments/0/sources anyOf");
    expect(issuesOf(text).map(({ code }) => code)).toContain("not-narrowable");
  }
});

describe("everything that the loader accepts follows the schema", () => {
  const written = ["test/fixtures/narrowed-nodes.yaml", "test/e2e/remembered.yaml", "test/browser/sample.yaml"].map(
    (file) => [file, readFileSync(join(root, file), "utf8")] as const,
  );
  const pages = [
    "README.md",
    ...readdirSync(join(root, "docs"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  const blocks = pages.flatMap((page) =>
    blocksIn(readFileSync(join(root, page), "utf8"), "yaml")
      .filter(({ text }) => /^deployments:/m.test(text))
      .map(({ title, text }) => [`${page}, ${title}`, text] as const),
  );

  test.each([...written, ...blocks])("%s", (_, text) => {
    expect(errorsOf(text)).toEqual([]);
  });

  test("random deployments", () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(todaysDeployments, plannableDeployments), (deployment) => {
        const text = stringify({ deployments: [{ ...place, ...(JSON.parse(JSON.stringify(deployment)) as object) }] });
        if (issuesOf(text).length > 0) return;
        accepted += 1;
        expect(errorsOf(text)).toEqual([]);
      }),
      { numRuns: 200 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});
