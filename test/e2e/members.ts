/** Addresses and groups for the parties of a deployment: several each, with the first and last address of a network. */
import { Address4, Address6 } from "ip-address";
import type { StackOutputs } from "../../scripts/emulator/workspace";
import { type Binding, type ClusterCase, isGrouped, type Speaker } from "./deployment-case";
import { groupIdOutput } from "./output-names";
import type { Endpoint } from "./reachability";
import { parties } from "./source-tables";
import { prefixListEntries, type StandIns } from "./stand-ins";

const catalog = ["35.160.43.145", "35.167.242.46", "52.33.59.17"];
const nextToCatalog = ["35.160.43.144", "35.160.43.146"];
const elsewhere = ["192.0.2.77", "10.0.200.1"];

export function membersOf(
  deployment: ClusterCase,
  outputs: StackOutputs,
  standIns: StandIns,
): (speaker: Speaker) => readonly Endpoint[] {
  return (speaker) => {
    if (speaker === "rancherCatalog") return catalog.map(outside);
    if (speaker === "stranger") return [...elsewhere, ...nextToCatalog, ...nextToNetworks(deployment)].map(outside);
    const binding = writtenBinding(deployment.bindings[speaker]);
    if (isGrouped(speaker)) {
      const { securityGroupId, deployment: holder = deployment.name } = binding;
      const groupId = securityGroupId ? standIns[securityGroupId] : outputs[holder]?.[groupIdOutput(speaker)];
      return nodesOf(speaker, groupId);
    }
    const [clientsGroupId] = binding.securityGroupIds ?? [];
    if (clientsGroupId) return nodesOf(speaker, standIns[clientsGroupId]);
    const networks = networksOf(binding);
    return (networks.length > 0 ? networks.flatMap(endsOf) : ["192.0.2.10", "192.0.2.20"]).map(outside);
  };
}

/** Two nodes of a role, because traffic between them is traffic between nodes. */
function nodesOf(speaker: Speaker, groupId = "missing from the outputs"): readonly Endpoint[] {
  const subnet = (parties as readonly Speaker[]).indexOf(speaker);
  return [11, 12].map((host) => ({ address: `10.0.${subnet}.${host}`, groupIds: [groupId] }));
}

function writtenBinding(binding: Binding | undefined): Exclude<Binding, string> {
  return typeof binding === "object" ? binding : {};
}

function networksOf({ cidrs = [], prefixListIds = [] }: Exclude<Binding, string>): readonly string[] {
  return [...cidrs, ...prefixListIds.flatMap(() => prefixListEntries)];
}

function endsOf(network: string): readonly string[] {
  const { first, last, write } = boundsOf(network);
  return [write(first), write(last)];
}

function nextToNetworks({ bindings }: ClusterCase): readonly string[] {
  return parties
    .flatMap((party) => networksOf(writtenBinding(bindings[party])))
    .flatMap((network) => {
      const { first, last, write } = boundsOf(network);
      return [write(first - 1n), write(last + 1n)];
    });
}

function boundsOf(network: string) {
  const Address = Address4.isValid(network) ? Address4 : Address6;
  const parsed = new Address(network);
  return {
    first: parsed.startAddress().bigInt(),
    last: parsed.endAddress().bigInt(),
    write: (value: bigint) => Address.fromBigInt(value).correctForm(),
  };
}

function outside(address: string): Endpoint {
  return { address, groupIds: [] };
}
