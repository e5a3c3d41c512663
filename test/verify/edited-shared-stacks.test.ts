/** Edits of a stack that deployments share: its moves, outputs and settings are those of the config, or `verify` reports them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rancherSg, root } from "../cli/command";

const folder = mkdtempSync(join(tmpdir(), "rancher-sg-test-"));
const config = join(root, "stacks/examples/shared-stack.yaml");
const file = join(folder, "stacks/platform/cdk.tf.json");
let untouched = "";

interface Stack {
  moved: Record<string, string>[];
  output: Record<string, { value: Record<string, string> }>;
  terraform: { backend: { local: { path: string } } };
}

beforeAll(() => {
  expect(rancherSg(["synth", "--config", config, "--output", folder]).exitCode).toBe(0);
  untouched = readFileSync(file, "utf8");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function verifyAfter(edit: (stack: Stack) => void) {
  const stack: Stack = JSON.parse(untouched);
  edit(stack);
  writeFileSync(file, JSON.stringify(stack));
  return rancherSg(["verify", "--config", config, folder]);
}

test("proves the stack as synth writes it", () => {
  const { exitCode, stdout } = verifyAfter(({ moved }) => expect(moved.length).toBeGreaterThan(0));
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^Proven: /)]);
});

test.each<[string, (stack: Stack) => void]>([
  [
    "a move from a resource of the stack",
    ({ moved: [first, second] }) => Object.assign(first ?? {}, { from: second?.to }),
  ],
  [
    "a move to a resource that the stack lacks",
    ({ moved: [first] }) => Object.assign(first ?? {}, { to: `${first?.to}0` }),
  ],
  ["a move between types", ({ moved: [first] }) => Object.assign(first ?? {}, { from: "aws_vpc.main" })],
  ["another key in a move", ({ moved: [first] }) => Object.assign(first ?? {}, { provider: "aws.west" })],
  [
    "another id in an output",
    ({ output }) => Object.assign(output.kiosk?.value ?? {}, { worker_security_group_id: "sg-0" }),
  ],
  ["another output", ({ output }) => Object.assign(output, { other: { value: "x" } })],
  [
    "the state of another stack",
    ({ terraform }) => Object.assign(terraform.backend.local, { path: "../kiosk.tfstate" }),
  ],
])("reports %s", (_, edit) => {
  const { exitCode, stdout } = verifyAfter(edit);
  expect([exitCode, stdout]).toEqual([1, expect.not.stringContaining("Proven")]);
});
