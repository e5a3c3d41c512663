/** The names in the catalogs as TypeScript types: the content of src/model/catalog-names.ts. */
import { addons } from "../catalog/addons";
import { cnis } from "../catalog/cni";
import { narrowablePortRules, portRulesOf } from "../catalog/places";

const unionOf = (comment: string, name: string, members: readonly { readonly name: string }[]) =>
  [`/** ${comment} */`, `export type ${name} =`, ...members.map((one) => `  | "${one.name}"`)].join("\n");

const idsOf = (rules: ReturnType<typeof portRulesOf>) => rules.map(({ id }) => ({ name: id }));

/** The file, before it is formatted. */
export function catalogNamesFile(): string {
  const unions = [
    unionOf("The name of a CNI.", "CniName", cnis),
    unionOf("The name of an add-on.", "AddonName", addons),
    unionOf("The id of a port rule of a cluster.", "ClusterPortRuleId", idsOf(portRulesOf("cluster"))),
    unionOf("The id of a port rule of Rancher.", "RancherServerPortRuleId", idsOf(portRulesOf("rancher-server"))),
    unionOf(
      "The id of a port rule of the group `rancher-nodes`.",
      "RancherNodesPortRuleId",
      idsOf(portRulesOf("rancher-nodes")),
    ),
    unionOf(
      "The id of a port rule of `rancher-nodes` that is open to the world.",
      "NarrowablePortRuleId",
      idsOf(narrowablePortRules()),
    ),
  ];
  const comment =
    "/** Names in the catalogs, so that editors complete them. Written by `npm run schema`: do not edit. */";
  return `${[comment, ...unions.map((union) => `${union};`)].join("\n\n")}\n`;
}
