import fc from "fast-check";
import type { DeploymentInput } from "../../src/model/deployment";
import { parseDeployment } from "../../src/model/parse-deployment";
import { PlanNames, plannedNetwork } from "../../src/network/planned-network";
import { parseTerraformApp } from "../../src/network/terraform-json";
import { planDeployment } from "../../src/projection/plan-deployment";
import { plainText } from "../../src/report/styled-text";
import { verificationText } from "../../src/report/verification";
import { verifyReach } from "../../src/verify/verify-reach";
import { verifySynthesized } from "../../src/verify/verify-synthesized";
import { type Json, keyLike, shippedConfigs, synthesize, verifyChanged } from "./synthesized-fixture";

const ingress = "aws_vpc_security_group_ingress_rule";
const egress = "aws_vpc_security_group_egress_rule";
const sample = synthesize("stacks/rancher-sg.yaml");
const fleet = synthesize("stacks/examples/fleet.yaml");
const etcdGroup = "${aws_security_group.cluster_etcd_37FFF9FB.id}";

/** The violations after a change of the stack `production` of the sample. */
function changed(change: (resource: Json, stack: Json) => void) {
  return verifyChanged(sample, ({ production }) => change(production.resource, production)).violations;
}

function ruleLike(resource: Json, pattern: RegExp): Json {
  return resource[ingress][keyLike(resource[ingress], pattern)];
}

describe("verify passes on the synthesised folder", () => {
  test.each(shippedConfigs)("%s", (config) => {
    for (const optimize of [false, true]) {
      const { json, plans } = synthesize(config, optimize);
      expect(verifySynthesized(parseTerraformApp(json), plans).violations).toEqual([]);
    }
  });

  test("with rules in any order and any number", () => {
    const { json, plans } = fleet;
    const keys = json.stacks.map(({ json: stack }) => Object.keys((stack as Json).resource[ingress]));
    fc.assert(
      fc.property(
        fc.tuple(...keys.map((list) => fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }))),
        (orders) => {
          const stacks = json.stacks.map((stack, index) => {
            const rules = (stack.json as Json).resource[ingress];
            const shuffled = (orders[index] ?? []).map((key, place) => [`${key}-${place}`, rules[key]]);
            const resource = { ...(stack.json as Json).resource, [ingress]: Object.fromEntries(shuffled) };
            return { ...stack, json: { ...stack.json, resource } };
          });
          const shuffledApp = parseTerraformApp({ ...json, stacks: stacks.reverse() });
          expect(verifySynthesized(shuffledApp, plans).violations).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  }, 240_000);

  test("with a rule whose description Terraform ignores because its peer is a group of another account", () => {
    const { json, plans } = synthesize("stacks/examples/existing-groups.yaml");
    const rules = json.stacks.flatMap(({ json: stack }): Json[] => Object.values((stack as Json).resource[egress]));
    const ignoring = rules.filter(({ lifecycle }) => lifecycle?.ignore_changes);
    expect(ignoring).toEqual(rules.filter((rule) => /^\d{12}\//.test(rule.referenced_security_group_id)));
    expect(ignoring.length).toBeGreaterThan(0);
    expect(verifySynthesized(parseTerraformApp(json), plans).violations).toEqual([]);
  });

  test("written in an older form of Terraform", () => {
    const violations = changed((resource) => {
      const key = keyLike(resource[ingress], /etcd_ingress-tcp-2379-etcd/);
      const { ip_protocol, from_port, to_port, referenced_security_group_id, security_group_id } =
        resource[ingress][key];
      delete resource[ingress][key];
      const older = {
        protocol: ip_protocol,
        from_port: `${from_port}`,
        to_port,
        self: true,
        type: "ingress",
        security_group_id,
      };
      resource.aws_security_group_rule = { older };
      expect(referenced_security_group_id).toBe(security_group_id);
    });
    expect(violations).toEqual([]);
  });
});

describe("verify fails, and reports the place and the flow", () => {
  const about = { deployment: "production", flows: [], portRules: [], addresses: [] };

  test("on a wrong port", () => {
    const address = expect.stringMatching(/^aws_vpc_security_group_ingress_rule\.cluster_etcd_ingress-tcp-2379-etcd_/);
    const found = changed((resource) => {
      Object.assign(ruleLike(resource, /etcd_ingress-tcp-2379-etcd/), { from_port: 2378, to_port: 2378 });
    });
    const where = { ...about, group: "production-etcd", direction: "ingress" };
    const missing = "tcp 2379 from production/production-etcd";
    const extra = "tcp 2378 from production/production-etcd";
    expect(found).toEqual([
      { ...where, kind: "missing-flow", witness: missing, flows: [missing], portRules: ["rke2-etcd-client-tcp"] },
      { ...where, kind: "extra-flow", witness: extra, flows: [extra], addresses: [address] },
    ]);
  });

  test("on a missing rule", () => {
    const found = changed((resource) => delete resource[egress][keyLike(resource[egress], /etcd/)]);
    const witness = "protocol 0 to 0.0.0.0/32";
    expect(found).toEqual([
      {
        ...about,
        kind: "missing-flow",
        group: "production-etcd",
        direction: "egress",
        witness,
        flows: ["all traffic to 0.0.0.0/0"],
        portRules: ["egress-nodes-all"],
      },
    ]);
  });

  test("on an extra rule", () => {
    const found = changed((resource) => {
      resource[ingress].backdoor = {
        security_group_id: etcdGroup,
        ip_protocol: "tcp",
        from_port: 22,
        to_port: 22,
        cidr_ipv6: "::/0",
      };
    });
    expect(found).toEqual([
      {
        ...about,
        kind: "extra-flow",
        group: "production-etcd",
        direction: "ingress",
        witness: "tcp 22 from ::/128",
        flows: ["tcp 22 from ::/0"],
        addresses: [`${ingress}.backdoor`],
      },
    ]);
  });

  test("on a rule for the group itself", () => {
    const found = changed(({ aws_security_group: groups }) => {
      groups.cluster_etcd_37FFF9FB.ingress = [
        { protocol: "all", from_port: 0, to_port: 0, cidr_blocks: ["192.0.2.0/24"] },
      ];
    });
    expect(found).toMatchObject([
      {
        kind: "extra-flow",
        witness: "protocol 0 from 192.0.2.0/32",
        addresses: ["aws_security_group.cluster_etcd_37FFF9FB.ingress[0]"],
      },
    ]);
  });

  test("on a rule from a group of another stack", () => {
    const found = verifyChanged(fleet, ({ shop }) => {
      const rules = shop.resource[ingress];
      const reference =
        rules[keyLike(rules, /worker_ingress-tcp-22-rancher-prod--rancher/)].referenced_security_group_id;
      rules[keyLike(rules, /etcd_ingress-tcp-2379-etcd/)].referenced_security_group_id = reference;
    }).violations;
    expect(found.map(({ kind, witness }) => [kind, witness])).toEqual([
      ["missing-flow", "tcp 2379 from shop/shop-etcd"],
      ["extra-flow", "tcp 2379 from rancher-prod/rancher-prod-rancher"],
    ]);
  });

  test("on a rule for an unknown group", () => {
    const rule = { ip_protocol: "udp", from_port: 53, to_port: 53, cidr_ipv4: "10.0.0.0/8" };
    const found = changed((resource) => {
      resource[ingress].elsewhere = { ...rule, security_group_id: "sg-0123456789abcdef0" };
    });
    const where = { direction: "ingress", witness: "udp 53 from 10.0.0.0/32", flows: ["udp 53 from 10.0.0.0/8"] };
    expect(found).toEqual([
      { ...about, kind: "foreign-rule", group: "sg-0123456789abcdef0", ...where, addresses: [`${ingress}.elsewhere`] },
    ]);
  });

  test("on an unknown group", () => {
    const found = changed((resource) => {
      resource.aws_security_group.other = { name: "other", vpc_id: "vpc-0a1b2c3d4e5f60718" };
    });
    const witness = "no party has this group";
    expect(found).toEqual([
      { ...about, kind: "unexpected-group", group: "other", witness, addresses: ["aws_security_group.other"] },
    ]);
  });

  test("on a missing group", () => {
    const found = changed((resource) => {
      delete resource.aws_security_group.cluster_etcd_37FFF9FB["//"];
      resource.aws_security_group.cluster_etcd_37FFF9FB.name = "etcd";
    });
    expect(found.filter(({ kind }) => kind.endsWith("-group")).map(({ kind, group }) => [kind, group])).toEqual([
      ["missing-group", "production-etcd"],
      ["unexpected-group", "etcd"],
    ]);
  });

  test("on a group with another name or VPC, and on nothing else about it", () => {
    const found = changed(({ aws_security_group: groups }) => {
      Object.assign(groups.cluster_etcd_37FFF9FB, { name: "etcd", vpc_id: "vpc-00000000" });
    });
    expect(found.map(({ kind, group, witness }) => [kind, group, witness])).toEqual([
      ["group-name", "production-etcd", "its name is etcd"],
      ["group-vpc", "production-etcd", "its VPC is vpc-00000000, not vpc-0a1b2c3d4e5f60718"],
    ]);
  });

  test("on rules that EC2 rejects or Terraform never settles", () => {
    const rules = {
      ports: { ip_protocol: "-1", from_port: 0, to_port: 0, cidr_ipv4: "10.0.0.0/8" },
      noPeer: { ip_protocol: "tcp", from_port: 1, to_port: 1 },
      both: {
        ip_protocol: "tcp",
        from_port: 1,
        to_port: 1,
        cidr_ipv4: "10.0.0.0/8",
        prefix_list_id: "pl-0123456789abcdef0",
      },
      host: { ip_protocol: "tcp", from_port: 1, to_port: 1, cidr_ipv4: "10.0.0.5/24" },
      reversed: { ip_protocol: "tcp", from_port: 9, to_port: 1, cidr_ipv4: "10.0.0.0/8" },
    };
    const found = changed((resource) => {
      for (const [key, rule] of Object.entries(rules))
        resource[ingress][key] = { ...rule, security_group_id: etcdGroup };
    });
    expect(found.slice(0, -1).map(({ kind, witness }) => [kind, witness])).toEqual([
      ["ports-with-all", "-1 with ports 0 to 0: leave the ports out"],
      ["no-peer", "names no peer, so it opens nothing and EC2 refuses it"],
      ["several-peers", "names 10.0.0.0/8 and pl-0123456789abcdef0, and takes one"],
      ["invalid-rule", 'cidr: host bits are set, got "10.0.0.5/24"; did you mean 10.0.0.0/24?'],
      ["invalid-rule", "tcp: no such ports, got 9 to 1; two ports from 0 to 65535 in order, or -1 for all"],
    ]);
    expect(found.at(-1)?.kind).toBe("extra-flow");
  });

  test("on a redundant rule whose flows other rules open", () => {
    const found = changed((resource) => {
      ruleLike(resource, /etcd_ingress-tcp-2379-etcd/).to_port = 2380;
    });
    expect(found.map(({ kind, witness }) => [kind, witness])).toEqual([
      ["missing-rule", "tcp 2379 from production/production-etcd"],
      ["extra-rule", "tcp 2380 from production/production-etcd"],
    ]);
  });

  test("on values that it cannot resolve", () => {
    const found = changed((resource, stack) => {
      stack.module = { network: { source: "./network" } };
      resource.awscc_ec2_security_group_ingress = { other: {} };
      ruleLike(resource, /etcd_ingress-tcp-2379-etcd/).count = 0;
    });
    expect(found.map(({ kind, addresses: [address], witness }) => [kind, address, witness])).toEqual([
      ["unreadable", "module.network", "a module, whose resources are not in this file"],
      ["unreadable", expect.stringContaining("2379"), "count makes it of what only Terraform knows"],
      ["unreadable", "awscc_ec2_security_group_ingress.other", "a kind of resource that is not known here"],
    ]);
  });

  test("on a lifecycle that ignores what a rule or a group opens", () => {
    const found = changed((resource) => {
      ruleLike(resource, /etcd_ingress-tcp-2379-etcd/).lifecycle = { ignore_changes: ["to_port", "description"] };
      ruleLike(resource, /etcd_ingress-tcp-2380-etcd/).lifecycle = { ignore_changes: { list: ["to_port"] } };
      ruleLike(resource, /worker_ingress-tcp-443-/).lifecycle = [{ ignore_changes: "all" }];
      resource.aws_security_group[keyLike(resource.aws_security_group, /etcd/)].lifecycle.ignore_changes.push(
        "ingress",
      );
    });
    const why = (ignored: string) => `its lifecycle ignores changes of ${ignored}, so EC2 may have another value`;
    expect(found.map(({ kind, witness }) => [kind, witness]).sort()).toEqual([
      ["unreadable", why("all")],
      ["unreadable", why("ingress")],
      ["unreadable", why("to_port, description")],
      ["unreadable", why('{"list":["to_port"]}')],
    ]);
  });

  test("on a stack of no deployment", () => {
    const { json, plans } = fleet;
    const [first, ...rest] = plans;
    const found = verifySynthesized(parseTerraformApp(json), [first as (typeof plans)[0]]).violations;
    expect(found.map(({ kind, deployment }) => [kind, deployment])).toEqual(
      rest.map(({ deployment }) => ["unexpected-stack", deployment.name]).sort(),
    );
  });
});

test("judges reachability by the port rules, not by the plan itself", () => {
  const { json, plans } = synthesize("stacks/examples/rancher-nodes.yaml");
  const [plan] = plans;
  if (!plan) throw new Error("no deployment");
  const isSsh = (rules: readonly string[]) => rules.includes("rancher-nodes-ssh-tcp");
  const groups = plan.groups.map((group) => ({
    ...group,
    rules: group.rules.filter(({ portRules }) => !isSsh(portRules)),
  }));
  const copy = structuredClone(json) as Json;
  const rules = copy.stacks[0].json.resource[ingress];
  delete rules[keyLike(rules, /tcp-22-/)];
  const found = verifySynthesized(parseTerraformApp(copy), [{ ...plan, groups }]).violations;
  expect(found.map(({ kind, witness }) => [kind, witness])).toEqual([["missing-reach", "tcp 22 from internet"]]);
});

test("judges reachability for the peer of a single port rule too", () => {
  // No party of the plan has IPv6 addresses: only the port rule has the peer.
  const peer = { cidrs: ["2001:db8::/64"] };
  const own = { id: "own-tcp", from: ["nodes"], to: ["peer"], peer, protocol: "tcp", ports: 8443, purpose: "Own" };
  const nodes = { type: "rancher-nodes", edition: "2.x", name: "nodes", rules: { add: [own] } } as DeploymentInput;
  const plan = planDeployment(parseDeployment(nodes));
  const groups = plan.groups.map((group) => ({
    ...group,
    rules: group.rules.filter(({ portRules }) => !portRules.includes("own-tcp")),
  }));
  const names = new PlanNames([plan]);
  const reach = (found: typeof plan) => verifyReach(plan, plannedNetwork([found], names), names);
  expect(reach(plan)).toEqual([]);
  const found = reach({ ...plan, groups });
  expect(found.map(({ kind, witness }) => [kind, witness])).toEqual([["missing-reach", "tcp 8443 to peer"]]);
});

describe("as text", () => {
  test("prints a proof on one line", () => {
    const { json, plans } = sample;
    expect(plainText(verificationText(verifySynthesized(parseTerraformApp(json), plans)))).toBe(
      "Proven: 110 rules of 6 groups in 2 deployments open what the tables require, and nothing else.\n",
    );
  });

  test("names group, witness and responsible port rule of each violation", () => {
    const verification = verifyChanged(sample, ({ production }) => {
      const rule = ruleLike(production.resource, /etcd_ingress-tcp-2379-etcd/);
      Object.assign(rule, { from_port: 2377, to_port: 2378 });
    });
    expect(
      plainText(verificationText(verification)).replace(/etcd_[0-9A-F]{8}$/m, "etcd_#"),
    ).toBe(`production: ingress of production-etcd does not allow what the tables require
    for instance tcp 2379 from production/production-etcd
    asked for by rke2-etcd-client-tcp

production: ingress of production-etcd allows what no table requires
    for instance tcp 2377 from production/production-etcd
    in all tcp 2377-2378 from production/production-etcd
    at aws_vpc_security_group_ingress_rule.cluster_etcd_ingress-tcp-2379-etcd_#

2 violations in 1 deployment.
`);
  });
});
