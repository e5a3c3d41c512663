/** What a config file says of its deployments, as far as it decides who may talk to whom. */
import { parse } from "yaml";
import { includes, type Probe } from "./probe";
import { type Cell, type Circumstances, cellsOf, type Party, partiesOf } from "./source-tables";

export type Binding =
  | "anywhere"
  | "none"
  | {
      readonly securityGroupId?: string;
      readonly deployment?: string;
      readonly manageRules?: boolean;
      readonly cidrs?: readonly string[];
      readonly prefixListIds?: readonly string[];
      readonly securityGroupIds?: readonly string[];
    };

/** Of the addresses that a packet goes between. */
export type Family = "ipv4" | "ipv6";

/** A party, or somebody that no table mentions. */
export type Speaker = Party | "stranger";

export interface ClusterCase extends Circumstances {
  readonly name: string;
  readonly egress: "all" | "required";
  readonly bindings: { readonly [party in Party]?: Binding };
  readonly cells: readonly Cell[];
  /** The parties that take part, and a stranger. */
  readonly speakers: readonly Speaker[];
}

export interface WrittenDeployment {
  readonly type: string;
  readonly name: string;
  readonly provisioning: ClusterCase["table"];
  readonly rancherVersion?: string;
  readonly preset?: string;
  readonly loadBalancer?: ClusterCase["loadBalancer"];
  readonly egress?: ClusterCase["egress"];
  readonly ports?: Circumstances["ports"];
  readonly parties?: ClusterCase["bindings"];
}

export function writtenDeployments(config: string): readonly WrittenDeployment[] {
  return parse(config).deployments;
}

export function clusterCases(config: string): readonly ClusterCase[] {
  return (
    writtenDeployments(config)
      // Other versions and the preset are measured by other tables.
      .filter(({ type, rancherVersion, preset }) => type === "cluster" && rancherVersion === "2.x" && !preset)
      .map(({ name, provisioning: table, loadBalancer, egress = "all", ports = {}, parties: bindings = {} }) => {
        const circumstances = { table, loadBalancer, ports };
        // A party that the deployment leaves to another one, which says who it is.
        const isElsewhere = (party: Party) => party === "apiClients" && !bindings[party];
        const taking = partiesOf(circumstances).filter((party) => bindings[party] !== "none" && !isElsewhere(party));
        return {
          name,
          ...circumstances,
          egress,
          bindings,
          cells: cellsOf(circumstances),
          speakers: [...taking, "stranger"],
        };
      })
  );
}

/** Whether a party's security group is one of the deployment's, or one whose rules it writes. */
export function isGrouped(speaker: Speaker): boolean {
  return ["rancher", "etcd", "controlplane", "worker", "hostedCluster", "loadBalancer"].includes(speaker);
}

/** The cells that ask for something from one to the other, where `anywhere` means everybody on IPv4. */
export function cellsBetween(
  { cells, bindings }: ClusterCase,
  from: Speaker,
  to: Speaker,
  family: Family = "ipv4",
): readonly Cell[] {
  const covers = (party: Party, speaker: Speaker) =>
    (bindings[party] === "anywhere" && family === "ipv4") || (bindings[party] !== "none" && party === speaker);
  return cells.filter((cell) => covers(cell.from, from) && covers(cell.to, to));
}

/**
 * Whether the tables ask for a packet to pass. The side that holds a group of the deployment has to be asked to let it
 * through by a cell of its own: what worker nodes take from anywhere does not open the way out of etcd nodes. Open egress
 * is open on IPv4.
 */
export function isAsked(
  deployment: ClusterCase,
  from: Speaker,
  to: Speaker,
  probe: Probe,
  family: Family = "ipv4",
): boolean {
  const asking = cellsBetween(deployment, from, to, family).filter((cell) => includes(cell, probe));
  const isOpen = deployment.egress === "all" && family === "ipv4";
  const leaves = !isGrouped(from) || isOpen || asking.some((cell) => cell.from === from);
  const enters = !isGrouped(to) || asking.some((cell) => cell.to === to);
  return leaves && enters;
}
