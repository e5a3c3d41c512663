import { readTerraformApp } from "../network/terraform-json";
import { verificationText } from "../report/verification";
import { verifySynthesized } from "../verify/verify-synthesized";
import { anyDeployment, deploymentsOf } from "./deployments";
import { print, printJson } from "./print";
import { defineVerb, textOrJson } from "./verb";

export const verifyVerb = defineVerb({
  summary: "whether synthesised JSON opens what the tables ask for, and nothing else",
  positionals: { names: ["DIR"], isOptional: true, example: "cdktf.out" },
  about: "DIR is the output folder of synth: of stacks, or of modules (default: CDKTF_OUTDIR, or cdktf.out).",
  options: { ...anyDeployment, format: textOrJson },
  notes: "Exit code 1 if it does not; each violation comes with a witness.",
  run({ options, positionals: [folder] }) {
    const { all, chosen } = deploymentsOf(options);
    const app = readTerraformApp(folder ?? (process.env.CDKTF_OUTDIR || "cdktf.out"));
    const plans = all.map(({ plan }) => plan);
    const only = chosen === all ? [] : chosen.map(({ name }) => name);
    const verification = verifySynthesized(app, plans, only);
    if (options.format === "json") printJson(verification);
    else print(verificationText(verification));
    return verification.violations.length === 0 ? 0 : 1;
  },
});
