/** Open and closed flows of add-ons and of pods without encapsulation, with the texts of `explain` and the summary. */

import { lint } from "../../src/lint/lint";
import { check } from "../../src/questions/check";
import { explain } from "../../src/questions/explain";
import { Reachability } from "../../src/reach/reachability";
import { explanationText } from "../../src/report/explanation";
import { plainText } from "../../src/report/styled-text";
import { summary } from "../../src/report/summary";
import { ids, today } from "../lint/plans";
import { cluster, question } from "../verify/shipped";

const parties = { rancher: "none", apiClients: "none", workloadClients: { cidrs: ["10.20.0.0/16"] } };
const custom = (more: Record<string, unknown>, others: Record<string, unknown> = {}) =>
  cluster({ provisioning: "custom", ...more }, { ...parties, ...others });
type Made = ReturnType<typeof custom>;

const verdict = ({ plan }: Made, text: string) => check(new Reachability(plan), question(plan, text)).verdict;
const notes = ({ plan }: Made) => {
  const [, rest = ""] = summary([{ plan, file: "out" }]).split("\n\n");
  const lines = (rest || summary([{ plan, file: "out" }])).split("\n");
  return lines.filter((line) => line.startsWith("every protocol") || line.startsWith("only the traffic"));
};
/** The documented port rules that are not in effect, each with the reason, and the edit. */
const advice = ({ plan }: Made, text: string) => {
  const { alternatives, edit } = explain(plan, question(plan, text));
  return { reasons: alternatives.map(({ portRule, reason }) => `${portRule.id}: ${reason}`), edit: edit?.text };
};

const roles = ["etcd", "controlplane", "worker"];

describe("pods without encapsulation", () => {
  const hostGateway = { distribution: "k3s", cni: { name: "flannel", encapsulation: "none" } };
  const native = { distribution: "rke2", cni: { name: "cilium", encapsulation: "none" } };
  const own = { distribution: "rke2", cni: "none" };
  const ipv6Only = { distribution: "rke2", cni: "cilium", ipFamily: "ipv6" };
  const pods = "the traffic of pods reaches nodes on the ports of the pods";

  test.each([
    ["host-gw", hostGateway, `encapsulation: none, so ${pods}`],
    ["native routing", native, `encapsulation: none, so ${pods}`],
    ["an own CNI", own, "cni: none, so another CNI may carry the traffic of pods without encapsulation"],
    ["IPv6 only", ipv6Only, "Cilium does not encapsulate the traffic of pods among nodes with IPv6 addresses only"],
  ])("open with %s every protocol among all nodes, and the summary gives the reason", (_, more, reason) => {
    const made = custom(more);
    for (const from of roles) {
      for (const to of roles)
        expect([from, to, verdict(made, `all from ${from} to ${to}`)]).toEqual([from, to, "allowed"]);
    }
    expect(verdict(made, "tcp 8080 from workloadClients to worker")).toBe("denied");
    expect(notes(made)).toEqual([`every protocol is open among the nodes of lab: ${reason}`]);
  });

  test("lint does not report the documented rules among the nodes as implied", () => {
    const found = (more: object) =>
      ids(lint(custom({ ...own, egress: "required", ...more }, { rancherCatalog: "none" }).plan, today));
    expect(found({})).toEqual([]);
  });

  test("have no open ports with an overlay, and no line in the summary", () => {
    for (const more of [
      { distribution: "rke2", cni: "cilium" },
      { ...ipv6Only, cni: { name: "cilium", encapsulation: "vxlan" } },
    ]) {
      const made = custom(more);
      expect(verdict(made, "tcp 8080 from worker to worker")).toBe("denied");
      expect(notes(made)).toEqual([]);
      expect(advice(made, "tcp 8080 from worker to worker").reasons).toEqual([]);
    }
  });
});

test("keeps the port of the encapsulation for Calico with WireGuard", () => {
  const made = custom({ distribution: "rke2", cni: { name: "calico", wireguard: true } });
  expect(verdict(made, "udp 51820 from worker to etcd")).toBe("allowed");
  expect(verdict(made, "udp 4789 from worker to etcd")).toBe("allowed");
  const without = custom({ distribution: "rke2", cni: "calico" });
  expect(advice(without, "udp 51820 from worker to worker").edit).toBe("cni: { name: calico, wireguard: true }");
});

test("opens 6081 instead of the VXLAN port for Cilium with Geneve", () => {
  const made = custom({ distribution: "rke2", cni: { name: "cilium", encapsulation: "geneve" } });
  expect(verdict(made, "udp 6081 from worker to etcd")).toBe("allowed");
  expect(verdict(made, "udp 8472 from worker to etcd")).toBe("denied");
});

test("opens Hubble and the metrics of Cilium by their add-ons, which explain names", () => {
  const without = custom({ distribution: "rke2", cni: "cilium", rancherVersion: "2.13", addons: ["monitoring"] });
  expect(advice(without, "tcp 4244 from worker to worker")).toEqual({
    reasons: ["cilium-hubble-tcp: add addons: [hubble]"],
    edit: "addons: [hubble]",
  });
  expect(advice(without, "tcp 9962 from worker to etcd").edit).toBe("addons: [cilium-metrics]");
  const { plan } = without;
  const flow = question(plan, "tcp 4244 from worker to worker");
  expect(plainText(explanationText(flow, explain(plan, flow)))).toContain(
    "\ndocumented, but not in effect here:\n  cilium-hubble-tcp: Hubble Relay to the Cilium agents (Cilium documentation, System Requirements latest: Firewall Rules, optional ports): add addons: [hubble]\n",
  );
  const having = custom({ distribution: "rke2", cni: "cilium", addons: ["hubble", "cilium-metrics"] });
  for (const port of [4244, 9962, 9965]) {
    for (const to of roles) expect(verdict(having, `tcp ${port} from worker to ${to}`)).toBe("allowed");
  }
  expect(verdict(having, "tcp 9796 from worker to worker")).toBe("denied");
});

test("names the CNI of an add-on of another CNI", () => {
  expect(advice(custom({ distribution: "rke2" }), "tcp 4244 from worker to worker").reasons).toEqual([
    "cilium-hubble-tcp: only for: Hubble, which shows the flows that Cilium sees",
  ]);
});

test("opens the kubelets to all nodes for monitoring on RKE, and the ingress controllers for ingress-metrics", () => {
  const rke = { distribution: "rke", rancherVersion: "2.11", provisioning: "node-pools" };
  const made = custom({ ...rke, addons: ["monitoring", "ingress-metrics"] });
  for (const from of roles) {
    for (const to of roles) {
      expect(verdict(made, `tcp 10250 from ${from} to ${to}`)).toBe("allowed");
      expect(verdict(made, `tcp 9796 from ${from} to ${to}`)).toBe("allowed");
      expect(verdict(made, `tcp 10254 from ${from} to ${to}`)).toBe(to === "etcd" ? "denied" : "allowed");
    }
  }
  const without = custom(rke);
  expect(advice(without, "tcp 10254 from worker to controlplane").edit).toBe("addons: [ingress-metrics]");
  expect(explain(without.plan, question(without.plan, "tcp 10250 from worker to etcd")).promises).toHaveLength(1);
});

test("opens another port for the node exporter since Rancher 2.15", () => {
  const having = (rancherVersion: string) => custom({ distribution: "rke2", rancherVersion, addons: ["monitoring"] });
  const open = (made: Made) =>
    [9100, 9796].filter((port) => verdict(made, `tcp ${port} from etcd to worker`) === "allowed");
  expect(open(having("2.14.3"))).toEqual([9796]);
  expect(open(having("2.15"))).toEqual([9100]);
});

test("opens a service of K3s on every node, and explain suggests the entry for its port", () => {
  const entry = { name: "service-load-balancer", ports: { tcp: [1883] } };
  const made = custom({ distribution: "k3s", addons: [entry] });
  for (const to of roles) expect(verdict(made, `tcp 1883 from workloadClients to ${to}`)).toBe("allowed");
  expect(verdict(made, "udp 1883 from workloadClients to worker")).toBe("denied");
  expect(verdict(made, "tcp 1883 from etcd to worker")).toBe("denied");
  expect(advice(custom({ distribution: "k3s" }), "tcp 1883 from workloadClients to worker")).toEqual({
    reasons: ["service-load-balancer-tcp: add addons: [{ name: service-load-balancer, ports: { tcp: [1883] } }]"],
    edit: "addons: [{ name: service-load-balancer, ports: { tcp: [1883] } }]",
  });
  // A service cannot listen on the port of the kubelet.
  expect(advice(custom({ distribution: "k3s" }), "tcp 10250 from workloadClients to worker").reasons).toEqual([]);
});

test("admits the load balancers of services for kube-proxy-health, and never that of Rancher", () => {
  const groups = { workloadClients: { securityGroupIds: ["sg-0123456789abcdef0"] } };
  const cloud = { distribution: "rke2", cloudProvider: { clusterId: "shop" }, loadBalancer: { terminatesTls: true } };
  const byDefault = custom({ ...cloud, addons: ["kube-proxy-health"] }, groups);
  expect(verdict(byDefault, "tcp 10256 from workloadClients to worker")).toBe("allowed");
  expect(verdict(byDefault, "tcp 10256 from loadBalancer to worker")).toBe("denied");
  expect(verdict(byDefault, "tcp 10256 from workloadClients to etcd")).toBe("denied");
  const from = { securityGroupId: "sg-0fedcba9876543210" };
  const bound = custom({ ...cloud, addons: [{ name: "kube-proxy-health", from }] }, groups);
  expect(verdict(bound, "tcp 10256 from sg-0fedcba9876543210 to worker")).toBe("allowed");
  expect(verdict(bound, "tcp 10256 from workloadClients to worker")).toBe("denied");
  expect(advice(custom(cloud, groups), "tcp 10256 from workloadClients to worker").edit).toBe(
    "addons: [kube-proxy-health]",
  );
});

test("admits one ICMP message from any address for path-mtu, by the address family of the nodes", () => {
  const rules = (ipFamily: string) =>
    custom({ distribution: "rke2", ipFamily, addons: ["path-mtu"] })
      .plan.groups.filter(({ key }) => key === "worker")
      .flatMap(({ rules: all }) => all.filter(({ portRules }) => portRules.some((id) => id.startsWith("path-mtu"))))
      .map(({ ipProtocol, fromPort, toPort, peer }) => `${ipProtocol} ${fromPort}/${toPort} ${peer.value}`);
  expect(rules("ipv4")).toEqual(["icmp 3/4 0.0.0.0/0"]);
  expect(rules("dual")).toEqual(["icmp 3/4 0.0.0.0/0", "icmpv6 2/0 ::/0"]);
});

describe("outbound needs with egress: required", () => {
  const required = { distribution: "rke2", egress: "required" };
  const outbound = ["registries", "aws-apis", "git", "s3-backups", "directory", "dns", "ntp"];
  const noCatalog = { rancherCatalog: "none" };

  test("are listed in the summary if they are missing, as YAML that can be pasted", () => {
    const [note = "", ...others] = notes(custom(required, noCatalog));
    expect(others).toEqual([]);
    const entries = outbound.map((name) => `{ name: ${name}, to: anywhere }`).join(", ");
    expect(note).toBe(
      `only the traffic of port rules may leave lab; of these addons, add those that the nodes need: [${entries}]; write cidrs or prefixListIds in place of anywhere for fewer destinations, to: none for no need`,
    );
  });

  test("are no longer listed once they are bound or declined", () => {
    const having = (addons: readonly object[]) => notes(custom({ ...required, addons }, noCatalog));
    const declined = outbound.map((name) => ({ name, to: "none" }));
    expect(having(declined.slice(1))[0]).toContain("need: [{ name: registries, to: anywhere }]; write");
    expect(
      having([...declined.slice(1), { name: "registries", to: { prefixListIds: ["pl-0123456789abcdef0"] } }]),
    ).toEqual([]);
    expect(having(declined)).toEqual([]);
    expect(notes(custom({ distribution: "rke2" }, noCatalog))).toEqual([]);
  });

  test("open a destination from every node, on the ports of its add-on only", () => {
    const to = { cidrs: ["10.50.0.0/24"] };
    const made = custom(
      {
        ...required,
        addons: [
          { name: "directory", to },
          { name: "dns", to: "none" },
        ],
      },
      noCatalog,
    );
    for (const from of roles) {
      expect(verdict(made, `tcp 636 from ${from} to 10.50.0.0/24`)).toBe("allowed");
      expect(verdict(made, `tcp 443 from ${from} to 10.50.0.0/24`)).toBe("denied");
      expect(verdict(made, `udp 53 from ${from} to 10.50.0.0/24`)).toBe("denied");
    }
    expect(
      made.plan.skippedRequirements
        .filter(({ portRule }) => portRule === "outbound-dns-udp")
        .map(({ reason }) => reason),
    ).toContain("partyNone");
  });

  test("have an entry in explain for the destination in question", () => {
    expect(advice(custom(required, noCatalog), "tcp 389 from worker to 10.50.0.0/24")).toEqual({
      reasons: ["outbound-directory-ldap-tcp: add addons: [{ name: directory, to: { cidrs: [10.50.0.0/24] } }]"],
      edit: "addons: [{ name: directory, to: { cidrs: [10.50.0.0/24] } }]",
    });
  });

  test("are covered by open egress", () => {
    const made = custom({ distribution: "rke2", addons: [{ name: "ntp", to: "anywhere" }] });
    expect(
      made.plan.skippedRequirements.find(({ portRule, from }) => portRule === "outbound-ntp-udp" && from === "worker")
        ?.reason,
    ).toBe("egressAll");
  });
});

test.each([
  ["rke2", "tcp 4244 from worker to worker"],
  ["rke2", "tcp 10254 from worker to worker"],
  ["rke2", "tcp 9100 from worker to worker"],
  ["rke2", "tcp 10256 from workloadClients to worker"],
  ["rke2", "tcp 9345 from worker to worker"],
  ["rke2", "tcp 5001 from worker to worker"],
  ["rke2", "udp 4789 from worker to worker"],
  ["rke2", "tcp 179 from worker to worker"],
  ["k3s", "tcp 5001 from worker to worker"],
])("explains a closed port that users often need: %s, %s", (distribution, flow) => {
  const made = custom({ distribution, rancherVersion: "2.13" });
  expect(verdict(made, flow)).toBe("denied");
  expect(advice(made, flow).reasons).not.toEqual([]);
});
