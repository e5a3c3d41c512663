/** A local folder from which Terraform can install the AWS provider. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "./package-root";

const downloaded = join(packageRoot, "node_modules", ".cache", "terraform-providers");

/** The version that the stacks require: the one that the bindings were made from. */
export function providerVersion(): string {
  const manifest = join(packageRoot, "node_modules", "@cdktf", "provider-aws", "package.json");
  return JSON.parse(readFileSync(manifest, "utf8")).cdktf.provider.version;
}

/**
 * The folder in RANCHER_SG_TF_MIRROR if it is set. Otherwise Terraform's own folders, then the usual folders for
 * software, and only with RANCHER_SG_TF_REGISTRY=1 the registry: downloaded once.
 */
export function findProviderMirror(terraform: string, platform: string): string | undefined {
  const { RANCHER_SG_TF_MIRROR: named, RANCHER_SG_TF_REGISTRY: registry } = process.env;
  const version = providerVersion();
  const found = (named ? [named] : likelyMirrors()).find((folder) => holds(folder, version, platform));
  if (found || registry !== "1") return found;
  download(terraform, version);
  return holds(downloaded, version, platform) ? downloaded : undefined;
}

/** The provider's program in a mirror; undefined if the mirror has it only as an archive. */
export function providerProgram(mirror: string, platform: string): string | undefined {
  const folder = join(folderOfProvider(mirror), providerVersion(), platform);
  const name = filesOf(folder).find((file) => file.startsWith("terraform-provider-aws_"));
  return name && join(folder, name);
}

function folderOfProvider(mirror: string): string {
  return join(mirror, "registry.terraform.io", "hashicorp", "aws");
}

/**
 * Whether the folder has the provider, as a program or an archive, in the layout of `terraform providers mirror` or of
 * a plugin cache.
 */
function holds(folder: string, version: string, platform: string): boolean {
  const provider = folderOfProvider(folder);
  const packed = `terraform-provider-aws_${version}_${platform}.zip`;
  return existsSync(join(provider, version, platform)) || existsSync(join(provider, packed));
}

function likelyMirrors(): readonly string[] {
  const home = homedir();
  const terraforms = ["plugins", "plugin-cache"].map((folder) => join(home, ".terraform.d", folder));
  const shared = ["/usr/local/share", "/usr/share"].map((folder) => join(folder, "terraform", "plugins"));
  const cache = process.env.TF_PLUGIN_CACHE_DIR;
  return [
    downloaded,
    ...(cache ? [cache] : []),
    ...terraforms,
    ...shared,
    ...["/opt", "/srv", home].flatMap((parent) => filesOf(parent).map((name) => join(parent, name))),
  ];
}

/** The names of a folder's entries; empty if the folder does not exist. */
function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function download(terraform: string, version: string): void {
  const folder = mkdtempSync(join(tmpdir(), "rancher-security-groups-"));
  const aws = { source: "hashicorp/aws", version };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers: { aws } } }));
  process.stderr.write(`downloading hashicorp/aws ${version} to ${downloaded}\n`);
  spawnSync(terraform, ["providers", "mirror", downloaded], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  rmSync(folder, { recursive: true });
}
