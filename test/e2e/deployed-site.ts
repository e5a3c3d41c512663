/** Checks that apply to every site, whatever it was deployed from. */
import type { ReportedGroup } from "../../scripts/emulator/ec2-readback";
import type { Place, Site } from "./landscape";
import { reportedRules, type StackFile, synthesizedRules } from "./synthesized-rules";
import { patience, timed } from "./timings";

/** Tests what EC2 and Terraform report about a site after the deploy. */
export function testDeployedSite(name: string, site: () => Site): void {
  const reported = (of: (place: Place) => readonly ReportedGroup[]) => Object.values(site().places).flatMap(of);
  const groups = () => reported((place) => place.groups);
  const before = () => reported((place) => place.before);

  test("has an output with the id of every created group, and no other groups", () => {
    const created = Object.values(site().outputs).flatMap((values) =>
      Object.entries(values).flatMap(([output, value]) => (output.endsWith("_security_group_id") ? value : [])),
    );
    // The nodes of a cluster may share one group.
    const expected = [...before().map(({ id }) => id), ...new Set(created)];
    const ids = groups().map(({ id }) => id);
    expect(ids.sort()).toEqual(expected.sort());
  });

  test("has an output with the name of every created group, as EC2 reports it", () => {
    const nameOf = new Map(groups().map(({ id, name }) => [id, name]));
    const outputs = Object.values(site().outputs).flatMap((values) => Object.entries(values));
    const ids = outputs.filter(([output]) => output.endsWith("_security_group_id"));
    const names = outputs.filter(([output]) => output.endsWith("_security_group_name"));
    const expected = ids.map(([output, id]) => [output.replace(/_id$/, "_name"), nameOf.get(id)]);
    expect(names.length).toBeGreaterThan(0);
    expect(names.sort()).toEqual(expected.sort());
  });

  test("has every rule with its description and tags, and otherwise only rules that existed before", () => {
    const { workspace } = site();
    const stacks = workspace.stacks.map((stack) => [stack, workspace.synthesized(stack) as StackFile] as const);
    const expected = [...synthesizedRules(Object.fromEntries(stacks)), ...reportedRules(before())];
    expect(reportedRules(groups(), before())).toEqual(expected.sort());
  });

  test("describes the purpose of every rule, and names the port rules that require it", () => {
    const rules = groups().flatMap((group) => group.rules.filter(({ tags }) => tags.Name));
    const undescribed = rules.filter(
      ({ description, tags }) =>
        !/^\w.* \[[a-z0-9-]+(, [a-z0-9-]+)*\]$/.test(description) ||
        !description.endsWith(`[${tags.Name?.replaceAll(" ", ", ")}]`),
    );
    expect(rules.length).toBeGreaterThan(0);
    expect(undescribed).toEqual([]);
  });

  test("has no duplicate rule in any group", () => {
    const same = groups().flatMap(({ id, rules }) =>
      rules.map(({ direction, protocol, fromPort, toPort, peer }) =>
        JSON.stringify([id, direction, protocol, fromPort, toPort, peer]),
      ),
    );
    expect(same.filter((rule, index) => same.indexOf(rule) !== index)).toEqual([]);
  });

  test(
    "has no change in a second plan of any stack",
    async () => {
      const { workspace } = site();
      const changed: string[] = [];
      const stacks = [...workspace.stacks];
      const planNext = async (): Promise<void> => {
        const stack = stacks.shift();
        if (!stack) return;
        const plan = await workspace.terraform(stack, "plan", "-detailed-exitcode", "-input=false", "-no-color");
        if (plan.exitCode !== 0) changed.push(`${stack}: ${plan.said}`);
        await planNext();
      };
      await timed(`plan ${name}`, () => Promise.all([planNext(), planNext()]));
      expect(changed).toEqual([]);
    },
    patience,
  );
}
