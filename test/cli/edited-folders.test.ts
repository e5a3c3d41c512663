/** Verbs that read a folder of synth for what it opens, with the edits that `verify` notices: nothing in it is ignored silently. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOrigin } from "../../src/cli/origin";
import { diff } from "../../src/diff/diff";
import { SecurityGroupsError } from "../../src/errors";
import { editedConfig, folderEdits } from "../verify/folder-edits";
import { rancherSg } from "./command";

const folder = mkdtempSync(join(tmpdir(), "rancher-sg-test-"));
const config = join(folder, "rancher-sg.yaml");
const untouched = join(folder, "untouched");

beforeAll(() => {
  writeFileSync(config, editedConfig("http://127.0.0.1:5000"));
  expect(rancherSg(["synth", "--config", config, "--output", untouched])).toMatchObject({ exitCode: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copyWith(name: string): string {
  const edit = folderEdits.find((one) => one.name === name)?.edit;
  if (!edit) throw new Error(`no edit ${name}`);
  const copy = mkdtempSync(join(folder, "copy-"));
  cpSync(untouched, copy, { recursive: true });
  edit(copy);
  return copy;
}

/** Whether the folder is refused, opens something else than before, or is read with a warning. */
function isReported(copy: string): boolean {
  const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const { relation } = diff(readOrigin(untouched).network, readOrigin(copy).network);
    return relation !== "equal" || stderr.mock.calls.length > 0;
  } catch (error) {
    if (error instanceof SecurityGroupsError) return true;
    throw error;
  } finally {
    stderr.mockRestore();
  }
}

/** Edits that open the same ports: where, by whom and with which tags and lifecycle they are deployed is no question of these verbs. */
const sameFlows: readonly string[] = [
  "another region",
  "a profile",
  "a role to assume",
  "other credentials",
  "other files of credentials",
  "another endpoint",
  "an account that is allowed",
  "accounts that are not forbidden",
  "checks of the account that are left out",
  "a proxy that is not used",
  "endpoints of the government",
  "another tag on everything",
  "tags that are ignored",
  "a provider without its account",
  "a group in another region, by the alias of a provider",
  "a rule in another region, by the alias of a provider",
  "a provider of another publisher",
  "one more provider",
  "a version of the provider that is an expression",
  "a version of Terraform",
  "another file of the state",
  "another kind of state",
  "a state of HCP Terraform",
  "a variable",
  "a move",
  "a removal",
  "an import of another group",
  "an output with another group",
  "one more output",
  "an output that reads a file",
  "a resource of the type aws_default_security_group",
  "a resource of the type aws_vpc_security_group_rules_exclusive",
  "one more group",
  "a group under another address",
  "another VPC",
  "a rule in the group itself that takes the place of another",
  "the tag of a cluster",
  "a tag with another value",
  "a description that is an expression",
  "a description with a directive",
  "a group that Terraform never destroys",
  "a new group before the old one is gone",
  "a condition",
  "all rules revoked before the group is deleted",
  "other timeouts",
  "a rule under another address",
  "a replacement of a rule whenever another changes",
  "a description of a rule that reads a file",
  "a tag of a rule",
];

test("every edit that changes what the JSON opens is refused, a difference, or a warning", () => {
  const silent = folderEdits.map(({ name }) => name).filter((name) => !isReported(copyWith(name)));
  expect(silent).toEqual(sameFlows);
});

test("diff and explain name blocks that are not judged, once", () => {
  const copy = copyWith("a resource of the type aws_lambda_function");
  const warning = `${copy} has blocks that are neither groups nor rules. They are not judged: nodes: aws_lambda_function.evil\n`;
  const question = ["--config", config, "--from", "internet", "--to", "nodes", "--port", "443"];
  expect(rancherSg(["diff", copy, untouched])).toMatchObject({ exitCode: 0, stderr: warning });
  expect(rancherSg(["explain", copy, ...question])).toMatchObject({ exitCode: 0, stderr: warning });
});

test("diff refuses rules that EC2 refuses, with their addresses", () => {
  const { exitCode, stderr } = rancherSg(["diff", untouched, copyWith("a CIDR with host bits")]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/aws_vpc_security_group_ingress_rule\.\S+: .*host bits are set, got "203\.0\.113\.5\/24"/);
});
