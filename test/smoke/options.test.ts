/** Wrong command lines of `npm run smoke:aws`: nothing is planned, created or requested. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { optionsOf, usage } from "../../scripts/smoke/options";

const program = join(__dirname, "../../lib/scripts/smoke-aws.js");
const vpc = "vpc-0a1b2c3d4e5f60718";

test.each([
  ["", "--region: is required; for example us-east-1"],
  ["--region us-east-1 --yes", `--vpc: is required; for example ${vpc}`],
  ["--region mars --vpc vpc-0a1b2c3d --yes", '--region: got "mars"; for example us-east-1'],
  ["--region us-east-1 --vpc sg-0a1b2c3d --yes", `--vpc: got "sg-0a1b2c3d"; for example ${vpc}`],
  [`--region us-east-1 --vpc ${vpc} --remove all`, '--remove: got "all"; for example 3f9a2c'],
  [`--region us-east-1 --vpc ${vpc} --yes --dry-run`, /^Unknown option '--dry-run'/],
  [`--region us-east-1 --vpc ${vpc} --yes now`, /^Unexpected argument 'now'/],
])("rejects '%s'", (line, message) => {
  expect(() => optionsOf(line.split(" ").filter(Boolean))).toThrow(message);
});

test("prints the mistake and its usage without --yes and without a terminal, and exits with 2", () => {
  const args = [program, "--region", "us-east-1", "--vpc", vpc];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { input: "", encoding: "utf8" });
  const mistake = "--yes: is required if the standard input is not a terminal";
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: "", stderr: `${mistake}\n${usage}` });
});

test("uses a new name for each run, and the name of the run for its removal", () => {
  const names = [1, 2].map(() => optionsOf(["--region", "us-east-1", "--vpc", vpc, "--yes"]).place.run);
  expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{6}$/), expect.not.stringMatching(`^${names[0]}$`)]);
  expect(optionsOf(["--region", "us-east-1", "--vpc", vpc, "--remove", "3f9a2c"])).toEqual({
    place: { region: "us-east-1", vpcId: vpc, run: "3f9a2c" },
    isConfirmed: false,
    isRemoval: true,
  });
});
