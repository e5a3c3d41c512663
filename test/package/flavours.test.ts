/**
 * The package as users have it: packed, installed by npm into an empty project with one framework, type-checked and run
 * there. Downloads the frameworks from the registry: several hundred megabytes each, removed afterwards.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blocksIn } from "../readme/package-folder";
import { root } from "../repository/sources";
import { packTo, succeeded, UserProject } from "./user-project";

const minutes = 60_000;
const program = readFileSync(join(__dirname, "network-app.ts"), "utf8");
const stacks = ["network", "production"];

interface Flavour {
  readonly framework: "cdktf" | "cdktn";
  readonly packages: readonly [framework: string, provider: string];
  /** The Terraform provider of the bindings. */
  readonly aws: { readonly source: string; readonly version: string };
}

const cdktf = "cdktf@0.21.0";
const flavours: readonly Flavour[] = [
  { framework: "cdktf", packages: [cdktf, "@cdktf/provider-aws@20.1.0"], aws: { source: "aws", version: "5.100.0" } },
  { framework: "cdktf", packages: [cdktf, "@cdktf/provider-aws@21.22.1"], aws: { source: "aws", version: "6.25.0" } },
  {
    framework: "cdktn",
    packages: ["cdktn@0.24.0", "@cdktn/provider-aws@25.7.0"],
    aws: { source: "hashicorp/aws", version: "6.66.0" },
  },
];

/** The code of a user of the framework. */
function writtenFor(framework: Flavour["framework"], text: string): string {
  if (framework === "cdktf") return text;
  return text
    .replaceAll('"cdktf"', '"cdktn"')
    .replaceAll('"@cdktf/', '"@cdktn/')
    .replaceAll('"rancher-security-groups"', '"rancher-security-groups/cdktn"');
}

const folder = mkdtempSync(join(tmpdir(), "rancher-security-groups-packed-"));
const tarball = packTo(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const providerPin = /"required_providers": \{\s*"aws": \{[^}]*\}\s*\}/;
/** The output of each flavour by stack, without the provider's pin and the framework's version. */
const synthesized: string[][] = [];

describe.each(flavours)("$packages.0 with $packages.1", ({ framework, packages, aws }) => {
  const other = framework === "cdktf" ? "cdktn" : "cdktf";
  const project = UserProject.create();
  afterAll(() => project.remove());

  test(
    "installs with this framework, and requires no other",
    () => {
      const { status, stderr } = project.install(tarball, ...packages, "typescript@5.9", "@types/node@20");
      expect({ status, errors: /npm error.*|ERESOLVE.*/.exec(stderr) }).toEqual({ status: 0, errors: null });
      const installed = project.installed();
      expect(installed).toEqual(expect.arrayContaining([framework, "constructs", "rancher-security-groups"]));
      expect(installed.filter((name) => name.split("/")[0]?.replace("@", "") === other)).toEqual([]);
      expect(project.run("npm", "ls").status).toBe(0);
    },
    10 * minutes,
  );

  // The last one is written by `cdktf init`.
  test.each<[5 | 7, string, string, boolean]>([
    [7, "node16", "node16", false],
    [7, "esnext", "bundler", false],
    [5, "commonjs", "node10", true],
  ])(
    "has types for TypeScript %s: module %s, moduleResolution %s",
    (version, module, moduleResolution, skipLibCheck) => {
      project.write("network-app.ts", writtenFor(framework, program));
      const resolution = { module, moduleResolution, skipLibCheck, types: ["node"] };
      const options = {
        ...resolution,
        target: "es2022",
        strict: true,
        exactOptionalPropertyTypes: true,
        outDir: module,
      };
      project.write("tsconfig.json", JSON.stringify({ compilerOptions: options, files: ["network-app.ts"] }));
      const compilers = {
        5: join(project.folder, "node_modules/typescript"),
        7: join(root, "node_modules/@typescript/native"),
      };
      const compiler = join(compilers[version], "bin/tsc");
      expect(project.run(process.execPath, compiler)).toEqual(succeeded);
    },
  );

  test("synthesises with the provider of the bindings", () => {
    expect(project.run(process.execPath, "commonjs/network-app.js")).toEqual(succeeded);
    const texts = stacks.map((stack) => project.read(`out/stacks/${stack}/cdk.tf.json`));
    const { version } = project.manifestOf(framework);
    for (const json of texts.map((text) => JSON.parse(text))) {
      expect(json.terraform.required_providers).toEqual({ aws });
      expect(json["//"].metadata.version).toBe(version);
    }
    synthesized.push(texts.map((text) => text.replace(providerPin, "").replace(`"version": "${version}"`, "")));
  });

  test("has every entry point and the command", () => {
    const names = ["package.json", "schema/rancher-sg.schema.json"].map((name) => `rancher-security-groups/${name}`);
    const reading = names.map((name) => `if (typeof require("${name}") !== "object") throw new Error("${name}");`);
    expect(project.node(reading.join(""))).toEqual(succeeded);
    const entry = framework === "cdktf" ? "rancher-security-groups" : "rancher-security-groups/cdktn";
    const exported = { [entry]: ["ClusterSecurityGroups", "planDeployment"], ...exportedWithoutFramework };
    project.write("module.mjs", moduleImporting(exported));
    expect(project.run(process.execPath, "module.mjs")).toEqual(succeeded);
    expect(project.node('require("rancher-security-groups/lib/api/index.js")').stderr).toContain(
      "ERR_PACKAGE_PATH_NOT_EXPORTED",
    );
    expect(project.run("rancher-sg", ...question)).toMatchObject({ status: 1, stderr: "" });
  });

  test(
    "exports every name of every entry point to ES modules, with types under nodenext",
    () => {
      const exported: Readonly<Record<string, string>> = project.manifestOf("rancher-security-groups").exports;
      const entries = Object.keys(exported)
        .filter((key) => key !== (framework === "cdktf" ? "./cdktn" : "."))
        .map((key) => key.replace(/^\./, "rancher-security-groups"));
      const [block] = blocksIn(readFileSync(join(root, "docs/constructs.md"), "utf8"), "mts");
      const page = writtenFor(framework, block?.text ?? "");
      const modules = entries.map((entry) => moduleUsing(entry, project));
      const imports = modules.map((_, index) => `import "./entry-${index}.js";\n`).join("");
      const options = { target: "es2022", module: "nodenext", strict: true, skipLibCheck: true, types: ["node"] };
      project.write("modules/package.json", JSON.stringify({ private: true, type: "module" }));
      project.write("modules/tsconfig.json", JSON.stringify({ compilerOptions: options }));
      for (const [index, text] of modules.entries()) project.write(`modules/entry-${index}.ts`, text);
      project.write("modules/page.ts", `${imports}${page}`);
      const compiler = join(project.folder, "node_modules/typescript/bin/tsc");
      expect(project.run(process.execPath, compiler, "-p", "modules")).toEqual(succeeded);
      // Node 20 warns that the import of JSON is experimental.
      const ended = project.run(process.execPath, "--disable-warning=ExperimentalWarning", "modules/page.js");
      expect(ended).toEqual({ ...succeeded, stdout: expect.stringContaining("open-ssh") });
    },
    2 * minutes,
  );

  test("passes the tests of the example of an existing stack", () => {
    for (const name of ["main.ts", "platform-stack.ts", "platform-stack.test.ts"]) {
      project.write(
        name,
        writtenFor(framework, readFileSync(join(root, "stacks/examples/existing-stack", name), "utf8")),
      );
    }
    const manifest = readFileSync(join(root, "stacks/examples/existing-stack/tsconfig.json"), "utf8");
    project.write("tsconfig.json", manifest.replace('"*.ts"', '"main.ts", "platform-stack.test.ts"'));
    const compiler = join(project.folder, "node_modules/typescript/bin/tsc");
    expect(project.run(process.execPath, compiler)).toEqual(succeeded);
    expect(project.run(process.execPath, "--test", "lib")).toMatchObject({ status: 0, stderr: "" });
    expect(project.run(process.execPath, "lib/main.js")).toEqual(succeeded);
  });

  if (framework === "cdktn") {
    test(
      "shares one error class with the other framework's package, and rejects its stacks",
      () => {
        const first = flavours[0] as Flavour;
        expect(project.install(...first.packages).status).toBe(0);
        expect(project.node(sideBySide)).toEqual({ ...succeeded, stdout: refusals });
      },
      10 * minutes,
    );
  }
});

test("runs the command, questions, assertions and pages without a framework", () => {
  const project = UserProject.create();
  try {
    expect(project.install(tarball, "typescript@5.9", "@types/node@20").status).toBe(0);
    expect(project.installed()).not.toContain("constructs");
    expect(project.run("rancher-sg", ...question)).toMatchObject({ status: 1, stderr: "" });
    const { version } = project.manifestOf("rancher-security-groups");
    expect(project.run("rancher-sg", "--version")).toEqual({ ...succeeded, stdout: `${version}\n` });
    project.write("module.mjs", moduleImporting(exportedWithoutFramework));
    expect(project.run(process.execPath, "module.mjs")).toEqual(succeeded);
    project.write("script.ts", blocksIn(readFileSync(join(root, "docs/report.md"), "utf8"), "ts")[0]?.text ?? "");
    const options = ["--strict", "--target", "es2022", "--module", "node16", "--types", "node"];
    const compiler = join(project.folder, "node_modules/typescript/bin/tsc");
    expect(project.run(process.execPath, compiler, ...options, "script.ts")).toEqual(succeeded);
    expect(project.run(process.execPath, "script.js")).toEqual({ ...succeeded, stdout: "true\n" });
  } finally {
    project.remove();
  }
});

test("synthesises the same bytes with every flavour, except the pin of the provider and the framework's version", () => {
  expect(synthesized).toHaveLength(flavours.length);
  const [reference, ...others] = synthesized;
  expect(reference?.map((text) => text.length > 5000)).toEqual([true, true]);
  for (const texts of others) expect(texts).toEqual(reference);
});

const config = "node_modules/rancher-security-groups/stacks/rancher-sg.yaml";
const flow = ["--from", "worker", "--to", "etcd", "--port", "2379"];
const question = ["explain", "--quiet", "--config", config, "--deployment", "production", ...flow];

const exportedWithoutFramework = {
  "rancher-security-groups/questions": ["check", "explain", "lint", "verifySynthesized"],
  "rancher-security-groups/testing": ["expectReachability"],
  "rancher-security-groups/page": ["diagramSvg", "reportHtml"],
};

/** An ES module that imports names from entry points and uses them. */
function moduleImporting(exported: Readonly<Record<string, readonly string[]>>): string {
  const imports = Object.entries(exported).map(([entry, names]) => `import { ${names.join(", ")} } from "${entry}";`);
  const names = Object.values(exported).flat();
  return [...imports, `if ([${names.join(", ")}].some((each) => typeof each !== "function")) throw new Error();`].join(
    "\n",
  );
}

/** An ES module that imports each name of an entry point's CommonJS exports, or its JSON. */
function moduleUsing(entry: string, project: UserProject): string {
  if (entry.endsWith(".json")) {
    return `import json from "${entry}" with { type: "json" };\nexport const keys = Object.keys(json);`;
  }
  const names: readonly string[] = JSON.parse(
    project.node(`console.log(JSON.stringify(Object.keys(require("${entry}"))))`).stdout,
  );
  if (names.length === 0) throw new Error(`${entry}: exports nothing`);
  return `import { ${names.join(", ")} } from "${entry}";\nexport const imported = [${names.join(", ")}];`;
}

const sideBySide = `
const of = { cdktf: require("rancher-security-groups"), cdktn: require("rancher-security-groups/cdktn") };
if (of.cdktf.SecurityGroupsError !== of.cdktn.SecurityGroupsError) throw new Error("two error classes");
if (of.cdktf.RancherNodesSecurityGroup === of.cdktn.RancherNodesSecurityGroup) throw new Error("one construct");
for (const [name, other] of [["cdktf", "cdktn"], ["cdktn", "cdktf"]]) {
  const { App, TerraformStack } = require(name);
  const stack = new TerraformStack(new App(), "network");
  new of[name].RancherNodesSecurityGroup(stack, "right", { edition: "2.x", vpcId: "vpc-0a1b2c3d" });
  try {
    new of[other].RancherNodesSecurityGroup(stack, "wrong", { edition: "2.x", vpcId: "vpc-0a1b2c3d" });
  } catch (error) {
    console.log(error.message);
  }
}`;
const refusals = `network/wrong: is a construct for cdktn in a stack of cdktf; import it from "rancher-security-groups"
network/wrong: is a construct for cdktf in a stack of cdktn; import it from "rancher-security-groups/cdktn"
`;
