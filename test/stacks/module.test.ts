/** `synth --format module`: the same resources as the stacks, in the form of an ordinary Terraform module. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Tokenization } from "cdktf";
import fc from "fast-check";
import type { LoadedEntry, PlacedEntry } from "../../src/config/config-file";
import { loadConfig } from "../../src/config/load-config";
import { SecurityGroupsError } from "../../src/errors";
import { deploymentSchema } from "../../src/model/deployment";
import { parseTerraformApp } from "../../src/network/terraform-json";
import { planDeployment } from "../../src/projection/plan-deployment";
import { verifySynthesized } from "../../src/verify/verify-synthesized";
import { addModules, addStacks } from "../../stacks/add-stacks";
import { RancherModule } from "../../stacks/rancher-module";
import { cluster, nodes } from "../config/config-lines";
import { plannableDeployments } from "../projection/arbitrary-deployment";
import { todaysDeployments } from "../projection/arbitrary-distribution";
import { type Json, shippedConfigs } from "../verify/synthesized-fixture";
import { type Folder, resourcesOf, type WrittenJson } from "./module-reader";
import { inFolder, runSynth } from "./program";

const outdir = mkdtempSync(join(tmpdir(), "module-"));
afterAll(() => rmSync(outdir, { recursive: true }));

type Written = { readonly node: { readonly id: string }; prepareStack(): void; toTerraform(): object };

function jsonOf(written: readonly Written[]): Folder {
  for (const one of written) one.prepareStack();
  return Object.fromEntries(written.map((one) => [one.node.id, one.toTerraform() as WrittenJson]));
}

const stacksOf = (entries: readonly PlacedEntry[]) => jsonOf(addStacks(new App({ outdir }), entries));
const modulesOf = (entries: readonly LoadedEntry[]) => jsonOf(addModules(new App({ outdir }), entries));

function violationsIn(modules: Folder, entries: readonly LoadedEntry[]) {
  const stacks = Object.entries(modules).map(([name, json]) => ({
    ...{ name, isModule: true, file: `${name}/main.tf.json` },
    json: json as unknown as Readonly<Record<string, unknown>>,
  }));
  const plans = entries.map(({ plan }) => plan);
  return verifySynthesized(parseTerraformApp({ manifest: "modules", stacks }), plans).violations;
}

/** A module is about one deployment, whatever stack it shares. */
function inSeparateStack({ plan, ...entry }: PlacedEntry): PlacedEntry {
  return { ...entry, plan: { ...plan, deployment: { ...plan.deployment, stack: undefined, movedFrom: undefined } } };
}

function expectEqual(entries: readonly PlacedEntry[]) {
  const modules = modulesOf(entries);
  expect(resourcesOf(modules)).toEqual(resourcesOf(stacksOf(entries.map(inSeparateStack))));
  expect(violationsIn(modules, entries)).toEqual([]);
  return modules;
}

describe("a module has the resources of the stack, at the same addresses", () => {
  test.each(shippedConfigs)("%s", (config) => {
    const modules = expectEqual(loadConfig(config));
    for (const json of Object.values(modules)) {
      expect(Object.keys(json).sort()).toEqual(["//", "output", "resource", "terraform", "variable"]);
      expect(Object.keys(json.terraform)).toEqual(["required_version", "required_providers"]);
    }
  });

  /** A deployment with a group for each party, for references. */
  const elsewhere = deploymentSchema.parse({
    ...{ type: "cluster", name: "elsewhere", provisioning: "node-pools", rancherVersion: "2.x" },
    loadBalancer: { terminatesTls: false },
    parties: { rancher: { create: true }, apiClients: "anywhere", workloadClients: "anywhere" },
  });
  const stackKeys = {
    region: "us-east-1",
    vpcId: "vpc-0a1b2c3d4e5f60718",
    state: "local",
    tags: { team: "a", Name: "b", costCenter: "c", "my key": "x" },
  };
  const entryOf = (deployment: object) => {
    const plan = planDeployment({ ...deployment, ...stackKeys } as unknown as Parameters<typeof planDeployment>[0]);
    return { name: plan.deployment.name, plan } as unknown as PlacedEntry;
  };

  // `RUNS=200` runs all of them.
  const numRuns = Number(process.env.RUNS ?? 30);

  test(`${numRuns} random deployments`, () => {
    let references = 0;
    const deployments = fc.oneof(plannableDeployments, todaysDeployments).filter(
      // A config has no tokens, which are values of a program.
      (deployment) => !JSON.stringify(deployment).includes("${"),
    );
    fc.assert(
      fc.property(deployments, fc.boolean(), fc.boolean(), (deployment, namePrefix, preventDestroy) => {
        const entries = [{ ...deployment, lifecycle: { namePrefix, preventDestroy } }, elsewhere].map(entryOf);
        try {
          stacksOf(entries);
        } catch (error) {
          // The other deployment lacks the group, or does not send to it.
          if (error instanceof SecurityGroupsError) fc.pre(false);
          throw error;
        }
        const modules = expectEqual(entries);
        references += Number(JSON.stringify(modules).includes("${var.elsewhere_"));
      }),
      { numRuns, seed: 3 },
    );
    expect(references).toBeGreaterThan(numRuns / 20);
  });
});

describe("verify reports a change of a module", () => {
  const entries = loadConfig("stacks/examples/fleet.yaml");
  const changed = (change: (modules: Record<string, Json>) => void) => {
    const copy: Record<string, Json> = structuredClone(modulesOf(entries));
    change(copy);
    return violationsIn(copy, entries).map(({ kind }) => kind);
  };
  const ingress = "aws_vpc_security_group_ingress_rule";

  test("of nothing", () => {
    expect(changed(() => {})).toEqual([]);
  });

  test("of the default VPC", () => {
    const kinds = changed(({ shop }) => {
      shop.variable.vpc_id.default = "vpc-0ffffffffffffffff";
    });
    expect([...new Set(kinds)]).toEqual(["group-vpc"]);
  });

  test("of a rule", () => {
    const widen = changed(({ shop }) => {
      for (const rule of Object.values<Json>(shop.resource[ingress])) if (rule.from_port === 2379) rule.to_port = 2399;
    });
    expect(widen).toContain("extra-flow");
  });

  test("of the output that a variable takes", () => {
    const kinds = changed(({ "rancher-prod": other }) => {
      other.output.rancher_security_group_id.value = other.output.load_balancer_security_group_id.value;
    });
    expect(kinds).toEqual(expect.arrayContaining(["missing-flow", "extra-flow"]));
  });

  test("of the variable that a rule names", () => {
    const kinds = changed(({ shop }) => {
      const [rule] = Object.values<Json>(shop.resource[ingress]).filter((each) =>
        `${each.referenced_security_group_id}`.startsWith("${var."),
      );
      rule.referenced_security_group_id = "${var.tags}";
    });
    expect(kinds).toEqual(expect.arrayContaining(["missing-flow", "extra-flow"]));
  });
});

describe("the command", () => {
  const args = ["--config", "c.yaml", "--format", "module"];
  const lab = (folder: string): Json => JSON.parse(readFileSync(join(folder, "modules/lab/main.tf.json"), "utf8"));
  const withoutPlace = (text: string) =>
    text.replaceAll(/^ +(region|vpcId): .*\n/gm, "").replaceAll(/\b(region|vpcId): [^,}]+, /g, "");

  test("requires the VPC if the config has none", () => {
    const config = withoutPlace(nodes(""));
    expect(config).not.toContain("vpc");
    inFolder({ "c.yaml": config }, (folder) => {
      expect(runSynth(folder, args)).toMatchObject({ exitCode: 0, stderr: "" });
      const { variable, terraform } = lab(folder);
      expect(variable).toEqual({
        vpc_id: { type: "string", description: "The VPC of the security groups.", nullable: false },
        tags: { type: "map(string)", description: "Tags of every group and rule.", nullable: false, default: {} },
      });
      expect(terraform).toEqual({
        required_version: ">= 1.2.0",
        required_providers: { aws: { source: "hashicorp/aws", version: ">= 4.56.0" } },
      });
    });
  });

  test("requires a provider that has the resource for exclusive rules", () => {
    inFolder({ "c.yaml": cluster("    lifecycle: { exclusiveRules: true }\n") }, (folder) => {
      expect(runSynth(folder, args)).toMatchObject({ exitCode: 0, stderr: "" });
      expect(lab(folder).terraform.required_providers.aws.version).toBe(">= 6.29.0");
    });
  });

  test("writes the same module the second time, and leaves other files unchanged", () => {
    inFolder({ "c.yaml": nodes("") }, (folder) => {
      runSynth(folder, args);
      const first = lab(folder);
      writeFileSync(join(folder, "modules/README.md"), "mine");
      expect(runSynth(folder, args).stdout).toContain("\nwrote modules/lab/main.tf.json\n");
      expect(lab(folder)).toEqual(first);
      expect(readdirSync(join(folder, "modules")).sort()).toEqual(["README.md", "lab"]);
    });
  });

  test("writes no module if the folder of another one cannot be created", () => {
    const two = readFileSync("stacks/examples/k3s.yaml", "utf8");
    inFolder({ "c.yaml": two }, (folder) => {
      mkdirSync(join(folder, "modules"));
      const names = loadConfig(join(folder, "c.yaml")).map(({ name }) => name);
      writeFileSync(join(folder, "modules", `${names.at(-1)}`), "mine");
      const { exitCode, stderr } = runSynth(folder, args);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: `modules/${names.at(-1)}: cannot be written: it is a file; name another output folder with --output\n`,
      });
      expect(existsSync(join(folder, "modules", `${names[0]}`, "main.tf.json"))).toBe(false);
    });
  });

  test.each([
    [["--format", "hcl"], '--format: is not an allowed value, got "hcl"; use one of stacks, module'],
    [
      ["--outdir", "x"],
      "--outdir: is not an option of this command; use one of --config, --output, --format, --debug, --help",
    ],
    [["x"], 'rancher-sg: unexpected argument, got "x"; this command accepts options only'],
  ])("rejects %j", (args, line) => {
    const run = inFolder({}, (folder) => runSynth(folder, args));
    expect({ ...run, stderr: run.stderr.trimEnd() }).toEqual({ exitCode: 2, stdout: "", stderr: line });
  });

  test("rejects an import map", () => {
    const [vpcId] = /vpc-[0-9a-f]+/.exec(nodes("")) as RegExpExecArray;
    const map = JSON.stringify({ deployment: "lab", vpcId, groups: {} });
    const run = inFolder({ "c.yaml": nodes("    adopt: m.json\n"), "m.json": map }, (folder) => ({
      ...runSynth(folder, args),
      left: readdirSync(folder).sort(),
    }));
    expect(run).toEqual({
      ...{ exitCode: 2, stdout: "", left: ["c.yaml", "m.json"] },
      stderr: expect.stringMatching(
        /^c\.yaml:\d+:\d+ deployments\[0\]\.adopt: names groups to import, and Terraform allows import blocks only in the program that calls a module; remove it and write import blocks there, or write stacks\n$/,
      ),
    });
  });

  test("rejects two deployments that need one variable", () => {
    const app = new App({ outdir });
    const [entry] = loadConfig("stacks/examples/hosted.yaml") as [PlacedEntry];
    const module = new RancherModule(app, entry.plan, {});
    const variable = (deployment: string) =>
      module
        .registerIncomingCrossStackReference(new TerraformStack(app, deployment))
        .getString("rancher_security_group_id");
    expect(Tokenization.reverseString(variable("a-b")).tokens).toHaveLength(1);
    expect(() => variable("a_b")).toThrow(
      `${entry.name}: needs the variable a_b_rancher_security_group_id twice in its module, for the output rancher_security_group_id of the module of a-b and for the output rancher_security_group_id of the module of a_b; rename one of the deployments`,
    );
  });
});
