/** What can be wrong with: the command line. */

import { nearest, oneOf } from "./nearest";
import { problemTable } from "./problem";

export const commandProblems = problemTable({
  notAnEndpoint: (text: string, deployment: string, known: readonly string[]) => ({
    code: "not-an-endpoint",
    deployment,
    known,
    message: `is not a party of ${deployment}`,
    fix: `${oneOf(text, known)}${nearest(text, known) ? ` The parties are ${known.join(", ")}; a` : "; a"} CIDR, sg-... or pl-... will do too`,
  }),
  notAPartyOf: (party: string, deployment: string, known: readonly string[]) => ({
    code: "not-a-party",
    deployment,
    known,
    message: `is not a party of ${deployment}`,
    fix: oneOf(party, known),
  }),
  depthOfNothing: () => ({
    code: "depth-of-nothing",
    message: "counts steps from a party, and none is named",
    fix: "name it with --party",
  }),
  unknownOption: (option: string, known: readonly string[]) => ({
    code: "unknown-option",
    known,
    message: "is not an option of this command",
    fix: oneOf(option, known),
  }),
  noOptionValue: () => ({ code: "no-option-value", message: "needs a value", fix: "see --help" }),
  flagValue: () => ({ code: "flag-value", message: "takes no value", fix: "leave it out" }),
  optionTwice: () => ({ code: "option-twice", message: "is given twice", fix: "give it once" }),
  strayArgument: (expected: readonly string[]) => ({
    code: "stray-argument",
    expected,
    message: "is one argument too many",
    fix: expected.length > 0 ? `give ${expected.join(" and ")} only` : "this command takes options only",
  }),
  whichDeployment: (known: readonly string[]) => ({
    code: "which-deployment",
    known,
    message: "is missing, and the config has several",
    fix: `use one of ${known.join(", ")}`,
  }),
  noSuchDeployment: (name: string, known: readonly string[]) => ({
    code: "no-such-deployment",
    known,
    message: "is not a deployment of the config",
    fix: oneOf(name, known),
  }),
  withoutSides: (sides: readonly string[]) => ({
    code: "without-sides",
    sides,
    message: `is about one config, and ${sides.join(" and ")} are two`,
    fix: "leave it out, or them",
  }),
  notAProtocol: (text: string) => ({
    code: "not-a-protocol",
    message: "is not a protocol",
    fix: oneOf(text, ["tcp", "udp", "icmp", "icmpv6", "all", "a number from 0 to 255"]),
  }),
  notIcmp: (form: string) => ({
    code: "not-icmp",
    form,
    message: "is not an ICMP type and code",
    fix: `${form}; both are 0 to 255`,
  }),
});
