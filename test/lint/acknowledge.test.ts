import { checkDescriptions, lint } from "../../src/lint/lint";
import type { Acknowledgement } from "../../src/model/acknowledgement";
import { countFindings } from "../../src/model/finding";
import { issuesOf, loadText, nodes } from "../config/config-lines";
import { group, ids, ingress, plan, subject, today } from "./plans";

const open = plan(group("worker", ingress("tcp 22", "0.0.0.0/0")), group("etcd", ingress("tcp 22", "0.0.0.0/0")));
const linted = (...acknowledge: Acknowledgement[]) => lint(subject(open, { lint: { acknowledge } }), today);
const ssh = { id: "open-ssh", reason: "Through the bastion" };

describe("an acknowledgement", () => {
  it("marks the findings of its check, which then do not count", () => {
    const found = linted(ssh);
    expect(found).toMatchObject([
      { id: "open-ssh", group: "etcd", acknowledged: { reason: "Through the bastion" } },
      { id: "open-ssh", group: "worker", acknowledged: { reason: "Through the bastion" } },
    ]);
    expect(countFindings(found)).toEqual({ error: 0, warning: 0, note: 0, acknowledged: 2 });
  });

  it("may apply to one group, by its party or its name in EC2", () => {
    for (const name of ["worker", "test-worker"]) {
      const found = linted({ ...ssh, group: name });
      expect(found.map(({ group, acknowledged }) => [group, acknowledged !== undefined])).toEqual([
        ["etcd", false],
        ["worker", true],
      ]);
    }
  });

  it("is valid until the end of the day on which it expires", () => {
    expect(countFindings(linted({ ...ssh, expires: today }))).toMatchObject({ error: 0, acknowledged: 2 });
    expect(linted({ ...ssh, expires: today })[0]?.acknowledged).toEqual({ reason: ssh.reason, expires: today });
  });

  it("is reported once it has expired, and its findings count again", () => {
    const found = linted({ ...ssh, expires: "2026-11-21" });
    expect(ids(found)).toEqual(["open-ssh", "expired-acknowledgement"]);
    expect(countFindings(found)).toEqual({ error: 2, warning: 1, note: 0, acknowledged: 0 });
    expect(found.at(-1)?.message).toBe(
      "the acknowledgement of open-ssh expired on 2026-11-21: its 2 findings count again; mend what is found, or renew it with a new date",
    );
  });

  it("is covered by another that has not expired, and still reported", () => {
    const found = linted({ ...ssh, expires: "2026-11-21" }, { ...ssh, reason: "Renewed" });
    expect(countFindings(found)).toEqual({ error: 0, warning: 1, note: 0, acknowledged: 2 });
  });

  it("is reported if it matches nothing, expired or not", () => {
    for (const expires of [undefined, "2020-01-01"]) {
      const found = linted(ssh, { id: "open-rdp", reason: "x", ...(expires ? { expires } : {}) });
      expect(found.at(-1)).toMatchObject({
        id: "stale-acknowledgement",
        severity: "warning",
        message: "nothing here is open-rdp any more; remove its acknowledgement",
      });
    }
    expect(linted(ssh, { id: "open-rdp", group: "etcd", reason: "x" }).at(-1)?.message).toBe(
      "nothing in etcd is open-rdp any more; remove its acknowledgement",
    );
  });

  it("is stale if it names no group, and the finding suggests the group", () => {
    expect(linted({ ...ssh, group: "test-wroker" }).at(-1)?.message).toBe(
      'the acknowledgement of open-ssh names no group of this deployment, got "test-wroker"; did you mean "test-worker"?',
    );
    expect(linted({ ...ssh, group: "production" }).at(-1)?.message).toBe(
      'the acknowledgement of open-ssh names no group of this deployment, got "production"; use one of test-worker, worker, test-etcd, etcd, or leave the group out',
    );
  });
});

describe("lint in a config file", () => {
  const entry = "id: open-ssh, group: rancher-nodes, reason: x, expires: 2027-01-31";
  const acknowledging = (id: string) => issuesOf(nodes(`    lint: { acknowledge: [{ id: ${id}, reason: x }] }\n`));

  it("accepts unquoted dates", () => {
    const [loaded] = loadText(nodes(`    lint: { acknowledge: [{ ${entry} }] }\n`)).entries;
    expect(loaded?.plan.deployment.lint?.acknowledge).toEqual([
      { id: "open-ssh", group: "rancher-nodes", reason: "x", expires: "2027-01-31" },
    ]);
  });

  it("acknowledges every check, except those of acknowledgements", () => {
    const refused = checkDescriptions.map(({ id }) => id).filter((id) => acknowledging(id).length > 0);
    expect(refused).toEqual(["expired-acknowledgement", "stale-acknowledgement"]);
  });
});
