/**
 * The edits of test/verify/folder-edits.ts in real plans: the plan of an edited folder differs from that of the untouched one,
 * or Terraform refuses it, as the table says. A run has a few of the edits; with FULL=1 it has all of them.
 */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { Workspace } from "../../scripts/emulator/workspace";
import {
  editedConfig,
  editedStack,
  equalSpellings,
  type FolderEdit,
  folderEdits,
  type TerraformOutcome,
} from "../verify/folder-edits";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);
if (missing) process.stderr.write(`e2e skipped, ${missing}\n`);

const isFull = process.env.FULL === "1";
const atOnce = 2;

/** The parts of `terraform show -json` of a plan. */
interface Shown {
  readonly planned_values?: unknown;
  readonly resource_changes?: unknown;
  readonly output_changes?: unknown;
  readonly checks?: unknown;
  readonly configuration?: unknown;
}

const planned = ({ planned_values: values, resource_changes: changes, output_changes: outputs, checks }: Shown) =>
  JSON.stringify({ values, changes, outputs, checks });

(tools ? describe : describe.skip)("edited folders in real plans", () => {
  const abort = new AbortController();
  let emulator: Emulator;
  let workspace: Workspace;
  let untouched: Shown;
  let copies = 0;

  beforeAll(async () => {
    emulator = await Emulator.start((tools as Toolchain).motoServer, abort.signal);
    workspace = Workspace.keepingProvider(tools as Toolchain, abort.signal);
    await workspace.synth(editedConfig(emulator.url));
    const { exitCode, said } = await workspace.terraform(editedStack, "init", "-input=false", "-no-color");
    if (exitCode !== 0) throw new Error(said);
    const shown = await planOf(() => {});
    if (typeof shown === "string") throw new Error(shown);
    untouched = shown;
  }, 5 * minutes);
  afterAll(async () => {
    abort.abort();
    await emulator?.stop();
    workspace?.remove();
  }, minutes);

  /** The plan of a copy of the folder after an edit, or what Terraform says in place of a plan. */
  async function planOf(edit: FolderEdit["edit"]): Promise<Shown | string> {
    const name = `edited-${copies++}`;
    const copy = join(workspace.folder, name);
    cpSync(join(workspace.folder, "cdktf.out"), copy, { recursive: true, verbatimSymlinks: true });
    edit(copy);
    const terraform = (...args: readonly string[]) =>
      workspace.terraform(join("..", "..", name, "stacks", editedStack), ...args);
    const plan = () => terraform("plan", "-out=plan", "-refresh=false", "-lock=false", "-input=false", "-no-color");
    let made = await plan();
    // Modules, providers and states are chosen by this command, which a person would run next.
    if (made.exitCode !== 0 && /terraform init/.test(made.said)) {
      const initialised = await terraform("init", "-reconfigure", "-input=false", "-no-color");
      made = initialised.exitCode === 0 ? await plan() : initialised;
    }
    if (made.exitCode !== 0) return made.said;
    const { exitCode, said } = await terraform("show", "-json", "plan");
    if (exitCode !== 0) throw new Error(said);
    return JSON.parse(said);
  }

  async function outcomeOf({ edit, terraform }: FolderEdit): Promise<TerraformOutcome> {
    const shown = await planOf(edit);
    if (typeof shown === "string") return "refused";
    if (planned(shown) !== planned(untouched)) return "changes-plan";
    if (JSON.stringify(shown.configuration) !== JSON.stringify(untouched.configuration)) return "changes-configuration";
    return terraform.startsWith("not planned: ") ? terraform : "not planned: the plan is the same";
  }

  test(
    "Terraform does with each edit what the table says",
    async () => {
      const edits = folderEdits.filter(
        ({ isInSample, terraform }) => (isFull || isInSample) && !terraform.startsWith("not run: "),
      );
      const expected = new Map(edits.map(({ name, terraform }) => [name, terraform]));
      const found = new Map<string, TerraformOutcome>();
      const waiting = [...edits];
      const work = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) found.set(next.name, await outcomeOf(next));
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      const inOrder = edits.map(({ name }) => [name, found.get(name)]);
      expect(inOrder).toEqual([...expected]);
      expect(edits.length).toBeGreaterThan(isFull ? 100 : 5);
    },
    (isFull ? 60 : 5) * minutes,
  );

  test(
    "the plan of a folder with another spelling is the same",
    async () => {
      for (const { name, edit } of isFull ? equalSpellings : equalSpellings.slice(0, 1)) {
        const shown = await planOf(edit);
        expect([name, typeof shown === "string" ? shown : planned(shown)]).toEqual([name, planned(untouched)]);
      }
    },
    10 * minutes,
  );
});
