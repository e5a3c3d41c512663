/** `rancher-sg synth`: Terraform for the deployments of a config, as the stacks of a CDKTF app or as modules. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { App } from "cdktf";
import { configOption, deploymentsOf, placedDeploymentsOf } from "../src/cli/deployments";
import { print } from "../src/cli/print";
import { defineVerb } from "../src/cli/verb";
import { makeFolder, writeWholeFile } from "../src/cli/write-file";
import { placed } from "../src/config/config-document";
import type { LoadedEntry, PlacedEntry } from "../src/config/config-file";
import { problems, SecurityGroupsError } from "../src/errors";
import { stackNameOf } from "../src/model/stack-member";
import { summary } from "../src/report/summary";
import { addModules, addStacks } from "./add-stacks";

const manifest = "manifest.json";

export const synthVerb = defineVerb({
  purpose: "write",
  summary: "write Terraform for the deployments: the stacks of a CDKTF app, or modules",
  options: {
    ...configOption,
    output: {
      value: "DIR",
      description: "the folder to write to (default: CDKTF_OUTDIR or cdktf.out for stacks, modules for modules)",
    },
    format: {
      value: "FORMAT",
      allowed: ["stacks", "module"],
      default: "stacks",
      description: "stacks with provider and state, for cdktf; or a module for each deployment, for plain Terraform",
    },
  },
  notes: `A module is DIR/<deployment>/main.tf.json. It has no provider and no state, and the variables vpc_id and tags:

  module "rancher_sg" {
    source = "./modules/production"
    vpc_id = aws_vpc.main.id
  }`,
  run({ options: { output, format, ...options } }) {
    if (format === "module") writeModules(deploymentsOf(options).all, output ?? "modules");
    else writeStacks(placedDeploymentsOf(options).all, output ?? (process.env.CDKTF_OUTDIR || "cdktf.out"));
    return 0;
  },
});

/** The framework writes to a scratch folder, so that no other synth in the same folder reads or mixes half a file. */
function writeStacks(entries: readonly PlacedEntry[], outdir: string): void {
  makeFolder(outdir);
  inScratchFolder((scratch) => {
    const app = new App({ outdir: scratch });
    addStacks(app, entries);
    app.synth();
    const files = readdirSync(scratch, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name, parentPath }) => relative(scratch, join(parentPath, name)));
    // Every folder before any file, and the manifest, which names the others, after them.
    for (const file of files) makeFolder(join(outdir, dirname(file)));
    for (const file of [...files.filter((name) => name !== manifest), manifest]) {
      writeWholeFile(join(outdir, file), readFileSync(join(scratch, file), "utf8"));
    }
  });
  report(entries, ({ plan }) => join(outdir, "stacks", stackNameOf(plan.deployment), "cdk.tf.json"));
}

function writeModules(entries: readonly LoadedEntry[], folder: string): void {
  const issues = entries
    .filter(({ imports }) => imports)
    .map(({ document, path }) => {
      return placed(document, { ...problems.importsInModule(), path: [...path, "adopt"] });
    });
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  const modules = addModules(scratchApp(), entries);
  for (const module of modules) module.prepareStack();
  for (const module of modules) module.runAllValidations();
  // Every folder before any file: one that cannot be written to leaves all modules unchanged.
  for (const module of modules) makeFolder(join(folder, module.node.id));
  const file = (name: string) => join(folder, name, "main.tf.json");
  for (const module of modules) {
    writeWholeFile(file(module.node.id), `${JSON.stringify(module.toTerraform(), null, 2)}\n`);
  }
  report(entries, ({ name }) => file(name));
}

/** An app whose stacks are not written as such: it makes its output folder all the same. */
function scratchApp(): App {
  return inScratchFolder((outdir) => new App({ outdir }));
}

function inScratchFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "rancher-sg-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report<E extends LoadedEntry>(entries: readonly E[], file: (entry: E) => string): void {
  print(summary(entries.map((entry) => ({ plan: entry.plan, imports: entry.imports, file: file(entry) }))));
}
