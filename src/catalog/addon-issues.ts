/** Reports add-ons that a deployment cannot have, and options that an add-on does not have. */
import { type Issue, nearest, problems } from "../errors";
import type { AddonChoice, AddonOption } from "../model/addon";
import type { PortRule } from "../model/port-rule";
import type { PortRange } from "../model/ports";
import { addons } from "./addons";
import type { Addon } from "./addons/addon";
import { cnis } from "./cni";
import type { Distribution } from "./cni/cni";
import { contains, type Versions } from "./edition";
import { hasAddon } from "./products";
import { distributionTitles } from "./settings";

/** The cluster that the add-ons are installed on. */
export interface AddonHost {
  readonly distribution: Distribution;
  readonly cni: string;
  readonly rancherVersion: string;
  /** The port rules among the nodes that are in effect. */
  readonly amongNodes: readonly PortRule[];
}

const addonNames = addons.map(({ name }) => name);

/** @param chosen The entries of the key `addons`. */
export function addonIssues(chosen: readonly AddonChoice[], host: AddonHost): readonly Issue[] {
  return chosen.flatMap((entry, index) => {
    const path = ["addons", index];
    const addon = addons.find(({ name }) => name === entry.name);
    if (!addon) {
      const known = addonsOf(host).map(({ name }) => name);
      const near = nearest(entry.name, addonNames);
      return [{ ...problems.unknownAddon(near, known), path, received: entry.name }];
    }
    if (chosen.findIndex(({ name }) => name === entry.name) < index) {
      return [{ ...problems.addonTwice(), path, received: entry.name }];
    }
    if (!exists(addon, host)) {
      const problem = problems.addonElsewhere(hereOf(addon, host), placesOf(addon));
      return [{ ...problem, path, received: addon.name }];
    }
    return optionIssues(entry, addon, host).map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
  });
}

/** Every add-on that the cluster can have. */
export const addonsOf = (host: Omit<AddonHost, "amongNodes">): readonly Addon[] =>
  addons.filter((addon) => exists(addon, host));

function exists(addon: Addon, { distribution, cni, rancherVersion }: Omit<AddonHost, "amongNodes">): boolean {
  const support: Versions | undefined = addon.on[distribution];
  return hasAddon(addon, distribution, cni) && contains(support ?? {}, rancherVersion);
}

/** The deployment's distribution, with its CNI and version if the add-on depends on them. */
function hereOf({ on, cnis: itsCnis }: Addon, { distribution, cni, rancherVersion }: AddonHost): string {
  const title = distributionTitles[distribution];
  const version = on[distribution]?.since ? ` of Rancher ${rancherVersion}` : "";
  return `${itsCnis ? `${titleOf(cni)} on ` : ""}${title}${version}`;
}

/** The distributions and CNIs on which an add-on exists, such as `Cilium on RKE2`. */
function placesOf({ on, cnis: itsCnis }: Addon): readonly string[] {
  return Object.entries(on).flatMap(([distribution, { since }]) => {
    const title = distributionTitles[distribution as Distribution];
    const place = since ? `${title} of Rancher ${since} and later` : title;
    return itsCnis ? itsCnis.map((cni) => `${titleOf(cni)} on ${place}`) : [place];
  });
}

const titleOf = (name: string) => cnis.find((cni) => cni.name === name)?.title ?? name;

function optionIssues(entry: AddonChoice, addon: Addon, { amongNodes }: AddonHost): readonly Issue[] {
  const { name, options = {} } = addon;
  const known = ["name", ...Object.keys(options)];
  const unknown = (Object.keys(entry) as (AddonOption | "name")[])
    .filter((key) => entry[key] !== undefined && !known.includes(key))
    .map((key) => ({ ...problems.unknownKey(key, known), path: [key] }));
  const { to, ports } = entry;
  const all = [...(ports?.tcp ?? []), ...(ports?.udp ?? [])];
  return [
    ...unknown,
    ...(options.to === "required" && to === undefined
      ? [{ ...problems.addonWithoutTo(name), path: [], received: name }]
      : []),
    ...(options.ports === "required" && all.length === 0
      ? [{ ...problems.addonWithoutPorts(name), path: [], received: name }]
      : []),
    ...(["tcp", "udp"] as const).flatMap((protocol) => portIssues(protocol, ports?.[protocol] ?? [], amongNodes)),
  ];
}

/** Reports a service on a port that the nodes themselves listen on. */
function portIssues(
  protocol: "tcp" | "udp",
  ports: readonly PortRange[],
  amongNodes: readonly PortRule[],
): readonly Issue[] {
  return ports.flatMap((range, index): readonly Issue[] => {
    const taken = amongNodes.find((rule) => rule.protocol === protocol && overlap(rule, range));
    if (!taken) return [];
    const received = range.from === range.to ? range.from : `${range.from}-${range.to}`;
    return [{ ...problems.portOfNodes(taken.id), path: ["ports", protocol, index], received }];
  });
}

function overlap({ ports }: PortRule, { from, to }: PortRange): boolean {
  return ports === "all" || (ports.from <= to && from <= ports.to);
}
