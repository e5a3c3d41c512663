import fc from "fast-check";
import { checkDescriptions, lint } from "../../src/lint/lint";
import type { NamedPeer, Plan } from "../../src/model/plan";
import { flowRules } from "../flows/arbitraries";
import { shippedConfigs as shippedFiles } from "../verify/synthesized-fixture";
import { reportsOf } from "./configs";
import { egress, group, ingress, peer, plan, rule, subject, today } from "./plans";

describe("lint of the shipped configs", () => {
  it("reports the documented ports that rancher-nodes opens to the world", () => {
    const reports = reportsOf("stacks/examples/source-documents.yaml");
    const findings = reports.find(({ deployment }) => deployment === "document-driver")?.findings ?? [];
    expect(findings.map(({ severity, id, portRules }) => [severity, id, ...portRules])).toEqual([
      ["error", "open-ssh", "rancher-nodes-ssh-tcp"],
      ["error", "open-docker", "rancher-nodes-docker-tls-tcp"],
      ["warning", "open-kube-api", "rancher-nodes-kube-api-tcp"],
      ["warning", "open-node-ports", "rancher-nodes-node-ports-tcp", "rancher-nodes-node-ports-udp"],
      ["warning", "open-http", "rancher-nodes-http-tcp"],
      ["note", "open-https", "rancher-nodes-https-tcp"],
      ["warning", "open-egress", "rancher-nodes-egress-all"],
    ]);
  });

  it("reports nothing on the sample except public HTTPS and the findings it acknowledges", () => {
    const found = reportsOf("stacks/rancher-sg.yaml").flatMap(({ findings }) => findings);
    expect([...new Set(found.filter(({ acknowledged }) => !acknowledged).map(({ id }) => id))]).toEqual(["open-https"]);
    const accepted = new Set(found.flatMap(({ id, acknowledged }) => (acknowledged ? id : [])));
    expect([...accepted].sort()).toEqual(["created-rancher", "open-egress", "open-http", "open-node-ports"]);
    expect(found.flatMap(({ id, group }) => (id === "open-node-ports" ? group : []))).toEqual(["worker"]);
  });

  const ofToday = shippedFiles.filter((file) => file !== "stacks/examples/source-documents.yaml");
  it.each(ofToday)("finds neither SSH nor Docker nor the Kubernetes API open to the world in %s", (file) => {
    const ids = reportsOf(file).flatMap(({ findings }) => findings.map(({ id }) => id));
    expect(ids.filter((id) => ["open-ssh", "open-docker", "open-kube-api"].includes(id))).toEqual([]);
  });

  it.each(shippedFiles)("has a reason in %s for each accepted finding", (file) => {
    const findings = reportsOf(file).flatMap((report) => report.findings);
    const reasons = findings.flatMap(({ acknowledged }) => acknowledged?.reason ?? []);
    expect(reasons.filter((reason) => reason.length < 20 || /^as documented$/i.test(reason))).toEqual([]);
  });

  it("reports only acknowledged findings on the hardened example", () => {
    const [{ findings = [] } = {}] = reportsOf("stacks/examples/rancher-nodes.yaml");
    expect(findings.map(({ id, acknowledged }) => [id, acknowledged !== undefined])).toEqual([["open-egress", true]]);
  });

  it.each(["common-ports", "custom", "fleet", "hosted", "imported", "node-pools", "rancher-server"])(
    "finds neither errors nor rules without effect in %s",
    (name) => {
      const found = reportsOf(`stacks/examples/${name}.yaml`).flatMap(({ findings }) => findings);
      const redundant = ["implied-rule", "duplicate-rule", "one-sided-ingress", "one-sided-egress"];
      expect(found.filter(({ id, severity }) => severity === "error" || redundant.includes(id))).toEqual([]);
    },
  );
});

describe("checks", () => {
  it("have stable ids", () => {
    expect(checkDescriptions.map(({ id }) => id)).toEqual([
      ...["open-all-traffic", "open-ssh", "open-rdp", "open-docker", "open-etcd", "open-kubelet", "open-kube-api"],
      ...["open-node-ports", "open-http", "open-https", "open-port", "near-world-ingress", "near-world-egress"],
      ...["open-egress", "open-egress-port", "one-sided-ingress", "one-sided-egress"],
      ...[
        "one-family",
        "unknown-public-addresses",
        "unused-public-addresses",
        "created-rancher",
        "shared-group",
        "pool-weakens-promise",
        "shared-cluster-tag",
        "two-cluster-tags",
      ],
      ...["rules-per-group", "groups-per-interface", "rules-times-groups", "unknown-prefix-list-size"],
      ...[
        "duplicate-rule",
        "implied-rule",
        "unused-address-list",
        "overlapping-address-lists",
        "unpinned-version",
        "invalid-addresses",
        "small-nodes-group",
      ],
      ...["missing-group-description", "missing-rule-description"],
      ...["expired-acknowledgement", "stale-acknowledgement"],
    ]);
  });

  it.each(checkDescriptions)("include $id, described on one line, with ids in the form of their tools", (check) => {
    const { id, title, fix, reference, matches } = check;
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    for (const text of [title, fix]) expect(text).toMatch(/^([A-Z]|etcd)[^\n|]*[^.\n]$/);
    expect(URL.canParse(reference)).toBe(true);
    const forms = {
      checkov: /^CKV2?_AWS_\d+$/,
      trivy: /^AVD-AWS-\d{4}$/,
      kics: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      securityHub: /^EC2\.\d+$/,
    };
    for (const [tool, ids] of Object.entries(matches)) {
      for (const other of ids ?? []) expect(other).toMatch(forms[tool as keyof typeof forms]);
    }
  });
});

describe("findings", () => {
  const planned = fc.tuple(flowRules, flowRules, flowRules).map(([inOfWorker, outOfWorker, inOfEtcd]) => {
    const written = (direction: "ingress" | "egress", flows: typeof inOfWorker) =>
      flows.map(({ ipProtocol, fromPort, toPort, peer: { type, value } }) => ({
        ...rule(direction, ipProtocol, peer(type as NamedPeer["type"], value)),
        ...(fromPort === undefined ? {} : { fromPort, toPort: toPort ?? fromPort }),
      }));
    return plan(
      group("worker", [...written("ingress", inOfWorker), ...written("egress", outOfWorker)]),
      group("etcd", written("ingress", inOfEtcd)),
    );
  });

  it("are the same for every order of groups and rules", () => {
    fc.assert(
      fc.property(planned, fc.infiniteStream(fc.nat()), (one, numbers) => {
        const shuffled = shuffle(one, () => numbers.next().value);
        expect(lint(subject(shuffled), today)).toEqual(lint(subject(one), today));
      }),
      { numRuns: 1000 },
    );
  });

  it("are the same for repeated rules, except for the duplicates", () => {
    fc.assert(
      fc.property(planned, (one) => {
        const twice = {
          ...one,
          groups: one.groups.map((each) => ({ ...each, rules: [...each.rules, ...each.rules] })),
        };
        const found = (of: Plan) => lint(subject(of), today).filter(({ id }) => id !== "duplicate-rule");
        expect(found(twice)).toEqual(found(one));
      }),
      { numRuns: 1000 },
    );
  });

  it("are on one line each, with the problem and the fix", () => {
    fc.assert(
      fc.property(planned, (one) => {
        for (const { message } of lint(subject(one), today)) expect(message).toMatch(/^[^\n;]+; [^\n;]+$/);
      }),
    );
  });

  it("take time in proportion to the number of groups", () => {
    const fleet = (count: number) =>
      plan(
        ...Array.from({ length: count }, (_, i) => {
          const next = peer("group", `g${(i + 1) % count}`);
          return group(`g${i}`, [
            ...ingress("tcp 22", "10.0.0.0/8", "203.0.113.0/24"),
            ...ingress("tcp 443", "0.0.0.0/0"),
            ...ingress("tcp 30000-32767", "0.0.0.0/1", "128.0.0.0/1"),
            ...[2379, 2380, 6443, 10250].map((port) => rule("ingress", `tcp ${port}`, next)),
            ...egress("-1", "0.0.0.0/0"),
          ]);
        }),
      );
    const cpuMsOf = (count: number) => {
      const input = subject(fleet(count));
      const before = process.cpuUsage();
      expect(lint(input, today).length).toBeGreaterThan(count);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    // Other programs or the compiler can slow down any run, so the fastest of each size counts.
    const rounds = Array.from({ length: 4 }, () => ({ small: cpuMsOf(200), large: cpuMsOf(2000) }));
    const small = Math.min(...rounds.map((round) => round.small));
    const large = Math.min(...rounds.map((round) => round.large));
    // Ten times the groups: 10 if the time is linear, 100 if it is quadratic.
    expect(large / small).toBeLessThan(20);
  });
});

function shuffle(of: Plan, next: () => number): Plan {
  const shuffled = <T>(list: readonly T[]) =>
    list
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  return { ...of, groups: shuffled(of.groups).map((each) => ({ ...each, rules: shuffled(each.rules) })) };
}
