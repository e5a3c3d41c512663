/** Assertions for users' tests: `expectReachability(plan).from("worker").to("etcd").tcp(2379).toBeDenied()`. */
import { AssertionError } from "node:assert";
import { mistake, problems } from "../errors";
import { type Traffic, trafficLines } from "../flows";
import type { Party } from "../model/party";
import type { Plan } from "../model/plan";
import { portsProblemOf, portsText } from "../model/ports";
import { protocolProblem } from "../model/protocol";
import { type Endpoint, endpointText, parseEndpoint } from "../reach/endpoint";
import { Reachability } from "../reach/reachability";
import { check, type Verdict } from "./check";

/** A port, or the first and the last port of a range. Default: all ports. */
export type PortArguments = readonly [] | readonly [port: number] | readonly [from: number, to: number];

/** The assertions about the traffic. */
export interface ReachabilityExpectation {
  /** @throws AssertionError unless all of the traffic is allowed for all endpoints. */
  toBeAllowed(): void;
  /** @throws AssertionError if any of the traffic is allowed for any endpoint. */
  toBeDenied(): void;
  /** @throws AssertionError unless part of the traffic is allowed, or it is allowed for some endpoints only. */
  toBePartlyAllowed(): void;
}

/** The traffic that an assertion is about. */
export interface TrafficChoice {
  tcp(...ports: PortArguments): ReachabilityExpectation;
  udp(...ports: PortArguments): ReachabilityExpectation;
  /** An ICMP type and code. Default: all of ICMP. */
  icmp(type?: number, code?: number): ReachabilityExpectation;
  /** An ICMPv6 type and code. Default: all of ICMPv6. */
  icmpv6(type?: number, code?: number): ReachabilityExpectation;
  /** A protocol without ports, by its number from 0 to 255: 50 is ESP. */
  protocol(number: number): ReachabilityExpectation;
  /** Every protocol. */
  all(): ReachabilityExpectation;
}

/** A party, which editors complete, or a CIDR, `sg-...` or `pl-...`. */
type End = Party | (string & Record<never, never>);

/**
 * Starts an assertion about who can reach whom under a plan. Ends are parties, CIDRs, `sg-...` or `pl-...`; several on
 * one side are one node that is all of them. Throws Node's AssertionError, so it works in any test runner.
 * @throws SecurityGroupsError on an end that the plan does not know, and on invalid ports.
 */
export function expectReachability(plan: Plan) {
  const reachability = new Reachability(plan);
  const ends = (texts: readonly string[]) => texts.map((text) => endpoint(text, plan));
  return {
    from: (...sources: readonly End[]) => ({
      to: (...destinations: readonly End[]): TrafficChoice => {
        const from = ends(sources);
        const to = ends(destinations);
        const about = (traffic: Traffic) => expectation(reachability, from, to, traffic);
        const ported =
          (ipProtocol: "tcp" | "udp") =>
          (...[fromPort, toPort = fromPort]: PortArguments) =>
            about({ ipProtocol, ...judged(plan, ipProtocol, fromPort, toPort) });
        const typed =
          (ipProtocol: "icmp" | "icmpv6") =>
          (type = -1, code = -1) =>
            about({ ipProtocol, ...judged(plan, ipProtocol, type, code) });
        return {
          tcp: ported("tcp"),
          udp: ported("udp"),
          icmp: typed("icmp"),
          icmpv6: typed("icmpv6"),
          protocol: (number) => about({ ipProtocol: judgedProtocol(plan, number) }),
          all: () => about({ ipProtocol: "-1" }),
        };
      },
    }),
  };
}

/** @throws SecurityGroupsError on ports that the protocol does not have. */
function judged(plan: Plan, protocol: "tcp" | "udp" | "icmp" | "icmpv6", from?: number, to?: number) {
  if (from === undefined || to === undefined) return {};
  const problem = [from, to].every(Number.isInteger) ? portsProblemOf(protocol, { from, to }) : problems.notPorts();
  if (problem) throw mistake(problem, [plan.deployment.name], portsText({ from, to }));
  return { fromPort: from, toPort: to };
}

/** @throws SecurityGroupsError unless the number is that of a protocol without ports. */
function judgedProtocol(plan: Plan, number: number): string {
  const problem = protocolProblem(`${number}`);
  if (problem) throw mistake(problem, [plan.deployment.name], number);
  return `${number}`;
}

function endpoint(text: string, plan: Plan): Endpoint {
  const parsed = parseEndpoint(text, plan);
  if ("endpoint" in parsed) return parsed.endpoint;
  throw mistake(parsed.problem, [plan.deployment.name], text);
}

function expectation(
  reachability: Reachability,
  from: readonly Endpoint[],
  to: readonly Endpoint[],
  traffic: Traffic,
): ReachabilityExpectation {
  const expected = (verdict: Verdict, stackStart: () => void) => {
    const answer = check(reachability, { from, to, traffic });
    if (answer.verdict === verdict) return;
    const path = `from ${from.map(endpointText).join("+")} to ${to.map(endpointText).join("+")}`;
    const allowed = trafficLines(answer.allowed).join(", ") || "nothing";
    throw new AssertionError({
      message: `expected traffic ${path} to be ${verdict}, but it is ${answer.verdict}: allowed is ${allowed}`,
      actual: answer.verdict,
      expected: verdict,
      operator: "expectReachability",
      stackStartFn: stackStart,
    });
  };
  const choices: ReachabilityExpectation = {
    toBeAllowed: () => expected("allowed", choices.toBeAllowed),
    toBeDenied: () => expected("denied", choices.toBeDenied),
    toBePartlyAllowed: () => expected("partly", choices.toBePartlyAllowed),
  };
  return choices;
}
