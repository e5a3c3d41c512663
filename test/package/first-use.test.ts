/** The first use of the package: from an empty folder to Terraform JSON. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../repository/sources";

const minutes = 60_000;

test(
  "takes at most 25 MB, and seconds rather than minutes",
  () => {
    const program = join(root, "scripts", "first-use.mjs");
    const args = [program, "--only", "package", "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const steps = JSON.parse(stdout) as readonly { readonly seconds: number; readonly megabytes: number }[];
    expect(steps).toHaveLength(2);
    expect(steps.at(-1)?.megabytes).toBeGreaterThan(5);
    expect(steps.at(-1)?.megabytes).toBeLessThanOrEqual(25);
    // The goal is 10 s on a quiet machine.
    expect(steps.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThan(60);
  },
  5 * minutes,
);
