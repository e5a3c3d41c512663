import { lint } from "../../src/lint/lint";
import { group, ids, ingress, plan, subject, today } from "./plans";

const described = (description: string) => ingress("tcp 22", "10.0.0.0/8").map((rule) => ({ ...rule, description }));

describe("a description", () => {
  test.each(["", "  ", "Managed by Terraform", "managed by Pulumi", "launch-wizard-1 created 2026-01-01", "TODO"])(
    "is reported as meaningless: %j",
    (text) => {
      expect(ids(lint(subject(plan(group("worker", described(text)))), today))).toEqual(["missing-rule-description"]);
      expect(ids(lint(subject(plan(group("worker", [], { description: text }))), today))).toEqual([
        "missing-group-description",
      ]);
    },
  );

  test.each(["SSH, managed by Terraform", "Default route of nodes", "x"])("is accepted: %j", (description) => {
    expect(lint(subject(plan(group("worker", described(description), { description }))), today)).toEqual([]);
  });

  it("is quoted in the finding, which reports a missing one as such", () => {
    const messages = (text: string) =>
      lint(subject(plan(group("worker", described(text), { description: text }))), today).map(({ message }) => message);
    expect(messages("")).toEqual([
      "test-worker has no description; say what the group is for",
      "ingress-tcp-22-10.0.0.0/8 of test-worker has no description; give its port rule a purpose",
    ]);
    expect(messages("Managed by Terraform")[0]).toBe(
      'test-worker has the default description "Managed by Terraform"; say what the group is for',
    );
  });

  it("is not reported for an existing group", () => {
    const existing = group("worker", [], { description: "", existing: { securityGroupId: "sg-1" } });
    expect(lint(subject(plan(existing)), today)).toEqual([]);
  });
});
