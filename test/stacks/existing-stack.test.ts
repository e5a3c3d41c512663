/** The example of an existing stack: a separate project, copied, compiled and run as its README describes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile, copyExample } from "../readme/package-folder";

const folder = mkdtempSync(join(tmpdir(), "existing-stack-"));
beforeAll(() => copyExample("existing-stack", folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
};
const succeeded = { status: 0, stdout: "", stderr: "" };

test("compiles, passes its own tests, and synthesises", () => {
  expect(compile(folder)).toEqual({ status: 0, stdout: "" });
  const { status, stdout } = run("--test", "lib");
  expect({ status, summary: stdout.match(/^# (pass|fail) \d+$/gm) }).toEqual({
    status: 0,
    summary: ["# pass 3", "# fail 0"],
  });
  expect(run("lib/main.js")).toEqual(succeeded);
});

test("references the groups in templates and load balancer", () => {
  const { resource } = JSON.parse(readFileSync(join(folder, "cdktf.out/stacks/platform/cdk.tf.json"), "utf8"));
  const heldBy = (type: string, groupsOf: (resource: never) => string[]) =>
    Object.values<never>(resource[type])
      .map((one) => groupsOf(one).map((id) => /aws_security_group\.production_([a-zA-Z-]+)_/.exec(id)?.[1]))
      .sort();
  type Template = { network_interfaces: [{ security_groups: string[] }] };
  expect(heldBy("aws_launch_template", (one: Template) => one.network_interfaces[0].security_groups)).toEqual([
    ["etcd", "controlplane"],
    ["rancher"],
    ["worker"],
  ]);
  expect(heldBy("aws_lb", (one: { security_groups: string[] }) => one.security_groups)).toEqual([["loadBalancer"]]);
});
