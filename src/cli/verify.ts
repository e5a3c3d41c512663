import { loadAssertions, type SkippedAssertion } from "../config/load-assertions";
import { mistake, problems } from "../errors";
import { isSynthesized } from "../network/terraform-folder";
import { readTerraformApp } from "../network/terraform-json";
import { prove } from "../questions/prove";
import type { Reachability } from "../reach/reachability";
import { proofJson, proofText } from "../report/proof";
import { verificationText } from "../report/verification";
import { synthesizedReachability } from "../verify/synthesized-reachability";
import { verifySynthesized } from "../verify/verify-synthesized";
import { printText } from "./colour";
import { anyDeployment, deploymentsOf } from "./deployments";
import { existingFor, liveFlag, liveOptions } from "./existing";
import { isFoundOrigin, originsText } from "./origin";
import { printJson } from "./print";
import { defineVerb, textOrJson } from "./verb";

export const verifyVerb = defineVerb({
  purpose: "prove",
  summary: "whether synthesised JSON opens exactly what the tables require, and whether your assertions hold",
  positionals: { names: ["DIR"], isOptional: true, example: "cdktf.out" },
  about: `DIR is the output folder of synth: of stacks, or of modules (default: CDKTF_OUTDIR, or cdktf.out). Provider,
state and every other setting in it have to be what synth writes for the config.
With --assertions, DIR may be another origin, or --live in its place: then only the assertions are proven, by the
groups that exist.
${originsText}.`,
  flags: liveFlag,
  options: {
    ...anyDeployment,
    assertions: {
      value: "FILE",
      description: "prove the assertions of this file too, by the rules in the JSON (default: no assertions)",
    },
    ...liveOptions,
    format: textOrJson,
  },
  notes: `FILE is YAML:
  assertions:
    - name: workers never reach etcd
      deployment: production            # default: every deployment
      forbids: { from: worker, to: etcd, protocol: tcp, ports: 2379-2381 }
    - type: cluster                     # each deployment of the type that has the parties
      permits: { from: worker, to: worker, ports: 10250 }
    - only: { from: [etcd, controlplane], to: etcd, ports: [2379, 2380] }

The kinds are permits, forbids and only.
Exit code 1 if the JSON differs from the tables or an assertion does not hold; each violation comes with a witness.`,
  async run({ options, flags, positionals: [folder] }) {
    const { all, chosen } = deploymentsOf(options);
    const skipped: SkippedAssertion[] = [];
    const onSkipped = (assertion: SkippedAssertion) => skipped.push(assertion);
    const file = options.assertions;
    const assertions = file === undefined ? undefined : loadAssertions(file, all, chosen, { onSkipped });
    if (flags.live && !assertions) throw mistake(problems.required("assertions.yaml"), ["--assertions"]);
    const isOrigin = folder !== undefined && assertions !== undefined && !isSynthesized(folder);
    const asked = { name: isOrigin || flags.live ? folder : undefined, isLive: flags.live, options };
    const existing = await existingFor(asked, all, chosen);
    if (existing && assertions) {
      const proofs = assertions.map((assertion) => ({
        assertion,
        violations: prove(existing(assertion.entry.plan), assertion),
      }));
      if (options.format === "json") printJson({ assertions: proofs.map(proofJson) });
      else printText(proofText(proofs, skipped));
      return proofs.every(({ violations }) => violations.length === 0) ? 0 : 1;
    }
    if (folder !== undefined && isFoundOrigin(folder)) throw mistake(problems.needsAssertions(), [folder]);
    const app = readTerraformApp(folder ?? (process.env.CDKTF_OUTDIR || "cdktf.out"));
    const plans = all.map(({ plan }) => plan);
    const only = chosen === all ? [] : chosen.map(({ name }) => name);
    const imports = new Map(all.flatMap(({ name, imports: map }) => (map ? [[name, map] as const] : [])));
    const verification = verifySynthesized(app, plans, only, { mayHaveOthers: false, imports });
    const subjects = [...new Set(assertions?.map(({ entry }) => entry.plan))];
    const views = synthesizedReachability(app, subjects, plans);
    const proofs = assertions?.map((assertion) => ({
      assertion,
      violations: prove(views.get(assertion.entry.plan) as Reachability, assertion),
    }));
    if (options.format === "json") {
      printJson({ ...verification, ...(proofs ? { assertions: proofs.map(proofJson) } : {}) });
    } else {
      printText([...verificationText(verification), ...(proofs ? proofText(proofs, skipped) : [])]);
    }
    const isProven = (proofs ?? []).every(({ violations }) => violations.length === 0);
    return verification.violations.length === 0 && isProven ? 0 : 1;
  },
});
