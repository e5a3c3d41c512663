import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  ClusterSecurityGroups,
  type ClusterSecurityGroupsProps,
  Peer,
  Port,
  RancherNodesSecurityGroup,
} from "../../src";
import { linesOf, type Synthesized, synthesize } from "./synthesized";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const props = {
  vpcId,
  name: "production",
  provisioning: "node-pools",
  rancherVersion: "2.x",
  parties: { rancher: { create: true }, apiClients: "anywhere", workloadClients: "anywhere" },
} as const;
const clusterIn = (scope: Construct, id: string, extra: Partial<ClusterSecurityGroupsProps> = {}) =>
  new ClusterSecurityGroups(scope, id, { ...props, ...extra });

/** Every Terraform address, sorted. */
const addresses = (synthesized: Synthesized) =>
  Object.entries((synthesized.json.resource ?? {}) as Record<string, object>)
    .flatMap(([type, resources]) => Object.keys(resources).map((name) => `${type}.${name}`))
    .sort();
const moves = (synthesized: Synthesized) => (synthesized.json.moved ?? []) as readonly { from: string; to: string }[];

test.each<[string, string, (stack: TerraformStack) => Construct, string, (stack: TerraformStack) => Construct]>([
  ["renamed", "stack/old", (stack) => clusterIn(stack, "old"), "new", (stack) => stack],
  [
    "moved into another construct",
    "stack/production",
    (stack) => clusterIn(stack, "production"),
    "production",
    (stack) => new Construct(stack, "platform"),
  ],
  [
    "moved out of one",
    "stack/platform/production",
    (stack) => clusterIn(new Construct(stack, "platform"), "production"),
    "production",
    (stack) => stack,
  ],
])("moves every resource of a construct that is %s, and nothing else", (_, movedFrom, before, id, scope) => {
  const old = synthesize((stack) => {
    before(stack);
  });
  const now = synthesize((stack) => {
    clusterIn(scope(stack), id, { movedFrom });
  });
  expect(
    moves(now)
      .map(({ from }) => from)
      .sort(),
  ).toEqual(addresses(old));
  expect(
    moves(now)
      .map(({ to }) => to)
      .sort(),
  ).toEqual(addresses(now));
  expect(addresses(now)).toHaveLength(4 + 36 + 4);
});

test("keeps the content of moved resources", () => {
  const contents = (synthesized: Synthesized) => {
    const moved = new Map(moves(synthesized).map(({ from, to }) => [to, from]));
    const resources = Object.entries(synthesized.json.resource as Record<string, Record<string, object>>);
    const named = resources.flatMap(([type, bodies]) =>
      Object.entries(bodies).map(([name, body]) => {
        const address = `${type}.${name}`;
        return [moved.get(address) ?? address, { ...body, "//": undefined }] as const;
      }),
    );
    const text = JSON.stringify(Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1))));
    return [...moved].reduce((all, [to, from]) => all.replaceAll(`\${${to}.`, `\${${from}.`), text);
  };
  const old = synthesize((stack) => void clusterIn(stack, "old", { egress: "required" }));
  const now = synthesize((stack) => void clusterIn(stack, "new", { egress: "required", movedFrom: "stack/old" }));
  expect(contents(now)).toBe(contents(old));
});

test("moves rules of connections and of lists too", () => {
  const connect = (cluster: ClusterSecurityGroups, stack: TerraformStack) => {
    const vpc = new Vpc(stack, "main", { cidrBlock: "10.0.0.0/16" });
    cluster.findGroup("worker").allowFrom(Peer.ipv4(vpc.cidrBlock), Port.tcp(9100), "Metrics");
  };
  const old = synthesize((stack) => connect(clusterIn(stack, "old"), stack));
  const now = synthesize((stack) => connect(clusterIn(stack, "new", { movedFrom: "stack/old" }), stack));
  expect(
    moves(now)
      .map(({ from }) => from)
      .sort(),
  ).toEqual(addresses(old).filter((address) => address !== "aws_vpc.main"));
});

test("moves the group of the node driver, whatever its id was", () => {
  const synthesized = synthesize((stack) => {
    new RancherNodesSecurityGroup(stack, "nodes", { edition: "2.x", vpcId, movedFrom: "stack/driver" });
  });
  expect(moves(synthesized)).toHaveLength(1 + 12 + 1);
});

test("writes no moved block without movedFrom", () => {
  expect(synthesize((stack) => void clusterIn(stack, "production")).json.moved).toBeUndefined();
});

const line = (id: string, movedFrom: unknown, extra: object = {}) =>
  linesOf((stack) => clusterIn(stack, id, { movedFrom: movedFrom as string, ...extra }));

test.each<[string, unknown, string]>([
  ["another stack", "other/old", '"other/old"; it starts with network/'],
  ["no stack", "old", '"old"; it starts with network/'],
  ["the stack itself", "network/", '"network/"; it starts with network/'],
])("rejects a path in %s", (_, movedFrom, rest) => {
  expect(line("new", movedFrom)).toEqual([
    `network/new movedFrom: is no path in the same stack, and Terraform moves resources within a state only, got ${rest}`,
  ]);
});

test("rejects its own path, and values that are not texts", () => {
  expect(line("new", "network/new")).toEqual([
    'network/new movedFrom: is the path that the construct has now, got "network/new"; write the one it had before, or leave it out',
  ]);
  expect(line("new", ["network/old"])).toEqual(['network/new movedFrom: must be a text, got ["network/old"]']);
});

test("rejects groups that were named after the former id, because they would be replaced", () => {
  expect(line("new", "network/old", { name: undefined })).toEqual([
    'network/new name: would change with the id, and with it the names of the groups, which EC2 cannot change; keep it: name: "old"',
  ]);
  expect(line("old", "network/platform/old", { name: undefined })).toEqual([]);
});

test("rejects the path of another existing construct", () => {
  expect(() =>
    synthesize((stack) => {
      clusterIn(stack, "old");
      clusterIn(stack, "new", { name: "lab", movedFrom: "stack/old" });
    }),
  ).toThrow(
    /\[stack\/new\/Moved\] movedFrom: is where there is a resource now, aws_security_group\.old_\w+, got "stack\/old"; give the construct that is there another id/,
  );
});

test("writes the moved blocks into HCL too", () => {
  const element = (stack: TerraformStack) => {
    const cluster = clusterIn(stack, "new", { movedFrom: "stack/old" });
    return cluster.node.findChild("Moved") as unknown as { toHclTerraform(): { moved: readonly { from: object }[] } };
  };
  synthesize((stack) => {
    const [first] = element(stack).toHclTerraform().moved;
    expect(first?.from).toEqual({
      value: expect.stringMatching(/^aws_security_group\.old_controlplane_[0-9A-F]{8}$/),
      isBlock: false,
      type: "simple",
      storageClassType: "reference",
    });
  });
});
