import { verificationText } from "../report/verification";
import { readSynthesized } from "../verify/synthesized";
import { verifySynthesized } from "../verify/verify-synthesized";
import { deploymentOptions, mustKnow } from "./options";
import { together } from "./together";
import { choice, deploymentsOf, print, printJson, textOrJson, type Verb } from "./verb";

export const verifyVerb: Verb = {
  summary: "whether synthesised JSON opens what the tables ask for, and nothing else",
  help: `Usage: rancher-sg verify [DIR]

DIR is the output folder of cdktf synth (default: CDKTF_OUTDIR, or cdktf.out).

  --config FILE      config file or folder (default: RANCHER_SG_CONFIG, or stacks/rancher-sg.yaml)
  --deployment NAME  the deployment to verify (default: all)
  --format FORMAT    ${choice(textOrJson)}

Exit code 1 if it does not; each violation comes with a witness.
`,
  options: { ...deploymentOptions, format: textOrJson },
  named: ["DIR"],
  prepare(options) {
    const [{ all, chosen }, app] = together(
      () => deploymentsOf(options),
      () => {
        mustKnow("DIR", options);
        return readSynthesized(options.positionals[0] || process.env.CDKTF_OUTDIR || "cdktf.out");
      },
    );
    const only = chosen === all ? [] : chosen.map(({ name }) => name);
    const verification = verifySynthesized(
      app,
      all.map(({ plan }) => plan),
      only,
    );
    return () => {
      if (options.format === "json") printJson(verification);
      else print(verificationText(verification));
      return verification.violations.length === 0 ? 0 : 1;
    };
  },
};
