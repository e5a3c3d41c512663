/** Reads from a config file the facts about its deployments that decide which traffic is allowed. */
import { parse } from "yaml";
import { includes, type Probe } from "./probe";
import { type Cell, type Circumstances, cellsOf, type Party, partiesOf } from "./source-tables";

export type Binding =
  | "anywhere"
  | "none"
  | {
      readonly create?: true;
      readonly securityGroupId?: string;
      readonly deployment?: string;
      readonly manageRules?: boolean;
      readonly cidrs?: readonly string[];
      readonly prefixListIds?: readonly string[];
      readonly securityGroupIds?: readonly string[];
    };

/** The address family of a packet. */
export type Family = "ipv4" | "ipv6";

/** A party, or a stranger: a host that no table mentions. */
export type Speaker = Party | "stranger";

export interface ClusterCase extends Circumstances {
  readonly name: string;
  readonly egress: "all" | "required";
  readonly bindings: { readonly [party in Party]?: Binding };
  readonly cells: readonly Cell[];
  /** The parties of the deployment, and a stranger. */
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
      // Other versions and the preset are compared with other tables.
      .filter(({ type, rancherVersion, preset }) => type === "cluster" && rancherVersion === "2.x" && !preset)
      .map(({ name, provisioning: table, loadBalancer, egress = "all", ports = {}, parties: bindings = {} }) => {
        const circumstances = { table, loadBalancer, ports };
        // Whether the party is bound in another deployment, to which this one refers.
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

/** Whether a party's security group belongs to the deployment, or takes rules of it. */
export function isGrouped(speaker: Speaker): boolean {
  return ["rancher", "etcd", "controlplane", "worker", "hostedCluster", "loadBalancer"].includes(speaker);
}

/** The cells that require traffic from one party to the other. `anywhere` means every IPv4 address. */
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
 * Whether the tables require that a packet passes. A side with a group of the deployment needs a cell that requires its
 * traffic: that worker nodes accept traffic from anywhere does not open the outbound side of etcd nodes. Open egress is
 * open on IPv4.
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
