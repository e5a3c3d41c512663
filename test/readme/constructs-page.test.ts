import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blocksIn, compile, packageFolder } from "./package-folder";

const page = readFileSync(join(__dirname, "../../docs/constructs.md"), "utf8");

test("has blocks that together are one program, which compiles, synthesises and prints the output on the page", () => {
  const blocks = blocksIn(page, "ts");
  expect(blocks.length).toBeGreaterThan(4);
  const folder = packageFolder({ "page.ts": blocks.map(({ text }) => text).join("\n") });
  try {
    expect(compile(folder)).toEqual({ status: 0, stdout: "" });
    const { status, stderr, stdout } = spawnSync(process.execPath, ["page.js"], { cwd: folder, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const [, printed] = /console\.log\(portRule.* \/\/ (.*)$/m.exec(page) ?? [];
    expect(stdout.split("\n")).toContain(printed);
    const { resource } = JSON.parse(readFileSync(join(folder, "cdktf.out/stacks/network/cdk.tf.json"), "utf8"));
    const count = (type: string) => Object.keys(resource[type]).length;
    // rancher 1, production 2, shared 3, lab 3, tagged 3 and one for its nodes, the node driver 1.
    expect(count("aws_security_group")).toBe(1 + 2 + 3 + 3 + 4 + 1);
    const [agents] = Object.values(resource.aws_launch_template) as { vpc_security_group_ids: string[] }[];
    const keys = agents?.vpc_security_group_ids.map((id) => /shared_(\w+)_[0-9A-F]{8}\.id/.exec(id)?.[1]);
    expect(keys).toEqual(["all", "agents"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("has a block for ES modules that compiles with nodenext and synthesises", () => {
  const [block] = blocksIn(page, "mts");
  const manifest = JSON.stringify({ private: true, type: "module" });
  const options = { target: "es2022", module: "nodenext", strict: true, skipLibCheck: true, types: ["node"] };
  const folder = packageFolder({ "page.ts": block?.text ?? "", "package.json": manifest });
  try {
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["page.ts"] }));
    expect(compile(folder)).toEqual({ status: 0, stdout: "" });
    const { status, stderr, stdout } = spawnSync(process.execPath, ["page.js"], { cwd: folder, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("'open-ssh'");
    expect(readFileSync(join(folder, "page.js"), "utf8")).toContain('from "rancher-security-groups"');
    const { resource } = JSON.parse(readFileSync(join(folder, "cdktf.out/stacks/network/cdk.tf.json"), "utf8"));
    expect(Object.keys(resource.aws_security_group)).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
