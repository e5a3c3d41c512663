import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type IssueCode, type Problem, problems } from "../../src/errors";
import { addressListErrorCases } from "./address-list-error-cases";
import { combinationErrorCases } from "./combination-error-cases";
import { issuesOf, linesOf } from "./config-lines";
import { existingErrorCases } from "./existing-error-cases";
import { fileErrorCases } from "./file-error-cases";
import { layoutErrorCases } from "./layout-error-cases";
import { lintErrorCases } from "./lint-error-cases";
import { partyErrorCases } from "./party-error-cases";
import { serverErrorCases } from "./server-error-cases";
import { stackErrorCases } from "./stack-error-cases";
import { valueErrorCases } from "./value-error-cases";

const cases = [
  ...addressListErrorCases,
  ...combinationErrorCases,
  ...existingErrorCases,
  ...fileErrorCases,
  ...layoutErrorCases,
  ...lintErrorCases,
  ...partyErrorCases,
  ...serverErrorCases,
  ...stackErrorCases,
  ...valueErrorCases,
];

/** Codes that are not about the content of a config file, by the test that covers them. */
const elsewhere: Readonly<Record<string, readonly IssueCode[]>> = {
  "config/load-config": ["cannot-read", "empty-folder", "not-utf8"],
  "network/text-file": ["too-big"],
  "model/validate": ["too-many-mistakes"],
  "stacks/bad-input": ["cannot-write"],
  "cli/assertion-file": [
    "no-assertions",
    "one-claim",
    "not-an-endpoint",
    "no-such-deployment",
    "ports-of-all",
    "not-icmp",
  ],
  "cli/handover": ["not-terraform-shown"],
  "cli/init-existing": [
    "group-of-rancher-and-cluster",
    "no-such-roles",
    "not-a-role",
    "nothing-like-rancher",
    "not-what-exists",
    "only-for-existing",
    "partly-read-group",
    "unknown-group",
    "which-vpc",
  ],
  "cli/bad-options": [
    "not-a-pool",
    "unbound-endpoint",
    "unknown-option",
    "no-option-value",
    "flag-value",
    "option-twice",
    "stray-argument",
    "which-deployment",
    "not-a-protocol",
    "depth-of-nothing",
    "without-sides",
    "without-option",
    "replaced-verb",
    "required-argument",
    "unknown-verb",
  ],
  "cli/folders": ["refused-rule", "unreadable-block"],
  // In a config file the names of the CNIs are a fixed list; props accept any text.
  "constructs/bad-props": ["unknown-cni"],
  "config/address-lists": ["duplicate-address-list"],
  "constructs/address-lists": ["other-address-list"],
  "constructs/connected-constructs": [
    "group-of-other",
    "icmp-family",
    "not-a-port",
    "not-ipv4",
    "stack-cycle",
    "unnamed-group",
  ],
  "constructs/framework": ["other-framework"],
  "constructs/lifecycle": ["exclusive-provider"],
  "constructs/moved-resources": ["moved-from-itself", "moved-from-stack", "moved-from-taken", "renamed-groups"],
  "constructs/security-group-ref": ["empty-lookup", "lookup-without-vpc"],
  "constructs/evaluated-texts": ["map-token", "template-directive"],
  "constructs/port-tokens": ["number-token"],
  "constructs/tokens": ["unknown-list"],
  "constructs/written-groups": ["shared-group", "stranger-in-exclusive"],
  "cli/audit": [
    "answers-differ",
    "cut-short",
    "ec2-failed",
    "no-groups-described",
    "no-rule-ids",
    "no-sdk",
    "not-an-ec2-answer",
    "not-overwritten",
    "not-what-exists",
    "several-with-name",
    "several-with-prefix",
  ],
  "network/ec2-answer": ["not-an-ec2-list", "not-one-peer", "one-page", "unknown-answer", "which-prefix-list"],
  "network/terraform-shown": ["failed-plan", "known-after-apply", "unread-resource"],
  "audit/imports": ["name-of-other-case", "same-rule-twice"],
  "cli/existing": ["needs-assertions", "no-vpc", "not-a-config", "only-with"],
  "cli/origin": ["not-an-origin", "not-joined", "only-rules"],
  "cli/init": ["already-there", "no-answer"],
  "config/import-map": ["imports-of-another", "stale-group-import", "stale-rule-import"],
  "stacks/module": ["imports-in-module", "variable-taken"],
  "verify/tampered-folders": ["key-twice", "other-folder"],
  "verify/synthesized-errors": [
    "beside-synthesized",
    "missing-stack",
    "missing-stack-file",
    "no-folder",
    "not-a-group",
    "not-json",
    "not-known-yet",
    "not-synthesized",
    "other-state",
    "unresolved-reference",
  ],
};
/** A value that can replace any text or list that a problem is about. */
const anything = Object.assign(["ANYTHING"], { toLowerCase: () => "anything" });

/** Every problem, made with `anything`. */
const made = Object.values(problems).map((make) =>
  (make as (...values: unknown[]) => Problem)(...Array(make.length).fill(anything)),
);

test.each(cases)("%s: %s", (code, _, text, lines) => {
  const issues = issuesOf(text);
  expect(linesOf(issues)).toEqual(lines);
  expect(issues.map((issue) => issue.code)).toContain(code);
});

test("covers every problem of src/errors with a test", () => {
  const covered = [...Object.values(elsewhere).flat(), ...cases.map(([code]) => code)];
  expect([...new Set(made.map(({ code }) => code))].sort()).toEqual([...new Set(covered)].sort());
});

test.each(Object.entries(elsewhere))("covers in test/%s the codes listed for it", (file, codes) => {
  const test = readFileSync(join(__dirname, `../${file}.test.ts`), "utf8");
  const longest = ({ message }: Problem) => message.split("ANYTHING").sort((a, b) => b.length - a.length)[0] as string;
  const isAsked = (problem: Problem) => test.includes(longest(problem).trim());
  expect(codes.filter((code) => !made.some((problem) => problem.code === code && isAsked(problem)))).toEqual([]);
});
