/** The options by which a verb finds its deployments, and the deployments. */
import type { LoadedEntry, ReadOptions } from "../config/config-file";
import { loadConfig } from "../config/load-config";
import { mistake, problems } from "../errors";
import type { OptionValues } from "./verb";

const config = {
  value: "FILE",
  description: "config file or folder (default: RANCHER_SG_CONFIG, or stacks/rancher-sg.yaml)",
} as const;

/** Options of a verb about one deployment. */
export const oneDeployment = {
  config,
  deployment: { value: "NAME", description: "the deployment (default: the only one in the config)" },
} as const;

/** Options of a verb about one or all deployments. */
export const anyDeployment = {
  config,
  deployment: { value: "NAME", description: "only this deployment (default: all)" },
} as const;

type DeploymentValues = OptionValues<typeof oneDeployment>;

export function configPath(options: DeploymentValues): string {
  return options.config ?? (process.env.RANCHER_SG_CONFIG || "stacks/rancher-sg.yaml");
}

/** All deployments of the config, and the chosen ones: the one that `--deployment` names, by default all. */
export function deploymentsOf(
  options: DeploymentValues,
  reading?: ReadOptions,
): { readonly all: readonly LoadedEntry[]; readonly chosen: readonly LoadedEntry[] } {
  const howToName = "name the config file with --config, or in RANCHER_SG_CONFIG";
  const all = loadConfig(configPath(options), { howToName, ...reading });
  const { deployment } = options;
  if (deployment === undefined) return { all, chosen: all };
  const chosen = all.filter(({ name }) => name === deployment);
  const names = all.map(({ name }) => name);
  if (chosen.length === 0) throw mistake(problems.noSuchDeployment(deployment, names), ["--deployment"], deployment);
  return { all, chosen };
}

/** The deployment that `--deployment` names, or the only one. */
export function onlyOne(chosen: readonly LoadedEntry[]): LoadedEntry {
  const [entry] = chosen;
  if (entry && chosen.length === 1) return entry;
  throw mistake(problems.whichDeployment(chosen.map(({ name }) => name)), ["--deployment"]);
}
