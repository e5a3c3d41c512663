/** The options by which a verb finds its deployments, and the deployments. */
import { existsSync } from "node:fs";
import type { LoadedEntry, PlacedEntry, ReadOptions } from "../config/config-file";
import { loadDeployments } from "../config/load-config";
import { mistake, problems } from "../errors";
import type { OptionValues } from "./verb";

/** The config file of a project, and that of a checkout of this repository. */
const [projectConfig, checkoutConfig] = ["rancher-sg.yaml", "stacks/rancher-sg.yaml"];

const config = {
  value: "FILE",
  description: `config file or folder (default: RANCHER_SG_CONFIG, ${projectConfig} or ${checkoutConfig})`,
} as const;

/** The option of a verb about a whole config. */
export const configOption = { config } as const;

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

type DeploymentValues = OptionValues<typeof configOption> & Partial<OptionValues<typeof oneDeployment>>;

export function configPath(options: DeploymentValues): string {
  const byDefault = !existsSync(projectConfig) && existsSync(checkoutConfig) ? checkoutConfig : projectConfig;
  return options.config ?? (process.env.RANCHER_SG_CONFIG || byDefault);
}

/** Deployments of a config, and those of them that the user chose. */
export interface Chosen<E extends LoadedEntry = LoadedEntry> {
  readonly all: readonly E[];
  readonly chosen: readonly E[];
}

/** All deployments of the config, and the chosen ones: the one that `--deployment` names, by default all. */
export function deploymentsOf(options: DeploymentValues, reading?: ReadOptions): Chosen {
  const howToName = "name the config file with --config, or write a first one with rancher-sg init";
  const all = loadDeployments(configPath(options), { howToName, requiresPlace: false, ...reading });
  const { deployment } = options;
  if (deployment === undefined) return { all, chosen: all };
  const chosen = all.filter(({ name }) => name === deployment);
  const names = all.map(({ name }) => name);
  if (chosen.length === 0) throw mistake(problems.noSuchDeployment(deployment, names), ["--deployment"], deployment);
  return { all, chosen };
}

/** As `deploymentsOf`; each deployment has a region and a VPC. */
export function placedDeploymentsOf(options: DeploymentValues, reading?: ReadOptions): Chosen<PlacedEntry> {
  return deploymentsOf(options, { ...reading, requiresPlace: true }) as Chosen<PlacedEntry>;
}

/** The deployment that `--deployment` names, or the only one. */
export function onlyOne<E extends LoadedEntry>(chosen: readonly E[]): E {
  const [entry] = chosen;
  if (entry && chosen.length === 1) return entry;
  throw mistake(problems.whichDeployment(chosen.map(({ name }) => name)), ["--deployment"]);
}
