import { loadAssertions } from "../config/load-assertions";
import { mistake, problems } from "../errors";
import { proofJson, proofText } from "../report/proof";
import { prove } from "../verify/prove";
import { Reachability } from "../verify/reachability";
import { parseOptions } from "./options";
import { allEntriesOf, chosen, commonHelp, print, printJson, type Verb } from "./verb";

export const proveVerb: Verb = {
  summary: "whether the assertions of a file hold: permits, forbids, only",
  help: `Usage: rancher-sg prove FILE

${commonHelp}                     (default: every deployment)
  --format FORMAT    text (default) or json

FILE is YAML:
  assertions:
    - name: workers never reach etcd
      deployment: production            # default: every deployment
      forbids: { from: worker, to: etcd, protocol: tcp, ports: 2379-2381 }
    - only: { from: [etcd, controlplane], to: etcd, ports: [2379, 2380] }

Exit code 1 if an assertion does not hold; each that does not comes with a witness.
`,
  run(args) {
    const options = parseOptions(args, { formats: ["text", "json"], named: ["FILE"] });
    const [file] = options.positionals;
    if (!file) throw mistake(problems.missing("stacks/assertions.yaml"), ["FILE"]);
    const entries = allEntriesOf(options);
    const views = new Map(chosen(entries, options).map((entry) => [entry, new Reachability(entry.plan)]));
    const proofs = loadAssertions(file, entries, [...views.keys()]).map((assertion) => ({
      assertion,
      violations: prove(views.get(assertion.entry) as Reachability, assertion),
    }));
    if (options.format === "json") printJson(proofs.map(proofJson));
    else print(proofText(proofs));
    return proofs.every(({ violations }) => violations.length === 0) ? 0 : 1;
  },
};
