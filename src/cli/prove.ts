import { loadAssertions } from "../config/load-assertions";
import { mistake, problems, SecurityGroupsError } from "../errors";
import { proofJson, proofText } from "../report/proof";
import { prove } from "../verify/prove";
import { Reachability } from "../verify/reachability";
import { deploymentOptions, mustKnow, type Options } from "./options";
import { tried } from "./together";
import { choice, commonHelp, deploymentsOf, print, printJson, textOrJson, type Verb } from "./verb";

export const proveVerb: Verb = {
  summary: "whether the assertions of a file hold: permits, forbids, only",
  help: `Usage: rancher-sg prove FILE

${commonHelp}                     (default: every deployment)
  --format FORMAT    ${choice(textOrJson)}

FILE is YAML:
  assertions:
    - name: workers never reach etcd
      deployment: production            # default: every deployment
      forbids: { from: worker, to: etcd, protocol: tcp, ports: 2379-2381 }
    - only: { from: [etcd, controlplane], to: etcd, ports: [2379, 2380] }

Exit code 1 if an assertion does not hold; each that does not comes with a witness.
`,
  options: { ...deploymentOptions, format: textOrJson },
  named: ["FILE"],
  prepare(options) {
    const { chosen, assertions } = read(options);
    return () => {
      const views = new Map(chosen.map((entry) => [entry, new Reachability(entry.plan)]));
      const proofs = assertions.map((assertion) => ({
        assertion,
        violations: prove(views.get(assertion.entry) as Reachability, assertion),
      }));
      if (options.format === "json") printJson(proofs.map(proofJson));
      else print(proofText(proofs));
      return proofs.every(({ violations }) => violations.length === 0) ? 0 : 1;
    };
  },
};

/** The assertions, and the deployments that they are about. */
function read(options: Options) {
  const { value: deployments, issues = [] } = tried(() => deploymentsOf(options));
  const { all, chosen } = deployments ?? { all: [], chosen: [] };
  const { value: assertions, issues: more = [] } = tried(() => loadAssertions(fileOf(options), all, chosen));
  if (deployments && assertions) return { chosen, assertions };
  // Of a config that is not to be had, no deployment is known.
  throw new SecurityGroupsError([
    ...more.filter(({ code }) => deployments !== undefined || code !== "no-such-deployment"),
    ...issues,
  ]);
}

function fileOf(options: Options): string {
  mustKnow("FILE", options);
  const [file] = options.positionals;
  if (!file) throw mistake(problems.missing("stacks/assertions.yaml"), ["FILE"]);
  return file;
}
