/** What holds of every site, whatever it was deployed from. */
import type { ReportedGroup } from "../../scripts/emulator/ec2-readback";
import type { Place, Site } from "./landscape";
import { reportedRules, type StackFile, synthesizedRules } from "./synthesized-rules";
import { patience, timed } from "./timings";

/** Tests of what EC2 and Terraform say of a site after the deploy. */
export function testDeployedSite(name: string, site: () => Site): void {
  const reported = (of: (place: Place) => readonly ReportedGroup[]) => Object.values(site().places).flatMap(of);
  const groups = () => reported((place) => place.groups);
  const before = () => reported((place) => place.before);

  test("the id of every created group is an output, and no other group was created", () => {
    const created = Object.values(site().outputs).flatMap((values) =>
      Object.entries(values).flatMap(([output, value]) => (output.endsWith("_security_group_id") ? value : [])),
    );
    // The nodes of a cluster may share one group.
    const expected = [...before().map(({ id }) => id), ...new Set(created)];
    const ids = groups().map(({ id }) => id);
    expect(ids.sort()).toEqual(expected.sort());
  });

  test("the name of every created group is an output, as EC2 reports it", () => {
    const nameOf = new Map(groups().map(({ id, name }) => [id, name]));
    const outputs = Object.values(site().outputs).flatMap((values) => Object.entries(values));
    const ids = outputs.filter(([output]) => output.endsWith("_security_group_id"));
    const names = outputs.filter(([output]) => output.endsWith("_security_group_name"));
    const expected = ids.map(([output, id]) => [output.replace(/_id$/, "_name"), nameOf.get(id)]);
    expect(names.length).toBeGreaterThan(0);
    expect(names.sort()).toEqual(expected.sort());
  });

  test("every rule arrives with its description and tags, and beside them only those that were there", () => {
    const { workspace } = site();
    const stacks = workspace.stacks.map((stack) => [stack, workspace.synthesized(stack) as StackFile] as const);
    const expected = [...synthesizedRules(Object.fromEntries(stacks)), ...reportedRules(before())];
    expect(reportedRules(groups(), before())).toEqual(expected.sort());
  });

  test("every rule says what it is for, and is named after the port rules that asked for it", () => {
    const rules = groups().flatMap((group) => group.rules.filter(({ tags }) => tags.Name));
    const unsaid = rules.filter(
      ({ description, tags }) =>
        !/^\w.* \[[a-z0-9-]+(, [a-z0-9-]+)*\]$/.test(description) ||
        !description.endsWith(`[${tags.Name?.replaceAll(" ", ", ")}]`),
    );
    expect(rules.length).toBeGreaterThan(0);
    expect(unsaid).toEqual([]);
  });

  test("no group holds the same rule twice", () => {
    const same = groups().flatMap(({ id, rules }) =>
      rules.map(({ direction, protocol, fromPort, toPort, peer }) =>
        JSON.stringify([id, direction, protocol, fromPort, toPort, peer]),
      ),
    );
    expect(same.filter((rule, index) => same.indexOf(rule) !== index)).toEqual([]);
  });

  test(
    "a second plan shows no change in any stack",
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
