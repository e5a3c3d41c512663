import { parseDeployment, planDeployment } from "../../src";
import { cnis } from "../../src/catalog/cni";
import type { CniSupport, Distribution } from "../../src/catalog/cni/cni";
import type { SecurityGroupRule } from "../../src/model/plan";

const clients = {
  rancher: { create: true },
  apiClients: { cidrs: ["203.0.113.0/24"] },
  workloadClients: "anywhere",
} as const;

type Written = Parameters<typeof parseDeployment>[0];
const planOf = (more: object) =>
  planDeployment(
    parseDeployment({
      type: "cluster",
      rancherVersion: "2.x",
      name: "lab",
      provisioning: "custom",
      parties: clients,
      ...more,
    } as Written),
  );

/** Inbound rules of a role, such as `tcp 9345 from worker`. */
function into(role: string, more: object): readonly string[] {
  const group = planOf(more).groups.find(({ key }) => key === role);
  return (group?.rules ?? []).filter(({ direction }) => direction === "ingress").map(text);
}

function text({ ipProtocol, fromPort, toPort, peer }: SecurityGroupRule): string {
  const ports = fromPort === toPort ? fromPort : `${fromPort}-${toPort}`;
  return `${ipProtocol}${ports === undefined ? "" : ` ${ports}`} from ${peer.label}`;
}

const every = (["rke", "rke2", "k3s"] as const).flatMap((distribution: Distribution) =>
  cnis.flatMap(({ name, on }) => {
    const support = (on as Partial<Record<Distribution, CniSupport>>)[distribution];
    return (support?.encapsulations ?? []).map((encapsulation) => [distribution, name, encapsulation] as const);
  }),
);

describe.each(every)("%s with %s, encapsulation %s", (distribution, name, encapsulation) => {
  const network = { distribution, cni: { name, encapsulation } };

  test("closes etcd to workers, and etcd, the kubelet and the supervisor to every host outside", () => {
    expect(into("etcd", network).filter((rule) => /^tcp (2379|2380|2381|2379-2380) from worker$/.test(rule))).toEqual(
      [],
    );
    const outside = ["etcd", "controlplane", "worker"].flatMap((role) =>
      into(role, network).filter((rule) => !/from (etcd|controlplane|worker)$/.test(rule)),
    );
    expect(outside.filter((rule) => /^(-1|tcp (2379|2380|2381|2379-2380|10250|9345)) /.test(rule))).toEqual([]);
  });

  test("opens the same CNI traffic between any two of its nodes", () => {
    const portRules = new Set(
      cnis.flatMap(({ on }) => Object.values(on).flatMap(({ rows }) => rows.map(({ rule }) => rule.id))),
    );
    const opened = planOf(network).groups.flatMap(({ key, rules }) =>
      rules
        .filter(({ direction, portRules: ids }) => direction === "ingress" && ids.some((id) => portRules.has(id)))
        .map((rule) => [key, text(rule)] as const),
    );
    const roles = ["etcd", "controlplane", "worker"];
    const traffic = new Set(opened.map(([, rule]) => rule.split(" from ")[0]));
    expect(opened).toHaveLength(traffic.size * roles.length * roles.length);
  });
});

test("uses a WireGuard port for each address family", () => {
  const rules = (ipFamily: string) =>
    into("worker", { distribution: "k3s", cni: { name: "flannel", encapsulation: "wireguard" }, ipFamily }).filter(
      (rule) => /udp 5182\d from worker/.test(rule),
    );
  expect(rules("ipv4")).toEqual(["udp 51820 from worker"]);
  expect(rules("ipv6")).toEqual(["udp 51821 from worker"]);
  expect(rules("dual")).toEqual(["udp 51820 from worker", "udp 51821 from worker"]);
});

test("checks the health of Cilium nodes by ICMP of their address family", () => {
  const rules = (ipFamily: string) =>
    into("worker", { distribution: "rke2", cni: "cilium", ipFamily }).filter((rule) => /icmp\S* .*worker/.test(rule));
  expect(rules("ipv4")).toEqual(["icmp 8-0 from worker"]);
  expect(rules("ipv6")).toEqual(["icmpv6 128-0 from worker"]);
  expect(rules("dual")).toEqual(["icmp 8-0 from worker", "icmpv6 128-0 from worker"]);
});

test("has no ports for IP in IP and ESP", () => {
  expect(into("worker", { cni: "calico" })).toContain("4 from etcd");
  const ipsec = { distribution: "rke2", cni: { name: "cilium", encapsulation: "ipsec" } };
  expect(into("worker", ipsec)).toContain("50 from etcd");
});

test("uses the address families of the nodes for anywhere and open egress", () => {
  const world = (ipFamily: string) => {
    const group = planOf({ ipFamily }).groups.find(({ key }) => key === "worker");
    const open = (group?.rules ?? []).filter(({ peer }) => peer.value === "0.0.0.0/0" || peer.value === "::/0");
    return open.filter(({ fromPort }) => fromPort === 443 || fromPort === undefined).map(({ peer }) => peer.type);
  };
  expect(world("ipv4")).toEqual(["cidrIpv4", "cidrIpv4"]);
  expect(world("ipv6")).toEqual(["cidrIpv6", "cidrIpv6"]);
  expect(world("dual")).toEqual(["cidrIpv4", "cidrIpv6", "cidrIpv4", "cidrIpv6"]);
});

test("replaces etcd with an external datastore, which has no group", () => {
  const datastore = { securityGroupId: "sg-0123456789abcdef0", manageRules: true } as const;
  const { groups } = planOf({
    distribution: "k3s",
    datastore: "external",
    ports: { datastore: 5432 },
    parties: { ...clients, datastore },
  });
  expect(groups.map(({ key }) => key)).toEqual(["controlplane", "rancher", "sg-0123456789abcdef0", "worker"]);
  expect(groups.find(({ key }) => key.startsWith("sg-"))?.rules.map(text)).toEqual(["tcp 5432 from controlplane"]);
});

test("opens the supervisor to agents for the registry mirror, on the port of the distribution", () => {
  const ports = (distribution: string, port: number) =>
    into("worker", { distribution, addons: ["embedded-registry"] }).filter((rule) => rule.startsWith(`tcp ${port} `));
  expect(ports("rke2", 9345)).toHaveLength(3);
  expect(ports("k3s", 6443)).toHaveLength(3);
  expect(into("worker", { distribution: "rke2" }).filter((rule) => rule.startsWith("tcp 9345 "))).toEqual([]);
});

test("opens ingress to workers only since 2.9, and optionally the Kubernetes API to separate clients", () => {
  const since29 = {
    rancherVersion: "2.9",
    distribution: "rke",
    authorizedClusterEndpoint: true,
    parties: { ...clients, kubernetesApiClients: { cidrs: ["192.0.2.0/24"] } },
  };
  expect(into("controlplane", {})).toContain("tcp 443 from 0.0.0.0/0");
  expect(into("controlplane", since29)).not.toContain("tcp 443 from 0.0.0.0/0");
  expect(into("controlplane", since29)).toContain("tcp 6443 from 192.0.2.0/24");
  expect(into("worker", since29)).toContain("tcp 443 from 0.0.0.0/0");
});
