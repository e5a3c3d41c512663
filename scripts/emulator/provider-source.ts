/** Where Terraform takes the AWS provider from: a folder on this machine, or the registry if that is asked for. */
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export type ProviderSource = { readonly mirror: string } | "registry";

const provider = ["registry.terraform.io", "hashicorp", "aws"] as const;

/** A folder named by RANCHER_SG_TF_MIRROR has to hold the provider: then no other one is tried. */
export function findProvider(version: string, platform: string): ProviderSource | undefined {
  const { RANCHER_SG_TF_MIRROR: named, RANCHER_SG_TF_REGISTRY: registry } = process.env;
  const mirror = (named ? [named] : likelyMirrors()).find((folder) => holds(folder, version, platform));
  if (mirror) return { mirror };
  return registry === "1" && !named ? "registry" : undefined;
}

/** Unpacked or packed, as `terraform providers mirror` and a plugin cache lay it out. */
function holds(folder: string, version: string, platform: string): boolean {
  return [join(version, platform), `terraform-provider-aws_${version}_${platform}.zip`].some((entry) =>
    existsSync(join(folder, ...provider, entry)),
  );
}

/** Terraform's own plugin folders, and any folder of providers where software is usually put. */
function likelyMirrors(): readonly string[] {
  const home = homedir();
  const terraforms = ["plugins", "plugin-cache"].map((folder) => join(home, ".terraform.d", folder));
  const shared = ["/usr/local/share", "/usr/share"].map((folder) => join(folder, "terraform", "plugins"));
  const cache = process.env.TF_PLUGIN_CACHE_DIR;
  return [...(cache ? [cache] : []), ...terraforms, ...shared, ...["/opt", "/srv", home].flatMap(foldersOf)];
}

function foldersOf(parent: string): readonly string[] {
  try {
    return readdirSync(parent).map((name) => join(parent, name));
  } catch {
    return [];
  }
}
