import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { deploymentSchema } from "../../src/model/deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import { issuesOf, linesOf, loadText } from "../config/config-lines";
import { inFolder, runApp, runSynth } from "../stacks/program";
import { configs, edited, machineConfig, page, programBlocks } from "./groups-page";
import { blocksIn } from "./package-folder";

const [prod] = configs;
const { region: _, vpcId: __, ...written } = parse(`${prod?.text}`).deployments[0];

test("has two configs and several fragments of the first one", () => {
  expect([configs.length, edited.length > 4]).toEqual([2, true]);
});

test.each([...configs, ...edited].map(({ title, text }) => [title, text]))("has a config that loads: %s", (_, text) => {
  expect(linesOf(issuesOf(text))).toEqual([]);
});

test("has a layout change with the groups of both layouts, in which each pool changes from one to the other", () => {
  const [{ plan } = {}] = edited
    .filter(({ text }) => text.includes("from: per-role"))
    .flatMap(({ text }) => loadText(text).entries);
  expect(plan?.groups.map(({ key }) => key).sort()).toEqual([
    "agents",
    "all",
    "controlplane",
    "etcd",
    "servers",
    "worker",
  ]);
  expect(plan?.pools.map(({ change }) => change !== undefined)).toEqual([true, true]);
});

test("has a layout change with every rule of the former and of the new layout", () => {
  const rulesOf = (groups: unknown) =>
    planDeployment(deploymentSchema.parse({ ...written, groups })).groups.flatMap(({ key, rules }) =>
      rules.map((rule) =>
        JSON.stringify([key, rule.direction, rule.ipProtocol, rule.fromPort, rule.toPort, rule.peer]),
      ),
    );
  const [from, to] = [rulesOf("per-role"), rulesOf(written.groups)];
  expect([from.length, to.length]).toEqual([88, 17]);
  expect(rulesOf({ from: "per-role", to: written.groups }).sort()).toEqual([...from, ...to].sort());
});

test("has a table with the numbers of each layout", () => {
  const layouts = {
    "`per-role` (default)": "per-role",
    "`shared-and-roles`": "shared-and-roles",
    "`single`": "single",
  };
  const rows = [...page.matchAll(/^\| (`per-role` \(default\)|`[\w-]+`|a map: [^|]+?) +\|((?: +\d+ +\|){6})$/gm)];
  expect(rows).toHaveLength(4);
  for (const [, title = "", numbers = ""] of rows) {
    const groups = layouts[title as keyof typeof layouts] ?? written.groups;
    const [all, required] = ["all", "required"].map((egress) =>
      planDeployment(deploymentSchema.parse({ ...written, groups, egress })),
    ) as [ReturnType<typeof planDeployment>, ReturnType<typeof planDeployment>];
    const rules = (plan: typeof all) => plan.groups.reduce((sum, group) => sum + group.rules.length, 0);
    const attached = (pool: string) => all.pools.find(({ name }) => name === pool)?.groups.length;
    expect([title, ...numbers.split("|").slice(0, 6).map(Number)]).toEqual([
      title,
      all.groups.length,
      rules(all),
      rules(required),
      attached("servers"),
      attached("agents"),
      all.addedFlows.length,
    ]);
  }
});

test("shows the lines that the synth of the first config prints", () => {
  const [shown] = blocksIn(page, "text");
  const { stdout } = inFolder({ "rancher-sg.yaml": `${prod?.text}` }, (folder) => runApp(folder, undefined));
  expect(stdout).toContain(`\n${shown?.text}`);
});

test("has a program that uses existing outputs of the modules, and a machine config with the names of the summary", () => {
  const named = [...programBlocks.join("").matchAll(/module\.(\w+)\.(\w+)/g)].map(([, module, output]) => [
    module,
    output,
  ]);
  expect(named.length).toBeGreaterThan(3);
  const outputs = configs.flatMap(({ text }) =>
    inFolder({ "rancher-sg.yaml": text }, (folder) => {
      const { name } = parse(text).deployments[0];
      runSynth(folder, ["--format", "module"]);
      const { output } = JSON.parse(readFileSync(join(folder, `modules/${name}/main.tf.json`), "utf8"));
      return Object.keys(output).map((key) => [name, key]);
    }),
  );
  expect(outputs).toEqual(expect.arrayContaining(named));
  const [{ plan } = {}] = loadText(`${prod?.text}`).entries;
  const agents = plan?.pools.find(({ name }) => name === "agents")?.groups ?? [];
  const names = agents.map(({ label }) => plan?.groups.find(({ key }) => key === label)?.name);
  expect(machineConfig.securityGroup).toEqual(names);
});
