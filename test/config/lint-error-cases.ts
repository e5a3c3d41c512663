/**
 * Mistakes in the key `lint` of a deployment. By code and case: a config, and every line that a user reads about it.
 */
import { nodes } from "./config-lines";
import type { ErrorCase } from "./error-case";

const acknowledging = (entry: string) => nodes(`    lint: { acknowledge: [${entry}] }\n`);
const at = "deployments[0].lint.acknowledge[0]";

export const lintErrorCases: readonly ErrorCase[] = [
  [
    "no-reason",
    "an acknowledgement whose reason is blank",
    acknowledging('{ id: open-ssh, reason: " " }'),
    [
      `c.yaml:6:51 ${at}.reason: gives no reason, got " "; say why the finding is accepted, for whoever reads it in a year`,
    ],
  ],
  [
    "missing",
    "an acknowledgement without a reason",
    acknowledging("{ id: open-ssh }"),
    [`c.yaml:6:27 ${at}.reason: is required; for example SSH goes through the bastion`],
  ],
  [
    "not-a-date",
    "an expiry date that does not exist",
    acknowledging("{ id: open-ssh, reason: x, expires: 2027-02-30 }"),
    [`c.yaml:6:63 ${at}.expires: is not a date, got "2027-02-30"; write it as 2027-01-31`],
  ],
  [
    "not-a-date",
    "an expiry that is not a date",
    acknowledging("{ id: open-ssh, reason: x, expires: soon }"),
    [`c.yaml:6:63 ${at}.expires: is not a date, got "soon"; write it as 2027-01-31`],
  ],
  [
    "not-one-of",
    "an acknowledgement of a check that does not exist",
    acknowledging("{ id: open-shh, reason: x }"),
    [`c.yaml:6:33 ${at}.id: is not an allowed value, got "open-shh"; did you mean "open-ssh"?`],
  ],
  [
    "unknown-key",
    "an acknowledgement with an unknown key",
    acknowledging("{ id: open-ssh, reason: x, expire: 2027-01-31 }"),
    [`c.yaml:6:54 ${at}.expire: is not a known key; did you mean "expires"?`],
  ],
  [
    "out-of-range",
    "a prefix list without entries",
    nodes("    lint: { prefixListEntries: { pl-0123456789abcdef0: 0 } }\n"),
    ["c.yaml:6:56 deployments[0].lint.prefixListEntries.pl-0123456789abcdef0: must be 1 or more, got 0"],
  ],
];
