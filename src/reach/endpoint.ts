/** One end of a question: a party of the deployment, a CIDR, or the id of a security group or prefix list. */
import { type Problem, problems } from "../errors";
import { canonicalCidr, cidrProblem, familyOf } from "../model/cidr";
import type { Party } from "../model/party";
import type { NamedPeer, Plan } from "../model/plan";

/** One end of a flow: a party of the deployment, or anything that a rule can name. */
export type Endpoint = { readonly party: Party } | { readonly peer: Pick<NamedPeer, "type" | "value"> };

/** Parses an endpoint: a party's name, a CIDR, `sg-...` (also of another account), or `pl-...`. */
export function parseEndpoint(text: string, plan: Plan): { endpoint: Endpoint } | { problem: Problem } {
  const parties = plan.parties.map(({ party }) => party);
  const party = parties.find((known) => known === text);
  if (party) return { endpoint: { party } };
  if (/^([0-9]+\/)?sg-/.test(text))
    return identified("securityGroup", text, "a security group", "sg-0123456789abcdef0");
  if (text.startsWith("pl-")) return identified("prefixList", text, "a prefix list", "pl-0123456789abcdef0");
  if (!/[/.:]/.test(text)) {
    const { name } = plan.deployment;
    const isUnbound = plan.portRules.some(({ from, to }) => [...from, ...to].some((known) => known === text));
    return { problem: isUnbound ? problems.unboundEndpoint(text, name) : problems.notAnEndpoint(text, name, parties) };
  }
  const problem = cidrProblem(text);
  if (problem) return { problem };
  const value = canonicalCidr(text);
  return { endpoint: { peer: { type: familyOf(value) === "ipv6" ? "cidrIpv6" : "cidrIpv4", value } } };
}

/**
 * Parses one or several endpoints. `pool:<name>` means the roles of the pool's nodes, which are one node; everything
 * else is as in `parseEndpoint`.
 */
export function parseEndpoints(text: string, plan: Plan): { endpoints: readonly Endpoint[] } | { problem: Problem } {
  const name = poolName(text);
  if (name === undefined) {
    const parsed = parseEndpoint(text, plan);
    return "endpoint" in parsed ? { endpoints: [parsed.endpoint] } : parsed;
  }
  const pool = plan.pools.find((one) => one.name === name);
  if (pool) return { endpoints: pool.roles.map((party) => ({ party })) };
  const known = plan.pools.map((one) => one.name);
  return { problem: problems.notAPool(name, plan.deployment.name, known) };
}

/** The name in `pool:<name>`; undefined for other texts. */
export function poolName(text: string): string | undefined {
  return text.startsWith("pool:") ? text.slice("pool:".length) : undefined;
}

function identified(type: NamedPeer["type"], value: string, what: string, example: string) {
  const isId = /^([0-9]{12}\/sg|sg|pl)-([0-9a-f]{8}|[0-9a-f]{17})$/.test(value);
  return isId ? { endpoint: { peer: { type, value } } } : { problem: problems.notAwsId(what, example) };
}

/** The text that the user wrote. */
export function endpointText(endpoint: Endpoint): string {
  return "party" in endpoint ? endpoint.party : endpoint.peer.value;
}
