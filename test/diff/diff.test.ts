import { type Diff, diff } from "../../src/diff/diff";
import { plannedNetwork } from "../../src/network/planned-network";
import { parseTerraformApp, terraformNetwork } from "../../src/network/terraform-json";
import { diffMarkdown, diffText } from "../../src/report/diff";
import { plainText } from "../../src/report/styled-text";
import { handMadeNetwork } from "../verify/hand-made-network";
import { cluster } from "../verify/shipped";
import { type Json, shippedConfigs, synthesize } from "../verify/synthesized-fixture";

type Made = ReturnType<typeof cluster>;
const between = (before: Made, after: Made) => diff(plannedNetwork([before.plan]), plannedNetwork([after.plan]));
const kindsOf = ({ changes }: Diff) =>
  changes.map(({ kind, direction, group }) => `${kind} ${direction} of ${group.replace("lab/lab-", "")}`);
const plain = cluster();

test("reports a deployment as equal to itself in another notation", () => {
  const same = between(plain, cluster({ rules: {} }));
  expect(same).toEqual({ relation: "equal", changes: [], moved: [] });
  expect(plainText(diffText(same))).toBe("Equal: both allow the same flows.\n");
  expect(diffMarkdown(same)).toBe("**Equal: both allow the same flows.**\n");
});

const movedLine =
  "Flows that stay open and move to other rules. Terraform may remove the old rules before it creates the new ones, so these flows may close for seconds.";

test("reports the same flows by other rules as equal, and lists them as moved", () => {
  const halves = between(plain, cluster({}, { workloadClients: { cidrs: ["0.0.0.0/1", "128.0.0.0/1"] } }));
  expect(halves).toMatchObject({ relation: "equal", changes: [] });
  expect(plainText(diffText(halves))).toBe(
    [
      "Equal: both allow the same flows.",
      "",
      movedLine,
      "~ lab: ingress of controlplane",
      "    tcp 80 from 0.0.0.0/0",
      "    tcp 443 from 0.0.0.0/0",
      "    before by 2 rules of lab/lab-controlplane, after by 4 rules of lab/lab-controlplane",
      "~ lab: ingress of worker",
      "    tcp 80 from 0.0.0.0/0",
      "    tcp 443 from 0.0.0.0/0",
      "    tcp 30000-32767 from 0.0.0.0/0",
      "    udp 30000-32767 from 0.0.0.0/0",
      "    before by 4 rules of lab/lab-worker, after by 8 rules of lab/lab-worker",
      "",
    ].join("\n"),
  );
  expect(diffMarkdown(halves)).toBe(
    [
      "**Equal: both allow the same flows.**",
      "",
      movedLine,
      "",
      "| party | flows | before by | after by |",
      "|---|---|---|---|",
      "| `lab: ingress of controlplane` | `tcp 80 from 0.0.0.0/0`<br>`tcp 443 from 0.0.0.0/0` | 2 rules of `lab/lab-controlplane` | 4 rules of `lab/lab-controlplane` |",
      "| `lab: ingress of worker` | `tcp 80 from 0.0.0.0/0`<br>`tcp 443 from 0.0.0.0/0`<br>`tcp 30000-32767 from 0.0.0.0/0`<br>`udp 30000-32767 from 0.0.0.0/0` | 4 rules of `lab/lab-worker` | 8 rules of `lab/lab-worker` |",
      "",
    ].join("\n"),
  );
});

test("reports an omitted port rule as stricter, with the rule that allowed it", () => {
  expect(plainText(diffText(between(plain, cluster({ rules: { omit: ["rke-etcd-client-tcp"] } }))))).toBe(
    [
      "Stricter: the second allows less, and nothing new.",
      "- lab: ingress of lab/lab-etcd",
      "    tcp 2379 from lab/lab-controlplane, lab/lab-etcd",
      "    for instance tcp 2379 from lab/lab-controlplane, by rke-etcd-client-tcp",
      "",
    ].join("\n"),
  );
});

test("reports wider addresses as looser towards the outside, without the flows that were open before", () => {
  const wider = cluster({}, { rancher: { create: true }, apiClients: { cidrs: ["203.0.0.0/16"] } });
  expect(plainText(diffText(between(plain, wider)))).toBe(
    [
      "Looser: the second allows all of the first, and more.",
      "+ lab: ingress of lab/lab-rancher  LOOSER TOWARDS THE OUTSIDE",
      "    tcp 80 from 203.0.0.0/16",
      "    tcp 443 from 203.0.0.0/16",
      "      except tcp 80 from 203.0.113.0/24",
      "      except tcp 443 from 203.0.113.0/24",
      "    for instance tcp 80 from 203.0.0.0/32, by rancher-client-http-tcp, rancher-client-https-tcp",
      "",
      movedLine,
      "~ lab: ingress of rancher",
      "    tcp 80 from 203.0.113.0/24",
      "    tcp 443 from 203.0.113.0/24",
      "    before by 2 rules of lab/lab-rancher, after by 2 rules of lab/lab-rancher",
      "",
    ].join("\n"),
  );
  expect(diffMarkdown(between(plain, wider))).toBe(
    [
      "**Looser: the second allows all of the first, and more.**",
      "",
      "> **Looser towards the outside:** addresses gained access; see the rows in bold.",
      "",
      "| | group | flows | for instance | by |",
      "|---|---|---|---|---|",
      "| + | **`lab: ingress of lab/lab-rancher`** | `tcp 80 from 203.0.0.0/16`<br>`tcp 443 from 203.0.0.0/16`<br>except `tcp 80 from 203.0.113.0/24`<br>except `tcp 443 from 203.0.113.0/24` | `tcp 80 from 203.0.0.0/32` | `rancher-client-http-tcp`, `rancher-client-https-tcp` |",
      "",
      movedLine,
      "",
      "| party | flows | before by | after by |",
      "|---|---|---|---|",
      "| `lab: ingress of rancher` | `tcp 80 from 203.0.113.0/24`<br>`tcp 443 from 203.0.113.0/24` | 2 rules of `lab/lab-rancher` | 2 rules of `lab/lab-rancher` |",
      "",
    ].join("\n"),
  );
});

test("keeps names in their Markdown cell, as code", () => {
  const name = "a|b`\n/close @team <b>";
  const texts = { deployment: name, group: name, flows: [name, "@team"], except: [name], witness: name };
  const change = { ...texts, kind: "added", direction: "ingress", isOutside: true, portRules: [name] } as const;
  const rule = { group: name, rule: name };
  const move = { ...texts, party: name, direction: "ingress", oldRules: [rule], newRules: [rule] } as const;
  const lines = diffMarkdown({ relation: "looser", changes: [change], moved: [move] }).split("\n");
  expect(lines).toHaveLength(14);
  expect([lines[6]?.split("|").length, lines[12]?.split("|").length]).toEqual([7, 6]);
  const outsideCode = (row = "") => row.replaceAll(/<code>.*?<\/code>|`[^`]*`/g, "");
  expect(outsideCode(lines[6])).toBe("| + | **** | <br><br>except  |  |  |");
  expect(outsideCode(lines[12])).toBe("|  | <br> | a rule of  | a rule of  |");
});

test.each([
  ["a prefix list", { cidrs: ["203.0.113.0/24"], prefixListIds: ["pl-0123456789abcdef0"] }, true],
  ["an address that only Terraform knows", { cidrs: ["203.0.113.0/24", "${var.office}"] }, true],
  ["another group", { cidrs: ["203.0.113.0/24"], securityGroupIds: ["sg-0123456789abcdef0"] }, false],
])("reports %s as looser towards the outside, or only as looser", (_, apiClients, isOutside) => {
  const { relation, changes } = between(plain, cluster({}, { apiClients }));
  expect(relation).toBe("looser");
  expect(changes.map((change) => change.isOutside)).toEqual([isOutside]);
});

test("reports changes that both open and close flows as incomparable, with both", () => {
  const moved = cluster({}, { rancher: { create: true }, apiClients: { cidrs: ["198.51.100.0/24"] } });
  expect(between(plain, moved).relation).toBe("incomparable");
  expect(kindsOf(between(plain, moved))).toEqual(["added ingress of rancher", "removed ingress of rancher"]);
  expect(between(plain, moved).changes.map(({ isOutside }) => isOutside)).toEqual([true, false]);
});

test("reports opened egress as looser, in egress alone: the world includes the groups that were named", () => {
  const { relation, changes } = between(cluster({ egress: "required" }), plain);
  expect(relation).toBe("looser");
  expect(changes.every(({ direction, isOutside }) => direction === "egress" && !isOutside)).toBe(true);
});

test("reports all flows of a deployment that is added or removed", () => {
  const nothing = { groups: [] };
  const none = { relation: "looser", changes: expect.arrayContaining([expect.objectContaining({ kind: "added" })]) };
  expect(diff(nothing, plannedNetwork([plain.plan]))).toMatchObject(none);
  expect(diff(plannedNetwork([plain.plan]), nothing)).toMatchObject({ relation: "stricter" });
  expect(diff(nothing, nothing)).toEqual({ relation: "equal", changes: [], moved: [] });
});

test("treats groups of one name as one group, with the rules of both", () => {
  const [etcd, worker] = ["etcd", "worker"].map((key) => plain.plan.groups.find((group) => group.key === key));
  const subjects = (...groups: (typeof etcd)[]) =>
    handMadeNetwork(...groups.flatMap((group) => (group ? { name: "shared", rules: group.rules } : [])));
  expect(diff(subjects(etcd, worker), subjects(worker, etcd)).relation).toBe("equal");
  expect(diff(subjects(etcd, worker), subjects(worker)).relation).toBe("stricter");
  expect(diff(subjects(etcd, worker), subjects(etcd)).relation).toBe("stricter");
});

describe.each(shippedConfigs)("%s and the folder that it synthesises to", (config) => {
  const { json, plans } = synthesize(config);
  const optimized = synthesize(config, true).json;
  const planned = plannedNetwork(plans);
  const read = (folder: typeof json) => terraformNetwork(parseTerraformApp(folder));

  test("allow the same flows: one of each, and two folders", () => {
    for (const [before, after] of [
      [planned, read(json)],
      [read(json), planned],
    ] as const) {
      expect(diff(before, after)).toEqual({ relation: "equal", changes: [], moved: [] });
    }
    expect(diff(read(json), read(optimized))).toMatchObject({ relation: "equal", changes: [] });
  });

  test("differ by a rule that is removed from the folder", () => {
    const copy = structuredClone(json);
    const [stack] = copy.stacks as Json;
    const rules = stack.json.resource.aws_vpc_security_group_ingress_rule;
    const [address = ""] = Object.keys(rules);
    const { description } = rules[address];
    delete rules[address];
    const { relation, changes } = diff(planned, read(copy));
    expect(relation).toBe("stricter");
    const [, ids] = /\[(.*)\]$/.exec(description) ?? [];
    expect(changes.map(({ portRules }) => portRules.join(", "))).toEqual([ids]);
  });
});
