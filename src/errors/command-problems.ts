/** What can be wrong with: the command line. */
import type { Problem } from "./issue";
import { nearest, oneOf } from "./nearest";

export const commandProblems = {
  notAnEndpoint: (text: string, deployment: string, known: readonly string[]): Problem => ({
    code: "not-an-endpoint",
    message: `is not a party of ${deployment}`,
    fix: `${oneOf(text, known)}${nearest(text, known) ? ` The parties are ${known.join(", ")}; a` : "; a"} CIDR, sg-... or pl-... will do too`,
  }),
  notAPartyOf: (party: string, deployment: string, known: readonly string[]): Problem => ({
    code: "not-a-party",
    message: `is not a party of ${deployment}`,
    fix: oneOf(party, known),
  }),
  depthOfNothing: (): Problem => ({
    code: "depth-of-nothing",
    message: "counts steps from a party, and none is named",
    fix: "name it with --party",
  }),
  unknownOption: (option: string, known: readonly string[]): Problem => ({
    code: "unknown-option",
    message: "is not an option of this command",
    fix: oneOf(option, known),
  }),
  noOptionValue: (): Problem => ({ code: "no-option-value", message: "needs a value", fix: "see --help" }),
  flagValue: (): Problem => ({ code: "flag-value", message: "takes no value", fix: "leave it out" }),
  optionTwice: (): Problem => ({ code: "option-twice", message: "is given twice", fix: "give it once" }),
  strayArgument: (expected: readonly string[]): Problem => ({
    code: "stray-argument",
    message: "is one argument too many",
    fix: expected.length > 0 ? `give ${expected.join(" and ")} only` : "this command takes options only",
  }),
  whichDeployment: (known: readonly string[]): Problem => ({
    code: "which-deployment",
    message: "is missing, and the config has several",
    fix: `use one of ${known.join(", ")}`,
  }),
  noSuchDeployment: (name: string, known: readonly string[]): Problem => ({
    code: "no-such-deployment",
    message: "is not a deployment of the config",
    fix: oneOf(name, known),
  }),
  withoutSides: (sides: readonly string[]): Problem => ({
    code: "without-sides",
    message: `is about one config, and ${sides.join(" and ")} are two`,
    fix: "leave it out, or them",
  }),
  notAProtocol: (text: string): Problem => ({
    code: "not-a-protocol",
    message: "is not a protocol",
    fix: oneOf(text, ["tcp", "udp", "icmp", "icmpv6", "all", "a number from 0 to 255"]),
  }),
  notIcmp: (fix: string): Problem => ({
    code: "not-icmp",
    message: "is not an ICMP type and code",
    fix: `${fix}; both are 0 to 255`,
  }),
} as const;
