import { verificationText } from "../report/verification";
import { verifySynthesized } from "../verify/verify-synthesized";
import { parseOptions } from "./options";
import { allEntriesOf, chosen, print, printJson, type Verb } from "./verb";

export const verifyVerb: Verb = {
  summary: "whether synthesised JSON opens what the tables ask for, and nothing else",
  help: `Usage: rancher-sg verify [DIR]

DIR is the output folder of cdktf synth (default: CDKTF_OUTDIR, or cdktf.out).

  --config FILE      config file or folder (default: RANCHER_SG_CONFIG, or stacks/rancher-sg.yaml)
  --deployment NAME  the deployment to verify (default: all)
  --format FORMAT    text (default) or json

Exit code 1 if it does not; each violation comes with a witness.
`,
  run(args) {
    const options = parseOptions(args, { formats: ["text", "json"], named: ["DIR"] });
    const entries = allEntriesOf(options);
    const only = options.deployment === undefined ? [] : chosen(entries, options).map(({ name }) => name);
    const folder = options.positionals[0] || process.env.CDKTF_OUTDIR || "cdktf.out";
    const verification = verifySynthesized(folder, entries, only);
    if (options.format === "json") printJson(verification);
    else print(verificationText(verification));
    return verification.violations.length === 0 ? 0 : 1;
  },
};
