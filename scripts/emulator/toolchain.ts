import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./package-root";
import { findProvider, type ProviderSource } from "./provider-source";

/** The programs that a real deployment without an AWS account needs. */
export interface Toolchain {
  readonly terraform: string;
  readonly motoServer: string;
  readonly cdktf: string;
  readonly provider: ProviderSource;
}

/** The tools, or one line on what is missing and how to install it. */
export type FoundToolchain =
  | { readonly tools: Toolchain; readonly missing?: never }
  | { readonly tools?: never; readonly missing: string };

export function findToolchain(): FoundToolchain {
  const terraform = process.env.TERRAFORM_BINARY_NAME || "terraform";
  const motoServer = "moto_server";
  const cdktf = join(packageRoot, "node_modules", ".bin", "cdktf");
  const version = providerVersion();
  const platform = platformOf(terraform);
  const provider = findProvider(version, platform ?? anyPlatform());

  const missing = [
    platform ? [] : ["terraform (https://developer.hashicorp.com/terraform/install)"],
    provider ? [] : [providerAdvice(version)],
    runs(motoServer, "--help") ? [] : ["moto_server (pip install 'moto[ec2,server]')"],
    runs(cdktf, "--version") ? [] : ["cdktf (npm ci)"],
  ].flat();
  if (missing.length > 0 || !provider) return { missing: `missing: ${missing.join("; ")}` };
  return { tools: { terraform, motoServer, cdktf, provider } };
}

function providerAdvice(version: string): string {
  const named = process.env.RANCHER_SG_TF_MIRROR;
  const place = named ? ` in RANCHER_SG_TF_MIRROR=${named}` : "";
  return (
    `the Terraform provider hashicorp/aws ${version}${place} (in a cdktf.out/stacks folder: terraform providers mirror` +
    " DIR, then RANCHER_SG_TF_MIRROR=DIR; or RANCHER_SG_TF_REGISTRY=1 to download it each time)"
  );
}

/** What the stacks ask for: the version that the bindings were made from. */
function providerVersion(): string {
  const manifest = join(packageRoot, "node_modules", "@cdktf", "provider-aws", "package.json");
  return JSON.parse(readFileSync(manifest, "utf8")).cdktf.provider.version;
}

function platformOf(terraform: string): string | undefined {
  const { status, stdout } = spawnSync(terraform, ["version", "-json"], {
    encoding: "utf8",
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
  });
  return status === 0 ? JSON.parse(stdout).platform : undefined;
}

function anyPlatform(): string {
  return `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
}

function runs(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: "ignore" }).status === 0;
}
