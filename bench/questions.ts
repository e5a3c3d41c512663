/** Questions about a large fleet, in one process, after its config is loaded. */
import { loadConfig } from "../src/config/load-config";
import { diff } from "../src/diff/diff";
import { lint } from "../src/lint/lint";
import { plannedNetwork } from "../src/network/planned-network";
import { readTerraformApp } from "../src/network/terraform-json";
import { planDeployment } from "../src/projection/plan-deployment";
import { check, type Question } from "../src/questions/check";
import { explain } from "../src/questions/explain";
import { prove } from "../src/questions/prove";
import { Reachability } from "../src/reach/reachability";
import { verifySynthesized } from "../src/verify/verify-synthesized";
import { fleetFiles } from "./fleets";
import type { Measure } from "./measure";
import { median } from "./median";
import { cpuMs } from "./phases";

const runs = 3;
const question: Question = {
  from: [{ party: "worker" }],
  to: [{ party: "etcd" }],
  traffic: { ipProtocol: "tcp", fromPort: 2379, toPort: 2379 },
};

function ms(work: () => unknown): number {
  return median(
    Array.from({ length: runs }, () => {
      const start = cpuMs();
      work();
      return cpuMs() - start;
    }),
  );
}

/** Expects that the fleet has been synthesised before. */
export function questions(size: number): readonly Measure[] {
  const { config, folder } = fleetFiles(size);
  const entries = loadConfig(config);
  const clusters = entries.filter(({ plan: { deployment } }) => deployment.type === "cluster");
  const rules = entries.flatMap(({ plan }) => plan.groups.flatMap((group) => group.rules)).length;
  const today = new Date().toISOString().slice(0, 10);
  const of = `of ${size} deployments`;
  const measure = (id: string, what: string, value: number): Measure => ({ id, what, value, unit: "ms" });
  const views = clusters.map(({ plan }) => new Reachability(plan));
  const checkMs = ms(() => views.map((view) => check(view, question)));
  const app = readTerraformApp(folder);
  const subjects = plannedNetwork(entries.map(({ plan }) => plan));
  const forbidden = { kind: "forbids", claim: { ...question, traffic: [question.traffic] } } as const;
  const projected = ms(() => entries.map(({ plan: { deployment } }) => planDeployment(deployment)));
  return [
    { id: "projection", what: `projection ${of}`, value: (1000 * rules) / projected, unit: "rules/s" },
    measure(
      "load",
      `reading and checking the config ${of}`,
      ms(() => loadConfig(config)),
    ),
    { ...measure("check", "one `check`", checkMs / clusters.length), goal: 1 },
    measure("explain", "one `explain`", ms(() => clusters.map((e) => explain(e.plan, question))) / clusters.length),
    measure(
      "prove",
      `one assertion about each ${of}`,
      ms(() => views.map((view) => prove(view, forbidden))),
    ),
    measure(
      "lint",
      `\`lint\` ${of}`,
      ms(() => entries.map((entry) => lint(entry.plan, today))),
    ),
    measure(
      "diff",
      `\`diff\` ${of} with themselves`,
      ms(() => diff(subjects, subjects)),
    ),
    measure(
      "read-json",
      `reading the JSON ${of}`,
      ms(() => readTerraformApp(folder)),
    ),
    measure(
      "verify",
      `\`verify\` ${of}, once read`,
      ms(() =>
        verifySynthesized(
          app,
          entries.map(({ plan }) => plan),
        ),
      ),
    ),
  ];
}
