import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { createInterface } from "node:readline";
import { loadDeployments } from "../config/load-config";
import { type Answers, starterConfig, starterKinds } from "../config/starter";
import { type Issue, mistake, problems, SecurityGroupsError } from "../errors";
import { newestRancherVersion } from "../model/rancher-version";
import { withoutUndefined } from "../model/without-undefined";
import { liveFlag } from "./existing";
import { configForExisting, type ExistingConfig, type ExistingValues } from "./init-existing";
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
  distribution: {
    value: "NAME",
    allowed: ["rke2", "k3s", "rke"],
    description: "the Kubernetes of a cluster; rke up to Rancher 2.11 (default: rke2)",
  },
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

/** Options for groups that exist. */
const existingOptions = {
  role: {
    value: "ROLE=GROUP",
    isRepeated: true,
    description:
      "a group that nodes of a role attach, such as etcd=sg-...; name the groups of all roles (default: guessed)",
  },
  profile: { value: "NAME", description: "with --live: profile of the AWS configuration" },
  "role-arn": { value: "ARN", description: "with --live: a role to assume" },
} as const;

type Values = OptionValues<typeof options>;

export const initVerb = defineVerb({
  purpose: "write",
  summary: "write a first config with comments, from answers or from existing security groups",
  positionals: { names: ["ORIGIN"], isOptional: true, isRepeated: true, example: "groups.json" },
  options: { ...options, ...existingOptions },
  flags: liveFlag,
  about: `On a terminal, and without options, it asks. With an ORIGIN, or with --live, it writes a config of the groups that exist
there. An ORIGIN is EC2's answers in JSON files, or the output of terraform show -json for a plan or a state.`,
  notes: `Examples:
  rancher-sg init --region us-east-1 --vpc vpc-0a1b2c3d4e5f60718 --api-clients 203.0.113.0/24
  rancher-sg init groups.json rules.json --region us-east-1 --role etcd=sg-0123456789abcdef0 \\
    --role controlplane=sg-0123456789abcdef0 --role worker=sg-0fedcba9876543210

It replaces no file.
Exit code 1 if some rules of the groups cannot be written.`,
  async run({ options: all, flags, positionals: files }) {
    const { role, profile, "role-arn": roleArn, ...given } = all;
    if (flags.live || files.length > 0)
      return initExisting(files, flags.live, { ...given, ...withoutUndefined({ role, profile, "role-arn": roleArn }) });
    for (const [name, value] of Object.entries({ role, profile, "role-arn": roleArn })) {
      if (value !== undefined) throw mistake(problems.onlyForExisting(), [`--${name}`]);
    }
    const values = isTerminal() && isEmpty(given) ? await asked(given) : given;
    const answers = answersOf(values);
    const config = starterConfig(answers, schemaFor(values.output));
    check(config, values);
    const usesCdktf = (values.for ?? (answers.region && answers.vpc ? "cdktf" : "terraform")) === "cdktf";
    write(config, values.output, usesCdktf ? answers.name : undefined);
    print(["", ...nextSteps(answers.name, values.output, usesCdktf)].join("\n"));
    return 0;
  },
});

/** Writes the config, and for cdktf its project, if there is none. */
function write(config: string, output: string, cdktfName: string | undefined): void {
  if (existsSync(output)) throw mistake(problems.alreadyThere(), ["--output"], output);
  writeWholeFile(output, config);
  print(`wrote ${output}`);
  if (cdktfName === undefined || existsSync(projectFile)) return;
  writeWholeFile(projectFile, `${JSON.stringify(cdktfProject(cdktfName, output), null, 2)}\n`);
  print(`wrote ${projectFile}`);
}

async function initExisting(files: readonly string[], isLive: boolean, values: ExistingValues & Values) {
  const sides = [isLive ? "--live" : "ORIGIN"];
  if (isLive && files.length > 0) throw mistake(problems.withoutSides(["ORIGIN"]), ["--live"]);
  // What exists tells who the clients are.
  const told = (["rancher", "api-clients", "workload-clients"] as const).find((name) => values[name] !== undefined);
  if (told) throw mistake(problems.withoutSides(sides), [`--${told}`]);
  const { output } = values;
  if (existsSync(output)) throw mistake(problems.alreadyThere(), ["--output"], output);
  const { text, deployments, origin, vpcId } = await configForExisting(files, values, schemaFor(output)).catch(
    (error) => {
      const isOfConfig =
        error instanceof SecurityGroupsError && error.issues.every((one) => !one.root && optionOf(one));
      throw isOfConfig ? underOptions(error, values) : error;
    },
  );
  check(text, values);
  const [first] = deployments;
  // Stacks need a region and a VPC. A plan that creates its VPC has none.
  const hasPlace = values.region !== undefined && vpcId !== undefined;
  const usesCdktf = hasPlace && values.for !== "terraform";
  write(text, output, usesCdktf ? first?.name : undefined);
  const audited = isLive ? [] : origin.split(",");
  const steps = hasPlace
    ? stepsForExisting(deployments, audited, output, usesCdktf)
    : [`1. Read ${output}. Its comments say how sure each guess is, and why.`, ...moduleSteps(output)];
  print(["", ...steps].join("\n"));
  const partial = deployments.filter(({ isWhole }) => !isWhole);
  for (const { name } of partial) print(`${name}: some rules cannot be written; comments in ${output} list them`);
  return partial.length > 0 ? 1 : 0;
}

const moduleSteps = (config: string) => [
  "2. Write modules, and call them from your Terraform program: docs/modules.md",
  `     npx rancher-sg synth --format module${configOption(config)}`,
];

/** What to do with the config. `audited` are the files about the groups, or none if EC2 is asked. */
function stepsForExisting(
  deployments: ExistingConfig["deployments"],
  audited: readonly string[],
  config: string,
  usesCdktf: boolean,
): readonly string[] {
  const from = configOption(config);
  const names = deployments.map(({ name }) => shellWord(name));
  const files = audited.map((file) => ` ${shellWord(file)}`).join("");
  const imported = deployments.filter(({ isImported }) => isImported).map(({ name }) => name);
  const isExact = deployments.every(({ isImported, isWhole }) => isImported && isWhole);
  const deploys = usesCdktf
    ? [`npx cdktf-cli@${cdktfVersion} deploy ${names.join(" ")}`]
    : names.flatMap((name) => ["init", "apply"].map((verb) => `terraform -chdir=cdktf.out/stacks/${name} ${verb}`));
  const steps = [
    [`Read ${config}. Its comments say how sure each guess is, and why.`],
    ...(imported.length > 0
      ? [
          [
            "Write the import maps. If other code manages the groups today, add --handover FOLDER, and give FOLDER to its owner.",
            ...imported.map(
              (name) =>
                `npx rancher-sg audit${files}${from} --deployment ${shellWord(name)} --imports ${shellWord(`${name}.import.json`)}`,
            ),
          ],
          [`To each deployment in ${config}, add the line with adopt that audit prints.`],
        ]
      : []),
    [
      imported.length > 0
        ? `Deploy. Confirm only if the plan has ${isExact ? "0 to add and " : ""}0 to destroy.`
        : "Deploy.",
      ...[`npx rancher-sg synth${from}`, ...deploys],
    ],
  ];
  return steps.flatMap(([first, ...more], index) => [`${index + 1}. ${first}`, ...more.map((line) => `     ${line}`)]);
}

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
function check(config: string, values: object): void {
  const folder = mkdtempSync(join(tmpdir(), "rancher-sg-"));
  try {
    const file = join(folder, "rancher-sg.yaml");
    writeFileSync(file, config);
    loadDeployments(file, { requiresPlace: false });
  } catch (error) {
    throw underOptions(error, values);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The error with each mistake in a config under the option that it comes from. */
function underOptions(error: unknown, values: object): unknown {
  if (!(error instanceof SecurityGroupsError)) return error;
  return new SecurityGroupsError(error.issues.map((issue) => underOption(issue, values)));
}

function underOption(whole: Issue, values: object): Issue {
  const { place: _, root: _root, path: _path, ...issue } = whole;
  // An expression for Terraform is found in the text, before there are keys.
  const given = Object.entries(values).find(([, value]) => `${value ?? ""}`.includes(`${issue.received}`));
  return { ...issue, path: [optionOf(whole) ?? (given ? `--${given[0]}` : "rancher-sg init")] };
}

/** The option that the key at the end of a path comes from. */
function optionOf({ path }: Issue): string | undefined {
  const key = [...path].reverse().find((part) => Object.hasOwn(sources, part));
  return key === undefined ? undefined : sources[key];
}

/** A project of cdktf whose app is this program. */
function cdktfProject(projectId: string, config: string): object {
  const app = `npx rancher-sg synth${configOption(config)}`;
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
  const from = configOption(config);
  const commands = usesCdktf
    ? [`npx rancher-sg synth${from}`, `npx cdktf-cli@${cdktfVersion} deploy ${name}`]
    : [`npx rancher-sg synth --format module${from}`];
  const last = usesCdktf ? [] : ["then call the modules in ./modules from your Terraform program: docs/modules.md"];
  return ["Read the config, and bind each party that is none. Then:", ...commands.map((line) => `  ${line}`), ...last];
}

/** The option that names a config, if it is not the one that commands read by default. */
const configOption = (config: string) => (config === "rancher-sg.yaml" ? "" : ` --config ${shellWord(config)}`);

/** The text as one word of a shell. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The version of cdktf-cli that fits the framework in this package. */
export const cdktfVersion = "0.21.0";
