/** What can be wrong with: files and their text. */
import { problemTable } from "./problem";

export const fileProblems = problemTable({
  noDeployments: () => ({
    code: "no-deployments",
    message: "holds no deployments",
    fix: "start with a list under the key deployments; stacks/rancher-sg.yaml is an example",
    hidesValue: true,
  }),
  noAssertions: () => ({
    code: "no-assertions",
    message: "holds no assertions",
    fix: "start with a list under the key assertions; stacks/assertions.yaml is an example",
    hidesValue: true,
  }),
  oneClaim: (kinds: readonly string[]) => ({
    code: "one-claim",
    kinds,
    message: "must claim one thing",
    fix: `write one of ${kinds.join(", ")}`,
    hidesValue: true,
  }),
  cannotWrite: (why: string, fix = "name another output folder with --output") => ({
    code: "cannot-write",
    why,
    message: `cannot be written: ${why}`,
    fix,
  }),
  noAnswer: () => ({
    code: "no-answer",
    message: "ended before the last answer, so nothing was written",
    fix: "answer every question, or give the values as options: rancher-sg init --help",
  }),
  alreadyThere: () => ({
    code: "already-there",
    message: "exists",
    fix: "name another file with --output, or remove it",
  }),
  importsInModule: () => ({
    code: "imports-in-module",
    message: "names groups to import, and Terraform allows import blocks only in the program that calls a module",
    fix: "remove it and write import blocks there, or write stacks",
  }),
  cannotRead: (why: string, fix = "name the config file in RANCHER_SG_CONFIG") => ({
    code: "cannot-read",
    why,
    message: `cannot be read: ${why}`,
    fix,
  }),
  /** `what` is a noun phrase with its article. */
  notAnOrigin: (what: string) => ({
    code: "not-an-origin",
    what,
    message: `is ${what}`,
    fix: "name a config, an output folder of synth, the JSON that terraform show -json prints for a plan or a state, or the JSON that aws ec2 prints",
    hidesValue: true,
  }),
  notJoined: () => ({
    code: "not-joined",
    message: "is not an answer of EC2, and only these are joined by commas",
    fix: "name it alone",
    hidesValue: true,
  }),
  onlyRules: () => ({
    code: "only-rules",
    message: "has no security groups",
    fix: "add what aws ec2 describe-security-groups prints: groups.json,rules.json",
    hidesValue: true,
  }),
  emptyFolder: () => ({
    code: "empty-folder",
    message: "holds no config file",
    fix: "config files end in .yaml or .yml",
  }),
  severalDocuments: () => ({
    code: "several-documents",
    message: "holds more than one YAML document",
    fix: "put all deployments under one deployments key",
  }),
  notUtf8: () => ({
    code: "not-utf8",
    message: "is not text: neither UTF-8 nor UTF-16 with a byte order mark",
    fix: "save it as UTF-8",
  }),
  notExpanded: () => ({
    code: "not-expanded",
    message: "contains an expression that Terraform would evaluate (${...}, #{...}, &{...} or %{...})",
    fix: "write the value; only the constructs of a CDKTF app accept tokens",
  }),
  notATextKey: () => ({
    code: "not-a-text-key",
    message: "is a list or a map in the place of a key",
    fix: "write a text",
  }),
  reservedKey: (key: string) => ({ code: "reserved-key", key, message: `has the key ${key}`, fix: "rename it" }),
  yaml: (why: string, fix?: string) => ({
    code: "yaml",
    why,
    message: `is not YAML: ${why}`,
    ...(fix ? { fix } : {}),
  }),
  circularAlias: (name: string) => ({
    code: "circular-alias",
    name,
    message: `the alias *${name} is inside the value that it repeats`,
    fix: "write the value out, or move the anchor",
    hidesValue: true,
  }),
  tooManyAliases: (limit: number) => ({
    code: "too-many-aliases",
    limit,
    message: `is one alias more than the ${inDigits(limit)} that a file may have`,
    fix: "set common values under defaults, or split the file",
    hidesValue: true,
  }),
  tooMuchRepeated: (limit: number) => ({
    code: "too-much-repeated",
    limit,
    message: `aliases up to here repeat more than ${inDigits(limit)} values, the limit for a file of this size`,
    fix: "repeat less by aliases, or split the file",
    hidesValue: true,
  }),
  tooManyRules: (limit: number) => ({
    code: "too-many-rules",
    limit,
    message: `needs more rules than are left of the ${inDigits(limit)} for a file of this size`,
    fix: "name a prefix list in place of many CIDRs, write ranges of ports, or split the file",
    hidesValue: true,
  }),
  tooDeep: (limit: number) => ({
    code: "too-deep",
    limit,
    message: `is nested more than ${inDigits(limit)} levels deep`,
    fix: "remove levels of lists and maps",
    hidesValue: true,
  }),
  tooManyEntries: (entries: number, limit: number) => ({
    code: "too-many-entries",
    entries,
    limit,
    message: `has ${inDigits(entries)} entries, and a list or a map may have ${inDigits(limit)}`,
    fix: "name a prefix list in place of many CIDRs, or split the file",
    hidesValue: true,
  }),
  /** `what` is a noun phrase with its article. */
  tooBig: (megabytes: number, what: string, fix: string) => ({
    code: "too-big",
    megabytes,
    message: `is larger than ${megabytes} MB, the limit for ${what}`,
    fix,
    hidesValue: true,
  }),
  duplicateKey: (key: string) => ({
    code: "duplicate-key",
    key,
    message: `the key ${key} stands in the same map already`,
    fix: "keep one of the two",
  }),
});

/** 10,000 in place of 10000. */
function inDigits(count: number): string {
  return count.toLocaleString("en");
}
