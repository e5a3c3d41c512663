import { loadDeployments } from "../config/load-config";
import { diff } from "../diff/diff";
import type { Network } from "../model/network";
import { plannedNetwork } from "../network/planned-network";
import { isSynthesized } from "../network/terraform-folder";
import { readTerraformApp, terraformNetwork } from "../network/terraform-json";
import { diffMarkdown, diffText } from "../report/diff";
import { printText } from "./colour";
import { print, printJson } from "./print";
import { defineVerb, formatOption, type Positionals } from "./verb";

export const sides: Positionals = { names: ["BEFORE", "AFTER"], example: "stacks/rancher-sg.yaml" };

export const diffVerb = defineVerb({
  purpose: "compare",
  summary: "the flows that only one of two configs, or synthesised folders, allows",
  positionals: sides,
  about: "BEFORE and AFTER are config files, folders of config files, or output folders of synth.",
  options: { format: formatOption(["text", "markdown", "json"], "markdown is for a pull request") },
  notes: `Exit code 0 if they allow the same, else 1.
Flows that both allow by different rules are listed at the end: they may close for seconds during the deploy.`,
  run({ options, positionals }) {
    const result = diff(...networksOf(positionals));
    if (options.format === "json") printJson(result);
    else if (options.format === "markdown") print(diffMarkdown(result));
    else printText(diffText(result));
    return result.relation === "equal" ? 0 : 1;
  },
});

/** The networks of two configs or output folders. @throws SecurityGroupsError with all mistakes of the first bad one. */
export function networksOf([before = "", after = ""]: readonly string[]): [before: Network, after: Network] {
  return [networkOf(before), networkOf(after)];
}

function networkOf(path: string): Network {
  if (isSynthesized(path)) return terraformNetwork(readTerraformApp(path));
  const howToName = "name a config file, a folder of them, or an output folder of synth";
  return plannedNetwork(loadDeployments(path, { howToName, requiresPlace: false }).map(({ plan }) => plan));
}
