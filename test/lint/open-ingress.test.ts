import { lint } from "../../src/lint/lint";
import { egress, findings, group, ids, ingress, peer, plan, rule, subject, today } from "./plans";

describe("a service that is open to the world", () => {
  const services = [
    ["open-ssh", "error", "tcp 22"],
    ["open-rdp", "error", "tcp 3389"],
    ["open-rdp", "error", "udp 3389"],
    ["open-docker", "error", "tcp 2375"],
    ["open-docker", "error", "tcp 2376"],
    ["open-etcd", "error", "tcp 2379"],
    ["open-etcd", "error", "tcp 2381"],
    ["open-kubelet", "error", "tcp 10250"],
    ["open-kube-api", "warning", "tcp 6443"],
    ["open-node-ports", "warning", "tcp 30000"],
    ["open-node-ports", "warning", "udp 32767"],
    ["open-http", "warning", "tcp 80"],
    ["open-https", "note", "tcp 443"],
    ["open-port", "warning", "tcp 9796"],
    ["open-port", "warning", "udp 8472"],
    ["open-port", "warning", "tcp 2382"],
    ["open-port", "warning", "tcp 32768"],
  ] as const;

  test.each(services)("is %s, of severity %s: %s", (id, severity, traffic) => {
    expect(findings(ingress(traffic, "0.0.0.0/0"))).toMatchObject([
      { id, severity, group: "worker", deployment: "test" },
    ]);
    expect(ids(findings(ingress(traffic, "::/0")))).toEqual([id]);
    expect(findings(ingress(traffic, "10.0.0.0/8", "203.0.113.0/24", "2001:db8::/32"))).toEqual([]);
    expect(ids(findings(egress(traffic, "0.0.0.0/0")))).toEqual(["open-egress-port"]);
  });

  it("is found in a range that contains it", () => {
    expect(ids(findings(ingress("tcp 20-25", "0.0.0.0/0")))).toEqual(["open-ssh", "open-port"]);
  });

  it("is not SSH over udp", () => {
    expect(ids(findings(ingress("udp 22", "0.0.0.0/0")))).toEqual(["open-port"]);
  });

  it("is found on the port that the deployment sets for it", () => {
    const rules = ingress("tcp 2222", "0.0.0.0/0");
    expect(ids(findings(rules))).toEqual(["open-port"]);
    expect(ids(findings(rules, { ports: { ssh: 2222 } }))).toEqual(["open-ssh"]);
  });

  it("is a web port if the Kubernetes API of a hosted cluster uses the same port", () => {
    expect(ids(findings(ingress("tcp 443", "0.0.0.0/0"), { ports: { kubernetesApi: 443 } }))).toEqual(["open-https"]);
    expect(ids(findings(ingress("tcp 7443", "0.0.0.0/0"), { ports: { kubernetesApi: 7443 } }))).toEqual([
      "open-kube-api",
    ]);
  });

  it("is reported as every service and all traffic if all protocols are open", () => {
    const found = ids(findings(ingress("-1", "0.0.0.0/0")));
    expect(found).toContain("open-all-traffic");
    expect(found).toContain("open-kubelet");
    expect(found).not.toContain("open-port");
    expect(ids(findings(ingress("tcp 0-65535", "0.0.0.0/0")))).not.toContain("open-all-traffic");
  });

  it("is reported with the rules that open it to the world, without those that open it to a few", () => {
    const [finding] = findings([...ingress("tcp 22", "0.0.0.0/0", "10.0.0.0/8"), ...ingress("tcp 443", "10.0.0.0/8")]);
    expect(finding?.rules).toEqual(["ingress-tcp-22-0.0.0.0/0"]);
    expect(finding?.portRules).toEqual(["rule-tcp-22"]);
  });

  it("is reported with the place where the source is written", () => {
    const open = { ...plan(group("worker", ingress("tcp 80", "0.0.0.0/0"))) };
    const bound = { party: "workloadClients", groups: [], peers: [peer("cidrIpv4", "0.0.0.0/0")] } as const;
    const withClients = { ...open, parties: [...open.parties, bound] };
    expect(lint(subject(withClients), today)[0]?.message).toBe(
      "tcp 80 into test-worker is open to the world; bind workloadClients to narrower cidrs, or to prefixListIds",
    );
    expect(lint(subject(open), today)[0]?.message).toBe(
      "tcp 80 into test-worker is open to the world; narrow or omit rule-tcp-80",
    );
    expect(
      findings(ingress("tcp 80", "0.0.0.0/0"), { type: "rancher-nodes", edition: "2.x", name: "test" })[0]?.message,
    ).toBe("tcp 80 into test-worker is open to the world; narrow it under sources, for rule-tcp-80");
  });

  it("is not checked if only Terraform knows the source", () => {
    const tokens = (["cidrIpv4", "securityGroup", "prefixList"] as const).map((type) =>
      rule("ingress", "tcp 22", peer(type, `\${var.${type}}`)),
    );
    expect(ids(findings(tokens))).toEqual(["unknown-prefix-list-size"]);
  });
});

describe("egress to the world", () => {
  it("is reported as open-egress for all traffic, and as open-egress-port for some", () => {
    expect(findings(egress("-1", "0.0.0.0/0"))).toMatchObject([{ id: "open-egress", severity: "warning" }]);
    expect(findings(egress("tcp 443", "0.0.0.0/0"))).toMatchObject([{ id: "open-egress-port", severity: "note" }]);
    expect(findings(egress("-1", "10.0.0.0/8"))).toEqual([]);
  });
});
