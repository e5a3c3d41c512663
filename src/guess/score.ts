/** Decides which of several fits is the best. */
import type { Ec2Group } from "../network/ec2-network";
import type { Candidate } from "./candidate";
import { trafficOfGroup } from "./comparison";
import type { Fit } from "./fit";

/** Words in names, descriptions and tags that decide between choices that fit equally well. */
export function hintsOf(groups: readonly Ec2Group[]): string {
  return groups
    .flatMap(({ name, description, tags }) => [name, description, ...Object.entries(tags).flat()])
    .join(" ")
    .toLowerCase();
}

/** Sorts by fewest differences, then by hints in names, by matching rules, and by the choice that is common today. */
export function scoreOf(one: Fit, hints: string): number {
  const { type, distribution, options, groups } = one.candidate;
  const isUnlikely =
    (type === "rancher-server" && !/rancher(?!-nodes)/.test(hints)) ||
    (options.datastore === "external" && distribution === "rke2");
  // A config cannot state which of several groups of the same nodes has a rule.
  const layouts = new Set(groups.map(({ parties }) => parties.join(" ")));
  const isAmbiguous = layouts.size < groups.length;
  const order = usual.indexOf(type === "rancher-nodes" ? type : (distribution ?? "")) / 1000;
  const matched = Math.min(matchedTraffic(one), 40) / 50;
  return (
    one.differences +
    (isUnlikely ? 1 : 0) +
    (isAmbiguous ? 3 : 0) -
    (hasHint(type, distribution, hints) ? 0.9 : 0) -
    matched +
    order
  );
}

/** The number of kinds of traffic whose planned rules exist. */
export function matchedTraffic({ comparison }: Fit): number {
  const ports = comparison.matching.filter(({ rule }) => rule.ipProtocol !== "-1");
  return new Set(ports.map(trafficOfGroup)).size;
}

const usual: readonly string[] = ["rke2", "rancher-nodes", "k3s", "rke"];

export function hasHint(type: Candidate["type"], distribution: Candidate["distribution"], hints: string): boolean {
  if (type === "rancher-nodes") return /rancher-nodes/.test(hints);
  const word = { rke2: /rke2/, k3s: /k3s/, rke: /\brke1?\b/ }[distribution ?? "rke2"];
  return word.test(hints);
}
