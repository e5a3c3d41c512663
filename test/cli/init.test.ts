import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cdktfVersion } from "../../src/cli/init";
import { loadDeployments } from "../../src/config/load-config";
import { starterConfig, starterKinds } from "../../src/config/starter";
import { lint } from "../../src/lint/lint";
import { inFolder } from "../stacks/program";
import { bundle, rancherSg, refusal, root } from "./command";

const place = "--region us-east-1 --vpc vpc-0a1b2c3d4e5f60718";
const textOf = (folder: string, file = "rancher-sg.yaml") => readFileSync(join(folder, file), "utf8");

test("writes a config and a cdktf project that synthesise and pass lint and verify", () => {
  inFolder({}, (folder) => {
    const clients = "--api-clients 203.0.113.0/24,198.51.100.0/24 --rancher sg-0123456789abcdef0";
    const { exitCode, stdout, stderr } = rancherSg(`init ${place} ${clients}`, { cwd: folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toBe(`wrote rancher-sg.yaml
wrote cdktf.json

Read the config, and bind each party that is none. Then:
  npx rancher-sg synth
  npx cdktf-cli@${cdktfVersion} deploy production
`);
    expect(JSON.parse(textOf(folder, "cdktf.json"))).toMatchObject({
      app: "npx rancher-sg synth",
      language: "typescript",
    });
    for (const command of ["synth", "verify", "lint"]) {
      expect(rancherSg(command, { cwd: folder })).toMatchObject({ exitCode: 0, stderr: "" });
    }
    const command = "explain --deployment production --from 203.0.113.9/32 --to controlplane --port 443";
    expect(rancherSg(command, { cwd: folder }).exitCode).toBe(1);
  });
});

test.each([
  ["rancher-sg.yaml", ""],
  ["configs/lab/rancher-sg.yaml", "../../"],
])("%s names the schema of the installed package for editors", (file, up) => {
  inFolder({}, (folder) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    expect(rancherSg(`init --kind custom --output ${file}`, { cwd: folder }).exitCode).toBe(0);
    const schema = `${up}node_modules/rancher-security-groups/schema/rancher-sg.schema.json`;
    expect(textOf(folder, file).split("\n")[0]).toBe(`# yaml-language-server: $schema=${schema}`);
  });
});

test("writes the line that docs/start.md shows", () => {
  const page = readFileSync(join(root, "docs/start.md"), "utf8");
  inFolder({}, (folder) => {
    rancherSg("init --kind custom", { cwd: folder });
    expect(page).toContain(`\`\`\`yaml\n${textOf(folder).split("\n")[0]}\n`);
  });
});

test("installs the cdktf-cli version of the package's framework", () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(devDependencies.cdktf).toBe(cdktfVersion);
});

test("writes a config for modules if region and VPC are missing", () => {
  inFolder({}, (folder) => {
    expect(rancherSg("init --kind custom", { cwd: folder }).stdout).toBe(`wrote rancher-sg.yaml

Read the config, and bind each party that is none. Then:
  npx rancher-sg synth --format module
then call the modules in ./modules from your Terraform program: docs/modules.md
`);
    expect(rancherSg("synth --format module", { cwd: folder })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(rancherSg("verify modules", { cwd: folder })).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

const versions = ["2.x", "2.7", "2.12", "2.13", "2.15"];
const combinations = starterKinds.flatMap((kind) =>
  ["rke2", "k3s"].flatMap((distribution) => versions.map((version) => [kind, distribution, version] as const)),
);

test.each(combinations)(
  "writes a config of %s on %s with Rancher %s that loads without findings to correct",
  (...choice) => {
    const [kind, distribution, rancherVersion] = choice;
    inFolder({}, (folder) => {
      const cni = distribution === "k3s" ? "flannel" : "canal";
      const parties = { rancher: "10.0.0.0/24", apiClients: "sg-0123456789abcdef0", workloadClients: "none" };
      const text = starterConfig({ kind, name: "a", distribution, rancherVersion, cni, ...parties }, "schema.json");
      const file = join(folder, "c.yaml");
      require("node:fs").writeFileSync(file, text);
      const plans = loadDeployments(file, { requiresPlace: false }).map(({ plan }) => plan);
      const findings = plans.flatMap((plan) => lint(plan, "2026-11-29", { plans }));
      const open = findings.filter(({ acknowledged, severity }) => !acknowledged && severity !== "note");
      expect(open.map(({ id }) => id)).toEqual([]);
    });
  },
);

test("reports every mistake under its option, and writes nothing", () => {
  inFolder({}, (folder) => {
    const args = [
      "init",
      "--region",
      "moon",
      "--vpc",
      "vpc",
      "--cni",
      "weave",
      "--api-clients",
      "10.0.0.1/8",
      "--name",
      'a: "b',
    ];
    expect(refusal(args, { cwd: folder })).toEqual([
      '--region: is not an AWS region, got "moon"; such as us-east-1',
      '--vpc: is not the id of a VPC, got "vpc"; it looks like vpc-0a1b2c3d4e5f60718',
      '--name: cannot be used as a name, got "a: \\"b"; use letters, digits, - and _, starting with a letter, at most 200',
      '--cni: does not exist on RKE2, only on RKE, got "weave"; RKE2 has canal, calico, cilium, flannel, none',
      '--api-clients: has host bits set, got "10.0.0.1/8"; the network is 10.0.0.0/8',
    ]);
    expect(refusal(["init", "--api-clients", "${x}"], { cwd: folder })).toEqual([
      '--api-clients: contains an expression that Terraform would evaluate (${...}, #{...}, &{...} or %{...}), got "${x}"; write the value; only the constructs of a CDKTF app accept tokens',
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("replaces no file", () => {
  inFolder({ "rancher-sg.yaml": "mine", "cdktf.json": "{}" }, (folder) => {
    expect(refusal("init", { cwd: folder })).toEqual([
      '--output: exists, got "rancher-sg.yaml"; name another file with --output, or remove it',
    ]);
    expect(
      rancherSg(["init", "--output", "it's.yaml", ...place.split(" ")], { cwd: folder }).stdout,
    ).toBe(`wrote it's.yaml

Read the config, and bind each party that is none. Then:
  npx rancher-sg synth --config 'it'\\''s.yaml'
  npx cdktf-cli@${cdktfVersion} deploy production
`);
    expect([textOf(folder), textOf(folder, "cdktf.json")]).toEqual(["mine", "{}"]);
  });
});

describe("on a terminal", () => {
  const onTerminal = (folder: string, typed: string) => {
    const { error, status, stdout } = spawnSync(
      "script",
      ["-qec", `'${process.execPath}' '${bundle}' init`, "/dev/null"],
      {
        ...{ cwd: folder, encoding: "utf8", input: typed, timeout: 20_000 },
      },
    );
    if (error) throw error;
    return { exitCode: status, printed: stdout.replaceAll("\r\n", "\n") };
  };

  test("asks for each value, takes the default for an empty answer, and repeats the question after a wrong choice", () => {
    inFolder({}, (folder) => {
      const typed = ["clusters", "custom", "lab", "k3s", "", "", "", "", "10.0.0.0/24", "", "", "", ""].join("\r");
      const { exitCode, printed } = onTerminal(folder, typed);
      expect(printed).toContain("write one of node-pools, custom, rancher-server\n");
      expect(printed).toContain("wrote rancher-sg.yaml\n");
      expect(exitCode).toBe(0);
      expect(textOf(folder)).toContain("  - name: lab # ");
      expect(textOf(folder)).toContain("    provisioning: custom # ");
      expect(textOf(folder)).toContain("    cni: flannel\n");
      expect(textOf(folder)).toContain("      rancher: { cidrs: [10.0.0.0/24] } # ");
    });
  });

  test("writes nothing if the answers end early", () => {
    inFolder({}, (folder) => {
      const { exitCode, printed } = onTerminal(folder, "custom\rlab\r\u0004");
      expect(printed).toContain("rancher-sg init: ended before the last answer, so nothing was written; ");
      expect(exitCode).toBe(2);
      expect(readdirSync(folder)).toEqual([]);
    });
  });
});
