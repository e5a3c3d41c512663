/** Address lists: the rules are those of the same CIDRs written in the bindings, and every file of a folder has them. */
import { loadConfig } from "../../src/config/load-config";
import { diff } from "../../src/diff/diff";
import { lint } from "../../src/lint/lint";
import type { Plan } from "../../src/model/plan";
import { plannedNetwork } from "../../src/network/planned-network";
import { diffMarkdown, diffText } from "../../src/report/diff";
import { ruleText } from "../../src/report/rule";
import { plainText } from "../../src/report/styled-text";
import { inFolder } from "../stacks/program";
import { issuesOfFiles, linesOf, loadText, member } from "./config-lines";

const [office, vpn, ipv6, list] = ["203.0.113.0/24", "198.51.100.0/24", "2001:db8::/32", "pl-0123456789abcdef0"];

/** A cluster, a Rancher and a group of the node driver that name addresses in every kind of binding. */
const config = (addresses: (names: string, cidrs: string) => string, more = "", lists = "") => `${lists}
defaults: { region: us-east-1, vpcId: vpc-0a1b2c3d4e5f60718 }
deployments:
  - name: lab
    type: cluster
    provisioning: custom
    distribution: rke2
    rancherVersion: "2.15"
    egress: required
    ${more}
    groups: { all: { parties: [etcd, controlplane, worker] } }
    addons: [{ name: registries, to: ${addresses("[vpn]", `[${vpn}, "${ipv6}"], prefixListIds: [${list}]`)} }]
    parties:
      rancher: { cidrs: [10.0.0.0/28] }
      apiClients: none
      workloadClients: ${addresses(`[all], cidrs: [${office}]`, `[${office}, ${vpn}, "${ipv6}"], prefixListIds: [${list}]`)}
      worker: ${addresses("[office]", `[${office}]`)}
      apiLoadBalancer: ${addresses("[office], preservesClientAddresses: true", `[${office}], preservesClientAddresses: true`)}
    rules:
      add:
        - { id: own, from: [peer], to: [worker], protocol: tcp, ports: 9100, purpose: Own, peer: ${addresses("[all]", `[${office}, ${vpn}, "${ipv6}"], prefixListIds: [${list}]`)} }
  - name: nodes
    type: rancher-nodes
    edition: 2025-09
    sources: { rancher-nodes-ssh-tcp: ${addresses("[office]", `[${office}]`)} }
`;
const lists = `addresses:
  all: { addresses: [office, vpn, office] }
  office: { cidrs: [${office}], description: Berlin }
  vpn: { cidrs: [${vpn}, "2001:0DB8::/32"], prefixListIds: [${list}] }
`;
const named = (names: string) => `{ addresses: ${names} }`;
const direct = (_: string, cidrs: string) => `{ cidrs: ${cidrs} }`;
const plansOf = (text: string): readonly Plan[] => {
  const { entries, issues } = loadText(text);
  expect(linesOf(issues)).toEqual([]);
  return entries.map(({ plan }) => plan);
};
const withoutLists = (plans: readonly Plan[]) =>
  plans.map(({ groups, parties, ends }) =>
    JSON.parse(JSON.stringify({ groups, parties, ends }), (key, value) => (key === "lists" ? undefined : value)),
  );

test.each(["", "optimize: true"])("a refactoring to lists changes no rule, description or address, with %j", (more) => {
  const plans = plansOf(config(named, more, lists));
  expect(withoutLists(plans)).toEqual(withoutLists(plansOf(config(direct, more))));
  expect(plans.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules)).length).toBeGreaterThan(50);
});

test("a rule names the lists that have its address themselves, wherever the address is written", () => {
  const [lab] = plansOf(config(named, "", lists)) as readonly [Plan, ...Plan[]];
  const rules = lab.groups.flatMap(({ rules }) => rules.filter(({ portRules }) => portRules.includes("own")));
  expect(rules.map(ruleText)).toEqual([
    `tcp 9100 from ${vpn} (vpn)`,
    `tcp 9100 from ${ipv6} (vpn)`,
    `tcp 9100 from ${office} (office)`,
    `tcp 9100 from ${list} (vpn)`,
  ]);
});

test("every file of a folder has the lists of all files, also of a file with lists alone", () => {
  const files = { "a.yaml": lists, "b.yaml": config(named) };
  inFolder(files, (folder) => {
    const plans = loadConfig(folder).map(({ plan }) => plan);
    expect(withoutLists(plans)).toEqual(withoutLists(plansOf(config(direct))));
  });
  expect(issuesOfFiles({ "a.yaml": lists, "b.yaml": "addresses: {}\n" }).map(({ code }) => code)).toEqual([
    "no-deployments",
    "no-deployments",
  ]);
  expect(linesOf(issuesOfFiles({ "a.yaml": lists }))).toEqual(["a.yaml:1:1 deployments: is required"]);
});

test("a name in two files is an error with both places", () => {
  const deployments = `deployments:\n${member("a")}`;
  const files = { "a.yaml": `${deployments}addresses: { office: { cidrs: [10.0.0.0/8] } }\n`, "b.yaml": lists };
  expect(linesOf(issuesOfFiles(files))).toEqual([
    "b.yaml:3:3 addresses.office: is also the name of the list at a.yaml:3:14; rename one of them: the lists of a folder apply to all of its files",
  ]);
});

test("diff names the list that changed, and the lists of each address", () => {
  const after = lists.replace(office, `${office}, 192.0.2.0/24`);
  const [before, now] = [lists, after].map((text) => plannedNetwork(plansOf(config(named, "", text)))) as [
    never,
    never,
  ];
  const found = diff(before, now);
  expect(found).toMatchObject({
    relation: "looser",
    addressLists: [{ list: "office", added: ["192.0.2.0/24"], removed: [] }],
  });
  expect(plainText(diffText(found))).toContain("address list office: + 192.0.2.0/24\n");
  expect(plainText(diffText(found))).toContain("    tcp 9099-9100 from 192.0.2.0/24 (office)\n");
  expect(diffMarkdown(found)).toContain("`address list office: + 192.0.2.0/24`");
  expect(diff(before, before)).not.toHaveProperty("addressLists");
});

test("lint reports lists that no deployment uses once, and lists that overlap in deployments that use both", () => {
  const more = "  spare: { cidrs: [10.0.0.0/8] }\n  inner: { cidrs: [203.0.113.8/29, 203.0.113.16/29] }\n";
  const { entries } = loadText(config((names) => named(names.replace("[all]", "[all, inner]")), "", `${lists}${more}`));
  const plans = entries.map(({ plan }) => plan);
  const found = entries.map(({ plan, addressLists }) =>
    lint(plan, "2026-01-31", { plans, addressLists }).flatMap(({ id, message }) =>
      id.endsWith("address-list") || id.endsWith("address-lists") ? [`${id}: ${message}`] : [],
    ),
  );
  expect(found).toEqual([
    [
      "unused-address-list: no deployment uses the address list spare; remove it, or name it in a binding",
      "overlapping-address-lists: the address lists inner and office overlap: 203.0.113.8/29 is part of 203.0.113.0/24 of office, and so is 1 more of inner; write the addresses in one list, and name that list in the other",
    ],
    [],
  ]);
});

test("a chain of lists that name each other many times is expanded once", () => {
  const inner = (index: number) =>
    Array(9)
      .fill(`l${index + 1}`)
      .join(", ");
  const chain = Array.from({ length: 5_000 }, (_, index) => `  l${index}: { addresses: [${inner(index)}] }\n`).join("");
  const started = process.cpuUsage();
  const { entries, issues } = loadText(`${fleet(1, "l0")}addresses:\n${chain}  l5000: { cidrs: [${office}] }\n`);
  expect(issues).toEqual([]);
  const workers = entries.flatMap(({ plan }) => plan.parties.filter(({ party }) => party === "workloadClients"));
  expect(workers).toMatchObject([{ peers: [{ label: office, lists: ["l5000"] }] }]);
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(15);
});

test("the rules that lists make of a short text are limited", () => {
  const many = Array.from({ length: 400 }, (_, index) => `10.${index >> 8}.${index & 255}.0/24`).join(", ");
  const issues = issuesOfFiles({ "c.yaml": `${fleet(20, "many")}addresses: { many: { cidrs: [${many}] } }\n` });
  expect(issues.map(({ code }) => code)).toEqual(["too-many-rules"]);
});

const fleet = (count: number, name: string) => {
  const members = Array.from({ length: count }, (_, index) =>
    member(`a${index}`).replace("workloadClients: anywhere", `workloadClients: { addresses: [${name}] }`),
  );
  return `deployments:\n${members.join("")}`;
};
