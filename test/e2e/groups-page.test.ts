/** The program of docs/groups.md: Terraform validates it with the modules of the configs on the page. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { Workspace } from "../../scripts/emulator/workspace";
import { rancherSg } from "../cli/command";
import { configs, programBlocks } from "../readme/groups-page";

const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

(tools ? test : test.skip)(
  "the program of docs/groups.md is valid",
  async () => {
    const workspace = new Workspace(mkdtempSync(join(tmpdir(), "rancher-security-groups-")), tools as Toolchain);
    try {
      const folder = join(workspace.folder, "program");
      mkdirSync(folder);
      mkdirSync(workspace.stacksFolder, { recursive: true });
      for (const { text } of configs) {
        writeFileSync(join(folder, "rancher-sg.yaml"), text);
        expect(rancherSg("synth --format module", { cwd: folder })).toMatchObject({ exitCode: 0, stderr: "" });
      }
      // The tests have no provider for Rancher itself.
      writeFileSync(join(folder, "main.tf"), programBlocks.filter((text) => !text.includes("rancher2_")).join("\n"));
      for (const command of ["init -input=false", "validate", "fmt -check -diff"]) {
        const finished = await workspace.terraform("../../program", ...command.split(" "), "-no-color");
        expect({ command, ...finished }).toMatchObject({ exitCode: 0 });
      }
    } finally {
      workspace.remove();
    }
  },
  120_000,
);
