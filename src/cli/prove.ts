import { loadAssertions, type SkippedAssertion } from "../config/load-assertions";
import { prove } from "../questions/prove";
import { Reachability } from "../reach/reachability";
import { proofJson, proofText } from "../report/proof";
import { anyDeployment, deploymentsOf } from "./deployments";
import { print, printJson } from "./print";
import { defineVerb, textOrJson } from "./verb";

export const proveVerb = defineVerb({
  summary: "whether the assertions of a file hold: permits, forbids, only",
  positionals: { names: ["FILE"], example: "stacks/assertions.yaml" },
  options: { ...anyDeployment, format: textOrJson },
  notes: `FILE is YAML:
  assertions:
    - name: workers never reach etcd
      deployment: production            # default: every deployment
      forbids: { from: worker, to: etcd, protocol: tcp, ports: 2379-2381 }
    - type: cluster                     # each deployment of the type that has the parties
      permits: { from: worker, to: worker, ports: 10250 }
    - only: { from: [etcd, controlplane], to: etcd, ports: [2379, 2380] }

Exit code 1 if an assertion does not hold; each that does not comes with a witness.`,
  run({ options, positionals: [file = ""] }) {
    const { all, chosen } = deploymentsOf(options);
    const skipped: SkippedAssertion[] = [];
    const assertions = loadAssertions(file, all, chosen, { onSkipped: (assertion) => skipped.push(assertion) });
    const views = new Map(chosen.map((entry) => [entry, new Reachability(entry.plan)]));
    const proofs = assertions.map((assertion) => ({
      assertion,
      violations: prove(views.get(assertion.entry) as Reachability, assertion),
    }));
    if (options.format === "json") printJson(proofs.map(proofJson));
    else print(proofText(proofs, skipped));
    return proofs.every(({ violations }) => violations.length === 0) ? 0 : 1;
  },
});
