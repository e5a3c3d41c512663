/** Edits of a deployment that could allow a flow. Each is tried, and offered only if it does. */
import { cniNameOf, isLaunched } from "../catalog/settings";
import type { Traffic } from "../flows";
import type { Condition } from "../model/condition";
import type { Deployment } from "../model/deployment";
import type { Party } from "../model/party";
import type { PortRule } from "../model/port-rule";
import type { CniChoice } from "../model/settings";

export interface Edit {
  /** What to write into the config file. */
  readonly text: string;
  readonly apply: (deployment: Deployment) => Deployment;
}

/** How to make a condition hold. */
export function editFor(condition: Condition, rule: PortRule, deployment: Deployment): Edit | undefined {
  const set = (text: string, changes: object): Edit => ({
    text,
    apply: (deployment) => ({ ...deployment, ...changes }) as Deployment,
  });
  switch (condition) {
    case "withoutLoadBalancer":
      return {
        text: `remove loadBalancer${"parties" in deployment && "loadBalancer" in deployment.parties ? " and parties.loadBalancer" : ""}`,
        apply: (before) => {
          const { loadBalancer: _, ...rest } = before as Deployment & { loadBalancer?: unknown };
          const { loadBalancer: __, ...parties } = "parties" in rest ? (rest.parties as Record<string, unknown>) : {};
          return { ...rest, parties } as Deployment;
        },
      };
    case "withLoadBalancer":
      return set("loadBalancer: { terminatesTls: true }", { loadBalancer: { terminatesTls: true } });
    case "tlsPassthrough":
      return set("loadBalancer: { terminatesTls: false }", { loadBalancer: { terminatesTls: false } });
    case "egressAll":
      return set("egress: all", { egress: "all" });
    case "windowsWorkers":
    case "monitoring":
    case "embeddedRegistry":
    case "authorizedClusterEndpoint":
      return set(`${condition}: true`, { [condition]: true });
    case "ipv4":
    case "ipv6":
      return set("ipFamily: dual", { ipFamily: "dual" });
    case "vxlan":
    case "ipInIp":
    case "wireguard":
    case "ipsec":
      return networkEdit(deployment, { encapsulation: condition === "ipInIp" ? "ip-in-ip" : condition });
    case "bgp":
      return networkEdit(deployment, { bgp: true });
    case "embeddedDatastore":
      return set("datastore: embedded", { datastore: "embedded" });
    // Which encapsulation, and which database, is not for us to guess.
    case "overlay":
    case "externalDatastore":
      return undefined;
    case "workloadTcp":
    case "workloadUdp":
      return rule.ports === "all" ? undefined : workloadEdit(condition, rule.ports);
  }
}

function networkEdit(deployment: Deployment, change: Omit<CniChoice, "name">): Edit | undefined {
  if (!isLaunched(deployment)) return undefined;
  const cni = { name: cniNameOf(deployment), ...deployment.cni, ...change };
  const text = Object.entries(cni).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
  return { text: `cni: { ${text.join(", ")} }`, apply: (before) => ({ ...before, cni }) as Deployment };
}

function workloadEdit(parameter: "workloadTcp" | "workloadUdp", ports: { from: number; to: number }): Edit {
  return {
    text: `ports: { ${parameter}: [${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}] }`,
    apply: (deployment) => ({ ...deployment, ports: { ...deployment.ports, [parameter]: [ports] } }),
  };
}

/** Takes a port rule back in. */
export function restoring(id: string): Edit {
  return {
    text: `remove ${id} from rules.omit`,
    apply: (deployment) => {
      const { omit = [], ...rules } = deployment.rules;
      const kept = omit.filter((omitted) => omitted !== id);
      return { ...deployment, rules: kept.length > 0 ? { ...rules, omit: kept } : rules };
    },
  };
}

export const openingLocalTraffic: Edit = {
  text: "localTraffic: self",
  apply: (deployment) => ({ ...deployment, localTraffic: "self" }) as Deployment,
};

/** A port rule of the user's own: allows what no table asks for. */
export function adding(from: readonly Party[], to: readonly Party[], traffic: Traffic): Edit | undefined {
  const { ipProtocol, fromPort, toPort } = traffic;
  if (ipProtocol !== "tcp" && ipProtocol !== "udp") return undefined;
  const ports = { from: fromPort ?? 0, to: toPort ?? 65535 };
  const text = ports.from === ports.to ? `${ports.from}` : `${ports.from}-${ports.to}`;
  const id = `${from.join("-")}-to-${to.join("-")}-${text}-${ipProtocol}`.toLowerCase();
  const rule = { id, from, to, protocol: ipProtocol, ports, purpose: "Own use" } as const;
  return {
    text: `rules: { add: [{ id: ${id}, from: [${from.join(", ")}], to: [${to.join(", ")}], protocol: ${ipProtocol}, ports: ${text}, purpose: ... }] }`,
    apply: (deployment) =>
      ({ ...deployment, rules: { ...deployment.rules, add: [...(deployment.rules.add ?? []), rule] } }) as Deployment,
  };
}
