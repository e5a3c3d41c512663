/** Network addresses and groups for the parties of a deployment: several each, first and last address of a network. */
import { Address4 } from "ip-address";
import type { StackOutputs } from "../../scripts/emulator/workspace";
import { type ClusterCase, isGrouped, type Speaker } from "./deployment-case";
import type { Endpoint } from "./reachability";
import { parties } from "./source-tables";

const catalog = ["35.160.43.145", "35.167.242.46", "52.33.59.17"];
const besideCatalog = ["35.160.43.144", "35.160.43.146"];
const elsewhere = ["192.0.2.77", "10.0.200.1"];

/** @param others members that the config file does not tell, such as the holders of an existing group */
export function membersOf(
  deployment: ClusterCase,
  outputs: StackOutputs,
  others: { readonly [speaker in Speaker]?: readonly Endpoint[] } = {},
): (speaker: Speaker) => readonly Endpoint[] {
  const groupIds = outputs[deployment.name] ?? {};
  return (speaker) => {
    const other = others[speaker];
    if (other) return other;
    if (isGrouped(speaker)) return nodesOf(speaker, groupIds[`${speaker}-security-group-id`]);
    if (speaker === "rancherCatalog") return catalog.map(outside);
    if (speaker === "stranger") return [...elsewhere, ...besideCatalog, ...besideNetworks(deployment)].map(outside);
    const networks = networksOf(deployment, speaker);
    return (networks.length > 0 ? networks.flatMap(endsOf) : ["192.0.2.10", "192.0.2.20"]).map(outside);
  };
}

/** Two nodes of a role: traffic between them is traffic between nodes. */
function nodesOf(speaker: Speaker, groupId = "missing from the outputs"): readonly Endpoint[] {
  const subnet = (parties as readonly Speaker[]).indexOf(speaker);
  return [11, 12].map((host) => ({ address: `10.0.${subnet}.${host}`, groupIds: [groupId] }));
}

function networksOf({ bindings }: ClusterCase, speaker: Speaker): readonly string[] {
  const binding = speaker === "stranger" ? undefined : bindings[speaker];
  return (typeof binding === "object" && binding.cidrs) || [];
}

function endsOf(network: string): readonly string[] {
  const { startAddress, endAddress } = boundsOf(network);
  return [address(startAddress), address(endAddress)];
}

function besideNetworks(deployment: ClusterCase): readonly string[] {
  return parties
    .flatMap((party) => networksOf(deployment, party))
    .filter((network) => Address4.isValid(network))
    .flatMap((network) => {
      const { startAddress, endAddress } = boundsOf(network);
      return [address(startAddress - 1n), address(endAddress + 1n)];
    });
}

function boundsOf(network: string) {
  const parsed = new Address4(network);
  return { startAddress: parsed.startAddress().bigInt(), endAddress: parsed.endAddress().bigInt() };
}

function address(value: bigint): string {
  return Address4.fromBigInt(value).correctForm();
}

function outside(address: string): Endpoint {
  return { address, groupIds: [] };
}
