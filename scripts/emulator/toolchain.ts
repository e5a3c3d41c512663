import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "./package-root";
import { findProviderMirror, providerProgram, providerVersion } from "./provider-mirror";

/** The programs that a real deployment without an AWS account needs. */
export interface Toolchain {
  readonly terraform: string;
  readonly motoServer: string;
  readonly cdktf: string;
  /** A folder with the AWS provider. */
  readonly providerMirror: string;
  /**
   * The provider's program. Undefined if the folder has only an archive, or with FULL=1: each run then starts the
   * provider.
   */
  readonly provider: string | undefined;
}

/** The tools, or one line about what is missing and how to install it. */
export type FoundToolchain =
  | { readonly tools: Toolchain; readonly missing?: never }
  | { readonly tools?: never; readonly missing: string };

export function findToolchain(): FoundToolchain {
  const terraform = process.env.TERRAFORM_BINARY_NAME || "terraform";
  const motoServer = "moto_server";
  const platform = platformOf(terraform);
  const providerMirror = platform && findProviderMirror(terraform, platform);

  const missing = [
    platform ? [] : ["terraform (https://developer.hashicorp.com/terraform/install)"],
    providerMirror || !platform ? [] : [providerAdvice()],
    spawnSync(motoServer, ["--help"]).status === 0 ? [] : ["moto_server (pip install 'moto[ec2,s3,server]')"],
  ].flat();
  if (missing.length > 0 || !providerMirror || !platform) return { missing: `missing: ${missing.join("; ")}` };
  const cdktf = installedCdktf();
  if (cdktf === undefined) return { missing: "missing: cdktf-cli (npx cdktf --version installs it)" };
  const provider = process.env.FULL === "1" ? undefined : providerProgram(providerMirror, platform);
  return { tools: { terraform, motoServer, cdktf, providerMirror, provider } };
}

/** The program of cdktf-cli, which is installed first if needed; undefined if that fails. */
function installedCdktf(): string | undefined {
  const installer = join(packageRoot, "tools", "cdktf-cli", "install.mjs");
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const { status, stdout } = spawnSync(process.execPath, [installer], { encoding: "utf8", stdio: [...stdio] });
  return status === 0 ? stdout.trim() : undefined;
}

function providerAdvice(): string {
  const named = process.env.RANCHER_SG_TF_MIRROR;
  const place = named ? ` in RANCHER_SG_TF_MIRROR=${named}` : "";
  return (
    `Terraform's AWS provider ${providerVersion()}${place} (RANCHER_SG_TF_REGISTRY=1 downloads it once; or` +
    " RANCHER_SG_TF_MIRROR=DIR, a folder that `terraform providers mirror DIR` made)"
  );
}

/** The platform in Terraform's notation, such as linux_amd64; undefined if Terraform does not run. */
function platformOf(terraform: string): string | undefined {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  const { status, stdout } = spawnSync(terraform, ["version", "-json"], { encoding: "utf8", env });
  return status === 0 ? JSON.parse(stdout).platform : undefined;
}
