/** Which other deployments a deployment refers to. Without schemas, so that pages can load it. */
import type { Path } from "../errors";
import type { Binding, PeerBinding } from "./binding";
import type { Deployment } from "./deployment";
import type { Party } from "./party";

/** The group that another deployment has for a party, and where the deployment says so. */
export interface DeploymentReference {
  readonly party: Party;
  readonly deployment: string;
  readonly path: Path;
  /** Whether rules are added to the group, and nothing is stated about what it lets out. */
  readonly assumesEgress: boolean;
}

export function referencesOf(deployment: Deployment): readonly DeploymentReference[] {
  const bindings = Object.entries(("parties" in deployment ? deployment.parties : {}) as Record<Party, Binding>);
  return [
    ...bindings.flatMap(([party, binding]) => reference(party as Party, binding, ["parties", party])),
    ...(deployment.rules.add ?? []).flatMap(({ peer }, index) =>
      typeof peer === "object" && peer.party ? reference(peer.party, peer, ["rules", "add", index, "peer"]) : [],
    ),
  ];
}

function reference(party: Party, binding: Binding | PeerBinding, path: Path): readonly DeploymentReference[] {
  if (typeof binding !== "object" || binding.deployment === undefined) return [];
  const assumesEgress = binding.manageRules === true && binding.egress === undefined;
  return [{ party, deployment: binding.deployment, path: [...path, "deployment"], assumesEgress }];
}
