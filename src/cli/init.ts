import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { createInterface } from "node:readline";
import { loadDeployments } from "../config/load-config";
import { type Answers, starterConfig, starterKinds } from "../config/starter";
import { type Issue, mistake, problems, SecurityGroupsError } from "../errors";
import { newestRancherVersion } from "../model/rancher-version";
import { print } from "./print";
import { defineVerb, type OptionValues } from "./verb";
import { writeWholeFile } from "./write-file";

const addresses = "CIDRs, sg-... and pl-... with commas, anywhere or none (default: none)";

const options = {
  kind: {
    value: "KIND",
    allowed: starterKinds,
    description: "a cluster whose nodes a node driver makes, a cluster of existing machines, or the nodes of Rancher",
  },
  name: { value: "NAME", description: "name of the deployment (default: production, or rancher for rancher-server)" },
  distribution: { value: "NAME", allowed: ["rke2", "k3s"], description: "the Kubernetes of a cluster (default: rke2)" },
  "rancher-version": { value: "VERSION", description: `version of Rancher (default: ${newestRancherVersion})` },
  cni: { value: "NAME", description: "the CNI (default: canal on rke2, flannel on k3s)" },
  region: { value: "REGION", description: "AWS region; a config without region and VPC is for modules" },
  vpc: { value: "ID", description: "the VPC, such as vpc-0a1b2c3d4e5f60718" },
  rancher: { value: "ADDRESSES", description: `the nodes of Rancher: ${addresses}` },
  "api-clients": { value: "ADDRESSES", description: `people and programs that use Rancher: ${addresses}` },
  "workload-clients": { value: "ADDRESSES", description: `clients of workloads: ${addresses}` },
  for: {
    value: "TOOL",
    allowed: ["terraform", "cdktf"],
    description: "the tool that deploys; cdktf writes cdktf.json too (default: cdktf with a region and a VPC)",
  },
  output: { value: "FILE", default: "rancher-sg.yaml", description: "the config" },
} as const;

type Values = OptionValues<typeof options>;

export const initVerb = defineVerb({
  purpose: "write",
  summary: "write a first config, with comments",
  options,
  about: "On a terminal, and without options, it asks.",
  notes: `Example: rancher-sg init --region us-east-1 --vpc vpc-0a1b2c3d4e5f60718 --api-clients 203.0.113.0/24

It replaces no file.`,
  async run({ options: given }) {
    const values = isTerminal() && isEmpty(given) ? await asked(given) : given;
    const answers = answersOf(values);
    const config = starterConfig(answers, schemaFor(values.output));
    check(config, values);
    const usesCdktf = (values.for ?? (answers.region && answers.vpc ? "cdktf" : "terraform")) === "cdktf";
    if (existsSync(values.output)) throw mistake(problems.alreadyThere(), ["--output"], values.output);
    writeWholeFile(values.output, config);
    print(`wrote ${values.output}`);
    if (usesCdktf && !existsSync(projectFile)) {
      writeWholeFile(projectFile, `${JSON.stringify(cdktfProject(answers.name), null, 2)}\n`);
      print(`wrote ${projectFile}`);
    }
    print(["", ...nextSteps(answers.name, values.output, usesCdktf)].join("\n"));
    return 0;
  },
});

const projectFile = "cdktf.json";

/** The path of the installed JSON Schema from the folder of a config, as editors resolve it. */
function schemaFor(config: string): string {
  const schema = "node_modules/rancher-security-groups/schema/rancher-sg.schema.json";
  return relative(dirname(config), schema).split(sep).join("/");
}

const isTerminal = () => process.stdin.isTTY && process.stdout.isTTY;

const isEmpty = ({ output: _, ...values }: Values) => Object.values(values).every((value) => value === undefined);

function answersOf(values: Values): Answers {
  const { kind = "node-pools", distribution = "rke2", region, vpc } = values;
  return {
    ...{ kind, distribution, region, vpc },
    name: values.name ?? (kind === "rancher-server" ? "rancher" : "production"),
    rancherVersion: values["rancher-version"] ?? newestRancherVersion,
    cni: values.cni ?? (distribution === "k3s" ? "flannel" : "canal"),
    rancher: values.rancher ?? "none",
    apiClients: values["api-clients"] ?? "none",
    workloadClients: values["workload-clients"] ?? "none",
  };
}

/** Asks for each value. An empty answer is the default. */
async function asked(given: Values): Promise<Values> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // An iterator keeps the lines that come before the question.
  const lines = terminal[Symbol.asyncIterator]();
  const values: Record<string, string | undefined> = { ...given };
  try {
    for (const [option, spec] of Object.entries(options)) {
      if (option === "output") continue;
      const { allowed, description }: { allowed?: readonly string[]; description: string } = spec;
      const choice = allowed ? ` [${allowed.join("/")}]` : "";
      for (;;) {
        print(`${option}${choice}: ${description}`);
        terminal.prompt();
        const { done, value } = await lines.next();
        if (done) throw mistake(problems.noAnswer(), ["rancher-sg init"]);
        const answer = value.trim();
        values[option] = answer === "" ? undefined : answer;
        if (answer === "" || !allowed || allowed.includes(answer)) break;
        print(`write one of ${allowed.join(", ")}`);
      }
    }
  } finally {
    terminal.close();
  }
  return values as Values;
}

/** The option that each key of the config comes from. */
const sources: Readonly<Record<string, string>> = {
  ...{ name: "--name", distribution: "--distribution", rancherVersion: "--rancher-version", cni: "--cni" },
  ...{ region: "--region", vpcId: "--vpc", rancher: "--rancher" },
  ...{ apiClients: "--api-clients", workloadClients: "--workload-clients" },
};

/** @throws SecurityGroupsError with every mistake in the config, each under the option that it comes from. */
function check(config: string, values: Values): void {
  const folder = mkdtempSync(join(tmpdir(), "rancher-sg-"));
  try {
    const file = join(folder, "rancher-sg.yaml");
    writeFileSync(file, config);
    loadDeployments(file, { requiresPlace: false });
  } catch (error) {
    if (!(error instanceof SecurityGroupsError)) throw error;
    throw new SecurityGroupsError(error.issues.map((issue) => underOption(issue, values)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function underOption({ place: _, root: _root, path, ...issue }: Issue, values: Values): Issue {
  const key = [...path].reverse().find((part) => sources[part] !== undefined);
  // An expression for Terraform is found in the text, before there are keys.
  const given = Object.entries(values).find(([, value]) => value?.includes(`${issue.received}`));
  const option = (key === undefined ? undefined : sources[key]) ?? (given ? `--${given[0]}` : "rancher-sg init");
  return { ...issue, path: [option] };
}

/** A project of cdktf whose app is this program. */
function cdktfProject(projectId: string): object {
  const app = "npx rancher-sg synth";
  return {
    language: "typescript",
    app,
    projectId,
    sendCrashReports: "false",
    terraformProviders: [],
    terraformModules: [],
  };
}

function nextSteps(name: string, config: string, usesCdktf: boolean): readonly string[] {
  const from = config === "rancher-sg.yaml" ? "" : ` --config ${shellWord(config)}`;
  const commands = usesCdktf
    ? [`npx rancher-sg synth${from}`, `npx cdktf-cli@${cdktfVersion} deploy ${name}`]
    : [`npx rancher-sg synth --format module${from}`];
  const last = usesCdktf ? [] : ["then call the modules in ./modules from your Terraform program: docs/modules.md"];
  return ["Read the config, and bind each party that is none. Then:", ...commands.map((line) => `  ${line}`), ...last];
}

/** The text as one word of a shell. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The version of cdktf-cli that fits the framework in this package. */
export const cdktfVersion = "0.21.0";
