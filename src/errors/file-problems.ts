/** What can be wrong with: files and their text. */
import type { Problem } from "./issue";

export const fileProblems = {
  noDeployments: (): Problem => ({
    code: "no-deployments",
    message: "holds no deployments",
    fix: "start with a list under the key deployments; stacks/rancher-sg.yaml is an example",
    hidesValue: true,
  }),
  noAssertions: (): Problem => ({
    code: "no-assertions",
    message: "holds no assertions",
    fix: "start with a list under the key assertions; stacks/assertions.yaml is an example",
    hidesValue: true,
  }),
  oneClaim: (kinds: readonly string[]): Problem => ({
    code: "one-claim",
    message: "must claim one thing",
    fix: `write one of ${kinds.join(", ")}`,
    hidesValue: true,
  }),
  cannotWrite: (why: string): Problem => ({
    code: "cannot-write",
    message: `cannot be written: ${why}`,
    fix: "name another output folder in CDKTF_OUTDIR",
  }),
  cannotWriteFile: (why: string): Problem => ({
    code: "cannot-write",
    message: `cannot be written: ${why}`,
    fix: "name a file in a folder that is there",
  }),
  cannotRead: (why: string, fix = "name the config file in RANCHER_SG_CONFIG"): Problem => ({
    code: "cannot-read",
    message: `cannot be read: ${why}`,
    fix,
  }),
  emptyFolder: (): Problem => ({
    code: "empty-folder",
    message: "holds no config file",
    fix: "config files end in .yaml or .yml",
  }),
  severalDocuments: (): Problem => ({
    code: "several-documents",
    message: "holds more than one YAML document",
    fix: "put all deployments under one deployments key",
  }),
  notUtf8: (): Problem => ({ code: "not-utf8", message: "is not UTF-8", fix: "save it as UTF-8" }),
  notExpanded: (): Problem => ({
    code: "not-expanded",
    message: "contains an expression that Terraform would evaluate (${...}, #{...} or %{...})",
    fix: "write the value; only the constructs of a CDKTF app accept tokens",
  }),
  notATextKey: (): Problem => ({
    code: "not-a-text-key",
    message: "is a list or a map in the place of a key",
    fix: "write a text",
  }),
  reservedKey: (key: string): Problem => ({ code: "reserved-key", message: `has the key ${key}`, fix: "rename it" }),
  yaml: (message: string): Problem => ({ code: "yaml", message: `is not YAML: ${message}` }),
  duplicateKey: (key: string): Problem => ({
    code: "duplicate-key",
    message: `the key ${key} stands in the same map already`,
    fix: "keep one of the two",
  }),
} as const;
