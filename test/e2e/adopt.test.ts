/**
 * A group created through the EC2 API like that of Rancher's node driver, and imported by a real deploy: existing rules
 * keep their ids, and a rule that was added by hand stays.
 */
import type { ReportedGroup } from "../../scripts/emulator/ec2-readback";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { byHand, DriverGroupSite } from "./driver-group";

jest.setTimeout(10 * 60_000);

const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

(tools ? describe : describe.skip)("importing the group of Rancher's node driver", () => {
  let site: DriverGroupSite;
  let before: ReportedGroup;

  beforeAll(async () => {
    site = await DriverGroupSite.open(tools as Toolchain);
    before = await site.group();
  });

  afterAll(() => site?.close());

  test("reports that all rules exist, and one more that was added by hand", async () => {
    const { exitCode, stdout } = await site.audit();
    expect(stdout).toContain(`rancher-nodes is ${before.id}: 13 of 13 rules exist\n`);
    expect(stdout.match(/^ {2}(error|warning|note) .*$/gm)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^  warning {2}unrequired-flow {5}rancher-nodes: tcp 8443 from 203.0.113.9/32 \\(${byHand(before).id} "by hand"\\); `,
        ),
      ),
      `  note     unattached-group    rancher-nodes (${before.id}) is attached to nothing`,
      "  note     driver-tag-removed  rancher-nodes: the deploy removes the tag rancher-nodes, so Rancher's node driver adds no more rules",
    ]);
    expect(exitCode).toBe(1);
  });

  test("reports the same if it assumes a role first", async () => {
    const role = ", assumeRole: { roleArn: 'arn:aws:iam::123456789012:role/reader', sessionName: adopting }";
    const { stdout } = await site.audit();
    expect(await site.audit(role)).toMatchObject({ exitCode: 1, stdout });
  });

  test("plans an import of everything, without a replacement, creation or deletion", async () => {
    await site.workspace.synth(site.config(", adopt: nodes.import.json"));
    expect(await site.terraform("init")).toMatchObject({ exitCode: 0 });
    const plan = await site.terraform("plan", "-out=adopt.tfplan");
    expect(plan.said).toMatch(/Plan: 14 to import, 0 to add, \d+ to change, 0 to destroy\./);
    const { said: shown } = await site.terraform("show", "-json", "adopt.tfplan");
    const changes = (JSON.parse(shown) as { resource_changes: readonly ResourceChange[] }).resource_changes;
    expect(new Set(changes.flatMap(({ change }) => change.actions))).toEqual(new Set(["update"]));
    const imported = changes.map(({ change }) => change.importing?.id ?? "").sort();
    const kept = before.rules.filter((rule) => rule !== byHand(before)).map(({ id }) => id);
    expect(imported).toEqual([before.id, ...kept].sort());
  });

  test("deploys with the same ids, the old description of the group, and new descriptions of the rules", async () => {
    const { exitCode, said } = await site.terraform("apply", "adopt.tfplan");
    expect([exitCode, said.match(/Apply complete!.*/)?.[0]]).toEqual([
      0,
      expect.stringMatching(/^Apply complete! Resources: 14 imported, 0 added, \d+ changed, 0 destroyed\.$/),
    ]);
    const after = await site.group();
    expect([after.id, after.description, after.tags]).toEqual([before.id, "Rancher Nodes", { Name: "rancher-nodes" }]);
    expect(after.rules.map(({ id }) => id).sort()).toEqual(before.rules.map(({ id }) => id).sort());
    expect(byHand(after)).toEqual(byHand(before));
    for (const rule of after.rules) {
      if (rule !== byHand(after)) expect(rule.description).toMatch(/ \[rancher-nodes-[a-z-]+\]$/);
    }
  });

  test("has nothing left to do: with the import map, and after its removal", async () => {
    expect(await site.terraform("plan", "-detailed-exitcode")).toMatchObject({ exitCode: 0 });
    await site.workspace.synth(site.config());
    expect(await site.terraform("plan", "-detailed-exitcode")).toMatchObject({ exitCode: 0 });
    expect((await site.audit()).stdout).toContain("rancher-nodes: tcp 8443 from 203.0.113.9/32");
  });

  test("fails in Terraform before any change if the ids of the map no longer exist, and names them", async () => {
    await site.terraform("state", "rm", site.address());
    const stale = site.config(", adopt: stale.import.json");
    site.writeImportMap("stale.import.json", "sg-0123456789abcdef0");
    await site.workspace.synth(stale);
    const { exitCode, said } = await site.terraform("plan");
    expect(exitCode).toBe(1);
    expect(said).toContain("Error: Cannot import non-existent remote object");
    expect(said).toContain(`"${site.address()}"`);
  });
});

/** The actions of a plan on a resource. */
interface ResourceChange {
  readonly change: { readonly actions: readonly string[]; readonly importing?: { readonly id: string } };
}
