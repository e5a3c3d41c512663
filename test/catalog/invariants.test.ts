import { addonCatalogs, catalogs, cniCatalogs } from "../../src/catalog";
import { cidrProblem } from "../../src/model/cidr";
import { conditions } from "../../src/model/condition";
import { parties } from "../../src/model/party";
import { isIcmp } from "../../src/model/ports";

const everyCatalog = [...catalogs.values(), ...cniCatalogs, ...addonCatalogs];
const everyRule = everyCatalog.flatMap(({ id, rules }) => rules.map((rule) => [`${id}/${rule.id}`, rule] as const));
const onePerId = [...new Map(everyRule.map(([, rule]) => [rule.id, rule]))];
const awsText = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/;

test.each(everyCatalog.map((catalog) => [catalog.id, catalog] as const))("uses no id twice in %s", (_, { rules }) => {
  const ids = rules.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

test("uses an id for the same port rule in every catalog, except for the nodes of the cluster that Rancher runs on", () => {
  const roles = ["etcd", "controlplane", "worker"];
  const asRancher = (ends: readonly string[]) => [
    ...new Set(ends.map((end) => (roles.includes(end) ? "rancher" : end))),
  ];
  const inClusters = new Map(
    everyRule.filter(([name]) => !name.startsWith("rancher-server")).map(([, rule]) => [rule.id, rule]),
  );
  for (const [name, rule] of everyRule) {
    const known = inClusters.get(rule.id);
    if (!known) continue;
    const { from, to } = known;
    const isPlaced = name.startsWith("rancher-server");
    const expected = isPlaced ? { ...known, from: asRancher(from), to: asRancher(to) } : known;
    expect({ ...rule, from: rule.id === "egress-nodes-all" ? expected.from : rule.from }).toEqual(expected);
  }
});

describe.each(onePerId)("%s", (_, rule) => {
  test("is named <table>-<purpose>-<protocol>", () => {
    expect(rule.id).toMatch(
      /^(rancher-nodes|hardened-nodes|rancher|cluster|rke|rke2|k3s|hosted|imported|server|common|egress|canal|calico|cilium|flannel|own-cni|weave|monitoring|ingress|kube-proxy|service|path|outbound)(-[a-z0-9]+)+$/,
    );
    expect(rule.id.split("-").at(-1)).toBe(rule.protocol);
  });

  test("states its purpose in characters that AWS accepts, and briefly", () => {
    expect(rule.purpose).toMatch(awsText);
    expect(rule.purpose.length).toBeLessThanOrEqual(80);
  });

  test("refers to a document, a table and an edition, and to the revision that was read", () => {
    expect(rule.references.length).toBeGreaterThan(0);
    for (const { document, table, edition, date, source } of rule.references) {
      expect([document, table, edition, date, source]).not.toContain("");
      expect(date).toMatch(/20\d\d/);
    }
  });

  test("has ports in range and in order, or none if the protocol has none", () => {
    if (rule.protocol === "all" || /^\d+$/.test(rule.protocol)) {
      expect(rule.ports).toBe("all");
      return;
    }
    const { from, to } = rule.ports === "all" ? { from: Number.NaN, to: Number.NaN } : rule.ports;
    if (rule.protocol.startsWith("icmp")) {
      expect(isIcmp({ from, to })).toBe(true);
      return;
    }
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeGreaterThanOrEqual(from);
    expect(to).toBeLessThanOrEqual(65535);
  });

  test("names known parties and conditions, each once", () => {
    for (const named of [rule.from, rule.to]) {
      expect(named.length).toBeGreaterThan(0);
      expect(named).toEqual([...new Set(named)]);
      expect(named.filter((party) => !parties.includes(party))).toEqual([]);
    }
    expect(rule.when.filter((condition) => !Object.hasOwn(conditions, condition))).toEqual([]);
  });

  test("lists the same parties on both sides if the traffic stays on the node", () => {
    expect(rule.scope === "network" || rule.from.join() === rule.to.join()).toBe(true);
  });
});

test("has networks in AWS's form as the addresses of the documents", () => {
  const printed = everyCatalog.flatMap(({ addresses }) => Object.values(addresses).flatMap(({ cidrs }) => cidrs));
  expect(printed.map((address) => cidrProblem(address))).toEqual(printed.map(() => undefined));
});
